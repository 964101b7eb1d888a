//! A look at a database that changes nothing: no migration, no new key, no new file.
use std::{path::Path, sync::mpsc, thread, time::Duration};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{
    OpenError, SCHEMA_VERSION,
    key::Key,
    open::{Role, configure, in_words, schema_version},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    pub schema: i64,
    /// What SQLite's own check found; empty when all is well.
    pub damage: Vec<String>,
    /// The time was over before all of it was looked at.
    pub is_cut_short: bool,
}

const MOST_DAMAGE: i64 = 5;

/// The database must exist. Reads every page, and with `is_whole` compares the indexes as well.
pub fn inspect(
    path: &Path,
    key: &Key,
    is_whole: bool,
    longest: Duration,
) -> Result<Inspection, OpenError> {
    let conn = open_to_look(path, key)?;
    let look = || {
        let schema = schema_version(&conn)?;
        let check = if is_whole { "integrity_check" } else { "quick_check" };
        let found = within(&conn, longest, || {
            let mut statement = conn.prepare(&format!("PRAGMA {check}({MOST_DAMAGE})"))?;
            let found = statement.query_map([], |row| row.get::<_, String>(0))?;
            found.collect::<rusqlite::Result<Vec<_>>>()
        });
        let is_cut_short = matches!(&found, Err(cause) if is_interrupted(cause));
        let found = if is_cut_short { Vec::new() } else { found? };
        let damage = found.into_iter().filter(|line| line != "ok").collect();
        Ok(Inspection { schema, damage, is_cut_short })
    };
    look().map_err(|cause| in_words(cause, path, key))
}

/// To read in it while others work with it.
pub fn open_to_look(path: &Path, key: &Key) -> Result<Connection, OpenError> {
    let open = || {
        let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        configure(&conn, key, Role::Reader)?;
        let schema = schema_version(&conn)?;
        Ok((conn, schema))
    };
    let (conn, found) = open().map_err(|cause| in_words(cause, path, key))?;
    match found > SCHEMA_VERSION {
        true => Err(OpenError::Newer { found, known: SCHEMA_VERSION }),
        false => Ok(conn),
    }
}

/// Ends the query when the time is over.
fn within<T>(conn: &Connection, longest: Duration, query: impl FnOnce() -> T) -> T {
    let handle = conn.get_interrupt_handle();
    let (done, is_done) = mpsc::channel::<()>();
    let watch = thread::spawn(move || {
        if is_done.recv_timeout(longest) == Err(mpsc::RecvTimeoutError::Timeout) {
            handle.interrupt();
        }
    });
    let value = query();
    drop(done);
    let _ = watch.join();
    value
}

fn is_interrupted(cause: &rusqlite::Error) -> bool {
    cause.sqlite_error_code() == Some(ErrorCode::OperationInterrupted)
}
