//! Which backups there are, wherever they are kept; also on a new box, whose only places are those
//! every box begins with.
use std::{
    fs::File,
    io::Read,
    path::Path,
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use rusqlite::Connection;

use crate::{
    backups::{
        Kind, Target,
        home::Home,
        places::{Name, Stored},
        store, targets,
        trouble::{Result, Trouble},
    },
    db::pages,
};

/// One place and what it holds, or why it cannot be looked into.
pub struct Found {
    pub target: Target,
    pub stored: Result<Vec<Stored>>,
}

/// Shorter than a browser's patience.
const LOOK_FOR: Duration = Duration::from_secs(20);

/// All at the same time, and no longer than that: one that does not answer keeps no other waiting.
/// `more` are those that nobody wrote down.
pub fn everywhere(home: &Home, more: &[Target]) -> Vec<Found> {
    let look = |target: Target| {
        let (sender, listed) = mpsc::sync_channel(1);
        let place = target.open(home);
        thread::spawn(move || sender.send(place.list()));
        (target, listed)
    };
    let known = targets(home).into_iter();
    let looks: Vec<_> = known.chain(more.iter().cloned()).map(look).collect();
    let until = Instant::now() + LOOK_FOR;
    let found = looks.into_iter().map(|(target, listed)| {
        let left = until.saturating_duration_since(Instant::now());
        Found { stored: listed.recv_timeout(left).unwrap_or(Err(Trouble::Slow)), target }
    });
    found.collect()
}

/// What every box begins with, where its database cannot be asked or knows none yet.
pub fn targets(home: &Home) -> Vec<Target> {
    let known = || {
        let conn = own_database(home)?;
        store::targets(&conn).ok().filter(|known| !known.is_empty())
    };
    known().unwrap_or_else(|| targets::usual(home).into())
}

/// Read as it is, by whatever version it was written.
pub(super) fn own_database(home: &Home) -> Option<Connection> {
    let key = home.key()?;
    let path = home.database();
    pages::open_apart(path.exists().then_some(&path)?, &key).ok()
}

/// Out of the list.
pub fn open_named(home: &Home, more: &[Target], name: &Name) -> Result<Box<dyn Read + Send>> {
    let has = |it: &Found| it.stored.iter().flatten().any(|it| it.name == *name);
    // What is at hand comes before what is far away.
    let mut found: Vec<_> = everywhere(home, more).into_iter().filter(has).collect();
    found.sort_by_key(|it| it.target.kind == Kind::S3);
    let nearest = found.first().ok_or_else(|| Trouble::NoFile(name.to_string()))?;
    nearest.target.open(home).open(name)
}

/// A path, or a name out of the list.
pub fn open(home: &Home, more: &[Target], file: &str) -> Result<Box<dyn Read + Send>> {
    let path = Path::new(file);
    if let (false, Ok(name)) = (path.exists(), file.parse()) {
        return open_named(home, more, &name);
    }
    let opened = File::open(path).map_err(|cause| match cause.kind() {
        std::io::ErrorKind::NotFound => Trouble::NoFile(file.into()),
        _ => Trouble::at(file, cause),
    })?;
    Ok(Box::new(std::io::BufReader::new(opened)))
}
