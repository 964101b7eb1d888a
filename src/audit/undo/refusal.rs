//! Why an undo is refused, in words: what was changed since, and by whom.
use rusqlite::Connection;

use crate::{
    audit::{SubjectKind, difference, read::LogEntry, store},
    db::session::ApplyError,
    error::{Error, Result},
    ids::{AuditId, UserId},
};

/// What is taken back, for whom, and the entry under which that goes: it stands in its own way
/// never.
#[derive(Clone, Copy)]
pub struct Taking<'a> {
    pub owner: UserId,
    pub change: &'a LogEntry,
    pub undo: Option<AuditId>,
}

impl Taking<'_> {
    /// Names the later change that stands in the way.
    pub fn refusal(self, conn: &Connection, cause: ApplyError) -> Error {
        match cause {
            ApplyError::Conflict { table, key, .. } => {
                let named = table
                    .map_or(Ok(None), |table| difference::subject_of(conn, &table, &key))
                    .and_then(|named| match named {
                        Some(subject) => self.later_about(conn, subject),
                        None => Ok(None),
                    });
                match named {
                    Ok(Some(later)) => in_the_way(conn, &later),
                    Ok(None) => self.newest_about(conn),
                    Err(cause) => cause,
                }
            }
            ApplyError::Schema { table, problem } => {
                tracing::info!(table, %problem, "undo refused: the schema has moved on");
                incompatible()
            }
            ApplyError::Sqlite(cause) => cause.into(),
        }
    }

    fn later_about(
        self,
        conn: &Connection,
        subject: (SubjectKind, i64),
    ) -> Result<Option<LogEntry>> {
        store::later_change(conn, self.owner, subject, self.change.id, self.undo)
    }

    /// A foreign-key conflict names no row: look for whatever came later about the same subjects.
    fn newest_about(self, conn: &Connection) -> Error {
        let later = store::subjects(conn, self.change.id).and_then(|subjects| {
            for subject in subjects {
                let found = self.later_about(conn, (subject.kind, subject.id))?;
                if found.is_some() {
                    return Ok(found);
                }
            }
            Ok(None)
        });
        match later {
            Ok(Some(later)) => in_the_way(conn, &later),
            Ok(None) => Error::Conflict(
                "Something that it needs is gone, or something else depends on it by now, so it \
                 cannot be undone. Nothing was changed."
                    .into(),
            ),
            Err(cause) => cause,
        }
    }
}

pub fn incompatible() -> Error {
    Error::Conflict(
        "This was recorded by another version of pi-crm and cannot be undone safely. \
         Nothing was changed."
            .into(),
    )
}

fn in_the_way(conn: &Connection, later: &LogEntry) -> Error {
    let about = label_of(conn, later.id);
    Error::Conflict(format!(
        "A later change stands in the way: {} {} {about}. Undo that one first. \
         Nothing was changed.",
        later.who(),
        later.words(),
    ))
}

pub fn label_of(conn: &Connection, id: AuditId) -> String {
    let subjects = store::subjects(conn, id).unwrap_or_default();
    subjects.into_iter().next().map(|subject| subject.label).unwrap_or_default()
}
