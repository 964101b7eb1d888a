//! All that is remembered from one kill to the next, and what is looked at after each.
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    path::{Path, PathBuf},
};

use pi_crm::{
    backups::{Home, archive, prove, recovery::RecoveryKey},
    db::{key::Key, pages},
    ids::Uid,
};
use rusqlite::Connection;
use tokio::runtime::Runtime;

use super::{
    editor::{Change, Contact, Editor, MARK, People},
    ledger::{self, Ledger},
    place::{Household, Place},
    random::Random,
    replay::{Replay, fingerprint, last_part},
};

const EDITORS: usize = 2;
/// Older ones are thrown away, as a person might.
const BACKUPS_KEPT: usize = 6;

/// What a contact may be, each of it asked for or answered since.
type Allowed = BTreeMap<String, BTreeSet<Option<Contact>>>;

#[derive(Clone)]
pub struct Backup {
    pub name: String,
    /// The log as it is in it.
    log: (i64, Vec<u8>),
    /// Those before it.
    restores: BTreeSet<Uid>,
}

pub struct World {
    pub place: Place,
    pub home: Household,
    pub runtime: Runtime,
    pub editors: Vec<Editor>,
    pub backups: Vec<Backup>,
    /// Files that were answered with success, and whether theirs may be lost by a restore.
    pub imports: BTreeMap<String, bool>,
    /// Imports whose undo was answered with success.
    pub undone: BTreeSet<String>,
    pub ledger: Ledger,
    allowed: Allowed,
    replay: Replay,
    pub tally: Tally,
}

/// What was brought to its end and looked at.
#[derive(Debug, Default)]
pub struct Tally {
    pub imports: usize,
    pub backups: usize,
    pub restores: usize,
}

/// What the round that was cut short may have brought about.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The backup that was to be restored.
    pub restoring: Option<String>,
    /// It was said to be restored.
    pub is_restored: bool,
}

impl World {
    pub fn new(random: &mut Random) -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let place = Place::new();
        let home = runtime.block_on(place.move_in());
        let editors = (0..EDITORS).map(|at| Editor::new(format!("e{at}"), random.split()));
        Self {
            editors: editors.collect(),
            place,
            home,
            runtime,
            backups: Vec::new(),
            imports: BTreeMap::new(),
            undone: BTreeSet::new(),
            ledger: Ledger::default(),
            allowed: Allowed::new(),
            replay: Replay::default(),
            tally: Tally::default(),
        }
    }

    /// While nothing runs: nothing lies about that anybody could read.
    pub fn look_for_plain_text(&self) {
        let plain: [&[u8]; 2] = [MARK.as_bytes(), b"SQLite format 3\0"];
        for path in files(self.place.path()) {
            let content = fs::read(&path).expect("a file");
            let is_plain = |it: &&[u8]| content.windows(it.len()).any(|some| some == *it);
            let found = plain.iter().find(|it| is_plain(it));
            assert!(found.is_none(), "{} is plain", path.display());
        }
    }

    /// While the server runs again.
    pub fn look(&mut self, outcome: &Outcome) {
        let conn = pages::open_apart(&self.place.database(), &self.place.key()).expect("it opens");
        conn.execute_batch("BEGIN").expect("one moment of it");
        let unsound = ledger::unsound(&conn);
        assert!(unsound.is_empty(), "the database is not sound: {unsound:?}");
        let now = ledger::read(&conn);
        self.note_what_was_asked();
        let is_new = !now.restores.is_subset(&self.ledger.restores)
            || now.restores.len() < self.ledger.restores.len();
        if is_new {
            self.is_the_backup(&conn, &now, outcome);
        } else {
            assert!(!outcome.is_restored, "it was said to be restored, and is not");
            self.is_as_the_journal_says(&now.people);
            self.imports_are_there(&now);
        }
        let told = self.replay.follow(&conn);
        assert_eq!(told, Ok(()), "restored: {is_new}");
        drop(conn);
        self.count_backups();
        if !now.is_backing_up {
            self.allowed.clear();
        }
        let start = now.people.iter().map(|(name, it)| (name.clone(), Some(it.clone())));
        self.allow(&start.collect());
        for editor in &mut self.editors {
            let mine = |name: &String| editor.owns(name);
            let people = now.people.iter().filter(|(name, _)| mine(name));
            let ids = now.ids.iter().filter(|(name, _)| mine(name));
            let people = people.map(|(name, it)| (name.clone(), it.clone())).collect();
            let ids = ids.map(|(name, it)| (name.clone(), it.clone())).collect();
            editor.settle(people, ids);
        }
        self.ledger = now;
    }

    fn note_what_was_asked(&mut self) {
        let seen: Vec<Change> =
            self.editors.iter().flat_map(|it| it.seen.iter().cloned()).collect();
        seen.iter().for_each(|change| self.allow(change));
    }

    fn allow(&mut self, change: &Change) {
        for (name, contact) in change {
            let known = self.allowed.entry(name.clone());
            known.or_insert_with(|| [None].into()).insert(contact.clone());
        }
    }

    /// Everything that was answered; of what was not, all or nothing.
    fn is_as_the_journal_says(&self, people: &People) {
        for editor in &self.editors {
            let mut expected = editor.people.clone();
            if let Some(pending) = &editor.pending {
                let is_done = pending.iter().all(|(name, it)| people.get(name) == it.as_ref());
                if is_done {
                    for (name, contact) in pending {
                        match contact {
                            Some(contact) => expected.insert(name.clone(), contact.clone()),
                            None => expected.remove(name),
                        };
                    }
                }
            }
            let there: People = people
                .iter()
                .filter(|(name, _)| editor.owns(name))
                .map(|(name, it)| (name.clone(), it.clone()))
                .collect();
            for (name, contact) in &expected {
                assert_eq!(there.get(name), Some(contact), "{name}; asked: {:?}", editor.pending);
            }
            let more = there.keys().find(|it| !expected.contains_key(*it));
            assert_eq!(more, None, "nobody made them, or they came back");
        }
    }

    fn imports_are_there(&self, now: &Ledger) {
        for (name, may_be_lost) in &self.imports {
            let import = now.imports.get(name).unwrap_or_else(|| panic!("{name} was answered"));
            let Ledger { imports, .. } = &self.ledger;
            let before = imports.get(name).map_or(0, |it| it.there);
            let is_taken_back = import.is_undone || import.is_undoing;
            assert!(import.there <= import.lines, "{name} came in twice");
            assert!(is_taken_back || import.there >= before, "{name} lost somebody");
            match &*import.state {
                "done" if !is_taken_back => assert_eq!(import.there, import.lines, "{name}"),
                "failed" => assert!(*may_be_lost || is_taken_back, "{name} failed"),
                _ => {}
            }
        }
        for name in &self.undone {
            let import = &now.imports[name];
            assert!(import.is_undone || import.is_undoing, "the undo of {name} was answered");
            assert!(import.is_undoing || import.there == 0, "{name} is half taken back");
        }
    }

    /// The new one whole; and the one before is set aside, with all that was answered.
    fn is_the_backup(&mut self, conn: &Connection, now: &Ledger, outcome: &Outcome) {
        self.tally.restores += 1;
        let name = outcome.restoring.as_ref().expect("nothing was to be restored");
        let backup = self.backups.iter().find(|it| it.name == *name).expect("a known one");
        let (last, log) = &backup.log;
        assert!(fingerprint(conn, *last) == *log, "it is not what was in {name}");
        assert_eq!(now.restores.len(), backup.restores.len() + 1);
        assert!(now.is_held, "sending is not held");
        let aside = self.place.data().join("set-aside");
        let before: Vec<PathBuf> =
            files(&aside).into_iter().filter(|it| it.ends_with("pi-crm.db")).collect();
        assert_eq!(before.len(), 1, "the one before is not set aside: {before:?}");
        let old = pages::open_apart(&before[0], &self.place.key()).expect("it opens");
        let unsound = ledger::unsound(&old);
        assert!(unsound.is_empty(), "what is set aside is not sound: {unsound:?}");
        let aside_ledger = ledger::read(&old);
        self.is_as_the_journal_says(&aside_ledger.people);
        self.imports_are_there(&aside_ledger);
        drop(old);
        fs::remove_dir_all(aside).expect("it is thrown away");
        self.replay = Replay::default();
        self.imports.retain(|name, _| now.imports.contains_key(name));
        self.imports.values_mut().for_each(|may_be_lost| *may_be_lost = true);
        let is_taken_back =
            |name: &String| now.imports.get(name).is_some_and(|it| it.is_undone || it.is_undoing);
        self.undone.retain(is_taken_back);
        self.allowed.clear();
    }

    /// Whatever counts as a backup is one.
    fn count_backups(&mut self) {
        let folder = self.place.data().join("backups");
        let mut names: Vec<String> = files(&folder)
            .iter()
            .map(|it| it.file_name().expect("a name").to_string_lossy().into_owned())
            .filter(|name| name.ends_with(".tar.zst.age") && !name.starts_with('.'))
            .collect();
        names.sort();
        for name in &names {
            if !self.backups.iter().any(|it| it.name == *name) {
                let backup = self.opened(&folder.join(name), name);
                self.backups.push(backup);
                self.tally.backups += 1;
            }
        }
        self.backups.retain(|it| names.contains(&it.name));
        while self.backups.len() > BACKUPS_KEPT {
            let old = self.backups.remove(0);
            fs::remove_file(folder.join(old.name)).expect("it is thrown away");
        }
    }

    fn opened(&self, path: &Path, name: &str) -> Backup {
        let folder = tempfile::tempdir().expect("a folder");
        let home = Home::new(&self.place.data(), &self.place.key_file());
        let recovery = RecoveryKey::load(&home).expect("it opens").expect("a key");
        let source = Box::new(File::open(path).expect("a file"));
        let opened = archive::open(source, &recovery).unwrap_or_else(|it| panic!("{name}: {it}"));
        let (copy, key) = (folder.path().join("copy.db"), Key::random().expect("a key"));
        let manifest = opened.rebuild(&copy, &key, &mut || Ok(()));
        let manifest = manifest.unwrap_or_else(|cause| panic!("{name} is half: {cause}"));
        let sound = prove::look_through(&copy, &key, &manifest);
        sound.unwrap_or_else(|cause| panic!("{name} is not sound: {cause}"));
        let conn = pages::open_apart(&copy, &key).expect("it opens");
        let there = ledger::read(&conn);
        for (who, states) in &self.allowed {
            let contact = there.people.get(who);
            assert!(states.contains(&contact.cloned()), "{name}: {who} never was {contact:?}");
        }
        let last = last_part(&conn);
        let log = (last, fingerprint(&conn, last));
        Backup { name: name.to_owned(), log, restores: there.restores }
    }
}

pub fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for path in entries.flatten().map(|it| it.path()) {
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push(path),
        }
    }
    found.sort();
    found
}
