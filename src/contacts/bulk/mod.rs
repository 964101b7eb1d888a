//! One change to many contacts at once: those that were picked, or all that fit a filter (CT-9). It
//! goes in short steps under one entry in the log, and is taken back as one.
pub mod api;
pub mod pages;
mod set;
mod store;
pub mod views;
mod work;

use rusqlite::Connection;

use self::work::Work;
use super::{Contact, Selection, chosen, lists::List};
use crate::{
    actor::Identify,
    audit::{Action, Done},
    db::Db,
    error::{Error, Result},
    ids::{ContactId, Uid},
    when::Manner,
    workspaces::Scope,
};

/// Contacts that one change may be about.
pub const MOST: usize = 100_000;
/// Contacts that may be picked by name.
pub const MOST_PICKED: usize = 500;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    AddTag(Uid),
    /// A name that no tag has yet makes one.
    TagNamed(String),
    RemoveTag(Uid),
    /// To a stage, or out of all.
    Move(Option<Uid>),
    /// Blank takes it away.
    Company(String),
    /// A custom field; blank empties it.
    Field {
        definition: Uid,
        value: String,
    },
    DoNotContact(bool),
    Delete,
}

/// What is to become of whom.
#[derive(Clone, Debug)]
pub struct Order {
    pub workspace: Uid,
    pub selection: Selection,
    pub operation: Operation,
    /// How many the person was told of; with another number by now nothing is done.
    pub expected: Option<i64>,
}

/// What became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub changed: usize,
    /// Those with whom it was so already.
    pub unchanged: usize,
    /// Those with whom it cannot be, and why with the first of them.
    pub refused: usize,
    pub why: Option<String>,
}

/// Goes on when whoever asked does not wait for the answer.
pub async fn run(
    db: &Db,
    who: impl Identify + Clone + 'static,
    order: Order,
) -> Result<Done<Outcome>> {
    let action = match order.operation {
        Operation::Delete => Action::ContactsDeleted,
        _ => Action::ContactsChanged,
    };
    let (db, work) = (db.clone(), Work::new(order));
    let outcome = work.outcome();
    let task = async move {
        let mut work = work;
        db.write_in_parts(who, action, move |tx| work.step(tx)).await
    };
    let done = tokio::spawn(task).await.map_err(Error::internal)??;
    let outcome = outcome.lock().map(|it| it.clone()).unwrap_or_default();
    let change = done.change.filter(|_| outcome.changed > 0);
    Ok(Done { value: outcome, change, entry: done.entry })
}

/// Everybody who is chosen now. Who was picked by name and is not there is told, not passed over.
pub fn everybody(
    conn: &Connection,
    scope: &Scope,
    selection: &Selection,
    now: i64,
) -> Result<Vec<ContactId>> {
    if let Selection::These(uids) = selection {
        let known: std::collections::HashSet<_> = uids.iter().collect();
        if known.is_empty() || known.len() > MOST_PICKED {
            let said = format!("Pick between 1 and {MOST_PICKED} contacts");
            return Err(Error::invalid("contacts", said));
        }
        let ids = chosen(conn, scope, selection, now, None, MOST_PICKED)?;
        return if ids.len() == known.len() { Ok(ids) } else { Err(Error::NotFound("contact")) };
    }
    let ids = chosen(conn, scope, selection, now, None, MOST + 1)?;
    if ids.len() > MOST {
        let said = format!("These are over {MOST} contacts; narrow them down first");
        return Err(Error::invalid("contacts", said));
    }
    Ok(ids)
}

impl Outcome {
    /// As the log and the toast tell it.
    fn words(&self, what: &str, manner: &Manner) -> String {
        let number = |count: usize| manner.number(count as i64);
        let contacts = |count: usize| match count {
            1 => "1 contact".to_owned(),
            many => format!("{} contacts", number(many)),
        };
        let mut words = format!("{} {what}", contacts(self.changed));
        if self.unchanged > 0 {
            words.push_str(&format!("; with {} it was so already", number(self.unchanged)));
        }
        if let Some(why) = &self.why {
            words.push_str(&format!("; {} left as it was: {why}", contacts(self.refused)));
        }
        words
    }
}

impl Operation {
    /// After "3 contacts": what became of them.
    fn words(&self, list: Option<&List>, field: Option<&str>) -> String {
        let name = list.map_or(super::lists::NO_STAGE, |list| &list.name);
        let field = field.unwrap_or("Company");
        match self {
            Self::AddTag(_) | Self::TagNamed(_) => format!("got the tag “{name}”"),
            Self::RemoveTag(_) => format!("lost the tag “{name}”"),
            Self::Move(_) => format!("moved to “{name}”"),
            Self::Company(value) | Self::Field { value, .. } if value.trim().is_empty() => {
                format!("lost what stood in “{field}”")
            }
            Self::Company(value) | Self::Field { value, .. } => {
                format!("have “{field}” set to “{}”", value.trim())
            }
            Self::DoNotContact(true) => "are not to be contacted".to_owned(),
            Self::DoNotContact(false) => "may be contacted again".to_owned(),
            Self::Delete => "were deleted".to_owned(),
        }
    }
}

/// Some of those chosen, as far as they are still there.
fn people(conn: &Connection, scope: &Scope, ids: &[ContactId]) -> Result<Vec<Contact>> {
    store::people(conn, scope, ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_became_of_them_is_told_in_one_sentence() {
        let check = |outcome: Outcome, words: &str| {
            assert_eq!(outcome.words("got the tag “VIP”", &Manner::default()), words);
        };
        let changed = Outcome { changed: 1, ..Outcome::default() };
        check(changed, "1 contact got the tag “VIP”");
        let some = Outcome { changed: 1_240, unchanged: 12, ..Outcome::default() };
        check(some, "1,240 contacts got the tag “VIP”; with 12 it was so already");
        let why = Some("nothing would be left of it".to_owned());
        let refused = Outcome { changed: 2, refused: 1, why, ..Outcome::default() };
        check(
            refused,
            "2 contacts got the tag “VIP”; 1 contact left as it was: nothing would be left of it",
        );
    }
}
