//! Is all well? Each check looks at one thing, changes nothing, and answers in plain words.
use std::{
    fs::{self, File},
    io,
    os::unix::fs::MetadataExt,
    path::Path,
};

use crate::{
    clock::Clock,
    config::{Config, ConfigError},
    db::{self, OpenError, key::Found},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub level: Level,
    pub about: &'static str,
    pub says: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Well,
    /// Worth knowing; works nevertheless.
    Note,
    Wrong,
}

const MIB: u64 = 1 << 20;
const SCARCE_BYTES: u64 = 500 * MIB;
const TOO_LITTLE_BYTES: u64 = 50 * MIB;

/// Without a configuration nothing else can be looked at.
pub fn look(config: &Result<Config, ConfigError>, clock: &Clock) -> Vec<Finding> {
    let mut findings = vec![time(clock)];
    match config {
        Err(error) => {
            findings.extend(error.0.iter().map(|problem| wrong("settings", problem.clone())));
        }
        Ok(config) => findings.extend([
            settings(config),
            data_folder(&config.data_dir),
            space(&config.data_dir),
            key_file(config),
            database(config),
            certificate(config),
            addresses(config),
        ]),
    }
    findings
}

fn time(clock: &Clock) -> Finding {
    if clock.is_plausible() {
        return well("clock", "is plausible");
    }
    wrong(
        "clock",
        "is earlier than the day this program was built: until it is right, nothing expires, is \
         renewed or is sent. Connect the box to the internet, or set the time",
    )
}

fn settings(config: &Config) -> Finding {
    match &config.file {
        Some(file) => well("settings", format!("from {}", file.display())),
        None => well("settings", "defaults, there is no settings file"),
    }
}

fn data_folder(folder: &Path) -> Finding {
    let shown = folder.display();
    match fs::metadata(folder) {
        Ok(found) if !found.is_dir() => wrong("data folder", format!("{shown} is no folder")),
        Ok(_) => match rustix::fs::access(folder, rustix::fs::Access::WRITE_OK) {
            Ok(()) => well("data folder", format!("{shown} can be written")),
            Err(_) => wrong(
                "data folder",
                format!(
                    "{shown} cannot be written: check that the disk is not read-only and that \
                     the folder belongs to whoever runs pi-crm"
                ),
            ),
        },
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            note("data folder", format!("{shown} is not there yet; the first start makes it"))
        }
        Err(cause) => wrong("data folder", format!("{shown}: {cause}")),
    }
}

/// Of the nearest folder that exists, since the first start makes the rest.
fn space(folder: &Path) -> Finding {
    let Some(there) = folder.ancestors().find(|folder| folder.exists()) else {
        return wrong("disk", "is not there");
    };
    match rustix::fs::statvfs(there) {
        Ok(disk) => room(disk.f_bavail * disk.f_frsize),
        Err(cause) => wrong("disk", format!("{}: {cause}", there.display())),
    }
}

fn room(free: u64) -> Finding {
    let says = format!("{} MB free", free / MIB);
    match free {
        0..TOO_LITTLE_BYTES => {
            wrong("disk", format!("{says}: soon nothing can be saved, make some room"))
        }
        TOO_LITTLE_BYTES..SCARCE_BYTES => note("disk", format!("{says}: make some room")),
        _ => well("disk", says),
    }
}

fn key_file(config: &Config) -> Finding {
    let shown = config.key_file.display();
    let has_database = config.database_file().exists();
    match fs::metadata(&config.key_file) {
        Ok(found) if found.mode() & 0o077 != 0 => wrong(
            "database key",
            format!("{shown} can be read by others on this machine; run: chmod 600 {shown}"),
        ),
        Ok(_) => well("database key", key_kept(&config.key_file)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound && !has_database => {
            note("database key", "is not there yet; the first start makes it")
        }
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            wrong("database key", format!("{shown} is missing: put it back, it is in every backup"))
        }
        Err(cause) => wrong("database key", format!("{shown}: {cause}")),
    }
}

/// In one line: whether it lies there as it is, or a passphrase wraps it.
fn key_kept(file: &Path) -> String {
    let shown = file.display();
    match Found::read(file).and_then(Found::wrapped) {
        Some(wrapped) => format!(
            "{shown} is wrapped by a passphrase, asked for after every start (Argon2id, {})",
            wrapped.cost()
        ),
        None => format!("{shown} is there, for its owner only, without a passphrase"),
    }
}

fn database(config: &Config) -> Finding {
    let file = config.database_file();
    if !file.exists() {
        return note("database", "is not there yet; the first start makes it");
    }
    match db::inspect(&file, &config.key_file) {
        Ok(found) if found.damage.is_empty() => {
            well("database", format!("opens and is whole (schema {})", found.schema))
        }
        Ok(found) => wrong(
            "database",
            format!("is damaged, restore the newest backup: {}", found.damage.join("; ")),
        ),
        Err(OpenError::Locked(_)) => note(
            "database",
            "is locked by a passphrase, so it was not looked into; unlock it in the browser",
        ),
        Err(error) => wrong("database", error.to_string()),
    }
}

fn certificate(config: &Config) -> Finding {
    let Some(own) = &config.certificate else {
        return well("certificate", "made here and renewed by itself");
    };
    for file in [&own.cert_file, &own.key_file] {
        if let Err(cause) = File::open(file) {
            return wrong("certificate", format!("{}: {cause}", file.display()));
        }
    }
    well("certificate", format!("your own, {}", own.cert_file.display()))
}

fn addresses(config: &Config) -> Finding {
    match exposure(config) {
        Some(says) => note("addresses", says),
        None => well("addresses", "only the home network and VPNs may connect"),
    }
}

/// What it means to let in more than the home; nothing where that is not so.
pub fn exposure(config: &Config) -> Option<String> {
    let nets: Vec<String> = config.exposed_to().iter().map(ToString::to_string).collect();
    (!nets.is_empty()).then(|| {
        format!(
            "allow lets in {} from outside the home network, so everybody needs two-step \
             sign-in; whoever has none sets it up when they sign in",
            nets.join(", ")
        )
    })
}

fn well(about: &'static str, says: impl Into<String>) -> Finding {
    Finding { level: Level::Well, about, says: says.into() }
}

fn note(about: &'static str, says: impl Into<String>) -> Finding {
    Finding { level: Level::Note, about, says: says.into() }
}

fn wrong(about: &'static str, says: impl Into<String>) -> Finding {
    Finding { level: Level::Wrong, about, says: says.into() }
}

#[cfg(test)]
mod tests {
    use std::{os::unix::fs::PermissionsExt, path::PathBuf};

    use super::*;
    use crate::{
        config::{Given, Surroundings},
        db::{Db, OpenOptions},
    };

    fn config(home: &Path) -> Config {
        let variables = [("HOME".into(), home.display().to_string())].into();
        let around = Surroundings { root: false, variables, etc: PathBuf::from("/nowhere") };
        Config::load(&around, None, &Given::new()).unwrap()
    }

    fn level(findings: &[Finding], about: &str) -> Level {
        findings.iter().find(|finding| finding.about == about).unwrap().level
    }

    #[test]
    fn a_box_before_its_first_start_has_nothing_wrong() {
        let home = tempfile::tempdir().unwrap();
        let findings = look(&Ok(config(home.path())), &Clock::System);
        for about in ["data folder", "database key", "database"] {
            assert_eq!(level(&findings, about), Level::Note, "{findings:?}");
        }
        let home = home.path().read_dir().unwrap();
        assert_eq!(home.count(), 0, "looking made something");
    }

    #[tokio::test]
    async fn a_started_box_is_well_and_its_troubles_are_told() {
        let home = tempfile::tempdir().unwrap();
        let config = config(home.path());
        let path = config.database_file();
        let key_file = config.key_file.clone();
        let options = OpenOptions { path, key_file, readers: 1, clock: Clock::System };
        Db::open(options).await.unwrap().close().await;
        let look = || look(&Ok(config.clone()), &Clock::System);

        assert_eq!(level(&look(), "database"), Level::Well, "{:?}", look());
        assert_eq!(level(&look(), "database key"), Level::Well);

        fs::set_permissions(&config.key_file, fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(level(&look(), "database key"), Level::Wrong);

        fs::rename(&config.key_file, home.path().join("away")).unwrap();
        assert_eq!(level(&look(), "database key"), Level::Wrong);
        assert_eq!(level(&look(), "database"), Level::Wrong);
        assert!(!config.key_file.exists(), "a lost key is not replaced");

        fs::rename(home.path().join("away"), &config.key_file).unwrap();
        fs::write(config.database_file(), vec![7; 8192]).unwrap();
        assert_eq!(level(&look(), "database"), Level::Wrong);
    }

    #[test]
    fn a_bad_setting_is_all_there_is_to_say() {
        let error = ConfigError(vec!["a: b".into(), "c: d".into()]);
        let findings = look(&Err(error), &Clock::System);
        assert_eq!(findings.len(), 3);
        assert_eq!(level(&findings, "settings"), Level::Wrong);
    }

    #[test]
    fn what_is_let_in_from_outside_is_told() {
        let home = tempfile::tempdir().unwrap();
        let mut config = config(home.path());
        assert_eq!(addresses(&config).level, Level::Well);
        config.allow = vec!["192.168.0.0/16".parse().unwrap()];
        assert_eq!(exposure(&config), None, "the home network is no outside");
        config.allow.push("203.0.113.0/24".parse().unwrap());
        let finding = addresses(&config);
        assert_eq!(finding.level, Level::Note);
        assert!(finding.says.contains("203.0.113.0/24 from outside"), "{finding:?}");
        assert!(!finding.says.contains("192.168"), "{finding:?}");
    }

    #[test]
    fn a_clock_before_the_build_is_wrong() {
        assert_eq!(time(&Clock::set(0)).level, Level::Wrong);
    }

    #[test]
    fn little_room_is_noted_and_none_is_wrong() {
        for (free, expected) in
            [(10 * MIB, Level::Wrong), (100 * MIB, Level::Note), (900 * MIB, Level::Well)]
        {
            assert_eq!(room(free).level, expected);
        }
    }
}
