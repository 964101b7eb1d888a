//! What is not to be sent to a contact (CT-11). It wins everywhere.
use rusqlite::Connection;

use super::{record, store};
use crate::{
    audit::Tx,
    contacts::{self, Contact, Edited},
    error::Result,
    ids::{ContactId, Uid},
    workspaces::Scope,
};

/// By which something is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    Mail,
    Text,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Silence {
    /// Nothing at all, by whatever channel.
    pub all: bool,
    pub mail: bool,
    pub text: bool,
}

impl Silence {
    pub fn may(self, channel: Channel) -> bool {
        let is_closed = match channel {
            Channel::Mail => self.mail,
            Channel::Text => self.text,
        };
        !self.all && !is_closed
    }

    /// For two who turn out to be one: what either asked for holds.
    pub fn joined(self, other: Self) -> Self {
        Self {
            all: self.all || other.all,
            mail: self.mail || other.mail,
            text: self.text || other.text,
        }
    }

    /// As a form brings it back: "101".
    pub fn code(self) -> String {
        [self.all, self.mail, self.text].iter().map(|it| if *it { '1' } else { '0' }).collect()
    }

    pub fn from_code(code: &str) -> Option<Self> {
        let flags: Vec<bool> = code.chars().map(|it| it == '1').collect();
        let [all, mail, text] = flags[..] else { return None };
        Some(Self { all, mail, text })
    }

    /// The marks it is shown by; none while anything may be sent.
    pub fn marks(self) -> Vec<&'static str> {
        if self.all {
            return vec!["Do not contact"];
        }
        let [mail, text] = [(self.mail, "No e-mail"), (self.text, "No texts")];
        [mail, text].into_iter().filter(|(is_on, _)| *is_on).map(|(_, mark)| mark).collect()
    }

    /// What it says where it stands beside its own name.
    pub fn words(self) -> &'static str {
        match (self.all, self.mail, self.text) {
            (true, ..) => "Nothing at all",
            (_, true, true) => "No e-mail, no texts",
            (_, true, false) => "No e-mail",
            (_, false, true) => "No texts",
            (_, false, false) => "Off",
        }
    }
}

/// May anything be sent to this contact by this channel?
pub fn may(conn: &Connection, scope: &Scope, contact: ContactId, channel: Channel) -> Result<bool> {
    Ok(super::of(conn, scope, contact)?.silence.may(channel))
}

/// Changes it if it still is as the person saw it.
pub fn set_silence_seen(
    tx: &Tx<'_>,
    scope: &Scope,
    contact: Uid,
    seen: Silence,
    wanted: Silence,
) -> Result<Edited> {
    let now = contacts::find(tx, scope, contact)?.silence;
    if now != seen && now != wanted {
        return Ok(Edited::Changed);
    }
    set_silence(tx, scope, contact, wanted).map(Edited::Saved)
}

pub fn set_silence(tx: &Tx<'_>, scope: &Scope, contact: Uid, wanted: Silence) -> Result<Contact> {
    let contact = contacts::find(tx, scope, contact)?;
    if contact.silence != wanted {
        change(tx, scope, &contact, wanted, &record::when(tx, scope)?)?;
    }
    Ok(contact)
}

/// Says of several, as they were just read, that nothing at all is to be sent, or that it may be
/// again: what one of them asked for by a channel stays. Answers with how many that was news for.
pub fn silence_all(tx: &Tx<'_>, scope: &Scope, people: &[Contact], is_all: bool) -> Result<usize> {
    let when = record::when(tx, scope)?;
    let mut changed = 0;
    for contact in people.iter().filter(|it| it.silence.all != is_all) {
        change(tx, scope, contact, Silence { all: is_all, ..contact.silence }, &when)?;
        changed += 1;
    }
    Ok(changed)
}

fn change(
    tx: &Tx<'_>,
    scope: &Scope,
    contact: &Contact,
    wanted: Silence,
    when: &str,
) -> Result<()> {
    store::set_silence(tx, scope, contact.id, wanted)?;
    record::silence(tx, scope, contact, wanted, when)?;
    contacts::concerns(tx, scope, contact);
    Ok(())
}

/// It has been so all along (demo data, imports, merges): the log says nothing of it.
pub fn keep_silence(
    tx: &Tx<'_>,
    scope: &Scope,
    contact: ContactId,
    silence: Silence,
) -> Result<()> {
    match silence == Silence::default() {
        true => Ok(()),
        false => store::set_silence(tx, scope, contact, silence),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overall_wins_over_every_channel() {
        let check = |code: &str, mail: bool, text: bool, words: &str| {
            let silence = Silence::from_code(code).unwrap();
            assert_eq!(silence.may(Channel::Mail), mail, "{code}");
            assert_eq!(silence.may(Channel::Text), text, "{code}");
            assert_eq!(silence.words(), words);
            assert_eq!(silence.code(), code);
        };
        check("000", true, true, "Off");
        check("010", false, true, "No e-mail");
        check("001", true, false, "No texts");
        check("011", false, false, "No e-mail, no texts");
        check("100", false, false, "Nothing at all");
        check("111", false, false, "Nothing at all");
        for mangled in ["", "1", "0000"] {
            assert_eq!(Silence::from_code(mangled), None);
        }
    }

    #[test]
    fn what_either_asked_for_holds_for_both() {
        let of = |code| Silence::from_code(code).unwrap();
        assert_eq!(of("010").joined(of("001")), of("011"));
        assert_eq!(of("100").joined(of("000")), of("100"));
    }
}
