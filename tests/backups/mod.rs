//! Backups (BK-1 to BK-6): made of a running household by the built program, read back, kept in
//! several places, restored.
mod apart;
mod bucket;
mod bucket_page;
mod bucket_restored;
mod bucket_trouble;
mod due;
mod in_browser;
mod made;
mod page;
mod places;
mod restored;
mod snapshot;

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    by_hand::{Said, by_hand},
    support::Household,
};

fn backup(home: &Household, words: &[&str]) -> Said {
    by_hand(home, &[&["backup"], words].concat())
}

/// A workspace with Rosa and Theo in it.
async fn lived_in() -> Household {
    let home = Household::new().await;
    let family = home.workspace(&home.andy, "Family").await.uid;
    for name in ["Rosa Bergström", "Theo Quint"] {
        home.contact(&home.andy, family, name).await;
    }
    home
}

fn data(home: &Household) -> PathBuf {
    home.folder.path().join("data")
}

fn recovery_key(home: &Household) -> PathBuf {
    home.folder.path().join("keys/recovery.key")
}

/// Those in the folder of the household's own box, the newest first.
fn kept(home: &Household) -> Vec<PathBuf> {
    backups_in(&data(home).join("backups"))
}

fn backups_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = files(folder);
    found.retain(|it| it.to_string_lossy().ends_with(".tar.zst.age"));
    found.sort();
    found.reverse();
    found
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for path in entries.map(|it| it.expect("a file").path()) {
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push(path),
        }
    }
    found
}
