//! What a change of a transaction's field leaves in the contact's log (CT-5): a sentence that reads
//! the same for ever, and its parts beside it.
use serde_json::json;

use super::{FieldValue, Linked, store};
use crate::{
    audit::Tx,
    contacts::fields::Definition,
    error::Result,
    ids::{ContactId, Uid},
    log::{self, Entry, Kind},
    settings, text,
    when::Manner,
    workspaces::Scope,
};

/// In the line; the whole values stand beside it.
const SHOWN_CHARS: usize = 160;

pub fn change(
    tx: &Tx<'_>,
    scope: &Scope,
    contact: ContactId,
    definition: &Definition,
    before: Option<&FieldValue>,
    after: Option<&str>,
) -> Result<()> {
    if !definition.is_transaction {
        return Ok(());
    }
    let manner = settings::preferences(tx, scope.owner())?.manner;
    let when = manner.date_time(tx.now);
    let from = before.map(|field| field.words(&manner)).unwrap_or_default();
    let to = words_after(tx, scope, definition, after, &manner)?;
    let label = &definition.label;
    let summary = match (from.is_empty(), to.is_empty()) {
        (true, _) => format!("{label} added: {} on {when}", shown(&to)),
        (_, true) => format!("{label} removed: {} on {when}", shown(&from)),
        _ => format!("{label} changed: {} → {} on {when}", shown(&from), shown(&to)),
    };
    let content = json!({
        "summary": summary,
        "of": "field",
        "field": label,
        "from": from,
        "to": to,
        "on": when,
        "transaction": true,
    });
    log::write(tx, scope, contact, &Entry::new(Kind::System, content, tx.now))
}

fn words_after(
    tx: &Tx<'_>,
    scope: &Scope,
    definition: &Definition,
    value: Option<&str>,
    manner: &Manner,
) -> Result<String> {
    let linked = match value.map(str::parse::<Uid>) {
        Some(Ok(uid)) => store::contact(tx, scope, uid)?,
        _ => None,
    };
    let linked = linked.map(|it| Linked { uid: it.uid, name: it.name });
    let value = value.map(str::to_owned);
    Ok(FieldValue { definition: definition.clone(), value, linked }.words(manner))
}

fn shown(value: &str) -> String {
    let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.chars().count() > SHOWN_CHARS {
        true => {
            let start: String = line.chars().take(SHOWN_CHARS).collect();
            format!("{} …", text::trim(&start))
        }
        false => line,
    }
}
