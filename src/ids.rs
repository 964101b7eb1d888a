//! Typed ids. Integers are keys inside the database; a `Uid` is what the world sees.
use std::{fmt, str::FromStr};

use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A UUIDv7: unguessable enough to show, ordered enough to index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Uid(Uuid);

impl Uid {
    /// Before and behind all that are ever given.
    pub const FIRST: Self = Self(Uuid::nil());
    pub const LAST: Self = Self(Uuid::max());

    #[expect(clippy::new_without_default, reason = "a new uid is never a default")]
    pub fn new() -> Self {
        Self(Uuid::now_v7())
    }

    /// As the database keeps it.
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl FromStr for Uid {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Self)
    }
}

impl FromSql for Uid {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Uuid::column_result(value).map(Self)
    }
}

impl ToSql for Uid {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

macro_rules! row_ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub i64);

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                i64::column_result(value).map(Self)
            }
        }

        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                self.0.to_sql()
            }
        }
    )*};
}

impl HouseholdId {
    pub const THIS: Self = Self(0);
}

row_ids! {
    UserId
    SessionId
    InvitationId
    KeyId
    WorkspaceId
    /// There is one, and it has no row.
    HouseholdId
    ContactId
    FieldId
    ListId
    LogId
    WayId
    TodoId
    ViewId
    AuditId
    ImportId
    ShareId
    TargetId
    RunId
}
