//! Restored by hand, as `RESTORE.txt` in every backup tells: with `age`, `zstd`, `tar` and a shell
//! of SQLite, where they are installed; else each step with a decoder of its own.
use std::{
    fs::{self, File},
    path::Path,
    process::Command,
};

use super::{backup, kept, lived_in, recovery_key};

fn is_installed(tool: &str) -> bool {
    Command::new(tool).arg("--version").output().is_ok()
}

fn run(tool: &str, words: &[&str], folder: &Path) -> String {
    let done = Command::new(tool).args(words).current_dir(folder).output().expect("it runs");
    let told = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{tool} {words:?}: {told}");
    String::from_utf8(done.stdout).expect("text")
}

fn unsealed(folder: &Path) {
    if is_installed("age") {
        run("age", &["-d", "-i", "recovery.key", "-o", "b.tar.zst", "b.age"], folder);
        return;
    }
    let key = fs::read_to_string(folder.join("recovery.key")).unwrap();
    let key = key.lines().find(|it| it.starts_with("AGE-SECRET")).unwrap();
    let key: age::x25519::Identity = key.parse().unwrap();
    let sealed = age::Decryptor::new(File::open(folder.join("b.age")).unwrap()).unwrap();
    let mut plain = sealed.decrypt([&key as &dyn age::Identity].into_iter()).unwrap();
    std::io::copy(&mut plain, &mut File::create(folder.join("b.tar.zst")).unwrap()).unwrap();
}

fn unpacked(folder: &Path) {
    if is_installed("zstd") {
        run("zstd", &["-q", "-d", "b.tar.zst", "-o", "b.tar"], folder);
    } else {
        let small = File::open(folder.join("b.tar.zst")).unwrap();
        zstd::stream::copy_decode(small, File::create(folder.join("b.tar")).unwrap()).unwrap();
    }
    if is_installed("tar") {
        run("tar", &["-xf", "b.tar"], folder);
    } else {
        tar::Archive::new(File::open(folder.join("b.tar")).unwrap()).unpack(folder).unwrap();
    }
}

fn asked(folder: &Path, sql: &str) -> String {
    if is_installed("sqlite3") {
        return run("sqlite3", &["pi-crm.db", sql], folder);
    }
    let conn = rusqlite::Connection::open(folder.join("pi-crm.db")).unwrap();
    let mut statement = conn.prepare(sql).unwrap();
    let lines = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    lines.map(|it| it.unwrap() + "\n").collect()
}

#[tokio::test]
async fn a_backup_is_taken_apart_with_stock_tools_alone() {
    let home = lived_in().await;
    assert_eq!(backup(&home, &["run", "--target", "This box"]).0, 0);
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::copy(&kept(&home)[0], folder.join("b.age")).unwrap();
    fs::copy(recovery_key(&home), folder.join("recovery.key")).unwrap();

    unsealed(folder);
    unpacked(folder);
    let names = "SELECT first_name || ' ' || last_name FROM base_contacts ORDER BY id";
    assert_eq!(asked(folder, names), "Rosa Bergström\nTheo Quint\n");
    assert_eq!(asked(folder, "SELECT name FROM workspaces"), "Family\n");

    let key = fs::read_to_string(home.folder.path().join("keys/database.key")).unwrap();
    assert_eq!(fs::read_to_string(folder.join("database.key")).unwrap(), key);
    let manifest = fs::read(folder.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    assert_eq!(manifest["counts"]["base_contacts"], 2);
    assert!(fs::read_to_string(folder.join("RESTORE.txt")).unwrap().contains("age -d -i"));
}
