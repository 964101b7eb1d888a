//! The database page by page: a snapshot that goes on being read while others write, and the way
//! back from such pages to a new encrypted file. Pages are plain in between, and never on the disk.
use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use rusqlite::{
    Connection, params,
    types::{ToSqlOutput, ValueRef},
};

use super::{
    Db, OpenError,
    key::Key,
    open::{self, Role, configure, schema_version},
};
use crate::{error::Result, private_file};

/// What SQLCipher leaves free at the end of each page for its own; a file of ours has it so.
const RESERVED: u8 = 80;
const RESERVED_AT: usize = 20;
const MAGIC: &[u8] = b"SQLite format 3\0";
/// SQLite never uses the page in which this byte lies.
const LOCK_BYTE: u32 = 1 << 30;

/// All of the database as it was at one moment; a transaction of its own that only reads.
pub struct Snapshot {
    conn: Connection,
    pub schema: i64,
    pub page_bytes: u32,
    pub pages: u32,
}

/// Why pages did not become a database.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    #[error("reading the pages: {0}")]
    Read(#[source] io::Error),
    #[error("the pages are not those of a pi-crm database")]
    NotOurs,
    #[error("writing the database: {0}")]
    Write(#[source] anyhow::Error),
}

impl Db {
    /// Waits for the disk, so call it where that may be.
    pub fn snapshot(&self) -> Result<Snapshot> {
        let conn = Connection::open(self.path())?;
        configure(&conn, self.key(), Role::Reader)?;
        conn.execute_batch("BEGIN")?;
        // The first read is what the snapshot begins with.
        let pages = conn.pragma_query_value(None, "page_count", |row| row.get(0))?;
        let page_bytes = page_bytes(&conn)?;
        Ok(Snapshot { schema: schema_version(&conn)?, conn, page_bytes, pages })
    }
}

impl Snapshot {
    /// To read in words what the pages hold.
    pub fn conn(&self) -> &Connection {
        &self.conn
    }

    pub fn bytes(&self) -> u64 {
        u64::from(self.pages) * u64::from(self.page_bytes)
    }

    /// Hands on every page in order, until one cannot be taken.
    pub fn each_page(
        &self,
        mut take: impl FnMut(&[u8]) -> io::Result<()>,
    ) -> Result<io::Result<()>> {
        let mut statement = self.conn.prepare("SELECT data FROM sqlite_dbpage")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let taken = take(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?);
            if taken.is_err() {
                return Ok(taken);
            }
        }
        Ok(Ok(()))
    }
}

/// Makes a new database at `path` of that many pages, encrypted with `key`, and synced.
pub fn rebuild(
    path: &Path,
    key: &Key,
    (pages, page_bytes): (u32, u32),
    source: &mut dyn Read,
) -> Result<(), RebuildError> {
    let conn = begun(path, key, page_bytes)?;
    let mut page = vec![0; page_bytes as usize];
    let unused = unused_page(page_bytes);
    let mut statement = conn.prepare(ONE_PAGE).map_err(not_written)?;
    for number in 1..=pages {
        source.read_exact(&mut page).map_err(RebuildError::Read)?;
        if number == 1 && (!page.starts_with(MAGIC) || page[RESERVED_AT] != RESERVED) {
            return Err(RebuildError::NotOurs);
        }
        if number != unused {
            statement.execute(params![number, page]).map_err(not_written)?;
        }
    }
    drop(statement);
    ended(conn, path)
}

/// The same of another database's own pages, as they are read in its transaction.
pub(super) fn copy(from: &Connection, path: &Path, key: &Key) -> Result<(), RebuildError> {
    let page_bytes = page_bytes(from).map_err(not_written)?;
    let conn = begun(path, key, page_bytes)?;
    let unused = unused_page(page_bytes);
    let mut pages = from.prepare("SELECT pgno, data FROM sqlite_dbpage").map_err(not_written)?;
    let mut rows = pages.query([]).map_err(not_written)?;
    let mut statement = conn.prepare(ONE_PAGE).map_err(not_written)?;
    while let Some(row) = rows.next().map_err(not_written)? {
        let number: u32 = row.get(0).map_err(not_written)?;
        if number != unused {
            let data = ToSqlOutput::Borrowed(row.get_ref(1).map_err(not_written)?);
            statement.execute(params![number, data]).map_err(not_written)?;
        }
    }
    drop(statement);
    ended(conn, path)
}

const ONE_PAGE: &str = "INSERT INTO sqlite_dbpage (pgno, data) VALUES (?1, ?2)";

fn begun(path: &Path, key: &Key, page_bytes: u32) -> Result<Connection, RebuildError> {
    private_file::create(path, b"").map_err(|cause| RebuildError::Write(cause.into()))?;
    let conn = Connection::open(path).map_err(not_written)?;
    configure(&conn, key, Role::Writer).map_err(not_written)?;
    if self::page_bytes(&conn).map_err(not_written)? != page_bytes {
        return Err(RebuildError::NotOurs);
    }
    // A file that was cut short is thrown away, so nothing has to be taken back.
    let quick = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN IMMEDIATE";
    conn.execute_batch(quick).map_err(not_written)?;
    Ok(conn)
}

fn ended(conn: Connection, path: &Path) -> Result<(), RebuildError> {
    conn.execute_batch("COMMIT").map_err(not_written)?;
    conn.close().map_err(|(_, cause)| not_written(cause))?;
    let synced = File::open(path).and_then(|file| file.sync_all());
    synced.map_err(|cause| RebuildError::Write(cause.into()))
}

fn unused_page(page_bytes: u32) -> u32 {
    LOCK_BYTE / page_bytes + 1
}

fn not_written(cause: rusqlite::Error) -> RebuildError {
    RebuildError::Write(cause.into())
}

/// SQLCipher answers in text.
fn page_bytes(conn: &Connection) -> rusqlite::Result<u32> {
    conn.pragma_query_value(None, "page_size", |row| match row.get_ref(0)? {
        ValueRef::Text(text) => Ok(str::from_utf8(text).ok().and_then(|it| it.parse().ok())),
        other => Ok(other.as_i64()?.try_into().ok()),
    })
    .map(Option::unwrap_or_default)
}

/// Opens a database that lies apart to read in it, without migrating it.
pub fn open_apart(path: &Path, key: &Key) -> rusqlite::Result<Connection> {
    let conn = Connection::open(path)?;
    configure(&conn, key, Role::Reader)?;
    Ok(conn)
}

/// What SQLite's whole check finds; empty when all is well.
pub fn damage(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = conn.prepare("PRAGMA integrity_check(5)")?;
    let found = statement.query_map([], |row| row.get::<_, String>(0))?;
    Ok(found.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().filter(|it| it != "ok").collect())
}

/// Tells later whether a key is another one or the file is damaged.
pub fn remember_key(path: &Path, key: &Key) -> Result<(), OpenError> {
    open::remember_key(path, key)
}

pub fn schema_of(conn: &Connection) -> rusqlite::Result<i64> {
    schema_version(conn)
}
