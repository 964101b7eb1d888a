use std::{fs, path::Path};

use super::*;

#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let file = write(dir.path(), "hostname = \"file.local\"\nlog = \"warn\"\ndemo = true");
    let mut around = person();
    around.variables.insert("PI_CRM_HOSTNAME".into(), "variable.local".into());
    around.variables.insert("PI_CRM_LOG".into(), "debug".into());
    let given = vec![(Key::named("log").unwrap(), "trace".into())];

    let config = Config::load(&around, Some(&file), &given).unwrap();

    assert!(config.demo, "from the file");
    assert_eq!(config.hostname, "variable.local", "the environment wins over the file");
    assert_eq!(config.log, "trace", "flags win over all");
    assert_eq!(config.file, Some(file));
}

#[test]
fn defaults_fit_whoever_starts_it() {
    let config = Config::load(&person(), None, &Vec::new()).unwrap();
    assert_eq!(config.data_dir, Path::new("/home/andy/.local/share/pi-crm"));
    assert_eq!(config.key_file, Path::new("/home/andy/.config/pi-crm/database.key"));
    assert_eq!((config.https.port(), config.http.map(|http| http.port())), (8443, Some(8080)));

    let config = Config::load(&root(), None, &Vec::new()).unwrap();
    assert_eq!(config.data_dir, Path::new("/var/lib/pi-crm"));
    assert_eq!(config.key_file, Path::new("/nowhere/etc/database.key"));
    assert_eq!((config.https.port(), config.http.map(|http| http.port())), (443, Some(80)));
}

#[test]
fn a_service_uses_the_folders_systemd_made() {
    let credentials = tempfile::tempdir().unwrap();
    fs::write(credentials.path().join("database.key"), "k").unwrap();
    let mut around = person();
    around.variables.insert("STATE_DIRECTORY".into(), "/var/lib/pi-crm:/var/lib/more".into());
    let folder = credentials.path().to_str().unwrap();
    around.variables.insert("CREDENTIALS_DIRECTORY".into(), folder.into());

    let config = Config::load(&around, None, &Vec::new()).unwrap();

    assert_eq!(config.data_dir, Path::new("/var/lib/pi-crm"));
    assert_eq!(config.key_file, credentials.path().join("database.key"));
    assert_eq!(config.https.port(), 443);
}

#[test]
fn a_file_that_is_wrong_says_where_and_what_is_expected() {
    for (text, expected) in [
        ("\nhostnam = \"x\"", "line 2: hostnam is not a key; the keys are data_dir,"),
        (
            "https = 443",
            "line 1: https expects an address and a port, such as \"[::]:443\", not 443",
        ),
        ("https = \"443\"", "https expects an address and a port"),
        ("http = \"no\"", "or \"off\", not \"no\""),
        ("demo = \"true\"", "line 1: demo expects true or false, not \"true\""),
        ("hostname = \"a b\"", "hostname expects a host name"),
        ("allow = [\"10.0.0.0/99\"]", "allow expects networks or addresses"),
        ("allow = \"10.0.0.0/8\"", "allow expects networks or addresses"),
        ("also_known_as = [1]", "also_known_as expects host names"),
        ("log = \"=loud=\"", "log expects a level"),
        ("data_dir = \"\"", "data_dir expects a folder"),
        ("[https]\nport = 1", "line 1: https expects"),
        ("log = \"info", "line 1: this is not TOML"),
        ("cert_file = \"a.pem\"", "cert_file and cert_key_file belong together"),
        ("data_dir = \"d\"\nkey_file = \"d/key\"", "key_file lies inside data_dir"),
        ("https = \"[::]:9\"\nhttp = \"[::1]:9\"", "http and https listen on the same"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let file = write(dir.path(), text);
        let said = Config::load(&person(), Some(&file), &Vec::new()).unwrap_err().to_string();
        assert!(said.contains(expected), "{text:?} said: {said}");
    }
}

#[test]
fn every_problem_is_told_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let file = write(dir.path(), "colour = 1\ndemo = 2");
    let mut around = person();
    around.variables.insert("PI_CRM_HTPS".into(), "x".into());
    around.variables.insert("PI_CRM_DEMO".into(), "maybe".into());

    let ConfigError(problems) = Config::load(&around, Some(&file), &Vec::new()).unwrap_err();

    assert_eq!(problems.len(), 4, "{problems:?}");
    let told = |start: &str| problems.iter().any(|problem| problem.starts_with(start));
    assert!(told("environment variable PI_CRM_DEMO: demo expects"), "{problems:?}");
    assert!(told("environment variable PI_CRM_HTPS: htps is not a key"), "{problems:?}");
}

#[test]
fn a_missing_file_is_told_when_it_was_asked_for() {
    let missing = Path::new("/nowhere/pi-crm.toml");
    let said = Config::load(&person(), Some(missing), &Vec::new()).unwrap_err().to_string();
    assert_eq!(said, "/nowhere/pi-crm.toml: there is no such configuration file");
}

#[test]
fn relative_paths_in_the_file_are_meant_from_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let file = write(dir.path(), "data_dir = \"d\"\ncert_file = \"c\"\ncert_key_file = \"/k\"");
    let config = Config::load(&person(), Some(&file), &Vec::new()).unwrap();
    assert_eq!(config.data_dir, dir.path().join("d"));
    let certificate = config.certificate.unwrap();
    assert_eq!(certificate.cert_file, dir.path().join("c"));
    assert_eq!(certificate.key_file, Path::new("/k"));
}

#[test]
fn the_example_file_lists_every_key_with_its_default() {
    let example = include_str!("../../image/pi-crm.toml");
    let listed: Vec<_> = example.lines().filter_map(setting_line).collect();
    let keys: Vec<_> = KEYS.iter().map(|key| format!("{} = {}", key.name, key.default)).collect();
    assert_eq!(listed, keys, "image/pi-crm.toml and src/config/keys.rs say different things");

    let dir = tempfile::tempdir().unwrap();
    let file = write(dir.path(), &listed.join("\n"));
    let mut around = root();
    around.etc = "/etc/pi-crm".into();
    let mut config = Config::load(&around, Some(&file), &Vec::new()).unwrap();
    config.file = None;
    assert_eq!(config, Config::defaults(&around), "a default in the table is not the real one");
}

#[test]
fn the_example_file_lists_every_limit_with_its_default() {
    let example = include_str!("../../image/pi-crm.toml");
    let (_, limits) = example.split_once("#[limits]\n").expect("a table of limits");
    let listed: Vec<_> = limits
        .lines()
        .filter_map(|line| line.strip_prefix("# "))
        .filter(|line| line.split_once(" = ").is_some_and(|(name, _)| !name.contains(' ')))
        .collect();
    let dir = tempfile::tempdir().unwrap();
    let file = write(dir.path(), &format!("[limits]\n{}", listed.join("\n")));
    let config = Config::load(&person(), Some(&file), &Vec::new()).unwrap();
    assert_eq!(config.limits, Limits::default());
    assert_eq!(listed.len(), 16, "{listed:?}");
}

#[test]
fn a_limit_that_is_unknown_or_nothing_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    for wrong in ["[limits]\nconections = 5", "[limits]\nconnections = 0", "limits = 5"] {
        let file = write(dir.path(), wrong);
        let problems = Config::load(&person(), Some(&file), &Vec::new()).unwrap_err();
        assert_eq!(problems.0.len(), 1, "{wrong}: {problems:?}");
    }
}

#[test]
fn flags_are_named_like_their_keys() {
    for key in KEYS {
        assert_eq!(key.flag, key.name.replace('_', "-"));
    }
}

/// `#key = value`; prose has a space after its `#`.
fn setting_line(line: &str) -> Option<&str> {
    line.strip_prefix('#').filter(|rest| rest.starts_with(|first: char| first.is_ascii_lowercase()))
}

fn write(dir: &Path, text: &str) -> PathBuf {
    let file = dir.join("pi-crm.toml");
    fs::write(&file, text).unwrap();
    file
}

fn person() -> Surroundings {
    let variables = [("HOME".into(), "/home/andy".into())].into();
    Surroundings { root: false, variables, etc: "/nowhere/etc".into() }
}

fn root() -> Surroundings {
    Surroundings { root: true, ..person() }
}
