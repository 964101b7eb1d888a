//! What the fields of a contact hold from the beginning: typed, by default, or known before.
use rusqlite::Connection;

use super::{INPUT, Ready, ready, record, store};
use crate::{
    audit::Tx,
    contacts::fields::{Definition, Reader, reader, seen},
    error::{Error, Problems, Result},
    ids::{ContactId, FieldId},
    when::Manner,
    workspaces::Scope,
};

/// Values that a new contact begins with, checked before it is there.
#[derive(Debug, Default)]
pub struct Beginning(Vec<(Definition, Ready)>);

/// What was typed, and the defaults of what was not on the form at all.
pub fn begin(
    tx: &Tx<'_>,
    scope: &Scope,
    typed: &[(String, String)],
    problems: &mut Problems,
) -> Result<Beginning> {
    begin_in(tx, scope, typed, None, problems)
}

/// The same as programs write it: a number has a point, whatever its owner's country.
pub fn begin_as_sent(
    tx: &Tx<'_>,
    scope: &Scope,
    sent: &[(String, String)],
    problems: &mut Problems,
) -> Result<Beginning> {
    begin_in(tx, scope, sent, Some(Manner::default()), problems)
}

fn begin_in(
    tx: &Tx<'_>,
    scope: &Scope,
    typed: &[(String, String)],
    manner: Option<Manner>,
    problems: &mut Problems,
) -> Result<Beginning> {
    let (beginning, blank) = read(tx, scope, typed, manner, problems)?;
    for definition in blank.iter().filter(|it| it.is_required) {
        problems.insert(definition.input(), "Fill this in".into());
    }
    Ok(beginning)
}

/// The same for one who is joined with somebody at once, who may have what is required already.
pub fn begin_to_join(
    tx: &Tx<'_>,
    scope: &Scope,
    typed: &[(String, String)],
    problems: &mut Problems,
) -> Result<Beginning> {
    Ok(read(tx, scope, typed, None, problems)?.0)
}

/// What there is, and the fields that are left blank. Without a manner it is its owner's.
fn read(
    tx: &Tx<'_>,
    scope: &Scope,
    typed: &[(String, String)],
    manner: Option<Manner>,
    problems: &mut Problems,
) -> Result<(Beginning, Vec<Definition>)> {
    let definitions = seen(tx, scope)?;
    for (name, _) in typed {
        if !definitions.iter().any(|it| it.name == *name) {
            let gone = "This field was deleted in the meantime".to_owned();
            problems.insert(format!("{INPUT}{name}"), gone);
        }
    }
    let (mut beginning, mut blank) = (Vec::new(), Vec::new());
    if definitions.is_empty() {
        return Ok((Beginning(beginning), blank));
    }
    let own = reader(tx, scope.owner())?;
    let reader = Reader { manner: manner.unwrap_or(own.manner.clone()), ..own };
    for definition in definitions {
        let given = typed.iter().find(|(name, _)| *name == definition.name);
        let input = match given {
            Some((_, input)) => input.clone(),
            None => definition
                .as_typed(definition.default.as_deref().unwrap_or_default(), &reader.manner),
        };
        match ready(tx, scope, None, &definition, &input, &reader)? {
            Ok(Some(ready)) => beginning.push((definition, ready)),
            Ok(None) => blank.push(definition),
            Err(wrong) => problems.insert(definition.input(), wrong),
        }
    }
    Ok((Beginning(beginning), blank))
}

/// Gives a contact that was just added its first values.
pub fn start(
    tx: &Tx<'_>,
    scope: &Scope,
    contact: ContactId,
    Beginning(values): &Beginning,
) -> Result<()> {
    for (definition, ready) in values {
        store::put(tx, scope, contact, definition.id, ready)?;
        record::change(tx, scope, contact, definition, None, Some(&ready.value))?;
    }
    Ok(())
}

/// Fills in what was known before today (demo data, merges): checked, and not told in the log.
pub fn fill(
    tx: &Tx<'_>,
    scope: &Scope,
    contact: ContactId,
    definition: &Definition,
    input: &str,
    reader: &Reader,
) -> Result<()> {
    match known(tx, scope, Some(contact), definition, input, reader)? {
        Some(value) => lay_in(tx, scope, contact, &value),
        None => Ok(()),
    }
}

/// A value that was known before today, checked before its contact is there.
#[derive(Debug)]
pub struct Known(FieldId, Ready);

/// Blank is none. `contact` is none for somebody who is still to be added.
pub fn known(
    conn: &Connection,
    scope: &Scope,
    contact: Option<ContactId>,
    definition: &Definition,
    input: &str,
    reader: &Reader,
) -> Result<Option<Known>> {
    let checked = ready(conn, scope, contact, definition, input, reader)?;
    let checked = checked.map_err(|wrong| Error::invalid(definition.input(), wrong))?;
    Ok(checked.map(|ready| Known(definition.id, ready)))
}

pub fn lay_in(
    tx: &Tx<'_>,
    scope: &Scope,
    contact: ContactId,
    Known(field, ready): &Known,
) -> Result<()> {
    store::put(tx, scope, contact, *field, ready)
}
