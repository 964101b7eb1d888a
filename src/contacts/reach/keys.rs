//! By what an address and a number are compared, however they are written.
use rusqlite::Connection;

use super::Kind;
use crate::{error::Result, phones, settings, text, workspaces::Scope};

/// Those of a contact's primary e-mail and phone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    pub email: Option<String>,
    /// E.164; none for what no exchange would dial.
    pub phone: Option<String>,
}

impl Keys {
    pub fn of(
        conn: &Connection,
        scope: &Scope,
        email: Option<&str>,
        phone: Option<&str>,
    ) -> Result<Self> {
        Ok(Self {
            email: email.map(text::email_key),
            phone: match phone {
                Some(phone) => phone_key(conn, scope, phone)?,
                None => None,
            },
        })
    }
}

/// As it is dialled in the country of the workspace's owner.
pub fn phone_key(conn: &Connection, scope: &Scope, phone: &str) -> Result<Option<String>> {
    Ok(key(Kind::Phone, phone, country(conn, scope)?))
}

/// In which the workspace's owner dials.
pub fn country(conn: &Connection, scope: &Scope) -> Result<&'static str> {
    Ok(settings::default_country(conn, scope.owner())?.code())
}

pub fn key(kind: Kind, value: &str, country: &str) -> Option<String> {
    match kind {
        Kind::Email => Some(text::email_key(value)),
        Kind::Phone => phones::e164(value, country),
    }
}
