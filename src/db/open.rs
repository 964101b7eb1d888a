//! Opening: key first, then the checks that turn "file is not a database" into plain words.
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use deadpool_sqlite::{Config, Hook, HookError, Runtime};
use rusqlite::{Connection, ErrorCode, config::DbConfig};
use zeroize::Zeroizing;

use super::{
    Columns, Db, SCHEMA_VERSION, functions,
    key::{self, Found, Key},
    migrate,
    pool::Pool,
    presence::Presence,
    rekey, tokenizer,
};
use crate::{clock::Clock, private_file};

const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
const STATEMENTS_CACHED: usize = 64;

#[derive(Clone, Debug)]
pub struct OpenOptions {
    pub path: PathBuf,
    pub key_file: PathBuf,
    pub readers: usize,
    pub clock: Clock,
}

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(
        "the database key is missing: {} does not exist, but there is a database.\n\
         Put the key file back (it is in every backup and on the recovery sheet). \
         Nothing was changed.", .0.display()
    )]
    KeyMissing(PathBuf),
    #[error(
        "{} is not a database key: it must hold 64 hexadecimal digits.\n\
         Put the right key file back. Nothing was changed.", .0.display()
    )]
    KeyInvalid(PathBuf),
    #[error(
        "the database key in {} is empty or cut short, but there is a database.\n\
         Put the whole key file back (it is in every backup and on the recovery sheet). \
         Nothing was changed.", .0.display()
    )]
    KeyCutShort(PathBuf),
    #[error(
        "the database key in {} is empty or cut short, and there is no database yet.\n\
         Remove that file and start again: a new key will be made. Nothing was changed.",
        .0.display()
    )]
    KeyNeverWhole(PathBuf),
    #[error(
        "the database key in {} is wrapped by a passphrase, which is asked for at a terminal or, \
         by the server, in the browser.", .0.display()
    )]
    Locked(PathBuf),
    #[error("{} is in use: its key is being exchanged, or is to be. Stop whatever uses it, or try \
         again in a moment. Nothing was changed.", .0.display())]
    InUse(PathBuf),
    #[error(
        "the key does not open {}: it belongs to another database.\n\
         Put the right key file back. Nothing was changed.", .0.display()
    )]
    WrongKey(PathBuf),
    #[error(
        "{} is damaged or is not a pi-crm database.\n\
         It was left as it is. Restore the newest backup, or ask for help before changing it.",
        .0.display()
    )]
    Damaged(PathBuf),
    #[error(
        "the database {} is gone, though it was here before.\n\
         Put it back or restore a backup. To begin anew, remove {} as well.",
        .0.display(), fingerprint_file(.0).display()
    )]
    Missing(PathBuf),
    #[error(
        "the database was written by a newer pi-crm (schema {found}, this one knows {known}).\n\
         Install the newer version again. Nothing was changed."
    )]
    Newer { found: i64, known: i64 },
    #[error(
        "{} cannot be written. Check that the disk is not read-only or full \
         and that the file belongs to the user pi-crm runs as.", .0.display()
    )]
    ReadOnly(PathBuf),
    #[error("the disk is full: {} could not be opened. Free some space.", .0.display())]
    DiskFull(PathBuf),
    #[error("{path}: {1}", path = .0.display())]
    Io(PathBuf, #[source] io::Error),
    #[error("the database could not be opened: {0}")]
    Other(#[source] anyhow::Error),
}

/// What the key file holds, once an exchange that was cut short is settled. Made where there is
/// no database yet that it could belong to.
pub fn find_key(options: &OpenOptions) -> Result<Found, OpenError> {
    let presence = settled(options)?;
    let found = key::find_or_create(&options.key_file, &options.path)?;
    drop(presence);
    if let Found::Wrapped(wrapped) = &found
        && fs::read_to_string(fingerprint_file(&options.path))
            .is_ok_and(|known| known.trim() != wrapped.key_id())
    {
        return Err(OpenError::WrongKey(options.path.clone()));
    }
    Ok(found)
}

impl Db {
    /// With the key of its file.
    pub async fn open(options: OpenOptions) -> Result<Self, OpenError> {
        Self::opened(options, None).await
    }

    /// With the key that was unwrapped, or kept since an earlier start.
    pub async fn open_with(options: OpenOptions, key: Key) -> Result<Self, OpenError> {
        Self::opened(options, Some(key)).await
    }

    async fn opened(options: OpenOptions, key: Option<Key>) -> Result<Self, OpenError> {
        let prepare = options.clone();
        let (key, columns, presence) = tokio::task::spawn_blocking(move || prepared(&prepare, key))
            .await
            .map_err(|cause| OpenError::Other(cause.into()))??;
        let OpenOptions { path, readers, clock, .. } = options;
        Ok(Self {
            readers: pool(&path, &key, readers, Role::Reader)?,
            writer: pool(&path, &key, 1, Role::Writer)?,
            path: Arc::new(path),
            key,
            columns: Arc::new(columns),
            clock,
            presence: Arc::new(presence),
        })
    }
}

/// Here, with an exchange of the key that was cut short brought to its end or taken back.
fn settled(options: &OpenOptions) -> Result<Presence, OpenError> {
    let OpenOptions { path, key_file, .. } = options;
    let folder = path.parent().unwrap_or(Path::new("."));
    private_file::make_folder(folder).map_err(|cause| OpenError::Io(folder.into(), cause))?;
    if rekey::is_begun(path) {
        let alone = Presence::alone(path)?;
        rekey::settle(path, key_file).map_err(|cause| OpenError::Io(path.into(), cause))?;
        drop(alone);
    }
    Presence::among_others(path)
}

fn prepared(
    options: &OpenOptions,
    key: Option<Key>,
) -> Result<(Key, Columns, Presence), OpenError> {
    let presence = settled(options)?;
    let path = &options.path;
    if !path.exists() && fingerprint_file(path).exists() {
        return Err(OpenError::Missing(path.into()));
    }
    let is_new = fs::metadata(path).map_or(true, |file| file.len() == 0);
    let key = match key {
        Some(key) => key,
        None => key::load_or_create(&options.key_file, path)?,
    };
    let mut conn = Connection::open(path).map_err(|cause| in_words(cause, path, &key))?;
    configure(&conn, &key, Role::Writer).map_err(|cause| in_words(cause, path, &key))?;
    let found = schema_version(&conn).map_err(|cause| in_words(cause, path, &key))?;
    if found > SCHEMA_VERSION {
        return Err(OpenError::Newer { found, known: SCHEMA_VERSION });
    }
    if is_new {
        remember_key(path, &key)?;
    }
    conn.pragma_update(None, "journal_mode", "WAL").map_err(|cause| in_words(cause, path, &key))?;
    migrate::to_latest(&mut conn).map_err(|cause| match cause {
        rusqlite_migration::Error::RusqliteError { err, .. } => in_words(err, path, &key),
        other => OpenError::Other(other.into()),
    })?;
    writable(&conn).map_err(|cause| in_words(cause, path, &key))?;
    let columns = columns(&conn).map_err(|cause| in_words(cause, path, &key))?;
    Ok((key, columns, presence))
}

#[derive(Clone, Copy)]
pub(super) enum Role {
    Reader,
    Writer,
}

fn pool(path: &Path, key: &Key, size: usize, role: Role) -> Result<Pool, OpenError> {
    let key = key.clone();
    let source = Config::new(path)
        .builder(Runtime::Tokio1)
        .map_err(|cause| OpenError::Other(cause.into()))?
        .max_size(size)
        .post_create(Hook::async_fn(move |conn, _| {
            let key = key.clone();
            Box::pin(async move {
                conn.interact(move |conn| configure(conn, &key, role))
                    .await
                    .map_err(|cause| HookError::message(cause.to_string()))?
                    .map_err(HookError::Backend)
            })
        }))
        .build()
        .map_err(|cause| OpenError::Other(cause.into()))?;
    Ok(Pool::of(source))
}

/// The key is the first statement on every connection, the patience for locks the second.
pub(super) fn configure(conn: &Connection, key: &Key, role: Role) -> rusqlite::Result<()> {
    conn.execute_batch(&Zeroizing::new(format!("PRAGMA key = \"x'{}'\"", *key.hex())))?;
    // It would write to standard error; we say it in our own words.
    conn.execute_batch("PRAGMA cipher_log_level = NONE")?;
    conn.busy_timeout(BUSY_TIMEOUT)?;
    tokenizer::register(conn)?;
    functions::register(conn)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    // Without it, SQLite plans a statement anew for each bound LIMIT: a fourth of an import's time.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    conn.pragma_update(None, "trusted_schema", false)?;
    conn.pragma_update(None, "journal_size_limit", 8 << 20)?;
    match role {
        Role::Reader => {
            // What a page and a search need together: a page that is read anew is decrypted anew.
            conn.pragma_update(None, "cache_size", -4_000)?;
            conn.pragma_update(None, "query_only", true)
        }
        Role::Writer => {
            // What somebody was told is saved survives a power cut from that moment on. Less would
            // lose up to a minute of it: tests/image/boot.py cuts the power.
            conn.pragma_update(None, "synchronous", "FULL")?;
            conn.pragma_update(None, "cache_size", -2_000)?;
            // What is deleted is overwritten, so that "erase for good" means it.
            conn.pragma_update(None, "secure_delete", true)
        }
    }
}

pub(super) fn schema_version(conn: &Connection) -> rusqlite::Result<i64> {
    conn.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// A read-only file opens well and fails at the first save; better to know at the start.
fn writable(conn: &Connection) -> rusqlite::Result<()> {
    let version = schema_version(conn)?;
    conn.pragma_update(None, "user_version", version)
}

fn columns(conn: &Connection) -> rusqlite::Result<Columns> {
    let mut columns = Columns::new();
    let mut statement = conn.prepare(include_str!("../../sql/queries/db/columns.sql"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        columns.entry(row.get(0)?).or_default().push(row.get(1)?);
    }
    Ok(columns)
}

/// The fingerprint beside the database tells a wrong key from a damaged file: SQLCipher
/// cannot, for it both look like noise.
pub(super) fn remember_key(path: &Path, key: &Key) -> Result<(), OpenError> {
    let note = fingerprint_file(path);
    private_file::write(&note, key.fingerprint().as_bytes())
        .map_err(|cause| OpenError::Io(note, cause))
}

pub(super) fn fingerprint_file(path: &Path) -> PathBuf {
    path.with_extension("key-id")
}

pub(super) fn in_words(cause: rusqlite::Error, path: &Path, key: &Key) -> OpenError {
    match cause.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            match fs::read_to_string(fingerprint_file(path)) {
                Ok(known) if known.trim() != key.fingerprint() => OpenError::WrongKey(path.into()),
                _ => OpenError::Damaged(path.into()),
            }
        }
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            OpenError::ReadOnly(path.into())
        }
        Some(ErrorCode::DiskFull) => OpenError::DiskFull(path.into()),
        _ => OpenError::Other(cause.into()),
    }
}
