//! The search index's tokenizer: SQLite's own trigrams, each with its text's scope before it.
//! Text is `scope:words`, and so is what is searched for. Every scope has terms of its own, so what
//! another scope holds changes neither a search's answer nor its time. Text without a scope has no
//! terms and is never found.
use std::{
    ffi::{CStr, c_char, c_int, c_void},
    ptr, slice,
};

use rusqlite::{Connection, ffi};

/// As the schema names it.
const NAME: &CStr = c"scoped_trigram";
const BASE: &CStr = c"trigram";
/// Between the scope and the words.
const MARK: u8 = b':';
const BASE_OPTIONS: [&CStr; 2] = [c"remove_diacritics", c"1"];

type OnToken =
    unsafe extern "C" fn(*mut c_void, c_int, *const c_char, c_int, c_int, c_int) -> c_int;

/// Makes the tokenizer known to a connection. Without it the index cannot be read or written.
pub fn register(conn: &Connection) -> rusqlite::Result<()> {
    let api = api(conn)?;
    let mut base = Base { functions: NONE, data: ptr::null_mut() };
    // SAFETY: the interface lives as long as the connection; the name is a C string and both
    // pointers lead to locals that SQLite fills.
    let found = unsafe {
        let find = (*api).xFindTokenizer.ok_or_else(missing)?;
        find(api, BASE.as_ptr(), &mut base.data, &mut base.functions)
    };
    check(found)?;
    let mut own = ffi::fts5_tokenizer {
        xCreate: Some(create),
        xDelete: Some(delete),
        xTokenize: Some(tokenize),
    };
    let data = Box::into_raw(Box::new(base));
    // SAFETY: SQLite copies the functions, and frees `data` by `forget_base` when the connection
    // closes; it does so too when this call fails after it took the data over.
    let created = unsafe {
        let create = (*api).xCreateTokenizer.ok_or_else(missing)?;
        create(api, NAME.as_ptr(), data.cast(), &mut own, Some(forget_base))
    };
    check(created)
}

const NONE: ffi::fts5_tokenizer =
    ffi::fts5_tokenizer { xCreate: None, xDelete: None, xTokenize: None };

/// SQLite's tokenizer as it was found.
struct Base {
    functions: ffi::fts5_tokenizer,
    data: *mut c_void,
}

/// One tokenizer of a table: the base's own, and how to call it.
struct Scoped {
    functions: ffi::fts5_tokenizer,
    inner: *mut ffi::Fts5Tokenizer,
}

/// Where tokens go on to, and what they begin with.
struct Onward {
    context: *mut c_void,
    on_token: OnToken,
    /// The scope with its mark, then the token at hand.
    token: Vec<u8>,
    scope_bytes: usize,
}

fn check(code: c_int) -> rusqlite::Result<()> {
    if code == ffi::SQLITE_OK { Ok(()) } else { Err(failure(code)) }
}

fn failure(code: c_int) -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(ffi::Error::new(code), None)
}

fn missing() -> rusqlite::Error {
    failure(ffi::SQLITE_ERROR)
}

/// The way to FTS5's interface: a pointer, given by a function of SQL.
fn api(conn: &Connection) -> rusqlite::Result<*mut ffi::fts5_api> {
    let mut api: *mut ffi::fts5_api = ptr::null_mut();
    let mut statement = ptr::null_mut();
    let sql = c"SELECT fts5(?1)";
    // SAFETY: the handle is open while `conn` is borrowed; the statement is made, used and ended
    // here, and `api` outlives it. The pointer's type is the one that FTS5 asks for.
    unsafe {
        let handle = conn.handle();
        check(ffi::sqlite3_prepare_v2(handle, sql.as_ptr(), -1, &mut statement, ptr::null_mut()))?;
        let place: *mut *mut ffi::fts5_api = &mut api;
        ffi::sqlite3_bind_pointer(statement, 1, place.cast(), c"fts5_api_ptr".as_ptr(), None);
        ffi::sqlite3_step(statement);
        check(ffi::sqlite3_finalize(statement))?;
    }
    if api.is_null() { Err(missing()) } else { Ok(api) }
}

unsafe extern "C" fn forget_base(data: *mut c_void) {
    // SAFETY: made by `register`; SQLite calls this once.
    drop(unsafe { Box::from_raw(data.cast::<Base>()) });
}

unsafe extern "C" fn create(
    data: *mut c_void,
    _options: *mut *const c_char,
    _count: c_int,
    made: *mut *mut ffi::Fts5Tokenizer,
) -> c_int {
    // SAFETY: SQLite hands back what `register` gave it.
    let Base { functions, data } = unsafe { &*data.cast::<Base>() };
    let Some(create) = functions.xCreate else { return ffi::SQLITE_ERROR };
    let mut options = BASE_OPTIONS.map(CStr::as_ptr);
    let mut inner = ptr::null_mut();
    // SAFETY: the options are C strings; the base writes its tokenizer to `inner`.
    let code = unsafe { create(*data, options.as_mut_ptr(), options.len() as c_int, &mut inner) };
    if code == ffi::SQLITE_OK {
        let scoped = Box::new(Scoped { functions: *functions, inner });
        // SAFETY: SQLite gives a place to write to, and takes the tokenizer over.
        unsafe { *made = Box::into_raw(scoped).cast() };
    }
    code
}

unsafe extern "C" fn delete(tokenizer: *mut ffi::Fts5Tokenizer) {
    // SAFETY: made by `create`; SQLite deletes it once and uses it no more.
    let scoped = unsafe { Box::from_raw(tokenizer.cast::<Scoped>()) };
    if let Some(delete) = scoped.functions.xDelete {
        // SAFETY: the base made it, and it is deleted only here.
        unsafe { delete(scoped.inner) };
    }
}

unsafe extern "C" fn tokenize(
    tokenizer: *mut ffi::Fts5Tokenizer,
    context: *mut c_void,
    flags: c_int,
    text: *const c_char,
    bytes: c_int,
    on_token: Option<OnToken>,
) -> c_int {
    // SAFETY: made by `create` and not yet deleted.
    let scoped = unsafe { &*tokenizer.cast::<Scoped>() };
    let (Some(tokenize), Some(on_token)) = (scoped.functions.xTokenize, on_token) else {
        return ffi::SQLITE_ERROR;
    };
    let whole = match usize::try_from(bytes) {
        // SAFETY: SQLite gives that many bytes of text.
        Ok(len) if !text.is_null() => unsafe { slice::from_raw_parts(text.cast::<u8>(), len) },
        _ => return ffi::SQLITE_OK,
    };
    let Some(mark) = whole.iter().position(|&byte| byte == MARK) else { return ffi::SQLITE_OK };
    let (scope, words) = whole.split_at(mark + 1);
    let mut onward = Onward { context, on_token, token: scope.to_vec(), scope_bytes: scope.len() };
    let onward: *mut Onward = &mut onward;
    let (start, len) = (words.as_ptr().cast(), words.len() as c_int);
    // SAFETY: the words lie within SQLite's text; `onward` outlives the call.
    unsafe { tokenize(scoped.inner, onward.cast(), flags, start, len, Some(hand_on)) }
}

unsafe extern "C" fn hand_on(
    onward: *mut c_void,
    flags: c_int,
    token: *const c_char,
    bytes: c_int,
    start: c_int,
    end: c_int,
) -> c_int {
    // SAFETY: `tokenize` gave it, and waits for the call in which this one happens.
    let onward = unsafe { &mut *onward.cast::<Onward>() };
    let Ok(len) = usize::try_from(bytes) else { return ffi::SQLITE_ERROR };
    onward.token.truncate(onward.scope_bytes);
    // SAFETY: the base gives that many bytes of a token.
    onward.token.extend_from_slice(unsafe { slice::from_raw_parts(token.cast::<u8>(), len) });
    let (token, bytes) = (onward.token.as_ptr().cast(), onward.token.len() as c_int);
    let shift = onward.scope_bytes as c_int;
    // SAFETY: SQLite's own function with SQLite's own context; it copies the token.
    unsafe { (onward.on_token)(onward.context, flags, token, bytes, start + shift, end + shift) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> Connection {
        let conn = Connection::open_in_memory().unwrap();
        register(&conn).unwrap();
        conn.execute_batch(
            "CREATE VIRTUAL TABLE people USING fts5 (
                 words, content = '', contentless_delete = 1, tokenize = 'scoped_trigram'
             );
             INSERT INTO people (rowid, words)
             VALUES (1, '1:  rosa  ibarra'), (2, '2:  rosa  quispe'), (3, 'rosa nowhere'),
                    (4, '1:  ana  óng'), (12, '12:  rosa');",
        )
        .unwrap();
        conn
    }

    fn found(conn: &Connection, expression: &str) -> Vec<i64> {
        let mut statement =
            conn.prepare("SELECT rowid FROM people WHERE people MATCH ?1 ORDER BY rowid").unwrap();
        statement.query_map([expression], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn each_scope_finds_its_own() {
        let conn = index();
        for (expression, hits) in [
            ("\"1:rosa\"", &[1][..]),
            ("\"2:rosa\"", &[2]),
            ("\"12:rosa\"", &[12]),
            ("\"3:rosa\"", &[]),
            ("\"rosa\"", &[]),
            ("\"1: ib\"", &[1]),
            ("\"1:ONG\"", &[4]),
            ("\"1:ros\" \"1:barr\"", &[1]),
            ("\"1:rosb\"", &[]),
        ] {
            assert_eq!(found(&conn, expression), hits, "{expression}");
        }
    }

    #[test]
    fn the_terms_of_scopes_are_apart() {
        let conn = index();
        conn.execute_batch("CREATE VIRTUAL TABLE terms USING fts5vocab (people, 'row')").unwrap();
        let shared: i64 = conn
            .query_row("SELECT count(*) FROM terms WHERE term LIKE '%ros' AND doc > 1", [], |row| {
                row.get(0)
            })
            .unwrap();
        assert_eq!(shared, 0);
    }
}
