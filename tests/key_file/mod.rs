//! How the database key is kept (SE-9): with a passphrase, locked after a start, exchanged for
//! another one; by the built program, on a household's own files.
mod exchanged;
mod kept;
mod locked;
mod pages;

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    path::PathBuf,
    process::{Child, Stdio},
};

use crate::{
    by_hand::{Said, by_hand_with, program},
    support::{Household, Visitor},
};

const WORDS: &str = "plum tractor 9 violin";
const OTHERS: &str = "seven quiet herons 42";

fn key_file(home: &Household, verb: &str, typed: &[&str]) -> Said {
    let input: String = typed.iter().map(|line| format!("{line}\n")).collect();
    by_hand_with(home, &["key-file", verb], &input)
}

fn file(home: &Household, name: &str) -> PathBuf {
    home.folder.path().join("keys").join(name)
}

fn text(home: &Household, name: &str) -> String {
    fs::read_to_string(file(home, name)).unwrap()
}

fn is_wrapped(home: &Household) -> bool {
    text(home, "database.key").starts_with("pi-crm database key, wrapped")
}

/// A household with a passphrase, Rosa in it, and a recovery key.
async fn protected() -> Household {
    let home = Household::new().await;
    let family = home.workspace(&home.andy, "Family").await.uid;
    home.contact(&home.andy, family, "Rosa Bergström").await;
    let (status, _, problem) = crate::by_hand::by_hand(&home, &["backup", "run"]);
    assert_eq!(status, 1, "no drive: {problem}");
    let (status, _, problem) = key_file(&home, "protect", &[WORDS]);
    assert_eq!(status, 0, "{problem}");
    home
}

/// The server as a process of its own, killed when it is let go. Its log goes to a file.
struct Running {
    child: Child,
    origin: String,
    plain: String,
    log: PathBuf,
}

impl Running {
    fn on(home: &Household) -> Self {
        let log = home.folder.path().join("log.txt");
        let mut child = program(home)
            .args(["serve", "--https", "127.0.0.1:0", "--http", "127.0.0.1:0", "--log", "debug"])
            .stdout(Stdio::piped())
            .stderr(fs::File::options().append(true).create(true).open(&log).unwrap())
            .spawn()
            .expect("the server starts");
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut line = || said.next().expect("a line").expect("text");
        let (first, second) = (line(), line());
        let origin = first.trim_start_matches("pi-crm answers at ").trim_end_matches('/');
        let origin = origin.replace("127.0.0.1", "localhost");
        let plain = second.split(" open ").nth(1).unwrap().split("/ ").next().unwrap().to_owned();
        // What it says later must find a reader.
        std::thread::spawn(move || said.map_while(Result::ok).count());
        Self { child, origin, plain, log }
    }

    fn nobody(&self, home: &Household) -> Visitor {
        Visitor::at(self.origin.clone(), home)
    }

    /// Signed in while nobody has locked it.
    async fn andy(&self, home: &Household) -> Visitor {
        self.nobody(home).signed_in(home, &home.andy).await
    }

    fn log(&self) -> String {
        let mut text = String::new();
        fs::File::open(&self.log).unwrap().read_to_string(&mut text).unwrap();
        text
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// With the cookie and the token of the page that asks for the passphrase.
async fn at_the_lock(nobody: &Visitor, path: &str) -> Visitor {
    let nobody = nobody.on_its_own_page();
    let page = nobody.get(path).await;
    assert_eq!(page.status, 503, "{}", page.body);
    let cookie = page.header("set-cookie").split(';').next().unwrap().to_owned();
    let csrf = page.body.split("name=\"csrf\" value=\"").nth(1).expect("a form");
    let mut visitor = nobody.and_cookie(&cookie);
    visitor.csrf = csrf.split('"').next().map(str::to_owned);
    visitor
}

async fn once(is_so: impl Fn() -> bool) {
    for _ in 0..3_000 {
        if is_so() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("it never came to be");
}
