//! The safe layer over SQLite's session extension: record what a transaction changed, read it,
//! turn it round, apply it. Audit and undo stand on this.
//!
//! The C functions are compiled in by the flags in `.cargo/config.toml`. A connection has one
//! pre-update hook and a session takes it, so rusqlite's `preupdate_hook` feature must stay off.
mod apply;
mod changeset;
mod recorder;
#[cfg(test)]
mod tests;

use std::{
    ffi::{c_int, c_void},
    ptr,
};

use rusqlite::ffi;

pub use apply::{
    ApplyError, ConflictKind, SchemaProblem, apply, apply_beside, apply_part, check_schema,
    place_of,
};
pub use changeset::{ChangeRef, Cursor, Op, invert, retain};
pub use recorder::{Recorder, unrecordable};

fn check(code: c_int) -> rusqlite::Result<()> {
    if code == ffi::SQLITE_OK { Ok(()) } else { Err(failure(code, None)) }
}

fn failure(code: c_int, message: Option<String>) -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(ffi::Error::new(code), message)
}

/// SQLite counts the bytes of a changeset in a C `int`.
fn length(changeset: &[u8]) -> rusqlite::Result<c_int> {
    c_int::try_from(changeset.len()).map_err(|_| failure(ffi::SQLITE_TOOBIG, None))
}

/// Where C asks for a mutable pointer to a changeset that it only reads.
fn address(changeset: &[u8]) -> *mut c_void {
    changeset.as_ptr().cast_mut().cast()
}

/// Runs a call that gives a changeset, and moves it from SQLite's memory into ours.
///
/// # Safety
/// When `call` returns `SQLITE_OK` it has set the length and the address of a buffer that SQLite
/// allocated for the caller, or left both at zero.
unsafe fn receive(
    call: impl FnOnce(*mut c_int, *mut *mut c_void) -> c_int,
) -> rusqlite::Result<Vec<u8>> {
    let mut bytes: c_int = 0;
    let mut buffer: *mut c_void = ptr::null_mut();
    let outcome = check(call(&mut bytes, &mut buffer));
    let copy = match usize::try_from(bytes) {
        // SAFETY: the caller promises a buffer of this length whenever the call succeeded.
        Ok(len) if outcome.is_ok() && !buffer.is_null() => unsafe {
            std::slice::from_raw_parts(buffer.cast::<u8>(), len).to_vec()
        },
        _ => Vec::new(),
    };
    // SAFETY: the buffer is SQLite's, belongs to us and is not used again; null is allowed.
    unsafe { ffi::sqlite3_free(buffer) };
    outcome.map(|()| copy)
}
