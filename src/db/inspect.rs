//! A look at a database that changes nothing: no migration, no new key, no new file.
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::{
    OpenError, SCHEMA_VERSION, key,
    open::{Role, configure, in_words, schema_version},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    pub schema: i64,
    /// What SQLite's own check found; empty when all is well.
    pub damage: Vec<String>,
}

const MOST_DAMAGE: i64 = 5;

/// The database must exist. Reads every page, so it takes a while on a large one.
pub fn inspect(path: &Path, key_file: &Path) -> Result<Inspection, OpenError> {
    let key = key::load_or_create(key_file, path)?;
    let look = || {
        let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        configure(&conn, &key, Role::Reader)?;
        let schema = schema_version(&conn)?;
        let mut statement = conn.prepare(&format!("PRAGMA quick_check({MOST_DAMAGE})"))?;
        let found = statement.query_map([], |row| row.get::<_, String>(0))?;
        let found: Vec<_> = found.collect::<Result<_, _>>()?;
        Ok(Inspection { schema, damage: found.into_iter().filter(|line| line != "ok").collect() })
    };
    let inspection = look().map_err(|cause| in_words(cause, path, &key))?;
    if inspection.schema > SCHEMA_VERSION {
        return Err(OpenError::Newer { found: inspection.schema, known: SCHEMA_VERSION });
    }
    Ok(inspection)
}
