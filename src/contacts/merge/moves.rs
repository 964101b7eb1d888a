//! What belongs to a contact follows it, by the schema's own foreign keys: whatever table points
//! at contacts is found there, and its rule says what becomes of rows that both have.
use super::store;
use crate::{contacts::Contact, error::Result, workspaces::Scope};

/// A column that points at contacts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    pub table: String,
    pub column: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Every row goes over.
    Move,
    /// What both have stays once: the target's. The source's goes with the source.
    Join,
    /// A link to the source leads to the target, in its value too.
    Link,
}

/// One line for each column in the schema that points at contacts; a test finds a forgotten one.
const RULES: &[(&str, &str, Rule)] = &[
    ("communication_logs", "contact_id", Rule::Move),
    ("contact_list_assignments", "contact_id", Rule::Join),
    // Shared with the same person twice: the target's share stays as it is.
    ("contact_shares", "contact_id", Rule::Join),
    // Those of the source stand behind the target's; the same one twice is singled out after.
    ("contact_ways", "contact_id", Rule::Move),
    // Where both have a value, what was chosen has made room before.
    ("custom_fields", "contact_id", Rule::Join),
    ("custom_fields", "linked_id", Rule::Link),
    // That the two themselves were kept apart ends with the merge.
    ("kept_separate", "contact_id", Rule::Join),
    ("kept_separate", "other_id", Rule::Join),
    ("log_versions", "contact_id", Rule::Move),
    ("merged_contacts", "contact_id", Rule::Move),
    ("todos", "contact_id", Rule::Move),
];

pub fn rule_of(reference: &Reference) -> Option<Rule> {
    let is_it = |(table, column, _): &&(&str, &str, Rule)| {
        *table == reference.table && *column == reference.column
    };
    RULES.iter().find(is_it).map(|(_, _, rule)| *rule)
}

/// A column without a rule moves whole: a collision then refuses the merge and loses nothing.
pub(super) fn move_all(
    tx: &rusqlite::Connection,
    scope: &Scope,
    target: &Contact,
    source: &Contact,
) -> Result<()> {
    for reference in store::references(tx)? {
        let rule = rule_of(&reference).unwrap_or(Rule::Move);
        store::repoint(tx, scope, &reference, rule, target, source)?;
    }
    Ok(())
}
