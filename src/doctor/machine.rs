//! What the kernel and the system tell in files, below a root that a test can make up.
use std::{
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
};

use super::{Finding, unknown, well};

/// Far more than any of these files has.
const MOST_BYTES: u64 = 256 << 10;
const MOST_ENTRIES: usize = 200;

#[derive(Clone, Debug)]
pub struct Machine {
    root: PathBuf,
    is_root: bool,
}

impl Machine {
    pub fn real() -> Self {
        Self { root: "/".into(), is_root: rustix::process::geteuid().is_root() }
    }

    /// A made-up one.
    pub fn at(root: impl Into<PathBuf>, is_root: bool) -> Self {
        Self { root: root.into(), is_root }
    }

    /// Whether there is a real system to ask by its own tools.
    pub fn is_real(&self) -> bool {
        self.root == Path::new("/")
    }

    pub fn is_root(&self) -> bool {
        self.is_root
    }

    pub fn text(&self, path: &str) -> Option<String> {
        read(&self.root.join(path))
    }

    pub fn has(&self, path: &str) -> bool {
        self.root.join(path).exists()
    }

    /// The same file of everything in a folder, with the name of each that has it.
    pub fn each(&self, folder: &str, file: &str) -> Vec<(String, String)> {
        let Ok(entries) = fs::read_dir(self.root.join(folder)) else { return Vec::new() };
        let mut found: Vec<(String, String)> = entries
            .flatten()
            .take(MOST_ENTRIES)
            .filter_map(|it| {
                let name = it.file_name().to_string_lossy().into_owned();
                Some((name, read(&it.path().join(file))?))
            })
            .collect();
        found.sort();
        found
    }

    /// Which program this is, and since when the box has been on.
    pub fn about(&self) -> Finding {
        let version = concat!("version ", env!("CARGO_PKG_VERSION"));
        let uptime = self.text("proc/uptime");
        let seconds = uptime.and_then(|it| it.split('.').next()?.parse::<u64>().ok());
        match seconds {
            Some(seconds) => {
                well("program", format!("{version}; the box has been on for {}", since(seconds)))
            }
            None => {
                unknown("program", format!("{version}; since when the box is on cannot be seen"))
            }
        }
    }
}

fn read(path: &Path) -> Option<String> {
    let mut text = String::new();
    File::open(path).ok()?.take(MOST_BYTES).read_to_string(&mut text).ok()?;
    Some(text.trim().to_owned())
}

fn since(seconds: u64) -> String {
    let told = |count: u64, unit: &str| match count {
        1 => format!("1 {unit}"),
        many => format!("{many} {unit}s"),
    };
    match seconds {
        0..3_600 => told(seconds / 60, "minute"),
        3_600..172_800 => told(seconds / 3_600, "hour"),
        _ => told(seconds / 86_400, "day"),
    }
}
