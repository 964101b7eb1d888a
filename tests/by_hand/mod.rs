//! What is done at the terminal, by the built program on a household's own files.
mod keys;
mod people;

use std::process::Command;

use crate::support::Household;

/// Its exit code, what it printed and what it told beside.
pub type Said = (i32, String, String);

pub fn by_hand(home: &Household, words: &[&str]) -> Said {
    let options = Household::options(&home.folder);
    let output = Command::new(env!("CARGO_BIN_EXE_pi-crm"))
        .args(words)
        .arg("--data-dir")
        .arg(options.path.parent().unwrap())
        .arg("--key-file")
        .arg(&options.key_file)
        .env_clear()
        .env("HOME", home.folder.path())
        .output()
        .expect("the command runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}
