//! What a merge leaves in the survivor's log: one sentence, and beside it what was not kept.
use serde_json::{Value, json};

use super::{Comparison, Side};
use crate::{
    audit::Tx,
    contacts::{self, Contact, Field, fields::values},
    error::Result,
    log::{self, Entry, Kind},
    settings,
    when::Manner,
    workspaces::Scope,
};

/// Written last: what the contact holds now tells what was not kept.
pub fn write(tx: &Tx<'_>, scope: &Scope, sides: &Comparison) -> Result<()> {
    let manner = settings::preferences(tx, scope.owner())?.manner;
    let when = manner.date_time(tx.now);
    let name = sides.source.contact.display_name();
    let now = contacts::find(tx, scope, sides.target.contact.uid)?;
    let mut lost = lost_base(sides, &now);
    lost.extend(lost_custom(tx, scope, sides, &now, &manner)?);
    let content = json!({
        "summary": format!("Merged with {name} on {when}"),
        "of": "merge",
        "source": sides.source.contact.uid.to_string(),
        "name": name,
        "not_kept": lost,
        "on": when,
    });
    log::write(tx, scope, now.id, &Entry::new(Kind::System, content, tx.now))
}

fn told(label: &str, value: &str) -> Value {
    json!({ "field": label, "value": value })
}

fn lost_base(sides: &Comparison, now: &Contact) -> Vec<Value> {
    let mut lost = Vec::new();
    for side in [&sides.target, &sides.source] {
        // An e-mail or phone that is no longer the primary one is kept as a further one.
        for field in [Field::FirstName, Field::LastName, Field::Company] {
            let value = side.contact.get(field).unwrap_or_default();
            if !value.is_empty() && now.get(field) != Some(value) {
                lost.push(told(field.label(), value));
            }
        }
    }
    lost
}

fn lost_custom(
    tx: &Tx<'_>,
    scope: &Scope,
    sides: &Comparison,
    now: &Contact,
    manner: &Manner,
) -> Result<Vec<Value>> {
    let kept = values::of(tx, scope, now.id)?;
    let of = |side: &Side| side.custom.clone();
    let had = of(&sides.target).into_iter().chain(of(&sides.source));
    let gone = had.filter(|field| {
        let after = kept.iter().find(|it| it.definition.id == field.definition.id);
        field.value.is_some() && after.is_none_or(|after| after.value != field.value)
    });
    Ok(gone.map(|field| told(&field.definition.label, &field.words(manner))).collect())
}
