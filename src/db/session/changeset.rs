//! Reads and inverts changesets. Nothing here needs a connection.
use std::{
    ffi::{CStr, c_int},
    marker::PhantomData,
    ptr, slice,
};

use rusqlite::{
    ffi,
    types::{Value, ValueRef},
};

use super::{address, check, failure, length, receive};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Insert,
    Update,
    Delete,
}

/// One changed row, read in place: valid until its cursor moves on.
pub struct ChangeRef<'cursor> {
    table: &'cursor str,
    op: Op,
    key_positions: &'cursor [u8],
    iter: *mut ffi::sqlite3_changeset_iter,
}

impl<'cursor> ChangeRef<'cursor> {
    /// # Safety
    /// `iter` stands on a change and stays there, alive, for `'cursor`.
    pub(super) unsafe fn at(iter: *mut ffi::sqlite3_changeset_iter) -> rusqlite::Result<Self> {
        let (mut name, mut columns, mut op) = (ptr::null(), 0, 0);
        let mut positions = ptr::null_mut();
        // SAFETY: the caller vouches for `iter`; the other pointers are locals to write to, and
        // the indirect flag may be null.
        check(unsafe {
            ffi::sqlite3changeset_op(iter, &mut name, &mut columns, &mut op, ptr::null_mut())
        })?;
        // SAFETY: as above; the count was just read and may be null.
        check(unsafe { ffi::sqlite3changeset_pk(iter, &mut positions, ptr::null_mut()) })?;
        // SAFETY: on a change the name is a C string kept by the iterator for `'cursor`.
        let table = unsafe { CStr::from_ptr(name) }.to_str().map_err(|_| corrupt())?;
        // SAFETY: the iterator keeps one byte for each column for `'cursor`.
        let key_positions = unsafe { bytes(positions, columns) };
        let op = match op {
            ffi::SQLITE_INSERT => Op::Insert,
            ffi::SQLITE_UPDATE => Op::Update,
            ffi::SQLITE_DELETE => Op::Delete,
            _ => return Err(corrupt()),
        };
        Ok(Self { table, op, key_positions, iter })
    }

    pub fn table(&self) -> &'cursor str {
        self.table
    }

    pub fn op(&self) -> Op {
        self.op
    }

    pub fn columns(&self) -> usize {
        self.key_positions.len()
    }

    pub fn is_key(&self, column: usize) -> bool {
        self.key_positions.get(column).is_some_and(|position| *position != 0)
    }

    /// For each column its place in the primary key, counted from one; zero outside it.
    pub(super) fn key_positions(&self) -> &'cursor [u8] {
        self.key_positions
    }

    /// The value before; absent in inserts, and in updates of other columns.
    pub fn before(&self, column: usize) -> Option<ValueRef<'_>> {
        self.value(column, ffi::sqlite3changeset_old)
    }

    /// The value after; absent in deletes, and in updates of other columns.
    pub fn after(&self, column: usize) -> Option<ValueRef<'_>> {
        self.value(column, ffi::sqlite3changeset_new)
    }

    /// The values of the primary key, in the order of the columns.
    pub fn key(&self) -> Vec<Value> {
        (0..self.columns())
            .filter(|column| self.is_key(*column))
            .filter_map(|column| self.before(column).or_else(|| self.after(column)))
            .map(owned)
            .collect()
    }

    fn value(&self, column: usize, read: ReadValue) -> Option<ValueRef<'_>> {
        let column = c_int::try_from(column).ok()?;
        let mut value = ptr::null_mut();
        // SAFETY: `iter` stands on this change (see `at`); SQLite checks the column and the
        // operation, and leaves the pointer null where it has no value.
        check(unsafe { read(self.iter, column, &mut value) }).ok()?;
        // SAFETY: the value belongs to the iterator, which stays on this change while we borrow.
        (!value.is_null()).then(|| unsafe { borrowed(value) })
    }
}

type ReadValue = unsafe extern "C" fn(
    *mut ffi::sqlite3_changeset_iter,
    c_int,
    *mut *mut ffi::sqlite3_value,
) -> c_int;

/// Walks a changeset row by row without copying it.
pub struct Cursor<'changeset> {
    iter: *mut ffi::sqlite3_changeset_iter,
    changeset: PhantomData<&'changeset [u8]>,
}

impl<'changeset> Cursor<'changeset> {
    pub fn over(changeset: &'changeset [u8]) -> rusqlite::Result<Self> {
        let mut iter = ptr::null_mut();
        let bytes = length(changeset)?;
        // SAFETY: SQLite reads `bytes` bytes and does not write; they outlive the iterator,
        // because the cursor borrows them.
        check(unsafe { ffi::sqlite3changeset_start(&mut iter, bytes, address(changeset)) })?;
        Ok(Self { iter, changeset: PhantomData })
    }

    pub fn advance(&mut self) -> rusqlite::Result<Option<ChangeRef<'_>>> {
        // SAFETY: the iterator was made by `over` and is alive; no `ChangeRef` is, as each borrows
        // this cursor.
        match unsafe { ffi::sqlite3changeset_next(self.iter) } {
            // SAFETY: it stands on a change, and cannot move while the result borrows the cursor.
            ffi::SQLITE_ROW => unsafe { ChangeRef::at(self.iter) }.map(Some),
            ffi::SQLITE_DONE => Ok(None),
            code => Err(failure(code, None)),
        }
    }
}

impl Drop for Cursor<'_> {
    fn drop(&mut self) {
        // SAFETY: made by `over`, finalized only here. The code repeats what `advance` has said.
        unsafe { ffi::sqlite3changeset_finalize(self.iter) };
    }
}

/// The changeset that leads back: what was inserted is deleted, old and new change places.
/// It is read through first, because SQLite turns a damaged one into a shorter one without a word.
pub fn invert(changeset: &[u8]) -> rusqlite::Result<Vec<u8>> {
    let mut cursor = Cursor::over(changeset)?;
    while cursor.advance()?.is_some() {}
    drop(cursor);
    let bytes = length(changeset)?;
    let from = address(changeset);
    // SAFETY: SQLite reads `bytes` bytes during the call, and sets the pointers as promised.
    unsafe { receive(|len, buffer| ffi::sqlite3changeset_invert(bytes, from, len, buffer)) }
}

/// The same changeset without the rows that are not to be kept.
pub fn retain(
    changeset: &[u8],
    mut is_kept: impl FnMut(&ChangeRef<'_>) -> bool,
) -> rusqlite::Result<Vec<u8>> {
    let group = Group::new()?;
    let mut cursor = Cursor::over(changeset)?;
    while let Some(change) = cursor.advance()? {
        if is_kept(&change) {
            group.add(&change)?;
        }
    }
    group.changeset()
}

/// Puts a changeset together of rows of others.
struct Group(*mut ffi::sqlite3_changegroup);

impl Group {
    fn new() -> rusqlite::Result<Self> {
        let mut group = ptr::null_mut();
        // SAFETY: the pointer is a local to write to.
        check(unsafe { ffi::sqlite3changegroup_new(&mut group) })?;
        Ok(Self(group))
    }

    fn add(&self, change: &ChangeRef<'_>) -> rusqlite::Result<()> {
        // SAFETY: the group is alive, and the iterator stands on this change (see `ChangeRef::at`).
        check(unsafe { ffi::sqlite3changegroup_add_change(self.0, change.iter) })
    }

    fn changeset(&self) -> rusqlite::Result<Vec<u8>> {
        // SAFETY: the group is alive; SQLite sets length and buffer as `receive` asks.
        unsafe { receive(|len, buffer| ffi::sqlite3changegroup_output(self.0, len, buffer)) }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // SAFETY: made by `new`, deleted only here.
        unsafe { ffi::sqlite3changegroup_delete(self.0) };
    }
}

/// # Safety
/// `value` is not null and neither changes nor dies during `'a`.
unsafe fn borrowed<'a>(value: *mut ffi::sqlite3_value) -> ValueRef<'a> {
    // SAFETY, for the block: the caller vouches for the value; each accessor fits the type that
    // SQLite has just named, and the bytes of text and blob are counted after they were fetched.
    unsafe {
        match ffi::sqlite3_value_type(value) {
            ffi::SQLITE_INTEGER => ValueRef::Integer(ffi::sqlite3_value_int64(value)),
            ffi::SQLITE_FLOAT => ValueRef::Real(ffi::sqlite3_value_double(value)),
            ffi::SQLITE_TEXT => {
                let start = ffi::sqlite3_value_text(value);
                ValueRef::Text(bytes(start, ffi::sqlite3_value_bytes(value)))
            }
            ffi::SQLITE_BLOB => {
                let start = ffi::sqlite3_value_blob(value).cast();
                ValueRef::Blob(bytes(start, ffi::sqlite3_value_bytes(value)))
            }
            _ => ValueRef::Null,
        }
    }
}

/// # Safety
/// `start` is null, or the first of `len` bytes that live unchanged during `'a`.
unsafe fn bytes<'a>(start: *const u8, len: c_int) -> &'a [u8] {
    match usize::try_from(len) {
        // SAFETY: promised by the caller.
        Ok(len) if !start.is_null() => unsafe { slice::from_raw_parts(start, len) },
        _ => &[],
    }
}

fn owned(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(blob) => Value::Blob(blob.to_vec()),
    }
}

fn corrupt() -> rusqlite::Error {
    failure(ffi::SQLITE_CORRUPT, None)
}
