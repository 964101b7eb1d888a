//! Which backups there are, wherever they are kept; also on a new box, whose only places are those
//! every box begins with.
use std::{fs::File, io::Read, path::Path};

use rusqlite::Connection;

use crate::{
    backups::{
        Target,
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

pub fn everywhere(home: &Home) -> Vec<Found> {
    let found = |target: Target| Found { stored: target.open(home).list(), target };
    targets(home).into_iter().map(found).collect()
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
pub fn open_named(home: &Home, name: &Name) -> Result<Box<dyn Read + Send>> {
    for target in targets(home) {
        let place = target.open(home);
        if place.list().is_ok_and(|all| all.iter().any(|it| it.name == *name)) {
            return place.open(name);
        }
    }
    Err(Trouble::NoFile(name.to_string()))
}

/// A path, or a name out of the list.
pub fn open(home: &Home, file: &str) -> Result<Box<dyn Read + Send>> {
    let path = Path::new(file);
    if let (false, Ok(name)) = (path.exists(), file.parse()) {
        return open_named(home, &name);
    }
    let opened = File::open(path).map_err(|cause| match cause.kind() {
        std::io::ErrorKind::NotFound => Trouble::NoFile(file.into()),
        _ => Trouble::at(file, cause),
    })?;
    Ok(Box::new(std::io::BufReader::new(opened)))
}
