//! What the domain says when it cannot. Knows nothing of HTTP; `shell::errors` gives it two mouths.
use std::collections::BTreeMap;

/// A message for each field that needs another look, keyed by the field's form name.
pub type Problems = BTreeMap<&'static str, String>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Missing and not visible are the same answer.
    #[error("{0} not found")]
    NotFound(&'static str),
    #[error("some fields need another look")]
    Invalid(Problems),
    /// The thing changed, or already exists; the sentence says what was kept and what to do.
    #[error("{0}")]
    Conflict(String),
    /// A request's one-time id was used before, for something else.
    #[error(
        "This was sent before with other content, and that was saved. Nothing more was saved; \
         use a new id for something new."
    )]
    SentBefore,
    #[error("not signed in")]
    Unauthenticated,
    #[error("{0}")]
    Forbidden(String),
    #[error("{message}")]
    TooMany { message: String, retry_after_s: u64 },
    /// Nothing is wrong with the request; it can be sent again later.
    #[error("{0}")]
    Unavailable(String),
    #[error("something went wrong on our side")]
    Internal(#[source] anyhow::Error),
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub fn invalid(field: &'static str, message: impl Into<String>) -> Self {
        Self::Invalid(BTreeMap::from([(field, message.into())]))
    }

    pub fn internal(cause: impl Into<anyhow::Error>) -> Self {
        Self::Internal(cause.into())
    }
}

/// Turns a collection of problems into a result once every field was looked at.
pub fn unless_any(problems: Problems) -> Result<()> {
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

impl From<rusqlite::Error> for Error {
    fn from(cause: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked, DiskFull, ReadOnly};
        match cause.sqlite_error_code() {
            Some(DiskFull) => Self::Unavailable(
                "The disk is full, so nothing was saved. Free some space and try again.".into(),
            ),
            Some(ReadOnly) => Self::Unavailable(
                "The database can be read but not written, so nothing was saved.".into(),
            ),
            Some(DatabaseBusy | DatabaseLocked) => Self::Unavailable(
                "The database is busy, so nothing was saved. Try again in a moment.".into(),
            ),
            _ => Self::internal(cause),
        }
    }
}
