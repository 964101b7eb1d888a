//! Which backups there are, wherever they are kept; also on a new box, whose only places are those
//! every box begins with.
use std::{fs::File, io::Read, path::Path};

use crate::backups::{
    Target,
    home::Home,
    places::{Name, Stored},
    targets,
    trouble::{Result, Trouble},
};

/// One place and what it holds, or why it cannot be looked into.
pub struct Found {
    pub target: Target,
    pub stored: Result<Vec<Stored>>,
}

pub fn everywhere(home: &Home, targets: Vec<Target>) -> Vec<Found> {
    let found = |target: Target| Found { stored: target.open(home).list(), target };
    targets.into_iter().map(found).collect()
}

/// A path, or a name out of the list.
pub fn open(home: &Home, targets: &[Target], file: &str) -> Result<Box<dyn Read + Send>> {
    let path = Path::new(file);
    if let (false, Ok(name)) = (path.exists(), file.parse::<Name>()) {
        for target in targets {
            let place = target.open(home);
            if place.list().is_ok_and(|all| all.iter().any(|it| it.name == name)) {
                return place.open(&name);
            }
        }
    }
    let opened = File::open(path).map_err(|cause| match cause.kind() {
        std::io::ErrorKind::NotFound => Trouble::NoFile(file.into()),
        _ => Trouble::at(file, cause),
    })?;
    Ok(Box::new(std::io::BufReader::new(opened)))
}

/// What every box begins with, where its database cannot be asked.
pub fn usual(home: &Home) -> Vec<Target> {
    targets::usual(home).into()
}
