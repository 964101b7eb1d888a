use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use super::{place::MIB, *};
use crate::{
    config::{CertificateFiles, Surroundings},
    db::{Db, OpenOptions},
};

fn config(home: &Path) -> Config {
    let variables = [("HOME".into(), home.display().to_string())].into();
    let around = Surroundings { root: false, variables, etc: PathBuf::from("/nowhere") };
    Config::load(&around, None, &Vec::new()).unwrap()
}

/// Files of a machine, and what is found about one thing.
type Case = (&'static [(&'static str, &'static str)], &'static str, Level);

/// A machine of these files.
fn machine(root: &Path, files: &[(&str, &str)]) -> Machine {
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    Machine::at(root, false)
}

fn looked(config: &Config, root: &Path) -> Vec<Finding> {
    look(&Ok(config.clone()), &Clock::System, &Machine::at(root, false), Depth::Quick)
}

fn found<'a>(findings: &'a [Finding], about: &str) -> &'a Finding {
    let found = findings.iter().find(|finding| finding.about == about);
    found.unwrap_or_else(|| panic!("nothing about {about}: {findings:?}"))
}

fn level(findings: &[Finding], about: &str) -> Level {
    found(findings, about).level
}

#[test]
fn a_box_before_its_first_start_has_nothing_wrong() {
    let (home, root) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let findings = looked(&config(home.path()), root.path());
    for about in ["data folder", "database key", "database", "certificate"] {
        assert_eq!(level(&findings, about), Level::Note, "{findings:?}");
    }
    assert!(findings.iter().all(|it| it.level != Level::Wrong), "{findings:?}");
    assert_eq!(home.path().read_dir().unwrap().count(), 0, "looking made something");
}

#[tokio::test]
async fn a_started_box_is_well_and_its_troubles_are_told() {
    let (home, root) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let config = config(home.path());
    let path = config.database_file();
    let key_file = config.key_file.clone();
    let options = OpenOptions { path, key_file, readers: 1, clock: Clock::System };
    Db::open(options).await.unwrap().close().await;
    let look = |depth| {
        super::look(&Ok(config.clone()), &Clock::System, &Machine::at(root.path(), false), depth)
    };

    for depth in [Depth::Quick, Depth::Thorough] {
        let findings = look(depth);
        assert_eq!(level(&findings, "database"), Level::Well, "{findings:?}");
        assert_eq!(level(&findings, "sending"), Level::Well, "{findings:?}");
        assert_eq!(level(&findings, "trial restore"), Level::Unknown, "{findings:?}");
    }
    assert_eq!(level(&look(Depth::Quick), "database key"), Level::Well);

    fs::set_permissions(&config.key_file, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(level(&look(Depth::Quick), "database key"), Level::Wrong);

    fs::rename(&config.key_file, home.path().join("away")).unwrap();
    assert_eq!(level(&look(Depth::Quick), "database key"), Level::Wrong);
    assert_eq!(level(&look(Depth::Quick), "database"), Level::Wrong);
    assert!(!config.key_file.exists(), "a lost key is not replaced");

    fs::rename(home.path().join("away"), &config.key_file).unwrap();
    fs::write(config.database_file(), vec![7; 8192]).unwrap();
    assert_eq!(level(&look(Depth::Quick), "database"), Level::Wrong);
}

#[test]
fn a_bad_setting_is_all_there_is_to_say() {
    let error = ConfigError(vec!["a: b".into(), "c: d".into()]);
    let findings = look(&Err(error), &Clock::System, &Machine::at("/nowhere", false), Depth::Quick);
    assert_eq!(findings.len(), 3);
    assert_eq!(level(&findings, "settings"), Level::Wrong);
}

#[test]
fn what_is_let_in_from_outside_is_told() {
    let home = tempfile::tempdir().unwrap();
    let mut config = config(home.path());
    assert_eq!(level(&looked(&config, home.path()), "addresses"), Level::Well);
    config.allow = vec!["192.168.0.0/16".parse().unwrap()];
    assert_eq!(exposure(&config), None, "the home network is no outside");
    config.allow.push("203.0.113.0/24".parse().unwrap());
    let findings = looked(&config, home.path());
    let finding = found(&findings, "addresses");
    assert_eq!(finding.level, Level::Note);
    assert!(finding.says.contains("203.0.113.0/24 from outside"), "{finding:?}");
    assert!(!finding.says.contains("192.168"), "{finding:?}");
}

#[test]
fn a_clock_before_the_build_is_wrong_and_one_that_nobody_sets_is_told() {
    assert_eq!(clock::plausible(&Clock::set(0)).level, Level::Wrong);
    let root = tempfile::tempdir().unwrap();
    let path = root.path();
    assert_eq!(clock::synchronised(&machine(path, &[])).level, Level::Unknown);
    let asked = machine(path, &[("run/systemd/timesync/clock", "")]);
    assert_eq!(clock::synchronised(&asked).level, Level::Note);
    let set = machine(path, &[("run/systemd/timesync/synchronized", "")]);
    assert_eq!(clock::synchronised(&set).level, Level::Well);
}

#[test]
fn little_room_is_noted_and_none_is_wrong() {
    for (free, expected) in
        [(10 * MIB, Level::Wrong), (100 * MIB, Level::Note), (900 * MIB, Level::Well)]
    {
        assert_eq!(place::room(free).level, expected);
    }
}

#[test]
fn a_card_tells_of_its_wear_and_the_kernel_of_errors() {
    let cases: &[Case] = &[
        (&[], "card", Level::Unknown),
        (&[("sys/block/mmcblk0/device/life_time", "0x01 0x02")], "card", Level::Well),
        (&[("sys/block/mmcblk0/device/life_time", "0x09 0x02")], "card", Level::Note),
        (&[("sys/block/mmcblk0/device/life_time", "0x0b 0x02")], "card", Level::Wrong),
        (
            &[
                ("sys/block/mmcblk0/device/life_time", "0x02 0x02"),
                ("sys/block/mmcblk0/device/pre_eol_info", "0x03"),
            ],
            "card",
            Level::Wrong,
        ),
        (&[("sys/fs/ext4/mmcblk0p2/errors_count", "0\n")], "file system", Level::Well),
        (&[("sys/fs/ext4/mmcblk0p2/errors_count", "2\n")], "file system", Level::Wrong),
        (
            &[("proc/self/mounts", "/dev/root / ext4 rw 0 0\n/dev/root / ext4 ro,noatime 0 0")],
            "card",
            Level::Wrong,
        ),
    ];
    for (files, about, expected) in cases {
        let root = tempfile::tempdir().unwrap();
        let findings = card::look(&machine(root.path(), files), Path::new("/var/lib/pi-crm"));
        assert_eq!(level(&findings, about), *expected, "{files:?}: {findings:?}");
    }
}

#[test]
fn only_the_mount_that_holds_the_data_counts() {
    let root = tempfile::tempdir().unwrap();
    let mounts = "/dev/a / ext4 rw 0 0\n/dev/b /boot vfat ro 0 0";
    let findings =
        card::look(&machine(root.path(), &[("proc/self/mounts", mounts)]), "/var".as_ref());
    assert!(findings.iter().all(|it| it.level != Level::Wrong), "{findings:?}");
}

#[test]
fn a_weak_supply_and_heat_are_told() {
    let cases: &[Case] = &[
        (&[], "hardware", Level::Unknown),
        (&[("sys/class/hwmon/hwmon1/in0_lcrit_alarm", "1")], "power", Level::Wrong),
        (&[("sys/class/hwmon/hwmon1/in0_lcrit_alarm", "0")], "power", Level::Well),
        (&[("sys/class/thermal/thermal_zone0/temp", "48312")], "temperature", Level::Well),
        (&[("sys/class/thermal/thermal_zone0/temp", "84000")], "temperature", Level::Note),
        (&[("proc/meminfo", "MemTotal: 9 kB\nMemAvailable:   300000 kB")], "memory", Level::Well),
        (&[("proc/meminfo", "MemAvailable: 9000 kB")], "memory", Level::Note),
    ];
    for (files, about, expected) in cases {
        let root = tempfile::tempdir().unwrap();
        let findings = hardware::look(&machine(root.path(), files));
        assert_eq!(level(&findings, about), *expected, "{files:?}: {findings:?}");
    }
}

#[test]
fn a_firewall_that_cannot_be_seen_is_said_to_be_so() {
    let (home, root) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let config = config(home.path());
    let firewall = |machine: &Machine| level(&network::look(&config, machine), "firewall");
    assert_eq!(firewall(&machine(root.path(), &[])), Level::Note);
    let installed = machine(root.path(), &[("etc/nftables-pi-crm.nft", "table inet pi_crm")]);
    assert_eq!(firewall(&installed), Level::Unknown);
}

#[test]
fn a_certificate_tells_when_it_ends() {
    let home = tempfile::tempdir().unwrap();
    let mut config = config(home.path());
    let key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::new(vec!["crm.example".into()]).unwrap();
    (params.not_before, params.not_after) =
        (rcgen::date_time_ymd(2026, 1, 1), rcgen::date_time_ymd(2026, 4, 1));
    let (cert_file, key_file) = (home.path().join("c.pem"), home.path().join("k.pem"));
    fs::write(&cert_file, params.self_signed(&key).unwrap().pem()).unwrap();
    fs::write(&key_file, key.serialize_pem()).unwrap();
    config.certificate = Some(CertificateFiles { cert_file: cert_file.clone(), key_file });
    let at = |day: &str| {
        let now = format!("{day}T12:00:00Z").parse::<jiff::Timestamp>().unwrap().as_second();
        level(&certificate::look(&config, &Clock::set(now)), "certificate")
    };
    assert_eq!(at("2026-02-01"), Level::Well);
    assert_eq!(at("2026-03-25"), Level::Note);
    assert_eq!(at("2026-04-02"), Level::Wrong);
    assert_eq!(at("2025-12-01"), Level::Wrong);
    fs::write(&cert_file, "nonsense").unwrap();
    assert_eq!(at("2026-02-01"), Level::Wrong);
}

#[test]
fn looking_at_this_very_machine_ends() {
    let home = tempfile::tempdir().unwrap();
    let findings = around(&config(home.path()), &Clock::System, &Machine::real());
    assert!(found(&findings, "program").says.contains("version"), "{findings:?}");
}
