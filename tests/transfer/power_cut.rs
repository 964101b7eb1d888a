//! The power goes in the middle of an import, or of its undo: the server's process is killed, and
//! another one goes on where the first one stood.
use std::{
    collections::HashSet,
    process::{Child, Command, Stdio},
    time::Duration,
};

use pi_crm::{
    audit::undo,
    ids::Uid,
    transfer::import::{Import, Policy, State},
};

use super::Desk;
use crate::support::Household;

const LINES: u32 = 6_000;

/// The built program on a household's own files; killed when it is let go.
struct Running(Child);

impl Running {
    fn on(home: &Household) -> Self {
        let options = Household::options(&home.folder);
        let child = Command::new(env!("CARGO_BIN_EXE_pi-crm"))
            .args(["serve", "--https", "127.0.0.1:0", "--http", "off", "--data-dir"])
            .arg(options.path.parent().unwrap())
            .arg("--key-file")
            .arg(&options.key_file)
            .env_clear()
            .env("HOME", home.folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Self(child.expect("the server starts"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().expect("it is killed");
        self.0.wait().expect("it is gone");
    }
}

async fn once(desk: &Desk, import: Uid, is_there: impl Fn(&Import) -> bool) -> Import {
    for _ in 0..6_000 {
        let found = desk.find(import).await;
        if is_there(&found) {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never got there: {:?}", desk.find(import).await);
}

#[tokio::test]
async fn an_import_survives_a_power_cut_and_neither_doubles_nor_loses_anybody() {
    let desk = Desk::new().await;
    let lines: String = (0..LINES).map(|at| format!("Person{at},p{at}@example.com\n")).collect();
    let import = desk.upload("many.csv", format!("Name,E-mail\n{lines}").as_bytes()).await;
    desk.set_out(import, false, |plan| plan.policy = Policy::Create).await;

    let server = Running::on(&desk.home);
    once(&desk, import, |it| it.counts.added > 0).await;
    drop(server);
    let cut = desk.find(import).await;
    assert_eq!(cut.state, State::Running);
    assert!((1..LINES).contains(&cut.counts.added), "{:?}", cut.counts);

    let server = Running::on(&desk.home);
    let done = once(&desk, import, |it| it.state != State::Running).await;
    drop(server);
    assert_eq!((done.state, done.counts.added), (State::Done, LINES));
    let emails = desk.home.db.read(|conn| {
        let mut statement = conn.prepare("SELECT email_key FROM base_contacts")?;
        let emails = statement.query_map([], |row| row.get(0))?;
        Ok(emails.collect::<Result<Vec<String>, _>>()?)
    });
    let emails = emails.await.unwrap();
    let each: HashSet<&String> = emails.iter().collect();
    assert_eq!((emails.len(), each.len()), (LINES as usize, LINES as usize));
}

async fn contacts(desk: &Desk) -> u32 {
    let sql = "SELECT count(*) FROM base_contacts";
    desk.home.db.read(move |conn| Ok(conn.query_row(sql, [], |row| row.get(0))?)).await.unwrap()
}

async fn once_there_are(desk: &Desk, is_there: impl Fn(u32) -> bool) {
    for _ in 0..6_000 {
        if is_there(contacts(desk).await) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never got there: {} contacts", contacts(desk).await);
}

#[tokio::test]
async fn an_undo_survives_a_power_cut_and_leaves_nobody_behind() {
    let desk = Desk::new().await;
    let before = desk.home.everything().await;
    let lines: String = (0..LINES).map(|at| format!("Person{at},p{at}@example.com\n")).collect();
    let file = format!("Name,E-mail\n{lines}");
    let import = desk.bring_in("many.csv", file.as_bytes(), |_| {}).await;
    undo::undo(&desk.home.db, desk.home.andy.clone(), import.change).await.unwrap();
    assert_eq!(contacts(&desk).await, LINES);

    let server = Running::on(&desk.home);
    once_there_are(&desk, |it| it < LINES).await;
    drop(server);
    let cut = contacts(&desk).await;
    assert!((1..LINES).contains(&cut), "{cut} contacts");

    let server = Running::on(&desk.home);
    once_there_are(&desk, |it| it == 0).await;
    drop(server);
    assert_eq!(desk.home.everything().await, before);
}
