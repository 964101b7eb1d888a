//! What waits for the person, put together from parts: each looks at one thing that can need
//! attention, and is asked in turn. A feature that has something to tell adds its part to `PARTS`.
use rusqlite::Connection;

use crate::{
    accounts::users::{self, Role},
    actor::Actor,
    backups::{due, pages::PATH as BACKUPS},
    clock::DAY_S,
    contacts,
    doctor::{Finding, pages::PATH as HEALTH},
    error::Result,
    sending, settings, shares,
    shell::answer,
    web::ui::Icon,
    workspaces,
};

/// One thing to look at, leading to where it is acted on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub icon: Icon,
    pub href: String,
    pub title: String,
    pub detail: String,
}

type Part = fn(&Connection, &Actor, i64) -> Result<Vec<Item>>;

/// In the order in which they are shown.
const PARTS: &[Part] = &[held, no_fresh_backup, newly_shared, gone_quiet];

/// What looks at the box, where somebody may do something about it.
pub type Look<'a> = &'a dyn Fn() -> Vec<Finding>;

/// More are told as a number, and lead to all of them.
const SHARES_SHOWN: usize = 3;

/// Of each workspace, so that a large one does not hide the others.
const QUIET_SHOWN: usize = 3;
const QUIET_IN_ALL: usize = 6;

pub fn items(conn: &Connection, actor: &Actor, now: i64, look: Look<'_>) -> Result<Vec<Item>> {
    let mut items = unwell(conn, actor, look)?;
    for part in PARTS {
        items.extend(part(conn, actor, now)?);
    }
    Ok(items)
}

/// Only an owner can do something about it.
fn is_owner(conn: &Connection, actor: &Actor) -> Result<bool> {
    Ok(users::find(conn, actor.user()?)?.role == Role::Owner)
}

/// Something is wrong with the box itself (AP-3).
fn unwell(conn: &Connection, actor: &Actor, look: Look<'_>) -> Result<Vec<Item>> {
    if !is_owner(conn, actor)? {
        return Ok(Vec::new());
    }
    let item = |found: Finding| Item {
        icon: Icon::Alert,
        href: HEALTH.into(),
        title: format!("The box is not well: {}", found.about),
        detail: found.says,
    };
    Ok(look().into_iter().map(item).collect())
}

/// Nothing is sent since a restore (CA-10).
fn held(conn: &Connection, actor: &Actor, _: i64) -> Result<Vec<Item>> {
    let Some(hold) = sending::held(conn)? else { return Ok(Vec::new()) };
    let detail = match is_owner(conn, actor)? {
        true => format!("{} Release it once you have looked", hold.why),
        false => format!("{} An owner can release it", hold.why),
    };
    let href = if is_owner(conn, actor)? { BACKUPS } else { "/household" }.into();
    Ok(vec![Item { icon: Icon::Alert, href, title: "Nothing is sent at present".into(), detail }])
}

/// The newest one is older than two days (BK-3).
fn no_fresh_backup(conn: &Connection, actor: &Actor, now: i64) -> Result<Vec<Item>> {
    let Some(overdue) = due::overdue(conn, now)? else { return Ok(Vec::new()) };
    if !is_owner(conn, actor)? {
        return Ok(Vec::new());
    }
    Ok(vec![Item {
        icon: Icon::Server,
        href: BACKUPS.into(),
        title: "There is no fresh backup".into(),
        detail: overdue.words(now),
    }])
}

/// What others shared and this person has not opened yet (WS-8).
fn newly_shared(conn: &Connection, actor: &Actor, _: i64) -> Result<Vec<Item>> {
    let unseen = shares::unseen(conn, actor)?;
    let more = unseen.len().saturating_sub(SHARES_SHOWN);
    let mut items: Vec<Item> = unseen.into_iter().take(SHARES_SHOWN).map(shared).collect();
    if more > 0 {
        items.push(Item {
            icon: Icon::Share,
            href: "/shared".into(),
            title: format!("{more} more shared with you"),
            detail: "not opened yet".into(),
        });
    }
    Ok(items)
}

fn shared(share: shares::Received) -> Item {
    let purpose = share.purpose.map(|purpose| format!(" · {purpose}")).unwrap_or_default();
    Item {
        icon: Icon::Share,
        href: format!("/shared/{}", share.uid),
        title: share.name,
        detail: format!("{} shared this with you{purpose}", share.from),
    }
}

/// Contacts that nobody was in touch with for as long as their workspace allows; those who just
/// went quiet first, since they are the easiest to win back.
fn gone_quiet(conn: &Connection, actor: &Actor, now: i64) -> Result<Vec<Item>> {
    let mut quiet = Vec::new();
    for scope in workspaces::open_all(conn, actor)? {
        let days = settings::workspace_rules(conn, scope.workspace())?.inactive_after_days;
        let since = now - i64::from(days) * DAY_S;
        let found = contacts::gone_quiet(conn, &scope, since, QUIET_SHOWN)?;
        if found.is_empty() {
            continue;
        }
        let workspace = workspaces::find(conn, &scope)?.name;
        quiet.extend(found.into_iter().map(|(contact, last)| {
            let days = (now - last) / DAY_S;
            let detail = format!("{workspace} · not in touch for {days} days");
            let (href, title) = (answer::contact_path(contact.uid), contact.display_name());
            (last, Item { icon: Icon::Clock, href, title, detail })
        }));
    }
    quiet.sort_by_key(|(last, _)| std::cmp::Reverse(*last));
    quiet.truncate(QUIET_IN_ALL);
    Ok(quiet.into_iter().map(|(_, item)| item).collect())
}
