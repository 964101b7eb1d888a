//! What can stand in the way of a backup or of a restore, in words for people.
use std::io::{self, ErrorKind};

use rustix::io::Errno;

use super::places::StorageTrouble;
use crate::error::Error;

#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error(
        "No drive is plugged in. Plug in the drive labelled CRM-BACKUP; the next try finds it."
    )]
    NoDrive,
    #[error("The network share is not mounted at {0}. Switch its server on, or mount it again.")]
    NoShare(String),
    #[error("There is no folder {0}. Make it, or choose another one.")]
    NoFolder(String),
    #[error(
        "pi-crm may not write in {0}. Give the folder to the user it runs as, or choose another \
         one."
    )]
    NotAllowed(String),
    #[error(
        "{0} can only be read. Mount it so that it can be written, or lift its write protection."
    )]
    ReadOnly(String),
    #[error(
        "There is too little room: {needed} are needed and {free} are free. Delete something \
         there, or keep fewer backups. Earlier backups are kept."
    )]
    NoRoom { needed: String, free: String },
    #[error(
        "The disk became full half way. What was begun is removed, and earlier backups are kept. \
         Make room there, or keep fewer backups."
    )]
    Full,
    #[error(
        "The drive or share went away half way. What was begun does not count, and earlier \
         backups are kept. Plug it in again and press “Back up now”."
    )]
    WentAway,
    #[error("{0} could not be used: {1}")]
    Other(String, io::Error),
    #[error("There is no backup {0}. `pi-crm restore --list` names those there are.")]
    NoFile(String),
    #[error("The connection was lost before the whole file was here. Upload it again.")]
    Interrupted,
    #[error("It does not answer at present. Look again later.")]
    Slow,
    #[error("There is no backup of this household in it yet.")]
    Nothing,
    #[error("This is not a pi-crm backup, or it is damaged at its beginning.")]
    NotABackup,
    #[error(
        "The backup is cut short or damaged. Use another one; `pi-crm restore --list` names them."
    )]
    Broken,
    #[error(
        "The recovery key does not open this backup. It was made with another key: look for the \
         recovery sheet of the box it was made on."
    )]
    WrongKey,
    #[error(
        "This is not a recovery key. It begins with AGE-SECRET-KEY-1 and has 74 letters and \
         digits; copy it from the recovery sheet."
    )]
    NotAKey,
    #[error(
        "The backup was made by a newer pi-crm ({made_by}). Install that version or a newer one, \
         then restore it."
    )]
    Newer { made_by: String },
    #[error(
        "The backup is of another household. Everything of this one would be set aside; if you \
         mean it, say so and restore it again."
    )]
    OtherHousehold,
    #[error(
        "What was read back is not what was written: {0}. It does not count; try another place."
    )]
    Differs(String),
    #[error("The database in the backup is damaged: {0}. Use an earlier backup.")]
    Damaged(String),
    #[error(
        "The clock is wrong, so no backup was made: its date would be wrong, and good ones could \
         be taken for old. Connect the box to the internet, or set the time."
    )]
    Clock,
    #[error("A backup or a restore is at work already. Wait until it is done.")]
    Busy,
    #[error("pi-crm was stopped before it was done. It is tried again.")]
    Stopped,
    #[error("The recovery key in {0} cannot be used: {1}. Put the right file back.")]
    KeyFile(String, String),
    #[error(
        "The keys of this box are locked by a passphrase. Unlock pi-crm in the browser first, or \
         type the recovery key of the sheet."
    )]
    Locked,
    #[error(
        "What is served here is locked by a passphrase, so it cannot be told whether the backup is \
         of the same household. Everything of this one would be set aside; if you mean it, say so \
         and restore it again."
    )]
    LockedHousehold,
    #[error("{0}")]
    Storage(#[from] StorageTrouble),
    #[error("{0}")]
    Ours(#[from] Error),
}

pub type Result<T, E = Trouble> = std::result::Result<T, E>;

impl Trouble {
    /// What the system said of a place, in words.
    pub fn at(place: impl Into<String>, cause: io::Error) -> Self {
        let cause = match cause.downcast::<StorageTrouble>() {
            Ok(storage) => return storage.into(),
            Err(cause) => cause,
        };
        let place = place.into();
        match (cause.kind(), Errno::from_io_error(&cause)) {
            (ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge, _) => {
                Self::Full
            }
            (ErrorKind::ReadOnlyFilesystem, _) => Self::ReadOnly(place),
            (ErrorKind::PermissionDenied, _) => Self::NotAllowed(place),
            (ErrorKind::NotFound | ErrorKind::StaleNetworkFileHandle, _)
            | (
                _,
                Some(
                    Errno::IO
                    | Errno::NXIO
                    | Errno::NODEV
                    | Errno::NOTCONN
                    | Errno::HOSTDOWN
                    | Errno::SHUTDOWN,
                ),
            ) => Self::WentAway,
            _ => Self::Other(place, cause),
        }
    }

    /// The person is told `Ours` as what it is; its cause goes to the log.
    pub fn words(&self) -> String {
        match self {
            Self::Ours(Error::Internal(_)) => {
                "Something went wrong on our side. Earlier backups are kept; the log says more."
                    .into()
            }
            other => other.to_string(),
        }
    }
}

/// Bytes as people read them.
pub fn size(bytes: u64) -> String {
    const MB: u64 = 1_000_000;
    match bytes {
        0..100_000 => format!("{} kB", bytes.div_ceil(1_000)),
        100_000..10_000_000 => format!("{:.1} MB", bytes as f64 / MB as f64),
        10_000_000..10_000_000_000 => format!("{} MB", bytes / MB),
        _ => format!("{} GB", bytes / (1_000 * MB)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_drive_says_when_it_is_pulled_out_is_one_sentence() {
        for errno in [Errno::IO, Errno::NODEV, Errno::NXIO, Errno::STALE, Errno::NOENT] {
            let told = Trouble::at("/media/usb", errno.into());
            assert!(matches!(told, Trouble::WentAway), "{errno:?}: {told}");
        }
        assert!(matches!(Trouble::at("x", Errno::NOSPC.into()), Trouble::Full));
        assert!(matches!(Trouble::at("x", Errno::DQUOT.into()), Trouble::Full));
        assert!(matches!(Trouble::at("x", Errno::ROFS.into()), Trouble::ReadOnly(_)));
        assert!(matches!(Trouble::at("x", Errno::ACCESS.into()), Trouble::NotAllowed(_)));
    }

    #[test]
    fn sizes_read_well() {
        for (bytes, said) in
            [(1, "1 kB"), (250_000, "0.2 MB"), (12_345_678, "12 MB"), (64_000_000_000, "64 GB")]
        {
            assert_eq!(size(bytes), said);
        }
    }
}
