//! At a start, before the database is opened: what was restored takes the place of what was served,
//! which is set aside. Each step can be done again, so a power cut between two loses nothing.
use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{FOLDER, READY, Ready, attempt, forget, ready, restored_beside};
use crate::{
    backups::{archive::DATABASE, home::Home},
    db::{SCHEMA_VERSION, key::Found, pages},
    private_file,
};

/// What belongs to a database; all of it moves together.
const WITH_IT: [&str; 4] = [DATABASE, "pi-crm.db-wal", "pi-crm.db-shm", KEY_ID];
const KEY_ID: &str = "pi-crm.key-id";
const CERTIFICATES: &str = "tls";
/// Why the last restore did not come to be, for the page.
pub const FAILED: &str = "restore-failed.txt";

#[derive(Clone, Debug)]
pub struct Swapped {
    ready: Ready,
}

/// What was restored, if anything, is served from now on. Where it cannot be, everything is as it
/// was, and a note says so.
pub fn swap(home: &Home) -> io::Result<Option<Swapped>> {
    attempt::sweep(home);
    let Some(ready) = ready(home) else {
        if home.data_dir.join(FOLDER).exists() {
            forget(home);
        }
        return Ok(None);
    };
    if home.restored(DATABASE).exists()
        && let Err(why) = opens(home)
    {
        note(home, &why);
        forget(home);
        return Ok(None);
    }
    let aside = home.data_dir.join(&ready.aside);
    private_file::make_folder(&aside)?;
    if home.restored(DATABASE).exists() {
        for name in WITH_IT {
            move_over(&home.data_dir.join(name), &aside.join(name))?;
        }
        if home.restored(CERTIFICATES).exists() {
            move_over(&home.data_dir.join(CERTIFICATES), &aside.join(CERTIFICATES))?;
            move_over(&home.restored(CERTIFICATES), &home.data_dir.join(CERTIFICATES))?;
        }
        for file in keys(home) {
            exchange(&file, &before(&file, &ready))?;
        }
        move_over(&home.restored(DATABASE), &home.database())?;
    }
    move_over(&home.restored(KEY_ID), &home.data_dir.join(KEY_ID))?;
    private_file::sync_folder(&home.data_dir)?;
    let _ = fs::remove_file(home.data_dir.join(FAILED));
    fs::remove_file(home.restored(READY))?;
    forget(home);
    home.hand_over();
    Ok(Some(Swapped { ready }))
}

/// What was swapped in cannot be served after all.
pub fn put_back(home: &Home, swapped: &Swapped, why: &str) -> io::Result<()> {
    let aside = home.data_dir.join(&swapped.ready.aside);
    let failed = home.data_dir.join(format!("{}-failed", swapped.ready.aside));
    private_file::make_folder(&failed)?;
    for name in WITH_IT.into_iter().chain([CERTIFICATES]) {
        if name != CERTIFICATES || aside.join(name).exists() {
            move_over(&home.data_dir.join(name), &failed.join(name))?;
            move_over(&aside.join(name), &home.data_dir.join(name))?;
        }
    }
    for file in keys(home) {
        move_over(&before(&file, &swapped.ready), &file)?;
    }
    private_file::sync_folder(&home.data_dir)?;
    note(home, why);
    Ok(())
}

fn keys(home: &Home) -> [PathBuf; 2] {
    [home.key_file.clone(), home.recovery_file()]
}

/// Named for what is set aside with it.
fn before(file: &Path, ready: &Ready) -> PathBuf {
    let stamp = Path::new(&ready.aside).file_name().unwrap_or_default();
    file.with_added_extension(stamp)
}

fn opens(home: &Home) -> Result<(), String> {
    let key = match Found::read(&restored_beside(&home.key_file)).ok_or("its key is missing")? {
        Found::Plain(key) => key,
        // It was opened and looked through when it was made ready.
        Found::Wrapped(_) => return Ok(()),
    };
    let conn = pages::open_apart(&home.restored(DATABASE), &key);
    match conn.and_then(|conn| pages::schema_of(&conn)) {
        Ok(schema) if schema > SCHEMA_VERSION => Err("it is of a newer version".into()),
        Ok(_) => Ok(()),
        Err(cause) => Err(cause.to_string()),
    }
}

/// The one before stays beside it, for what is set aside is encrypted with it.
fn exchange(file: &Path, before: &Path) -> io::Result<()> {
    let restored = restored_beside(file);
    let (Ok(new), old) = (fs::read(&restored), fs::read(file).ok()) else { return Ok(()) };
    if let Some(old) = old.filter(|old| *old != new) {
        private_file::write(before, &old)?;
        fs::rename(&restored, file)?;
    } else if !file.exists() {
        fs::rename(&restored, file)?;
    }
    Ok(())
}

/// What is not there was moved already, or never was.
fn move_over(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

fn note(home: &Home, why: &str) {
    tracing::error!(why, "the restored database is not used; the one before is served");
    let text = format!(
        "The restored database could not be opened ({why}), so the one before is served. Nothing \
         of it was changed.\n"
    );
    let _ = private_file::write(&home.data_dir.join(FAILED), text.as_bytes());
}
