//! How a command ends: a code for scripts and systemd, a sentence for people.
use std::{io, process::ExitCode};

use crate::{config::ConfigError, db::OpenError, error::Error};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Clap itself ends with 2 when it does not understand.
    Failed = 1,
    NotConfigured = 3,
    Database = 4,
    Locked = 5,
}

#[derive(Debug)]
pub struct Failure {
    pub exit: Exit,
    pub message: String,
}

impl Failure {
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into() }
    }

    pub fn report(&self) -> ExitCode {
        eprintln!("pi-crm: {}", self.message.trim_end());
        ExitCode::from(self.exit as u8)
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::new(Exit::NotConfigured, error.to_string())
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        use OpenError::{
            Damaged, DiskFull, InUse, Io, KeyCutShort, KeyInvalid, KeyMissing, KeyNeverWhole,
            Locked, Missing, Newer, Other, ReadOnly, WrongKey,
        };
        let exit = match &error {
            KeyMissing(_) | KeyInvalid(_) | KeyCutShort(_) | KeyNeverWhole(_) | WrongKey(_) => {
                Exit::NotConfigured
            }
            Damaged(_) | Missing(_) | Newer { .. } => Exit::Database,
            Locked(_) => Exit::Locked,
            InUse(_) | ReadOnly(_) | DiskFull(_) | Io(..) | Other(_) => Exit::Failed,
        };
        Self::new(exit, error.to_string())
    }
}

/// At the terminal sits whoever keeps the box, so the cause of an internal error is told.
impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let message = match &error {
            Error::Invalid(problems) => {
                let lines = problems.iter().map(|(field, problem)| format!("{field}: {problem}"));
                lines.collect::<Vec<_>>().join("\n")
            }
            Error::Internal(cause) => format!("{error}: {cause:#}"),
            _ => error.to_string(),
        };
        Self::new(Exit::Failed, message)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::new(Exit::Failed, error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_starting_again_cannot_mend_has_a_code_of_its_own() {
        let path = || "/x".into();
        for (error, exit) in [
            (OpenError::KeyMissing(path()), Exit::NotConfigured),
            (OpenError::KeyInvalid(path()), Exit::NotConfigured),
            (OpenError::KeyCutShort(path()), Exit::NotConfigured),
            (OpenError::WrongKey(path()), Exit::NotConfigured),
            (OpenError::Damaged(path()), Exit::Database),
            (OpenError::Newer { found: 9, known: 1 }, Exit::Database),
            (OpenError::Locked(path()), Exit::Locked),
            (OpenError::DiskFull(path()), Exit::Failed),
        ] {
            assert_eq!(Failure::from(error).exit, exit);
        }
        assert_eq!(Failure::from(ConfigError(vec!["x".into()])).exit, Exit::NotConfigured);
    }

    #[test]
    fn every_problem_has_its_line() {
        let problems = [("email", "is missing".into()), ("name", "is too long".into())].into();
        let failure = Failure::from(Error::Invalid(problems));
        assert_eq!(failure.message, "email: is missing\nname: is too long");
    }
}
