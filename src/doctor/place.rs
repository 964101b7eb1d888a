//! Where the data lies: the settings that say so, the folder, the room on its disk.
use std::{fs, io, path::Path};

use super::{Finding, note, shown, well, wrong};
use crate::config::Config;

pub const MIB: u64 = 1 << 20;
const SCARCE_BYTES: u64 = 500 * MIB;
const TOO_LITTLE_BYTES: u64 = 50 * MIB;

pub fn settings(config: &Config) -> Finding {
    match &config.file {
        Some(file) => well("settings", format!("from {}", shown(file))),
        None => well("settings", "defaults, there is no settings file"),
    }
}

pub fn data_folder(folder: &Path) -> Finding {
    let shown = shown(folder);
    match fs::metadata(folder) {
        Ok(found) if !found.is_dir() => wrong("data folder", format!("{shown} is no folder")),
        Ok(_) => match rustix::fs::access(folder, rustix::fs::Access::WRITE_OK) {
            Ok(()) => well("data folder", format!("{shown} can be written")),
            Err(_) => wrong(
                "data folder",
                format!(
                    "{shown} cannot be written: check that the disk is not read-only and that \
                     the folder belongs to whoever runs pi-crm"
                ),
            ),
        },
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            note("data folder", format!("{shown} is not there yet; the first start makes it"))
        }
        Err(cause) => wrong("data folder", format!("{shown}: {cause}")),
    }
}

/// Of the nearest folder that exists, since the first start makes the rest.
pub fn space(folder: &Path) -> Finding {
    let Some(there) = folder.ancestors().find(|folder| folder.exists()) else {
        return wrong("disk", "is not there");
    };
    match rustix::fs::statvfs(there) {
        Ok(disk) => room(disk.f_bavail * disk.f_frsize),
        Err(cause) => wrong("disk", format!("{}: {cause}", shown(there))),
    }
}

pub fn room(free: u64) -> Finding {
    let says = format!("{} MB free", free / MIB);
    match free {
        0..TOO_LITTLE_BYTES => {
            wrong("disk", format!("{says}: soon nothing can be saved, make some room"))
        }
        TOO_LITTLE_BYTES..SCARCE_BYTES => note("disk", format!("{says}: make some room")),
        _ => well("disk", says),
    }
}
