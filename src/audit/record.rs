//! What a change left behind, as the log keeps it.
use rusqlite::Connection;

use super::{Action, Subject, store};
use crate::{
    actor::Actor,
    clock::Reading,
    error::{Error, Result},
    ids::{AuditId, Uid, UserId, WorkspaceId},
};

/// What a verb left behind for the log.
pub struct Record {
    /// Of the entry, if this is the part that begins it.
    pub uid: Uid,
    pub changeset: Vec<u8>,
    pub subjects: Vec<Subject>,
    pub words: Option<String>,
    pub owner: Option<UserId>,
    pub workspace: Option<WorkspaceId>,
    pub undoes: Option<AuditId>,
}

impl Record {
    pub fn under(self, uid: Uid) -> Self {
        Self { uid, ..self }
    }

    /// Writes the entry with the first part that has something to say, and every part's rows.
    pub fn add_part(
        &self,
        conn: &Connection,
        actor: &Actor,
        at: Reading,
        action: Action,
        entry: Option<(AuditId, Uid)>,
        part: i64,
    ) -> Result<Option<(AuditId, Uid)>> {
        let is_about = !self.subjects.is_empty() || self.undoes.is_some();
        let is_silent = self.words.is_none() && !is_about;
        if self.changeset.is_empty() && is_silent {
            return Ok(entry);
        }
        let (id, uid) = match entry {
            Some(entry) => {
                // What many parts come to may be known only with the last of them.
                if let Some(words) = &self.words {
                    store::insert_words(conn, entry.0, words)?;
                }
                entry
            }
            None if !is_about => {
                return Err(Error::internal(anyhow::anyhow!("{} is about nothing", action.code())));
            }
            None => self.begin(conn, &self.entry(actor, at.now, action))?,
        };
        store::insert_subjects(conn, id, &self.subjects)?;
        if !self.changeset.is_empty() {
            store::insert_detail(conn, id, part, at.trusted(), &self.changeset)?;
        }
        Ok(Some((id, uid)))
    }

    fn begin(&self, conn: &Connection, entry: &store::Entry<'_>) -> Result<(AuditId, Uid)> {
        let (id, uid) = store::insert(conn, entry)?;
        if let Some(words) = &self.words {
            store::insert_words(conn, id, words)?;
        }
        if let Some(undone) = self.undoes {
            store::copy_subjects(conn, undone, id)?;
        }
        Ok((id, uid))
    }

    fn entry<'a>(&self, actor: &'a Actor, at: i64, action: Action) -> store::Entry<'a> {
        store::Entry {
            uid: self.uid,
            at,
            owner: self.owner,
            actor,
            action,
            workspace: self.workspace,
            undoes: self.undoes,
        }
    }
}
