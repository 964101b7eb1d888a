//! Invitations: how the next person gets in (SE-2). A code that works once and for a week, kept as
//! a fingerprint only. Used or taken back, it is gone, and nobody can tell it from one that never
//! was.
use rusqlite::Connection;

use super::{
    tokens::{self, Fingerprint, Secret},
    users::{self, Checked, Role, User},
};
use crate::{
    clock::{DAY_S, Reading},
    error::{Error, Problems, Result, unless_any},
    ids::{InvitationId, Uid, UserId},
    text,
};

mod store;

pub const VALID_DAYS: i64 = 7;

const MOST_OPEN: usize = 20;
const CODE_BYTES: usize = 10;

/// The same for every code that opens nothing, whatever the reason.
pub const REFUSAL: &str = "This code opens no invitation: it may have been mistyped, used \
                           already, taken back, or be older than a week. Look at it again, or ask \
                           whoever invited you for a new one.";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub id: InvitationId,
    pub uid: Uid,
    /// None from the terminal.
    pub invited_by: Option<String>,
    pub name: String,
    pub email: Option<String>,
    pub role: Role,
    pub created_on: i64,
    pub expires_on: i64,
}

/// As typed by whoever invites.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub name: String,
    pub email: String,
    pub role: String,
}

/// An invitation with its code, which is shown now and never again.
#[derive(Debug)]
pub struct Made {
    pub invitation: Invitation,
    pub code: Secret,
}

/// An invitation's draft that keeps the rules.
struct Guest {
    name: String,
    email: Option<String>,
    role: Role,
}

/// Open invitations, the newest first.
pub fn list(conn: &Connection, at: Reading) -> Result<Vec<Invitation>> {
    store::list(conn, at.trusted())
}

pub fn find(conn: &Connection, uid: Uid, at: Reading) -> Result<Invitation> {
    list(conn, at)?.into_iter().find(|it| it.uid == uid).ok_or(Error::NotFound("invitation"))
}

pub fn create(conn: &Connection, by: Option<UserId>, draft: &Draft, at: Reading) -> Result<Made> {
    refuse_unset_clock(at)?;
    let guest = checked(conn, draft)?;
    if list(conn, at)?.len() >= MOST_OPEN {
        return Err(Error::invalid(
            "name",
            format!("{MOST_OPEN} invitations are open already; take one back first"),
        ));
    }
    let code = new_code()?;
    let uid = Uid::new();
    let expires_on = at.now + VALID_DAYS * DAY_S;
    store::insert(conn, uid, by, fingerprint(code.reveal()), &guest, at.now, expires_on)?;
    Ok(Made { invitation: find(conn, uid, at)?, code })
}

/// Another code for another week; the earlier one opens nothing from now on.
pub fn renew(conn: &Connection, uid: Uid, at: Reading) -> Result<Made> {
    refuse_unset_clock(at)?;
    let open = find(conn, uid, at)?;
    let code = new_code()?;
    store::renew(conn, open.id, fingerprint(code.reveal()), at.now + VALID_DAYS * DAY_S)?;
    Ok(Made { invitation: find(conn, uid, at)?, code })
}

/// Takes it back and answers what it was.
pub fn revoke(conn: &Connection, uid: Uid, at: Reading) -> Result<Invitation> {
    let open = find(conn, uid, at)?;
    store::delete(conn, open.id)?;
    Ok(open)
}

/// All that somebody made who is kept out from now on: they must not come back by one of them.
pub fn revoke_all(conn: &Connection, by: UserId) -> Result<()> {
    store::delete_all(conn, by)
}

/// The invitation that this code opens. Charge `throttle::join` before.
pub fn opened_by(conn: &Connection, typed: &str, at: Reading) -> Result<Invitation> {
    let found = store::by_code(conn, fingerprint(typed), at.trusted())?;
    found.ok_or_else(|| Error::invalid("code", REFUSAL))
}

/// Makes the user and uses the code up; of two at once, one is refused.
pub fn accept(
    conn: &Connection,
    typed: &str,
    draft: &Checked,
    password_hash: &str,
    at: Reading,
) -> Result<(Invitation, User)> {
    let invitation = opened_by(conn, typed, at)?;
    store::delete(conn, invitation.id)?;
    let user = users::create_as(conn, draft, invitation.role, password_hash, at.now)?;
    Ok((invitation, user))
}

/// Removes what has expired. Without a clock that can be believed it does nothing.
pub fn purge(conn: &Connection, at: Reading) -> Result<usize> {
    at.trusted().map_or(Ok(0), |now| store::purge(conn, now))
}

fn checked(conn: &Connection, draft: &Draft) -> Result<Guest> {
    let mut problems = Problems::new();
    let name = text::required(&mut problems, "name", &draft.name, text::limits::NAME);
    let email = text::optional_email(&mut problems, "email", &draft.email);
    let role = Role::parse(&draft.role);
    if role.is_none() {
        problems.insert("role", "Choose what they may do".into());
    }
    if let Some(email) = &email
        && users::by_email(conn, email).is_ok()
    {
        problems.insert("email", "Somebody here has this address already".into());
    }
    unless_any(problems)?;
    Ok(Guest { name, email, role: role.unwrap_or(Role::Member) })
}

/// A week from a moment long ago would be over as soon as the clock is set.
fn refuse_unset_clock(at: Reading) -> Result<()> {
    match at.trusted() {
        Some(_) => Ok(()),
        None => Err(Error::Unavailable(
            "The clock of this pi-crm is not set yet, and an invitation would end at once. Nobody \
             was invited; try again in a minute."
                .into(),
        )),
    }
}

fn new_code() -> Result<Secret> {
    let code = tokens::readable(&tokens::random::<CODE_BYTES>()?);
    Ok(Secret::new(tokens::grouped(&code)))
}

fn fingerprint(code: &str) -> Fingerprint {
    Fingerprint::of(&format!("invitation {}", tokens::from_hand(code)))
}

#[cfg(test)]
mod tests;
