//! Contacts shared with other people of the household, who read them and nothing else (WS-5 to
//! WS-9). The owner ends it at any time; what the receiver saved meanwhile is their own.
pub mod api;
mod copy;
pub mod csv;
pub mod pages;
mod received;
mod store;
pub mod views;

use rusqlite::Connection;
use serde_json::json;

pub use copy::{Copied, save};
pub use received::{
    Card, Line, Place, Received, Standing, Tally, card, open, received, saw, tally, unseen,
};

use crate::{
    accounts::users::{self, User},
    actor::Actor,
    audit::{Subject, Tx},
    contacts::{self, Contact},
    error::{Error, Problems, Result, unless_any},
    ids::{ContactId, ShareId, Uid, UserId},
    log::{self, Entry, Kind},
    settings, text,
    workspaces::{Mine, Scope},
};

pub const PURPOSE_CHARS: usize = 200;
/// As many are listed of what was ever shared.
const MOST_LISTED: usize = 2_000;

/// A contact that is or was shared with somebody, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    pub id: ShareId,
    pub uid: Uid,
    pub contact: Uid,
    pub contact_name: String,
    pub with: Person,
    pub with_history: bool,
    pub purpose: Option<String>,
    pub created_on: i64,
    pub status: Status,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: UserId,
    pub uid: Uid,
    pub name: String,
}

/// What has become of a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The receiver has not opened it yet.
    Unseen,
    Seen(i64),
    Ended(i64),
    /// The receiver is shut out of the household, and so of this.
    ShutOut,
}

/// Who sees a contact, and who else could.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sharing {
    pub shares: Vec<Share>,
    pub others: Vec<Person>,
}

/// What a person ticks and types to share a contact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub people: Vec<Uid>,
    pub with_history: bool,
    pub purpose: String,
}

pub fn of_contact(conn: &Connection, scope: &Scope, contact: ContactId) -> Result<Sharing> {
    let shares = store::of_contact(conn, scope, contact)?;
    let mut others = others(conn, scope.owner())?;
    others.retain(|person| !shares.iter().any(|share| share.with.id == person.id));
    Ok(Sharing { shares, others })
}

/// Everything this person ever shared, the newest first.
pub fn given(conn: &Connection, actor: &Actor) -> Result<Vec<Share>> {
    store::given(conn, &Mine::of(actor)?, MOST_LISTED)
}

/// Shares some contacts of one workspace with some people. Whoever has one already gets the new
/// purpose, and the history as it is now wished.
pub fn share(tx: &Tx<'_>, scope: &Scope, contacts: &[Uid], wanted: &Wanted) -> Result<()> {
    let (people, purpose) = checked(tx, scope, wanted)?;
    for uid in contacts {
        let contact = contacts::find(tx, scope, *uid)?;
        let shares = store::of_contact(tx, scope, contact.id)?;
        for person in &people {
            let known = shares.iter().find(|share| share.with.id == person.id);
            let is_same =
                |it: &&Share| it.with_history == wanted.with_history && it.purpose == purpose;
            match known {
                Some(share) if is_same(&share) => continue,
                Some(share) => {
                    store::change(tx, scope, share.id, wanted.with_history, purpose.as_deref())?;
                }
                None => {
                    let (history, purpose) = (wanted.with_history, purpose.as_deref());
                    store::insert(tx, scope, contact.id, person.id, history, purpose, tx.now)?;
                }
            }
            tell(tx, scope, &contact)?;
            record_share(tx, scope, &contact, person, wanted.with_history, purpose.as_deref())?;
        }
    }
    Ok(())
}

/// Ends a share: the receiver loses sight of the contact at once. One that ended already stays so.
pub fn revoke(tx: &Tx<'_>, share: Uid) -> Result<Contact> {
    let share = store::mine(tx, &Mine::of(tx.actor)?, share)?.ok_or(Error::NotFound("share"))?;
    let (scope, contact) = contacts::open(tx, tx.actor, share.contact)?;
    if store::end(tx, &scope, share.id, tx.now)? {
        tell(tx, &scope, &contact)?;
        let line = format!("No longer shared with {}", share.with.name);
        record(tx, &scope, &contact, &line, json!({ "no_longer_with": share.with.name }))?;
    }
    Ok(contact)
}

fn checked(
    conn: &Connection,
    scope: &Scope,
    wanted: &Wanted,
) -> Result<(Vec<Person>, Option<String>)> {
    let mut problems = Problems::new();
    let mut known = others(conn, scope.owner())?;
    known.retain(|person| wanted.people.contains(&person.uid));
    if wanted.people.is_empty() {
        problems.insert("with", "Tick whom to share it with".into());
    } else if wanted.people.iter().any(|uid| !known.iter().any(|it| it.uid == *uid)) {
        problems.insert("with", "Somebody chosen is no longer in this household".into());
    }
    let purpose = text::optional(&mut problems, "purpose", &wanted.purpose, PURPOSE_CHARS);
    unless_any(problems)?;
    Ok((known, purpose))
}

/// Everybody else of the household who can sign in.
fn others(conn: &Connection, owner: UserId) -> Result<Vec<Person>> {
    let others = users::list(conn)?.into_iter();
    Ok(others.filter(|it| it.is_active() && it.id != owner).map(Person::from).collect())
}

impl From<User> for Person {
    fn from(user: User) -> Self {
        Self { id: user.id, uid: user.uid, name: user.name }
    }
}

fn tell(tx: &Tx<'_>, scope: &Scope, contact: &Contact) -> Result<()> {
    tx.in_workspace(scope.workspace());
    tx.about(Subject::contact(contact.id, contact.display_name()));
    Ok(())
}

fn record_share(
    tx: &Tx<'_>,
    scope: &Scope,
    contact: &Contact,
    with: &Person,
    with_history: bool,
    purpose: Option<&str>,
) -> Result<()> {
    let history = if with_history { ", with the history" } else { "" };
    let line = format!("Shared with {}{history}", with.name);
    record(tx, scope, contact, &line, json!({ "with": with.name, "purpose": purpose }))
}

/// A line in the contact's log, with its parts beside it.
fn record(
    tx: &Tx<'_>,
    scope: &Scope,
    contact: &Contact,
    line: &str,
    parts: serde_json::Value,
) -> Result<()> {
    let manner = settings::preferences(tx, scope.owner())?.manner;
    let when = manner.date_time(tx.now);
    let mut content = parts;
    content["summary"] = format!("{line} on {when}").into();
    content["of"] = "share".into();
    content["on"] = when.into();
    log::write(tx, scope, contact.id, &Entry::new(Kind::System, content, tx.now))
}
