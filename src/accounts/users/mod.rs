//! The people of the house. The first one owns the appliance; their data is nobody else's.
use rusqlite::Connection;

use super::{api_keys, invitations, passwords, second_factor::half, sessions};
use crate::{
    error::{Error, Problems, Result, unless_any},
    ids::{SessionId, Uid, UserId},
    text,
};

mod store;

/// A household or small office; whoever reaches this has another product in mind.
const MAX_USERS: i64 = 50;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Looks after the appliance and invites the others; sees no more of their data than anybody.
    Owner,
    Member,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    pub uid: Uid,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub created_on: i64,
    pub password_changed_on: i64,
    /// Since when they are kept out, if they are.
    pub deactivated_on: Option<i64>,
}

/// What a form or the terminal says about a new user.
#[derive(Clone, Debug)]
pub struct Draft<'a> {
    pub name: &'a str,
    pub email: &'a str,
}

/// A draft that keeps the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    name: String,
    email: String,
}

impl Role {
    pub const ALL: [Self; 2] = [Self::Owner, Self::Member];

    pub fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Member => "member",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Owner => "Owner",
            Self::Member => "Member",
        }
    }
}

impl User {
    pub fn is_active(&self) -> bool {
        self.deactivated_on.is_none()
    }
}

impl Draft<'_> {
    pub fn check(&self) -> Result<Checked> {
        let mut problems = Problems::new();
        let checked = self.look(&mut problems);
        unless_any(problems)?;
        Ok(checked)
    }

    /// Together with the password, so that a form shows everything at once.
    pub fn check_with_password(&self, password: &str) -> Result<Checked> {
        let mut problems = Problems::new();
        let checked = self.look(&mut problems);
        passwords::check(&mut problems, "password", password, &[&checked.name, &checked.email]);
        unless_any(problems)?;
        Ok(checked)
    }

    fn look(&self, problems: &mut Problems) -> Checked {
        Checked {
            name: text::required(problems, "name", self.name, text::limits::NAME),
            email: text::required_email(problems, "email", self.email),
        }
    }
}

/// Whoever comes first owns the appliance. The password was hashed before: no transaction waits
/// for Argon2.
pub fn create(conn: &Connection, draft: &Checked, password_hash: &str, now: i64) -> Result<User> {
    let role = if count(conn)? == 0 { Role::Owner } else { Role::Member };
    create_as(conn, draft, role, password_hash, now)
}

pub fn create_as(
    conn: &Connection,
    draft: &Checked,
    role: Role,
    password_hash: &str,
    now: i64,
) -> Result<User> {
    if count(conn)? >= MAX_USERS {
        return Err(Error::invalid("email", format!("{MAX_USERS} people live here already")));
    }
    refuse_taken(conn, &draft.email, None)?;
    store::insert(conn, draft, role, password_hash, now)
}

pub fn count(conn: &Connection) -> Result<i64> {
    store::count(conn)
}

pub fn list(conn: &Connection) -> Result<Vec<User>> {
    store::list(conn)
}

pub fn find(conn: &Connection, id: UserId) -> Result<User> {
    store::find(conn, id)?.ok_or(Error::NotFound("user"))
}

/// A person as the household's page names them.
pub fn by_uid(conn: &Connection, uid: Uid) -> Result<User> {
    list(conn)?.into_iter().find(|it| it.uid == uid).ok_or(Error::NotFound("person"))
}

/// Keeps somebody out: their sign-ins end, their keys and invitations are revoked, what is theirs
/// stays. Somebody has to look after the appliance, so the last owner stays in. Answers whether
/// that was news.
pub fn deactivate(conn: &Connection, id: UserId, now: i64) -> Result<bool> {
    let user = find(conn, id)?;
    if !user.is_active() {
        return Ok(false);
    }
    let is_other = |it: &User| it.id != id && it.role == Role::Owner && it.is_active();
    if user.role == Role::Owner && !list(conn)?.iter().any(is_other) {
        return Err(Error::Conflict(format!(
            "{} is the only owner, and somebody has to look after this pi-crm. Nothing was \
             changed.",
            user.name
        )));
    }
    store::deactivate(conn, id, Some(now))?;
    sessions::end_all(conn, id)?;
    half::end_all(conn, id)?;
    api_keys::revoke_all(conn, id, now)?;
    invitations::revoke_all(conn, id)?;
    Ok(true)
}

/// Lets them sign in again, with the password they had. Keys stay revoked. Answers whether that was
/// news.
pub fn let_back_in(conn: &Connection, id: UserId) -> Result<bool> {
    let was_out = !find(conn, id)?.is_active();
    store::deactivate(conn, id, None)?;
    Ok(was_out)
}

pub fn by_email(conn: &Connection, email: &str) -> Result<User> {
    store::by_email_key(conn, &text::email_key(email))?.ok_or(Error::NotFound("user"))
}

/// Answers with the user as they were before, for the audit.
pub fn rename(conn: &Connection, id: UserId, name: &str) -> Result<User> {
    let before = find(conn, id)?;
    let mut problems = Problems::new();
    let name = text::required(&mut problems, "name", name, text::limits::NAME);
    unless_any(problems)?;
    store::rename(conn, id, &name)?;
    Ok(before)
}

/// Answers with the user as they were before, for the audit. Sessions stay: the password did.
pub fn change_email(conn: &Connection, id: UserId, email: &str) -> Result<User> {
    let before = find(conn, id)?;
    let mut problems = Problems::new();
    let email = text::required_email(&mut problems, "email", email);
    unless_any(problems)?;
    refuse_taken(conn, &email, Some(id))?;
    store::change_email(conn, id, &email)?;
    Ok(before)
}

/// What to compare the current password with, before it is changed.
pub fn password_hash(conn: &Connection, id: UserId) -> Result<String> {
    store::password_hash(conn, id)?.ok_or(Error::NotFound("user"))
}

/// Is this new password good enough for this user?
pub fn check_new_password(user: &User, field: &'static str, password: &str) -> Result<()> {
    let mut problems = Problems::new();
    passwords::check(&mut problems, field, password, &[&user.name, &user.email]);
    unless_any(problems)
}

/// After the current password was found right against `proven_hash`. Ends the user's other
/// sessions and answers how many there were.
pub fn change_password(
    conn: &Connection,
    id: UserId,
    here: SessionId,
    proven_hash: &str,
    new_hash: &str,
    now: i64,
) -> Result<usize> {
    if !store::replace_password(conn, id, proven_hash, new_hash, now)? {
        return Err(Error::Conflict(
            "Your password was changed elsewhere in the meantime, so it was left as it is. \
             Sign in again with the newer one."
                .into(),
        ));
    }
    half::end_all(conn, id)?;
    sessions::end_others(conn, id, here)
}

/// From the terminal, by somebody who has the machine in hand. Ends every session of the user and
/// answers how many there were. A second factor stays.
pub fn set_password(conn: &Connection, id: UserId, new_hash: &str, now: i64) -> Result<usize> {
    store::set_password(conn, id, new_hash, now)?;
    half::end_all(conn, id)?;
    sessions::end_all(conn, id)
}

/// The same password under a newer recipe: nobody is signed out.
pub fn renew_hash(conn: &Connection, id: UserId, old_hash: &str, new_hash: &str) -> Result<()> {
    store::renew_hash(conn, id, old_hash, new_hash)
}

fn refuse_taken(conn: &Connection, email: &str, but: Option<UserId>) -> Result<()> {
    match store::by_email_key(conn, &text::email_key(email))? {
        Some(other) if Some(other.id) != but => {
            Err(Error::invalid("email", "Another user has this address"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
