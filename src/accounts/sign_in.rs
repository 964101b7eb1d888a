//! Signing in, in three steps, since no transaction waits for Argon2: `begin` (a write: it charges
//! the throttle), then `Passwords::verify` with the attempt's `stored_hash`, then `finish`.
use std::net::IpAddr;

use rusqlite::Connection;

use super::{
    passwords::Verdict,
    second_factor::{
        self, Rule,
        half::{self, Errand},
    },
    sessions::{self, Begun, Device},
    throttle,
    users::{self, User},
};
use crate::{
    clock::Reading,
    error::{Error, Result},
};

/// The same for a wrong password and for nobody at all.
pub const REFUSAL: &str = "That e-mail address and password do not belong together";

#[derive(Clone, Debug)]
pub struct Attempt {
    charge: throttle::Attempt,
    known: Option<(User, String)>,
}

#[derive(Debug)]
pub struct SignedIn {
    pub user: User,
    pub session: Begun,
}

/// Somebody who has proven their password.
#[derive(Debug)]
pub enum Admitted {
    In(SignedIn),
    /// The second step is still to be proven, or set up.
    Halfway(half::Begun),
}

impl Attempt {
    /// What to compare the password with; `None` for somebody unknown, who is compared all the
    /// same.
    pub fn stored_hash(&self) -> Option<String> {
        self.known.as_ref().map(|(_, hash)| hash.clone())
    }

    /// Whose account it is, for the audit of a refusal.
    pub fn user(&self) -> Option<&User> {
        self.known.as_ref().map(|(user, _)| user)
    }
}

/// Commit this in a transaction of its own, or failures are not counted.
pub fn begin(
    conn: &Connection,
    email: &str,
    address: Option<IpAddr>,
    at: Reading,
) -> Result<Attempt> {
    let charge = throttle::sign_in(conn, email, address, at.now)?;
    let known = match users::by_email(conn, email) {
        Ok(user) if user.is_active() => {
            let hash = users::password_hash(conn, user.id)?;
            Some((user, hash))
        }
        Ok(_) | Err(Error::NotFound(_)) => None,
        Err(other) => return Err(other),
    };
    Ok(Attempt { charge, known })
}

/// `None` is a refusal; answer with `REFUSAL`.
pub fn finish(
    conn: &Connection,
    attempt: &Attempt,
    verdict: &Verdict,
    device: &Device,
    rule: Rule,
    at: Reading,
) -> Result<Option<Admitted>> {
    let Some((user, proven_hash)) = attempt.known.as_ref().filter(|_| verdict.is_right) else {
        return Ok(None);
    };
    // The password may have been changed, or the person shut out, while it was being compared.
    let is_active = users::find(conn, user.id)?.is_active();
    if !is_active || users::password_hash(conn, user.id)? != *proven_hash {
        return Ok(None);
    }
    if let Some(renewed) = &verdict.renewed_hash {
        users::renew_hash(conn, user.id, proven_hash, renewed)?;
    }
    let admitted = admit(conn, user, device, rule, at)?;
    match admitted {
        Admitted::In(_) => throttle::succeeded(conn, &attempt.charge, at.now)?,
        Admitted::Halfway(_) => throttle::halfway(conn, &attempt.charge)?,
    }
    Ok(Some(admitted))
}

/// The one way from a proven password, or what stands for one, to a session: through the second
/// step where there is one, and to its setting up where nobody may be without.
pub fn admit(
    conn: &Connection,
    user: &User,
    device: &Device,
    rule: Rule,
    at: Reading,
) -> Result<Admitted> {
    let errand = match (second_factor::is_on(conn, user.id)?, rule) {
        (false, Rule::Optional) => {
            let session = sessions::begin(conn, user.id, device, at)?;
            return Ok(Admitted::In(SignedIn { user: user.clone(), session }));
        }
        (false, Rule::Required) => Errand::Enrol,
        (true, _) => Errand::Code,
    };
    // A new secret each time: whoever came this far with a stolen password and saw the one before
    // must not share it with its owner.
    if errand == Errand::Enrol {
        second_factor::start(conn, user.id, at)?;
    }
    Ok(Admitted::Halfway(half::begin(conn, user.id, errand, at)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::testing::{NOW, connection, user};

    const AT: Reading = Reading { now: NOW, is_plausible: true };

    fn verdict(is_right: bool) -> Verdict {
        Verdict { is_right, renewed_hash: None }
    }

    fn finished(conn: &Connection, attempt: &Attempt, verdict: &Verdict) -> Option<SignedIn> {
        match finish(conn, attempt, verdict, &Device::default(), Rule::Optional, AT).unwrap() {
            Some(Admitted::In(signed_in)) => Some(signed_in),
            Some(Admitted::Halfway(half)) => panic!("{half:?} without a second factor"),
            None => None,
        }
    }

    #[test]
    fn the_right_password_begins_a_session() {
        let conn = connection();
        let andy = user(&conn, "andy");
        let attempt = begin(&conn, "Andy@example.com ", None, AT).unwrap();
        assert_eq!(attempt.user(), Some(&andy));
        assert_eq!(attempt.stored_hash(), Some(users::password_hash(&conn, andy.id).unwrap()));
        let signed_in = finished(&conn, &attempt, &verdict(true)).expect("signed in");
        let token = signed_in.session.token.fingerprint();
        assert_eq!(sessions::find(&conn, token, AT).unwrap().unwrap().user, andy.id);
    }

    #[test]
    fn whoever_knows_the_password_never_waits() {
        let conn = connection();
        user(&conn, "andy");
        for _ in 0..50 {
            let attempt = begin(&conn, "andy@example.com", None, AT).unwrap();
            finished(&conn, &attempt, &verdict(true)).expect("signed in");
        }
    }

    #[test]
    fn refusals_leave_nothing_but_the_charge() {
        let conn = connection();
        let andy = user(&conn, "andy");
        let attempt = begin(&conn, "andy@example.com", None, AT).unwrap();
        assert!(finished(&conn, &attempt, &verdict(false)).is_none());
        let nobody = begin(&conn, "nobody@example.com", None, AT).unwrap();
        assert_eq!(nobody.stored_hash(), None);
        assert!(finished(&conn, &nobody, &verdict(true)).is_none());
        assert_eq!(sessions::list(&conn, andy.id, None, AT).unwrap(), []);
        for _ in 0..4 {
            begin(&conn, "andy@example.com", None, AT).unwrap();
        }
        assert!(matches!(begin(&conn, "andy@example.com", None, AT), Err(Error::TooMany { .. })));
    }

    #[test]
    fn a_password_changed_meanwhile_no_longer_opens() {
        let conn = connection();
        let andy = user(&conn, "andy");
        let attempt = begin(&conn, "andy@example.com", None, AT).unwrap();
        users::set_password(&conn, andy.id, "another", NOW).unwrap();
        assert!(finished(&conn, &attempt, &verdict(true)).is_none());
    }

    #[test]
    fn an_old_recipe_is_replaced_on_the_way() {
        let conn = connection();
        let andy = user(&conn, "andy");
        let attempt = begin(&conn, "andy@example.com", None, AT).unwrap();
        let verdict = Verdict { is_right: true, renewed_hash: Some("renewed".into()) };
        finished(&conn, &attempt, &verdict).expect("signed in");
        assert_eq!(users::password_hash(&conn, andy.id).unwrap(), "renewed");
    }
}
