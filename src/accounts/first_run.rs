//! First run: the appliance has no default password. Until there is a user, a one-time code in a
//! file beside the database (and on the console) lets whoever holds the machine make the first one.
use std::{
    fs,
    io::{ErrorKind, Read},
    path::Path,
};

use rusqlite::Connection;

use super::{
    tokens::{self, Secret},
    users::{self, Checked, User},
};
use crate::{
    error::{Error, Result},
    private_file,
};

/// Its name in the data folder.
pub const CODE_FILE: &str = "setup-code";

const CODE_BYTES: usize = 10;
const CODE_CHARS: usize = 16;

/// The code to show on the console, made when there is none. Call only while there is no user.
pub fn ensure_code(file: &Path) -> Result<Secret> {
    if let Some(code) = read(file)? {
        return Ok(Secret::new(tokens::grouped(&code)));
    }
    let code = tokens::grouped(&tokens::readable(&tokens::random::<CODE_BYTES>()?));
    private_file::write(file, format!("{code}\n").as_bytes())
        .map_err(|cause| unusable(file, "written", &cause))?;
    Ok(Secret::new(code))
}

/// Is this the code? Dashes, blanks and capitals do not matter. Charge `throttle::set_up` before.
pub fn check_code(file: &Path, typed: &str) -> Result<()> {
    let code = read(file)?.ok_or(Error::NotFound("set-up"))?;
    match tokens::is_same(&code, &tokens::from_hand(typed)) {
        true => Ok(()),
        false => Err(Error::invalid(
            "code",
            "This is not the set-up code; it is in the file setup-code and on the console",
        )),
    }
}

/// Makes the owner, unless somebody was quicker. Afterwards call `forget_code`.
pub fn create_owner(
    conn: &Connection,
    draft: &Checked,
    password_hash: &str,
    now: i64,
) -> Result<User> {
    if users::count(conn)? > 0 {
        return Err(Error::Conflict(
            "This appliance has its first user already. Sign in, or ask them to invite you.".into(),
        ));
    }
    users::create(conn, draft, password_hash, now)
}

/// The code has done its work. Also called at start when there is a user, should it have stayed.
pub fn forget_code(file: &Path) -> Result<()> {
    match fs::remove_file(file) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => Err(unusable(file, "removed", &cause)),
        _ => Ok(()),
    }
}

/// `None` when there is no file, or one that holds no code.
fn read(file: &Path) -> Result<Option<String>> {
    let mut text = String::new();
    let found = fs::File::open(file).and_then(|it| it.take(100).read_to_string(&mut text));
    match found {
        Err(cause) if matches!(cause.kind(), ErrorKind::NotFound | ErrorKind::InvalidData) => {
            return Ok(None);
        }
        Err(cause) => return Err(unusable(file, "read", &cause)),
        Ok(_) => {}
    }
    let code = tokens::from_hand(&text);
    Ok((code.len() == CODE_CHARS).then_some(code))
}

fn unusable(file: &Path, verb: &str, cause: &std::io::Error) -> Error {
    Error::internal(anyhow::anyhow!(
        "the set-up code could not be {verb} at {}: {cause}",
        file.display()
    ))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::accounts::{
        testing::{NOW, connection},
        users::{Draft, Role},
    };

    #[test]
    fn a_code_is_made_once_and_only_its_owner_may_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(CODE_FILE);
        let code = ensure_code(&file).unwrap();
        assert_eq!(code.reveal().len(), CODE_CHARS + 3, "{}", code.reveal());
        assert_eq!(code.reveal().matches('-').count(), 3);
        assert_eq!(ensure_code(&file).unwrap(), code);
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn the_code_is_taken_as_people_type_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(CODE_FILE);
        fs::write(&file, "K7QF-2M9X-01AB-CDEF\n").unwrap();
        let cases = [
            ("K7QF-2M9X-01AB-CDEF", true),
            (" k7qf2m9x oiab cdef ", true),
            ("K7QF-2M9X-01AB-CDEG", false),
            ("K7QF-2M9X-01AB", false),
            ("K7QF-2M9X-01AB-CDEF-CDEF", false),
            ("", false),
        ];
        for (typed, expected) in cases {
            assert_eq!(check_code(&file, typed).is_ok(), expected, "{typed}");
        }
    }

    #[test]
    fn a_used_code_opens_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(CODE_FILE);
        let code = ensure_code(&file).unwrap();
        check_code(&file, code.reveal()).unwrap();
        forget_code(&file).unwrap();
        forget_code(&file).unwrap();
        for typed in [code.reveal(), ""] {
            assert!(matches!(check_code(&file, typed), Err(Error::NotFound("set-up"))));
        }
    }

    #[test]
    fn a_code_cut_short_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(CODE_FILE);
        for broken in [b"K7QF-2".as_slice(), b"", b"\xff\xfe\x00"] {
            fs::write(&file, broken).unwrap();
            assert!(matches!(check_code(&file, "K7QF-2"), Err(Error::NotFound("set-up"))));
            assert_eq!(ensure_code(&file).unwrap().reveal().len(), CODE_CHARS + 3);
            let mode = fs::metadata(&file).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn only_one_can_be_first() {
        let conn = connection();
        let draft = |email| Draft { name: "Andy", email }.check().unwrap();
        let andy = create_owner(&conn, &draft("andy@example.com"), "hash", NOW).unwrap();
        assert_eq!(andy.role, Role::Owner);
        let late = create_owner(&conn, &draft("eve@example.com"), "hash", NOW);
        assert!(matches!(late, Err(Error::Conflict(_))), "{late:?}");
        assert_eq!(users::count(&conn).unwrap(), 1);
    }
}
