//! Columns that rows of other tables decide. A changeset alone would bring back what they were,
//! not what they are by now; so they are set right after it was applied, as a part of the change.
use std::collections::BTreeSet;

use rusqlite::{Connection, types::Value};

use super::store;
use crate::{
    db::session::{ChangeRef, Cursor, place_of},
    error::Result,
    ids::ContactId,
};

/// By table and name: a later change of one of them never stands in the way of an undo.
pub const COLUMNS: &[(&str, &str)] = &[("base_contacts", "last_contact_at")];

const LOG: &str = "communication_logs";

/// Sets right what the rows of this changeset, which was just applied, decide.
pub fn settle(conn: &Connection, changeset: &[u8]) -> Result<()> {
    let mut contacts = BTreeSet::new();
    let mut cursor = Cursor::over(changeset)?;
    let contact_at = place_of(conn, LOG, "contact_id")?;
    while let Some(change) = cursor.advance()? {
        if change.table() == LOG {
            contacts.extend(contacts_of(conn, &change, contact_at)?);
        }
    }
    contacts.into_iter().try_for_each(|contact| settle_last_contact(conn, contact))
}

/// When a contact was last written to, spoken with or met is what its log says (CT-12).
pub fn settle_last_contact(conn: &Connection, contact: ContactId) -> Result<()> {
    store::settle_last_contact(conn, contact)
}

/// An entry that went from one contact to another concerns both; one that stayed where it is does
/// not name its contact in the changeset, and has to be looked up.
fn contacts_of(conn: &Connection, change: &ChangeRef<'_>, at: usize) -> Result<Vec<ContactId>> {
    let named: Vec<ContactId> = [change.before(at), change.after(at)]
        .into_iter()
        .flatten()
        .filter_map(|value| value.as_i64().ok().map(ContactId))
        .collect();
    match (named.is_empty(), change.key().first()) {
        (true, Some(Value::Integer(entry))) => {
            Ok(store::contact_of_entry(conn, *entry)?.into_iter().collect())
        }
        _ => Ok(named),
    }
}
