//! The house rules that a compiler does not keep: which room holds what, and who may look up.
use std::{
    fs,
    path::{Path, PathBuf},
};

const COLUMNS: usize = 100;
const FUNCTION_LINES: usize = 70;
const FILE_LINES: usize = 330;

/// From the bottom up. A room's domain code names nothing above its own line; the fronts (pages,
/// API and its wire types, views) stand above all and may name everything but others' stores.
const LAYERS: &[&[&str]] = &[
    &[
        "error",
        "ids",
        "clock",
        "text",
        "rich_text",
        "when",
        "phones",
        "private_file",
        "secret",
        "urls",
        "spreadsheet",
    ],
    &["actor", "db", "clients"],
    &["audit", "web"],
    &["settings", "sending", "vault"],
    &["accounts"],
    &["workspaces"],
    &["log"],
    &["contacts"],
    &["shares"],
    &["presets", "todos"],
    &["search", "palette", "demo", "jobs"],
    &["transfer", "backups"],
    &["key_file"],
    &["config", "app"],
    &["trash"],
    &["shell"],
    &["contact_page"],
    &["api", "routes", "doctor", "home", "locked"],
    &["server"],
    &["cli"],
];

struct Source {
    path: String,
    text: String,
}

fn sources(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").flatten() {
            let path: PathBuf = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                let text = fs::read_to_string(&path).expect("text");
                let path = path.strip_prefix(root).expect("inside").display().to_string();
                found.push(Source { path, text });
            }
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

impl Source {
    fn is_test(&self) -> bool {
        self.path.starts_with("tests/")
            || self.path.contains("/tests")
            || self.path.ends_with("testing.rs")
    }

    /// Without the unit tests at the foot.
    fn code(&self) -> &str {
        if self.is_test() {
            return "";
        }
        self.text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default()
    }

    fn lines(&self) -> impl Iterator<Item = (String, &str)> {
        let line = |(at, line)| (format!("{}:{}", self.path, at + 1), line);
        self.code().lines().enumerate().map(line)
    }

    fn is_front(&self) -> bool {
        ["pages", "api", "views", "wire"].iter().any(|room| {
            self.path.ends_with(&format!("/{room}.rs")) || self.path.contains(&format!("/{room}/"))
        })
    }
}

fn none(problems: Vec<String>, rule: &str) {
    assert!(problems.is_empty(), "{rule}:\n{}", problems.join("\n"));
}

#[test]
fn sql_stands_in_stores() {
    let words = ["SELECT ", "INSERT INTO", "DELETE FROM", "UPDATE "];
    let mut problems = Vec::new();
    for source in sources("src") {
        let homes = ["/store.rs", "/store/", "src/db/"];
        let is_home = homes.iter().any(|home| source.path.contains(home));
        if is_home {
            continue;
        }
        for (place, line) in source.lines() {
            if words.iter().any(|word| line.contains(word)) {
                problems.push(format!("{place}: {line}"));
            }
        }
    }
    none(problems, "SQL stands in a store.rs, in sql/, or in db");
}

#[test]
fn markup_stands_in_views() {
    let homes = ["/views.rs", "/views/", "src/web/ui/", "src/web/layout/", "src/web/gallery/"];
    let mut problems = Vec::new();
    for source in sources("src") {
        if homes.iter().any(|home| source.path.contains(home)) {
            continue;
        }
        for (place, line) in source.lines() {
            if line.contains("markup::define!") || line.contains("markup::new!") {
                problems.push(place);
            }
        }
    }
    none(problems, "markup stands in views, or in web's ui and layout");
}

#[test]
fn only_the_audit_opens_a_transaction_to_write() {
    let mut problems = Vec::new();
    for source in sources("src") {
        if source.path.starts_with("src/audit/") || source.path.starts_with("src/db/") {
            continue;
        }
        for (place, line) in source.lines() {
            if line.contains(".transact(") || line.contains("transaction(") {
                problems.push(place);
            }
        }
    }
    none(problems, "a change goes through Db::write, bookkeeping through Db::upkeep");
}

#[test]
fn what_is_typed_as_a_password_is_never_given_back() {
    let mut problems = Vec::new();
    for source in sources("src").iter().filter(|it| !it.path.contains("/gallery/")) {
        for (place, line) in source.lines() {
            for field in line.split("Field::password(\"").skip(1) {
                let name = field.split('"').next().unwrap_or_default();
                if !pi_crm::shell::is_secret(name) {
                    problems.push(format!("{place}: {name}"));
                }
            }
        }
    }
    none(problems, "shell::is_secret names every field of this kind");
}

#[test]
fn nothing_looks_up() {
    let layer = |room: &str| LAYERS.iter().position(|rooms| rooms.contains(&room));
    let mut problems = Vec::new();
    for source in sources("src") {
        let room = source.path["src/".len()..].split(['/', '.']).next().unwrap_or_default();
        if matches!(room, "lib" | "main" | "build_date") || source.is_front() {
            continue;
        }
        let Some(own) = layer(room) else {
            problems.push(format!("{}: say in LAYERS where {room} stands", source.path));
            continue;
        };
        for named in named_rooms(source.code()) {
            match layer(&named) {
                Some(other) if other > own => {
                    problems.push(format!("{} names {named}, which is above it", source.path));
                }
                _ => {}
            }
        }
    }
    none(problems, "rooms look downward only");
}

/// First words after `crate::`, also inside a `use crate::{…}` list.
fn named_rooms(code: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let mut named: Vec<String> = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            None => named.push(word(rest)),
            Some(list) => {
                let mut depth = 1;
                let mut start = true;
                for (at, c) in list.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        ',' if depth == 1 => start = true,
                        c if start && c.is_alphabetic() => {
                            named.push(word(&list[at..]));
                            start = false;
                        }
                        _ => {}
                    }
                    if depth == 0 {
                        break;
                    }
                }
            }
        }
    }
    named
}

#[test]
fn lines_functions_and_files_are_of_a_readable_size() {
    let mut problems = Vec::new();
    for source in sources("src").into_iter().chain(sources("tests")) {
        for (at, line) in source.text.lines().enumerate() {
            if line.chars().count() > COLUMNS {
                problems.push(format!("{}:{}: over {COLUMNS} columns", source.path, at + 1));
            }
        }
        if source.code().lines().count() > FILE_LINES {
            problems.push(format!("{}: over {FILE_LINES} lines; split the room", source.path));
        }
        problems.extend(long_functions(&source));
    }
    none(problems, "a file, a function and a line can be taken in at a glance");
}

fn long_functions(source: &Source) -> Vec<String> {
    let lines: Vec<&str> = source.text.lines().collect();
    let mut problems = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let words = line.trim_start();
        let indent = line.len() - words.len();
        let is_function = ["fn ", "pub fn ", "async fn ", "pub async fn ", "pub(super) fn "]
            .iter()
            .any(|head| words.starts_with(head));
        if !is_function {
            continue;
        }
        let end = format!("{}}}", " ".repeat(indent));
        let length = lines[start..].iter().position(|line| *line == end).unwrap_or(0);
        if length > FUNCTION_LINES {
            problems.push(format!("{}:{}: {length} lines", source.path, start + 1));
        }
    }
    problems
}

#[test]
fn every_embedded_file_is_used() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let code: String = sources("src").iter().map(|source| source.text.clone()).collect();
    let mut problems = Vec::new();
    let mut folders = vec![root.join("sql/queries"), root.join("sql/migrations")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let path = entry.path();
            let name = path.strip_prefix(root.join("sql")).expect("inside").display().to_string();
            if !code.contains(&name) {
                problems.push(name);
            }
        }
    }
    none(problems, "files in sql/ are included somewhere");
}

#[test]
fn a_class_has_its_looks_in_one_stylesheet() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/css");
    let mut homes: Vec<(String, String)> = Vec::new();
    let mut problems = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let file = entry.file_name().to_string_lossy().into_owned();
        // What paper shows is said of every class in one place.
        if file == "print.css" {
            continue;
        }
        let text = fs::read_to_string(entry.path()).expect("text");
        let heads = text.lines().filter_map(|line| line.strip_prefix("  .")?.strip_suffix(" {"));
        let classes = heads.filter(|head| head.chars().all(|it| it == '-' || it.is_alphanumeric()));
        for class in classes {
            match homes.iter().find(|(known, home)| known == class && *home != file) {
                Some((_, home)) => problems.push(format!(".{class}: {home} and {file}")),
                None => homes.push((class.to_owned(), file.clone())),
            }
        }
    }
    none(problems, "one class is styled in one file, or two meanings get mixed");
}

#[test]
fn every_dependency_has_its_reason_beside_it() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .expect("a manifest");
    let mut is_dependencies = false;
    let mut problems = Vec::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            is_dependencies = line.ends_with("dependencies]");
        } else if is_dependencies && line.contains(" = ") && !line.contains('#') {
            problems.push(line.to_owned());
        }
    }
    none(problems, "say beside each dependency what it is for");
}
