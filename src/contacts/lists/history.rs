//! What stages and tags leave in a contact's log: a sentence that reads the same for ever, and its
//! parts beside it (LI-3).
use serde_json::{Value, json};

use super::List;
use crate::{
    audit::Tx,
    error::Result,
    ids::ContactId,
    log::{self, Entry, Kind},
    settings,
    when::Manner,
    workspaces::Scope,
};

/// What a contact without a stage is said to be in.
pub const NO_STAGE: &str = "No stage";

/// Writes a contact's moves down, in the zone and manner of the workspace's owner.
#[derive(Clone)]
pub struct Scribe<'tx, 'conn> {
    tx: &'tx Tx<'conn>,
    scope: &'tx Scope,
    manner: Manner,
    at: i64,
}

impl<'tx, 'conn> Scribe<'tx, 'conn> {
    pub fn new(tx: &'tx Tx<'conn>, scope: &'tx Scope) -> Result<Self> {
        let manner = settings::preferences(tx, scope.owner())?.manner;
        Ok(Self { tx, scope, manner, at: tx.now })
    }

    /// What happened before today (demo data, imports).
    pub fn at(&self, at: i64) -> Self {
        Self { at, ..self.clone() }
    }

    pub fn moved(&self, contact: ContactId, from: Option<&List>, to: Option<&List>) -> Result<()> {
        self.write(contact, moved(from, to, &self.when()))
    }

    pub fn tagged(&self, contact: ContactId, tag: &List) -> Result<()> {
        self.write(contact, of_tag("Tag added", "added", tag, &self.when()))
    }

    pub fn untagged(&self, contact: ContactId, tag: &List) -> Result<()> {
        self.write(contact, of_tag("Tag removed", "removed", tag, &self.when()))
    }

    pub fn merged(&self, contact: ContactId, from: &List, into: &List) -> Result<()> {
        let (when, from, into) = (self.when(), &from.name, &into.name);
        let summary = format!("Tag changed: {from} → {into} on {when}");
        self.write(
            contact,
            json!({ "summary": summary, "of": "tag", "from": from, "to": into, "on": when }),
        )
    }

    fn when(&self) -> String {
        self.manner.date_time(self.at)
    }

    fn write(&self, contact: ContactId, content: Value) -> Result<()> {
        let entry = Entry::new(Kind::StageChange, content, self.at);
        log::write(self.tx, self.scope, contact, &entry)
    }
}

fn moved(from: Option<&List>, to: Option<&List>, when: &str) -> Value {
    let name = |list: Option<&List>| list.map_or(NO_STAGE, |list| &list.name).to_owned();
    let (old, new) = (name(from), name(to));
    json!({
        "summary": format!("Primary List changed: {old} → {new} on {when}"),
        "of": "stage",
        "from": old,
        "to": new,
        "on": when,
    })
}

fn of_tag(words: &str, what: &str, tag: &List, when: &str) -> Value {
    let summary = format!("{words}: {} on {when}", tag.name);
    json!({ "summary": summary, "of": "tag", what: tag.name, "on": when })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        contacts::lists::{Colour, ListKind, Patience},
        ids::{ListId, Uid},
    };

    fn list(name: &str) -> List {
        let (id, uid, kind) = (ListId(1), Uid::new(), ListKind::Stage);
        let (name, colour) = (name.to_owned(), Colour::Blue);
        let patience = Patience::Usual;
        List { id, uid, kind, name, position: 1, colour, created_on: 0, patience, contacts: 0 }
    }

    #[test]
    fn a_stage_change_reads_word_for_word() {
        let (prospects, applications) = (list("Prospects"), list("Applications"));
        let when = "Nov 21, 2026, 2:05 PM";
        let check = |from, to, sentence: &str| {
            assert_eq!(moved(from, to, when)["summary"], format!("{sentence} on {when}"));
        };
        check(
            Some(&prospects),
            Some(&applications),
            "Primary List changed: Prospects → Applications",
        );
        check(None, Some(&prospects), "Primary List changed: No stage → Prospects");
        check(Some(&prospects), None, "Primary List changed: Prospects → No stage");
    }

    #[test]
    fn the_parts_stand_beside_the_sentence() {
        let told = moved(Some(&list("A → B")), Some(&list("C")), "now");
        assert_eq!((&told["from"], &told["to"]), (&json!("A → B"), &json!("C")));
        assert_eq!(of_tag("Tag added", "added", &list("VIP"), "now")["added"], "VIP");
    }
}
