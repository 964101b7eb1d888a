//! Where backups go: the verbs and their rules.
use std::path::Path;

use rusqlite::Connection;

use super::{
    Home, KEEP_DAYS, Kind, Schedule, Target,
    buckets::{self, Bucket, Typed},
    places::{Folder, Place, S3},
    store,
};
use crate::{
    audit::Tx,
    error::{Error, Problems, Result, unless_any},
    ids::{TargetId, Uid},
    private_file,
    vault::SealKey,
};

const MOST: usize = 12;
const NAME_CHARS: usize = 60;
const PLACE_CHARS: usize = 400;
/// On the appliance; see `image/files`.
const APPLIANCE: &str = "/var/backups/pi-crm";
const DRIVE: &str = "/media/pi-crm/usb";

/// As a form or a command brings it.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub kind: String,
    pub name: String,
    pub place: String,
    pub schedule: String,
    pub keep_days: String,
    /// Of S3 storage alone, in place of a path.
    pub bucket: Typed,
}

impl Draft {
    pub fn of(target: &Target) -> Self {
        Self {
            kind: target.kind.code().into(),
            name: target.name.clone(),
            place: target.place.clone(),
            schedule: target.schedule.code().into(),
            keep_days: target.keep_days.to_string(),
            bucket: target.bucket.as_ref().map(Typed::of).unwrap_or_default(),
        }
    }
}

impl Target {
    pub fn open(&self, home: &Home) -> Box<dyn Place> {
        match &self.bucket {
            Some(bucket) => {
                let bucket = bucket.clone().opened(home.seal_key().as_ref());
                Box::new(S3::new(bucket, home.clock.clone()))
            }
            None => Box::new(Folder::new(self.kind, &self.place, &home.data_dir)),
        }
    }

    /// Nobody wrote it down: for who looks for a backup on a box that knows nothing yet.
    pub fn of_bucket(bucket: Bucket) -> Self {
        Self {
            id: TargetId(0),
            uid: Uid::new(),
            kind: Kind::S3,
            name: "S3 storage".into(),
            place: bucket.shown(),
            bucket: Some(bucket),
            schedule: Schedule::Off,
            keep_days: *KEEP_DAYS.end(),
        }
    }

    /// Whether its drive is plugged in, its share mounted.
    pub fn is_there(&self, home: &Home) -> bool {
        self.open(home).list().is_ok()
    }
}

/// A folder and a drive from the start, so that nobody has to think of it first.
pub fn seed(conn: &Connection, home: &Home, now: i64) -> Result<()> {
    if store::targets(conn)?.is_empty() {
        for target in usual(home) {
            if target.kind == Kind::Folder {
                // Where it cannot be made, the first backup says so.
                let _ = private_file::make_folder(Path::new(&target.place));
            }
            store::insert(conn, &target, now)?;
        }
    }
    Ok(())
}

pub(super) fn usual(home: &Home) -> [Target; 2] {
    let own = home.data_dir.join("backups");
    let is_appliance = home.data_dir == Path::new("/var/lib/pi-crm");
    let folder = if is_appliance { Path::new(APPLIANCE) } else { &own };
    let new = |kind, name: &str, place: String| Target {
        id: TargetId(0),
        uid: Uid::new(),
        kind,
        name: name.into(),
        place,
        schedule: Schedule::Nightly,
        keep_days: *KEEP_DAYS.end(),
        bucket: None,
    };
    let folder = folder.display().to_string();
    [new(Kind::Folder, "This box", folder), new(Kind::Usb, "USB drive", DRIVE.into())]
}

pub fn list(conn: &Connection) -> Result<Vec<Target>> {
    store::targets(conn)
}

pub fn find(conn: &Connection, uid: Uid) -> Result<Target> {
    store::target_by_uid(conn, uid)?.ok_or(Error::NotFound("target"))
}

/// As people say it at the terminal: by its name, whatever the capitals.
pub fn named(conn: &Connection, name: &str) -> Result<Target> {
    let all = store::targets(conn)?;
    let known: Vec<&str> = all.iter().map(|it| &*it.name).collect();
    let known = known.join(", ");
    let is_meant = |it: &Target| it.name.to_lowercase() == name.trim().to_lowercase();
    all.iter()
        .find(|it| is_meant(it))
        .cloned()
        .ok_or_else(|| Error::Conflict(format!("there is no target “{name}”; there are: {known}")))
}

pub fn add(tx: &Tx<'_>, key: &SealKey, draft: &Draft) -> Result<Target> {
    if store::targets(tx)?.len() >= MOST {
        return Err(Error::invalid("name", format!("There are {MOST} already; remove one first")));
    }
    let new = checked(tx, draft, None)?;
    let new = Target { id: store::insert(tx, &new, tx.now)?, ..new };
    keep_bucket(tx, key, &new)?;
    find(tx, new.uid)
}

pub fn change(tx: &Tx<'_>, key: &SealKey, target: &Target, draft: &Draft) -> Result<Target> {
    let kind = target.kind.code().to_owned();
    let new = checked(tx, &Draft { kind, ..draft.clone() }, Some(target))?;
    store::update(tx, &new)?;
    keep_bucket(tx, key, &new)?;
    Ok(new)
}

fn keep_bucket(tx: &Tx<'_>, key: &SealKey, target: &Target) -> Result<()> {
    target.bucket.as_ref().map_or(Ok(()), |bucket| buckets::put(tx, key, target, bucket))
}

/// The backups in it stay where they are.
pub fn remove(tx: &Tx<'_>, target: &Target) -> Result<()> {
    if store::targets(tx)?.len() == 1 {
        return Err(Error::Conflict(
            "This is the only place backups go to, so it was kept. Add another one first.".into(),
        ));
    }
    buckets::forget(tx, target)?;
    store::delete(tx, target.id)
}

fn checked(conn: &Connection, draft: &Draft, before: Option<&Target>) -> Result<Target> {
    let mut problems = Problems::new();
    let mut wrong = |field: &'static str, says: &str| {
        problems.insert(field, says.into());
    };
    let (name, place) = (draft.name.trim(), draft.place.trim());
    let others = store::targets(conn)?;
    let is_other = |it: &&Target| before.is_none_or(|before| before.id != it.id);
    if name.is_empty() || name.chars().count() > NAME_CHARS {
        wrong("name", "Give it a short name, such as “Drive in the drawer”");
    } else if others.iter().filter(is_other).any(|it| it.name == name) {
        wrong("name", "There is one of that name already");
    }
    let kind = Kind::parse(&draft.kind);
    let is_path = kind != Some(Kind::S3);
    if is_path && !is_whole_path(place) {
        wrong("place", "Type the whole path, such as /media/pi-crm/nas");
    }
    if kind.is_none() {
        wrong("kind", "Choose what it is");
    }
    let schedule = Schedule::parse(&draft.schedule);
    if schedule.is_none() {
        wrong("schedule", "Choose how often");
    }
    let keep_days = draft.keep_days.trim().parse().ok().filter(|it| KEEP_DAYS.contains(it));
    if keep_days.is_none() {
        wrong("keep_days", "Choose from 7 to 30 days");
    }
    let known = before.and_then(|it| Some(&it.bucket.as_ref()?.secret_key));
    let bucket = match (is_path, draft.bucket.check(known)) {
        (true, _) => None,
        (false, Ok(bucket)) => Some(bucket),
        (false, Err(Error::Invalid(more))) => {
            problems.extend(more);
            None
        }
        (false, Err(other)) => return Err(other),
    };
    unless_any(problems)?;
    let missing = || Error::NotFound("target");
    Ok(Target {
        id: before.map_or(TargetId(0), |it| it.id),
        uid: before.map_or_else(Uid::new, |it| it.uid),
        kind: kind.ok_or_else(missing)?,
        name: name.into(),
        place: bucket.as_ref().map_or_else(|| place.to_owned(), Bucket::shown),
        bucket,
        schedule: schedule.ok_or_else(missing)?,
        keep_days: keep_days.ok_or_else(missing)?,
    })
}

fn is_whole_path(place: &str) -> bool {
    place.starts_with('/') && !place.contains("/../") && place.len() <= PLACE_CHARS
}
