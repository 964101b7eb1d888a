//! What is under way beside the edits when the server is killed.
use std::{
    process::Child,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{client::Client, editor::MARK, place::Place};

const LINES: usize = 1_200;
const RESTORE: &str = "/household/backups/restore";
/// How often to look whether something is there; nothing is decided by it.
pub const LOOK_EVERY: Duration = Duration::from_millis(10);

pub enum Act {
    Nothing,
    Import(String, String),
    Undo(String, String),
    Backup,
    Restore(String, String),
    ByHand(Vec<String>),
}

impl Act {
    /// Whether it was answered with success; of a restore, whether it was said to be done.
    pub fn run(&self, client: &Client, place: &Place, wait: Duration) -> bool {
        match self {
            Self::Nothing => false,
            Self::Import(name, workspace) => {
                let path =
                    format!("/api/csv/import?workspace={workspace}&name={name}&policy=create");
                client.upload(&path, file(name)).is_some()
            }
            Self::Undo(_, change) => {
                client.call("POST", &format!("/api/changes/{change}/undo"), &Value::Null).is_some()
            }
            Self::Backup => back_up(client),
            Self::Restore(session, name) => restore(client, session, name),
            Self::ByHand(words) => {
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                let mut child = place.command(&words).spawn().expect("it starts");
                ended_or_killed(&mut child, wait)
            }
        }
    }
}

/// Both go down at the same time, as with the power.
fn ended_or_killed(child: &mut Child, wait: Duration) -> bool {
    let until = Instant::now() + wait;
    while Instant::now() < until {
        if let Some(status) = child.try_wait().expect("a status") {
            return status.success();
        }
        thread::sleep(LOOK_EVERY);
    }
    child.kill().expect("it is killed");
    child.wait().expect("it is gone").success()
}

pub fn back_up(client: &Client) -> bool {
    let Some(all) = client.get("/api/backups") else { return false };
    let here = all["targets"].as_array().expect("targets").iter().find(|it| it["kind"] == "folder");
    let Some(target) = here.and_then(|it| it["id"].as_str()) else {
        // The first question makes the usual targets known.
        return client.call("POST", "/api/backups", &Value::Null).is_some();
    };
    client.call("POST", &format!("/api/backups?target={target}"), &Value::Null).is_some()
}

pub fn is_backing_up(client: &Client) -> bool {
    let all = client.get("/api/backups").expect("an answer");
    let targets = all["targets"].as_array().expect("targets");
    targets.iter().any(|it| it["at_work"] == json!(true))
}

fn restore(client: &Client, session: &str, name: &str) -> bool {
    let fields = [("file", name), ("sure", "yes")];
    let Some((status, page)) = client.form(session, RESTORE, &fields) else { return false };
    assert_eq!(status, 303, "{page}");
    while let Some((_, page)) = client.page(session, RESTORE) {
        if page.contains("It is restored") {
            return true;
        }
        if !page.contains("data-events") {
            return false;
        }
        thread::sleep(LOOK_EVERY);
    }
    false
}

fn file(name: &str) -> Vec<u8> {
    let mut text = String::from("First name,Last name,E-mail,Phone,Company\n");
    for at in 0..LINES {
        text.push_str(&format!(
            "P{at},{name},{name}-{at}@{MARK}.example,+1 808 555 {at:04},Imported {name}\n"
        ));
    }
    text.into_bytes()
}
