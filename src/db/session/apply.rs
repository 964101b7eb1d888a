//! Applies a changeset whole or not at all. Nothing is ever overwritten, skipped or cascaded.
use std::{
    collections::HashSet,
    ffi::{c_int, c_void},
    fmt, ptr,
};

use rusqlite::{Connection, config::DbConfig, ffi, types::Value};

use super::{ChangeRef, Cursor, Op, address, failure, length};

#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The database is no longer as the changeset left it. A foreign key names neither table nor
    /// key: SQLite counts the rows left without their parent, and does not tell them.
    #[error("{kind}")]
    Conflict { kind: ConflictKind, table: Option<String>, key: Vec<Value> },
    #[error("table {table}: {problem}")]
    Schema { table: String, problem: SchemaProblem },
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConflictKind {
    /// The row to change or delete has other values now.
    Changed,
    /// The row to change or delete does not exist.
    Gone,
    /// The row to insert exists already.
    Exists,
    /// A unique, check or not-null rule forbids it.
    Constraint,
    /// A row would be left without the row that it belongs to.
    ForeignKey,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaProblem {
    Missing,
    FewerColumns,
    OtherKey,
}

/// Applies on "main", in a savepoint of its own. Any conflict refuses, and then nothing is applied.
/// Foreign keys are checked at the end and take no action, so that no cascade runs unseen; triggers
/// do run.
pub fn apply(conn: &Connection, changeset: &[u8]) -> Result<(), ApplyError> {
    apply_beside(conn, changeset, &[])
}

/// The same, but a change of nothing but one of these columns, by table and name, never stands in
/// the way: it is left as it is where it is another by now, and whoever applies sets it right.
pub fn apply_beside(
    conn: &Connection,
    changeset: &[u8],
    derived: &[(&'static str, &str)],
) -> Result<(), ApplyError> {
    apply_with(conn, changeset, derived, ffi::SQLITE_CHANGESETAPPLY_FKNOACTION)
}

/// The same without a savepoint, for one part of many: whoever applies gives up the transaction
/// when it is refused. In a savepoint of thousands of rows each statement costs as much as all
/// before it.
pub fn apply_part(
    conn: &Connection,
    changeset: &[u8],
    derived: &[(&'static str, &str)],
) -> Result<(), ApplyError> {
    let flags = ffi::SQLITE_CHANGESETAPPLY_FKNOACTION | ffi::SQLITE_CHANGESETAPPLY_NOSAVEPOINT;
    apply_with(conn, changeset, derived, flags)
}

fn apply_with(
    conn: &Connection,
    changeset: &[u8],
    derived: &[(&'static str, &str)],
    flags: c_int,
) -> Result<(), ApplyError> {
    if !conn.db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY)? {
        let message = "foreign keys must be on when a changeset is applied";
        return Err(failure(ffi::SQLITE_MISUSE, Some(message.into())).into());
    }
    if changeset.is_empty() {
        return Ok(());
    }
    check_schema(conn, changeset)?;
    let bytes = length(changeset)?;
    let mut noted = Noted { conflict: None, derived: places(conn, derived)? };
    // SAFETY: the handle is open while `conn` is borrowed; SQLite reads `bytes` bytes during the
    // call and does not write them; `refuse` gets the pointer to `noted`, a local that nothing
    // else touches until the call returns; no rebase data is asked for.
    let code = unsafe {
        ffi::sqlite3changeset_apply_v2(
            conn.handle(),
            bytes,
            address(changeset),
            None,
            Some(refuse),
            ptr::from_mut(&mut noted).cast(),
            ptr::null_mut(),
            ptr::null_mut(),
            flags,
        )
    };
    match (code, noted.conflict) {
        (ffi::SQLITE_OK, _) => Ok(()),
        (_, Some(conflict)) => Err(conflict),
        (code, None) => Err(failure(code, None).into()),
    }
}

/// What `refuse` has to know and to tell.
struct Noted {
    conflict: Option<ApplyError>,
    /// Columns that never stand in the way: their table, and their place in it.
    derived: Vec<(&'static str, usize)>,
}

impl Noted {
    fn is_derived_alone(&self, change: &ChangeRef<'_>) -> bool {
        let mut changed = (0..change.columns()).filter(|at| change.after(*at).is_some());
        let is_derived = |at| self.derived.contains(&(change.table(), at));
        change.op() == Op::Update && changed.all(|at| change.is_key(at) || is_derived(at))
    }
}

fn places(
    conn: &Connection,
    derived: &[(&'static str, &str)],
) -> rusqlite::Result<Vec<(&'static str, usize)>> {
    derived.iter().map(|(table, column)| Ok((*table, place_of(conn, table, column)?))).collect()
}

/// Where a column stands among those of its table.
pub fn place_of(conn: &Connection, table: &str, column: &str) -> rusqlite::Result<usize> {
    let place: i64 = conn
        .prepare_cached("SELECT cid FROM pragma_table_xinfo(?1, 'main') WHERE name = ?2")?
        .query_row([table, column], |row| row.get(0))?;
    Ok(usize::try_from(place).unwrap_or(usize::MAX))
}

/// Notes the first conflict and aborts. Called by SQLite; nothing in here can panic.
///
/// # Safety
/// `context` points to the `Noted` of `apply_beside`, and `iter` stands on the change that
/// failed, except for foreign keys.
unsafe extern "C" fn refuse(
    context: *mut c_void,
    reason: c_int,
    iter: *mut ffi::sqlite3_changeset_iter,
) -> c_int {
    let kind = match reason {
        ffi::SQLITE_CHANGESET_DATA => ConflictKind::Changed,
        ffi::SQLITE_CHANGESET_NOTFOUND => ConflictKind::Gone,
        ffi::SQLITE_CHANGESET_CONFLICT => ConflictKind::Exists,
        ffi::SQLITE_CHANGESET_FOREIGN_KEY => ConflictKind::ForeignKey,
        _ => ConflictKind::Constraint,
    };
    let change = if kind == ConflictKind::ForeignKey {
        None
    } else {
        // SAFETY: for any other reason SQLite gives the iterator on the change, for this call.
        unsafe { ChangeRef::at(iter) }.ok()
    };
    // SAFETY: the caller vouches for the context, and `apply` does not look at it meanwhile.
    let noted = unsafe { &mut *context.cast::<Noted>() };
    let is_derived = change.as_ref().is_some_and(|change| noted.is_derived_alone(change));
    if kind == ConflictKind::Changed && is_derived {
        return ffi::SQLITE_CHANGESET_OMIT;
    }
    let table = change.as_ref().map(|change| change.table().to_owned());
    let key = change.map(|change| change.key()).unwrap_or_default();
    noted.conflict.get_or_insert(ApplyError::Conflict { kind, table, key });
    ffi::SQLITE_CHANGESET_ABORT
}

/// Whether every table still has the recorded columns and key. SQLite itself would skip the table
/// and only write a line to its log. Columns added at the end since are in order.
pub fn check_schema(conn: &Connection, changeset: &[u8]) -> Result<(), ApplyError> {
    let mut cursor = Cursor::over(changeset)?;
    let mut checked: HashSet<String> = HashSet::new();
    while let Some(change) = cursor.advance()? {
        if checked.contains(change.table()) {
            continue;
        }
        if let Some(problem) = problem(&key_positions(conn, change.table())?, &change) {
            return Err(ApplyError::Schema { table: change.table().to_owned(), problem });
        }
        checked.insert(change.table().to_owned());
    }
    Ok(())
}

fn problem(now: &[u8], change: &ChangeRef<'_>) -> Option<SchemaProblem> {
    let recorded = change.key_positions();
    if now.is_empty() {
        return Some(SchemaProblem::Missing);
    }
    let Some((common, added)) = now.split_at_checked(recorded.len()) else {
        return Some(SchemaProblem::FewerColumns);
    };
    (common != recorded || added.iter().any(|position| *position != 0))
        .then_some(SchemaProblem::OtherKey)
}

/// For each stored column of a table its place in the primary key, as SQLite counts them.
fn key_positions(conn: &Connection, table: &str) -> rusqlite::Result<Vec<u8>> {
    conn.prepare_cached(
        "SELECT pk
         FROM pragma_table_xinfo(?1, 'main')
         WHERE hidden = 0
         ORDER BY cid",
    )?
    .query_map([table], |row| row.get(0))?
    .collect()
}

impl fmt::Display for ConflictKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Changed => "the row has been changed since",
            Self::Gone => "the row is gone",
            Self::Exists => "the row exists already",
            Self::Constraint => "another row stands in its place",
            Self::ForeignKey => "other rows belong to it",
        })
    }
}

impl fmt::Display for SchemaProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "is no longer there",
            Self::FewerColumns => "has fewer columns than when this was recorded",
            Self::OtherKey => "has another primary key than when this was recorded",
        })
    }
}
