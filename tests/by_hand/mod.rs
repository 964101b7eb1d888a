//! What is done at the terminal, by the built program on a household's own files.
mod keys;
mod people;

use std::{
    io::Write,
    process::{Command, Stdio},
};

use crate::support::Household;

/// Its exit code, what it printed and what it told beside.
pub type Said = (i32, String, String);

pub fn by_hand(home: &Household, words: &[&str]) -> Said {
    by_hand_with(home, words, "")
}

/// The same, with what comes in by a pipe.
pub fn by_hand_with(home: &Household, words: &[&str], input: &str) -> Said {
    let mut child = program(home)
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    // One that does not read it may have ended already.
    let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    let output = child.wait_with_output().expect("the command runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// The built program on a household's own files.
pub fn program(home: &Household) -> Command {
    let options = Household::options(&home.folder);
    let mut command = Command::new(env!("CARGO_BIN_EXE_pi-crm"));
    command
        .arg("--data-dir")
        .arg(options.path.parent().unwrap())
        .arg("--key-file")
        .arg(&options.key_file)
        .env_clear()
        .env("HOME", home.folder.path());
    command
}
