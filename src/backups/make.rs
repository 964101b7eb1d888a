//! One backup, from the running database to one place.
use super::{
    archive::{self, Content, FORMAT, Manifest},
    home::{Home, Turn},
    places::{Name, Place},
    progress::Progress,
    prove::prove,
    recovery::RecoveryKey,
    store,
    trouble::{Result, Trouble},
};
use crate::{
    audit::RECORDED,
    db::{Db, pages::Snapshot},
    error::Result as Domain,
};

pub struct Made {
    pub name: Name,
    pub bytes: u64,
    pub manifest: Manifest,
}

/// Of what is always there; beside the tables of record.
const PEOPLE: &str = "users";

/// Waits for disks: to be called on a thread that may.
pub fn make(
    db: &Db,
    home: &Home,
    place: &dyn Place,
    turn: &Turn,
    progress: &Progress,
) -> Result<Made> {
    let now = db.clock().read().trusted().ok_or(Trouble::Clock)?;
    let key = RecoveryKey::load_or_create(home)?;
    let snapshot = db.snapshot()?;
    let manifest = manifest(&snapshot, now)?;
    // Written, and read back.
    progress.expect(u64::from(manifest.pages) * 2);
    place.check(likely_bytes(place, &manifest)?)?;
    // To be had before anything is written: without it, it could not be read back.
    drop(home.scratch(turn, snapshot.bytes())?);
    let name = Name::new(&manifest.household, now);
    let bytes = written(db, home, place, &snapshot, (&name, &manifest, &key), progress)?;
    drop(snapshot);
    let kept = read_back(home, place, (&name, &manifest, &key), turn, progress)
        .and_then(|()| place.keep(&name));
    if kept.is_err() {
        place.discard(&name);
    }
    kept.map(|()| Made { name, bytes, manifest })
}

fn manifest(snapshot: &Snapshot, now: i64) -> Domain<Manifest> {
    let tables = RECORDED.iter().copied().chain([PEOPLE]);
    Ok(Manifest {
        format: FORMAT,
        made_by: format!("pi-crm {}", env!("CARGO_PKG_VERSION")),
        made_on: now,
        household: store::household(snapshot.conn())?,
        schema: snapshot.schema,
        page_bytes: snapshot.page_bytes,
        pages: snapshot.pages,
        counts: store::counts(snapshot.conn(), tables)?,
    })
}

/// A little more than the last one; of the first, half of the database is likely enough.
fn likely_bytes(place: &dyn Place, manifest: &Manifest) -> Result<u64> {
    let all = place.list()?;
    let last = all.iter().find(|it| it.name.is_of(&manifest.household));
    Ok(last.map_or(manifest.bytes() / 2, |last| last.bytes + last.bytes / 4))
}

type What<'a> = (&'a Name, &'a Manifest, &'a RecoveryKey);

fn written(
    db: &Db,
    home: &Home,
    place: &dyn Place,
    snapshot: &Snapshot,
    (name, manifest, key): What<'_>,
    progress: &Progress,
) -> Result<u64> {
    let wrapped = home.wrapped_key().filter(|it| it.is_of(db.key())).map(|it| it.file_text());
    let content = Content {
        manifest,
        database_key: &db.key().file_text(),
        wrapped_key: wrapped.as_ref().map(|it| it.as_str()),
        certificates: &home.certificates()?,
        snapshot,
    };
    let written = place.write(name, &mut |to| {
        Ok(archive::write(&content, key, to, || progress.one_more_or_stop())?)
    });
    progress.go_on().and(written)
}

fn read_back(
    home: &Home,
    place: &dyn Place,
    (name, manifest, key): What<'_>,
    turn: &Turn,
    progress: &Progress,
) -> Result<()> {
    let found =
        prove(place.read_back(name)?, key, home, turn, progress).map_err(|cause| match cause {
            Trouble::Broken | Trouble::NotABackup | Trouble::WrongKey => {
                Trouble::Differs("it cannot be read".into())
            }
            other => other,
        })?;
    match found == *manifest {
        true => Ok(()),
        false => Err(Trouble::Differs("it says it is another backup".into())),
    }
}
