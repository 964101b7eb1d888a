//! Recovery codes: ten, each good once, for when the phone is not at hand.
use rusqlite::Connection;

use super::store;
use crate::{
    accounts::tokens::{self, Fingerprint, Secret},
    error::Result,
    ids::UserId,
};

pub const COUNT: usize = 10;
/// From here on down its owner is warned.
pub const FEW: i64 = 3;

const BYTES: usize = 8;
/// Sixty bits: they are guessed one at a time, through the throttle.
const CHARS: usize = 12;
const GROUP_CHARS: usize = 4;

/// Ten new ones in place of all earlier ones. They are shown now and never again.
pub fn make(conn: &Connection, user: UserId) -> Result<Vec<Secret>> {
    store::delete_codes(conn, user)?;
    let mut made = Vec::with_capacity(COUNT);
    for _ in 0..COUNT {
        let code = &tokens::readable(&tokens::random::<BYTES>()?)[..CHARS];
        store::insert_code(conn, user, fingerprint(user, code))?;
        made.push(Secret::new(grouped(code)));
    }
    Ok(made)
}

/// What to look a typed code up by; `None` when it can be none of ours.
pub fn parse(user: UserId, typed: &str) -> Option<Fingerprint> {
    let code = tokens::from_hand(typed);
    (code.len() == CHARS).then(|| fingerprint(user, &code))
}

fn fingerprint(user: UserId, code: &str) -> Fingerprint {
    Fingerprint::of(&format!("recovery {} {code}", user.0))
}

/// "K7QF-2M9X-AB3D"
fn grouped(code: &str) -> String {
    let groups: Vec<&str> =
        (0..code.len()).step_by(GROUP_CHARS).map(|at| &code[at..at + GROUP_CHARS]).collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let (one, other) = (UserId(1), UserId(2));
        let code = parse(one, "K7QF-2M9X-AB3D");
        assert_eq!(grouped("K7QF2M9XAB3D"), "K7QF-2M9X-AB3D");
        assert!(code.is_some());
        assert_eq!(parse(one, " k7qf 2m9x ab3d "), code);
        assert_ne!(parse(other, "K7QF-2M9X-AB3D"), code, "a code is one person's");
        for none in ["", "123456", "K7QF-2M9X", "K7QF-2M9X-AB3D-K7QF"] {
            assert_eq!(parse(one, none), None, "{none}");
        }
    }
}
