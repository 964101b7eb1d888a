//! What a change of do-not-contact leaves in the contact's log: a sentence that reads the same for
//! ever, and its parts beside it.
use serde_json::{Value, json};

use super::Silence;
use crate::{
    audit::Tx,
    contacts::Contact,
    error::Result,
    log::{self, Entry, Kind},
    settings,
    workspaces::Scope,
};

pub fn silence(
    tx: &Tx<'_>,
    scope: &Scope,
    contact: &Contact,
    to: Silence,
    when: &str,
) -> Result<()> {
    let entry = Entry::new(Kind::System, told(contact.silence, to, when), tx.now);
    log::write(tx, scope, contact.id, &entry)
}

/// Now, as the owner writes it.
pub fn when(tx: &Tx<'_>, scope: &Scope) -> Result<String> {
    Ok(settings::preferences(tx, scope.owner())?.manner.date_time(tx.now))
}

fn told(from: Silence, to: Silence, when: &str) -> Value {
    let (old, new) = (from.words(), to.words());
    json!({
        "summary": format!("Do-not-contact changed: {old} → {new} on {when}"),
        "of": "do_not_contact",
        "from": old,
        "to": new,
        "on": when,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_switch_reads_word_for_word() {
        let mail = Silence { mail: true, ..Silence::default() };
        assert_eq!(
            told(Silence::default(), mail, "Nov 21, 2026, 2:05 PM")["summary"],
            "Do-not-contact changed: Off → No e-mail on Nov 21, 2026, 2:05 PM"
        );
    }
}
