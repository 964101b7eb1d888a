//! What the domain says when it cannot. Knows nothing of HTTP; `shell::errors` gives it two mouths.
use std::{borrow::Cow, collections::BTreeMap};

use crate::ids::Uid;

/// A field's form name: the code's own, or a custom field's.
pub type FieldName = Cow<'static, str>;

/// A message for each field that needs another look, keyed by the field's form name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(BTreeMap<FieldName, String>);

impl Problems {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn insert(&mut self, field: impl Into<FieldName>, message: String) {
        self.0.insert(field.into(), message);
    }

    pub fn get(&self, field: &str) -> Option<&String> {
        self.0.get(field)
    }

    pub fn contains_key(&self, field: &str) -> bool {
        self.0.contains_key(field)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(|field| &**field)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &String)> {
        self.0.iter().map(|(field, message)| (&**field, message))
    }

    pub fn remove(&mut self, field: &str) -> Option<String> {
        self.0.remove(field)
    }

    pub fn into_keys(self) -> impl Iterator<Item = FieldName> {
        self.0.into_keys()
    }

    pub fn into_values(self) -> impl Iterator<Item = String> {
        self.0.into_values()
    }

    pub fn extend(&mut self, others: impl IntoIterator<Item = (FieldName, String)>) {
        self.0.extend(others);
    }
}

impl std::ops::Index<&str> for Problems {
    type Output = String;

    fn index(&self, field: &str) -> &String {
        &self.0[field]
    }
}

impl IntoIterator for Problems {
    type Item = (FieldName, String);
    type IntoIter = std::collections::btree_map::IntoIter<FieldName, String>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<F: Into<FieldName>> FromIterator<(F, String)> for Problems {
    fn from_iter<I: IntoIterator<Item = (F, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(field, message)| (field.into(), message)).collect())
    }
}

impl<F: Into<FieldName>, const N: usize> From<[(F, String); N]> for Problems {
    fn from(pairs: [(F, String); N]) -> Self {
        pairs.into_iter().collect()
    }
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Missing and not visible are the same answer.
    #[error("{0} not found")]
    NotFound(&'static str),
    /// Two became one: this is who stands for the one that is gone.
    #[error("This contact was merged into another one. Open that one instead; nothing was saved.")]
    Merged(Uid),
    /// Somebody with this e-mail or phone is there already; these are they.
    #[error(
        "Somebody with this e-mail or phone is there already. Nothing was saved; change the one \
         who is there, or send it again with `allow_duplicate`."
    )]
    Duplicate(Vec<Uid>),
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
    pub fn invalid(field: impl Into<FieldName>, message: impl Into<String>) -> Self {
        Self::Invalid(Problems::from([(field, message.into())]))
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
