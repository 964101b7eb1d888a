//! The settings of one owner together: as a page shows them, and as its form brings them back.
use rusqlite::Connection;

use super::{ALL, Definition, Level, NO, Owner, Setting, store};
use crate::{
    audit::{Subject, Tx},
    error::{Problems, Result, unless_any},
    text,
};

/// More of a value that is not understood would only fill the page.
const KEPT_CHARS: usize = 80;

/// What a page shows of one owner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    pub shown: Vec<Shown>,
    pub kept: Vec<Kept>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub setting: Setting,
    pub value: String,
    /// Somebody chose it; it may still be the same as the default.
    pub is_chosen: bool,
}

/// A row of a newer version of pi-crm: not used, and not touched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub name: String,
    pub value: String,
}

/// One field of the form: what is wanted, and what the form had shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    pub setting: Setting,
    pub wanted: String,
    pub seen: Option<String>,
    pub is_reset: bool,
}

/// The hidden field that says what the form had shown.
pub fn seen_field(setting: Setting) -> String {
    format!("seen_{}", setting.key())
}

/// The name of the buttons that bring a setting back to its default.
pub const RESET_FIELD: &str = "reset";

impl Sent {
    pub fn new(setting: Setting, wanted: impl Into<String>) -> Self {
        Self { setting, wanted: wanted.into(), seen: None, is_reset: false }
    }

    /// Every setting of this level that the form had; `find` looks up a field of it.
    pub fn of_form<'a>(level: Level, find: impl Fn(&str) -> Option<&'a str>) -> Vec<Self> {
        let sent = |definition: &Definition| {
            let (setting, key) = (definition.setting, definition.key);
            let seen = find(&seen_field(setting)).map(str::to_owned);
            let wanted = match find(key) {
                Some(wanted) => wanted,
                // A tick that is not set sends nothing but what was seen.
                None if seen.is_some() && definition.kind.is_tick() => NO,
                None => return None,
            };
            let is_reset = find(RESET_FIELD) == Some(key);
            Some(Self { setting, wanted: wanted.to_owned(), seen, is_reset })
        };
        definitions(level).filter_map(sent).collect()
    }
}

pub fn sheet(conn: &Connection, owner: Owner) -> Result<Sheet> {
    let mut stored = store::all(conn, owner)?;
    let shown = definitions(owner.level()).map(|definition| {
        let at = stored
            .iter()
            .position(|(key, value)| key == definition.key && definition.kind.accepts(value));
        match at.map(|at| stored.swap_remove(at)) {
            Some((_, value)) => Shown { setting: definition.setting, value, is_chosen: true },
            None => Shown {
                setting: definition.setting,
                value: definition.default.to_owned(),
                is_chosen: false,
            },
        }
    });
    let shown = shown.collect();
    stored.sort();
    let kept = stored.into_iter().map(|(key, value)| Kept {
        name: name_of(owner, &key),
        value: text::shortened(&value, KEPT_CHARS),
    });
    Ok(Sheet { shown, kept: kept.collect() })
}

/// Saves what a form changed, and no more: a field left as it was shown does not undo what another
/// window did meanwhile. The last word wins, and the log says that there was another.
pub fn save(tx: &Tx<'_>, owner: Owner, subject: Subject, sent: &[Sent]) -> Result<()> {
    let mut problems = Problems::new();
    let mut wanted = Vec::new();
    for it in sent {
        match it.setting.definition().kind.checked(&it.wanted) {
            _ if it.is_reset => wanted.push((it, None)),
            Ok(value) => wanted.push((it, Some(value))),
            Err(problem) => {
                problems.insert(it.setting.key(), problem);
            }
        }
    }
    unless_any(problems)?;
    let mut said = Vec::new();
    for (it, value) in wanted {
        said.extend(saved(tx, owner, it, value)?);
    }
    if !said.is_empty() {
        tx.about(subject);
        tx.say(said.join("; "));
    }
    Ok(())
}

/// Puts one value in its place, or none for the default, and answers what the log says of it.
fn saved(tx: &Tx<'_>, owner: Owner, it: &Sent, value: Option<String>) -> Result<Option<String>> {
    let definition = it.setting.definition();
    if it.seen.is_some() && it.seen == value {
        return Ok(None);
    }
    let stored = store::find(tx, owner, definition.key)?;
    let before = super::get(tx, owner, it.setting)?;
    match &value {
        None if stored.is_none() => return Ok(None),
        None => store::delete(tx, owner, definition.key)?,
        Some(value) if stored.as_ref() == Some(value) => return Ok(None),
        Some(value) => store::put(tx, owner, definition.key, value, tx.now)?,
    }
    let after = value.as_deref().unwrap_or(definition.default);
    let told = |value: &str| definition.kind.told(value);
    let is_news = it.seen.as_ref().is_some_and(|seen| *seen != before);
    let meanwhile = if is_news { " (it had changed in another window meanwhile)" } else { "" };
    let is_same = before == after;
    Ok((!is_same)
        .then(|| format!("{}: {} → {}{meanwhile}", definition.label, told(&before), told(after))))
}

fn definitions(level: Level) -> impl Iterator<Item = &'static Definition> {
    ALL.iter().filter(move |it| it.level == level)
}

fn name_of(owner: Owner, key: &str) -> String {
    let label = definitions(owner.level()).find(|it| it.key == key).map(|it| it.label.to_owned());
    label.unwrap_or_else(|| text::shortened(&key.replace('_', " "), KEPT_CHARS))
}
