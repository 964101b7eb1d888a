//! The rounds: something is under way, the server is killed in the middle of it, started again,
//! perhaps killed in its start, and everything is looked at.
use std::{
    fs, thread,
    time::{Duration, Instant},
};

use super::{
    act::{Act, LOOK_EVERY, back_up, is_backing_up},
    client::Client,
    place::{Place, Server},
    random::Random,
    world::{Outcome, World, files},
};

const MOST_LOOKS: usize = 12_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Edits,
    Import,
    Undo,
    Backup,
    BackupByHand,
    Restore,
    RestoreByHand,
    FirstStart,
}

impl Kind {
    pub const ALL: [Self; 8] = [
        Self::Edits,
        Self::Import,
        Self::Undo,
        Self::Backup,
        Self::BackupByHand,
        Self::Restore,
        Self::RestoreByHand,
        Self::FirstStart,
    ];

    /// In how many ms what is under way is likely over; a kill comes at any time of it.
    fn lasts_ms(self) -> u64 {
        match self {
            Self::Edits | Self::FirstStart => 500,
            Self::Import | Self::Undo => 1_500,
            Self::Backup | Self::BackupByHand => 2_000,
            Self::Restore => 4_500,
            Self::RestoreByHand => 2_500,
        }
    }
}

pub struct Torture {
    pub world: World,
    server: Server,
    port: u16,
    random: Random,
    pub kills: usize,
    nth: usize,
}

impl Torture {
    pub fn begin(mut random: Random) -> Self {
        let world = World::new(&mut random);
        let mut server = Server::begin(&world.place);
        let port = server.port();
        let mut this = Self { world, server, port, random, kills: 0, nth: 0 };
        this.world.look(&Outcome::default());
        // So that from the first round on there is something to restore.
        this.back_up();
        this
    }

    pub fn round(&mut self, kind: Kind) {
        self.nth += 1;
        if kind == Kind::FirstStart {
            self.kills += first_start(&mut self.random);
            return;
        }
        let wait = Duration::from_millis(self.random.below(kind.lasts_ms()));
        let outcome = self.cut_short(kind, wait);
        self.kills += 1;
        self.world.look_for_plain_text();
        while self.random.is(40) {
            let mut server = Server::begin(&self.world.place);
            self.die_in_the_start(&outcome);
            server.kill();
            self.kills += 1;
        }
        self.server = Server::begin(&self.world.place);
        self.port = self.server.port();
        self.world.look(&outcome);
    }

    /// At any moment of it; after a restore often while the databases are swapped.
    fn die_in_the_start(&mut self, outcome: &Outcome) {
        let aside = self.world.place.data().join("set-aside");
        if outcome.restoring.is_some() && self.random.is(50) {
            let begun = Instant::now();
            while !aside.exists() && begun.elapsed() < Duration::from_millis(400) {
                thread::yield_now();
            }
            thread::sleep(Duration::from_micros(self.random.below(4_000)));
        } else {
            thread::sleep(Duration::from_millis(self.random.below(350)));
        }
    }

    fn client(&self) -> Client {
        Client::new(&self.world.place, self.port, &self.world.home.api_key)
    }

    fn cut_short(&mut self, kind: Kind, wait: Duration) -> Outcome {
        let act = self.act(kind);
        let client = self.client();
        let World { editors, home, place, .. } = &mut self.world;
        let (server, home) = (&mut self.server, &*home);
        let done = thread::scope(|scope| {
            for editor in editors {
                let client = client.clone();
                scope.spawn(move || editor.work(&client, home));
            }
            let acting = scope.spawn(|| act.run(&client, place, wait));
            thread::sleep(wait);
            server.kill();
            acting.join().expect("no panic")
        });
        self.note(act, done)
    }

    /// What to do beside the edits.
    fn act(&mut self, kind: Kind) -> Act {
        let named = self.random.pick(&self.world.backups).name.clone();
        match kind {
            Kind::Edits | Kind::FirstStart => Act::Nothing,
            Kind::Import => {
                Act::Import(format!("import-{}", self.nth), self.world.home.workspace.to_string())
            }
            Kind::Undo => self.undo(),
            Kind::Backup => Act::Backup,
            Kind::BackupByHand => Act::ByHand(vec![
                "backup".into(),
                "run".into(),
                "--target".into(),
                "This box".into(),
            ]),
            Kind::Restore => {
                let session = self.world.place.signed_in(self.world.home.andy);
                Act::Restore(self.world.runtime.block_on(session), named)
            }
            Kind::RestoreByHand => Act::ByHand(vec!["restore".into(), named]),
        }
    }

    fn undo(&mut self) -> Act {
        let is_free = |name: &String| !self.world.undone.contains(name);
        let imports = self.world.ledger.imports.iter().filter(|(name, it)| {
            is_free(name) && it.state == "done" && !it.is_undone && !it.is_undoing
        });
        let found: Vec<(String, String)> =
            imports.map(|(name, it)| (name.clone(), it.change.clone())).collect();
        match found.is_empty() {
            true => Act::Nothing,
            false => {
                let (name, change) = self.random.pick(&found).clone();
                Act::Undo(name, change)
            }
        }
    }

    fn note(&mut self, act: Act, is_done: bool) -> Outcome {
        let mut outcome = Outcome::default();
        match act {
            Act::Import(name, _) if is_done => {
                self.world.tally.imports += 1;
                self.world.imports.insert(name, false);
            }
            Act::Undo(name, _) if is_done => {
                self.world.undone.insert(name);
            }
            Act::Restore(_, name) => {
                outcome = Outcome { restoring: Some(name), is_restored: is_done };
            }
            Act::ByHand(words) if words[0] == "restore" => {
                outcome = Outcome { restoring: words.last().cloned(), is_restored: is_done };
            }
            _ => {}
        }
        outcome
    }

    /// To its end, and nothing is killed.
    pub fn back_up(&mut self) {
        let newest = |world: &World| world.backups.last().map(|it| it.name.clone());
        let before = newest(&self.world);
        let client = self.client();
        assert!(back_up(&client), "it is answered");
        self.once("a backup", |_, client| !is_backing_up(client));
        self.world.look(&Outcome::default());
        assert!(newest(&self.world) > before, "no backup was made");
    }

    /// What was begun comes to its end, and nothing is left behind.
    pub fn settle(mut self) -> World {
        self.once("imports and undos", |this, _| {
            this.world.look(&Outcome::default());
            let is_at_work = |state: &str| ["checking", "running"].contains(&state);
            !this.world.ledger.imports.values().any(|it| is_at_work(&it.state) || it.is_undoing)
        });
        self.back_up();
        let Self { server, world, .. } = self;
        assert!(server.stop().success(), "it did not stop in peace");
        let lost: Vec<_> =
            files(&world.place.data()).into_iter().filter(|it| is_lost(it)).collect();
        assert!(lost.is_empty(), "left behind: {lost:?}");
        let keys: Vec<_> = files(&world.place.path().join("keys"))
            .into_iter()
            .filter(|it| !it.ends_with("database.key") && !it.ends_with("recovery.key"))
            .collect();
        assert!(keys.is_empty(), "left behind: {keys:?}");
        world.look_for_plain_text();
        world
    }

    fn once(&mut self, what: &str, is_there: impl Fn(&mut Self, &Client) -> bool) {
        let client = self.client();
        for _ in 0..MOST_LOOKS {
            if is_there(self, &client) {
                return;
            }
            thread::sleep(LOOK_EVERY);
        }
        panic!("{what} never came to an end");
    }
}

/// What a finished box does not have.
fn is_lost(path: &std::path::Path) -> bool {
    let text = path.display().to_string();
    let known = [
        "/data/backups/pi-crm-",
        "/data/tls/",
        "/data/pi-crm.db",
        "/data/pi-crm.key-id",
        "/data/backup.lock",
        "/data/pi-crm.lock",
    ];
    !known.iter().any(|it| text.contains(it)) || text.ends_with(".new") || text.ends_with(".part")
}

/// A new box is killed while it makes itself what it needs; it comes up all the same.
fn first_start(random: &mut Random) -> usize {
    let place = Place::new();
    let kills = 1 + random.below(3) as usize;
    for _ in 0..kills {
        let mut server = Server::begin(&place);
        thread::sleep(Duration::from_millis(random.below(500)));
        server.kill();
    }
    let mut server = Server::begin(&place);
    server.port();
    assert!(server.stop().success());
    let code = fs::read_dir(place.data()).expect("a folder");
    assert!(code.flatten().any(|it| it.file_name().to_string_lossy().contains("code")));
    kills
}
