//! Records the rows that change in some tables of a connection, while it lives.
use std::{ffi::CString, marker::PhantomData, ptr};

use rusqlite::{Connection, ffi};

use super::{check, receive};

/// Borrows its connection, so that it is gone before the connection can close; stays on its thread.
pub struct Recorder<'conn> {
    session: *mut ffi::sqlite3_session,
    connection: PhantomData<&'conn Connection>,
}

impl<'conn> Recorder<'conn> {
    /// Starts recording. SQLite takes any name and stays silent about tables that it cannot
    /// record: ask `unrecordable` once for all of them.
    pub fn attach(conn: &'conn Connection, tables: &[&str]) -> rusqlite::Result<Self> {
        let mut session = ptr::null_mut();
        // SAFETY: the handle is open as long as `conn` is borrowed; the name is a C string and the
        // pointer a local to write to.
        check(unsafe {
            ffi::sqlite3session_create(conn.handle(), c"main".as_ptr(), &mut session)
        })?;
        let recorder = Self { session, connection: PhantomData };
        for table in tables {
            let name = CString::new(*table)?;
            // SAFETY: the session was just made and lives in `recorder`; SQLite copies the name.
            check(unsafe { ffi::sqlite3session_attach(recorder.session, name.as_ptr()) })?;
        }
        Ok(recorder)
    }

    /// What changed so far, each row once with its first and its present state; empty if nothing.
    pub fn changeset(&self) -> rusqlite::Result<Vec<u8>> {
        // SAFETY: the session is alive and its connection is open, since we borrow it; on success
        // SQLite sets both pointers as `receive` asks.
        unsafe {
            receive(|bytes, buffer| ffi::sqlite3session_changeset(self.session, bytes, buffer))
        }
    }
}

impl Drop for Recorder<'_> {
    fn drop(&mut self) {
        // SAFETY: made by `attach`, deleted only here, and the connection is still open.
        unsafe { ffi::sqlite3session_delete(self.session) };
    }
}

/// Those of the tables that SQLite would not record, without a word: missing ones, and ones
/// without a primary key.
pub fn unrecordable<'a>(conn: &Connection, tables: &[&'a str]) -> rusqlite::Result<Vec<&'a str>> {
    let mut keys =
        conn.prepare("SELECT EXISTS (SELECT 1 FROM pragma_table_xinfo(?1, 'main') WHERE pk > 0)")?;
    let mut found = Vec::new();
    for table in tables {
        if !keys.query_row([table], |row| row.get::<_, bool>(0))? {
            found.push(*table);
        }
    }
    Ok(found)
}
