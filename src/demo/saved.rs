//! The views that a person of each line of business comes back to.
use super::companies::Line;
use crate::{
    audit::Tx,
    contacts::{
        Column,
        lists::{self, List},
        saved::{self, Draft},
    },
    error::Result,
    workspaces::Scope,
};

/// Its name, the stage and the tag it asks for, the rest of what it asks, and its columns.
pub struct Wanted {
    name: &'static str,
    stage: &'static str,
    tag: &'static str,
    rest: &'static str,
    columns: &'static [&'static str],
}

const SILENT: Wanted = Wanted {
    name: "Not heard from in 90 days",
    stage: "",
    tag: "",
    rest: "last_contact.older=90&sort=last_contact",
    columns: &["name", "stage", "last_contact", "primary_phone", "primary_email"],
};

const FRESH: Wanted = Wanted {
    name: "New and never contacted",
    stage: "",
    tag: "",
    rest: "last_contact.never=yes&sort=-created_on",
    columns: &["name", "created_on", "primary_phone", "primary_email", "tags"],
};

/// Who asks for something now, by stage; who was spoken with longest ago comes first.
const fn in_stage(name: &'static str, stage: &'static str) -> Wanted {
    let columns: &[&str] = &["name", "primary_phone", "tags", "last_contact"];
    Wanted { name, stage, tag: "", rest: "sort=last_contact", columns }
}

const fn with_tag(name: &'static str, tag: &'static str, rest: &'static str) -> Wanted {
    let columns: &[&str] = &["name", "stage", "primary_phone", "primary_email", "last_contact"];
    Wanted { name, stage: "", tag, rest, columns }
}

const MORTGAGE: &[Wanted] = &[
    in_stage("Applications under way", "Applications"),
    with_tag("Hot, quiet for two weeks", "Hot", "last_contact.older=14&sort=last_contact"),
    with_tag("First-time buyers", "First-time buyer", "sort=name"),
    FRESH,
    SILENT,
];
const STORIES: &[Wanted] = &[in_stage("Being recorded", "Recording"), SILENT];
const REALTORS: &[Wanted] = &[
    in_stage("Partners", "Partner"),
    with_tag("Top producers to call", "Top producer", "last_contact.older=30&sort=last_contact"),
    SILENT,
];
const CONSULTING: &[Wanted] = &[in_stage("Proposals out", "Proposal"), SILENT];
const CIRCLE: &[Wanted] = &[
    with_tag("Holiday cards", "Holiday cards", "sort=last_name"),
    Wanted {
        columns: &["name", "custom-birthday", "primary_phone", "last_contact"],
        ..with_tag("Family by birthday", "Family", "sort=custom-birthday")
    },
    SILENT,
];
const HOMES: &[Wanted] = &[
    in_stage("Under contract", "Under contract"),
    with_tag("Past clients to call", "Past client", "last_contact.older=60&sort=last_contact"),
    FRESH,
    SILENT,
];
const OPEN_HOUSES: &[Wanted] = &[FRESH, SILENT];

pub fn of(line: Line) -> &'static [Wanted] {
    match line {
        Line::Mortgage => MORTGAGE,
        Line::Stories => STORIES,
        Line::Realtors => REALTORS,
        Line::Consulting => CONSULTING,
        Line::Circle => CIRCLE,
        Line::Homes => HOMES,
        Line::OpenHouses => OPEN_HOUSES,
    }
}

pub fn save(tx: &Tx<'_>, scope: &Scope, views: &[Wanted]) -> Result<()> {
    let lists = lists::all(tx, scope)?;
    for view in views {
        let columns = view.columns.iter().filter_map(|code| Column::from_code(code)).collect();
        let draft = Draft { name: view.name.to_owned(), query: view.query(&lists), columns };
        saved::create(tx, scope, &draft, None)?;
    }
    Ok(())
}

impl Wanted {
    fn query(&self, lists: &[List]) -> String {
        let mut parts = Vec::new();
        for (key, name) in [("stage", self.stage), ("tag", self.tag)] {
            let list = lists.iter().find(|it| it.name == name);
            parts.extend(list.map(|it| format!("{key}={}", it.uid)));
        }
        parts.push(self.rest.to_owned());
        parts.join("&")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{contacts::Reading, presets::Preset};

    #[test]
    fn every_view_asks_for_what_its_workspace_has() {
        for (_, name, line, _) in super::super::WORKSPACES {
            let preset = Preset::named(name).expect("a preset");
            for view in of(line) {
                let has = |lists: &[(&str, _)], name: &str| {
                    name.is_empty() || lists.iter().any(|(known, _)| *known == name)
                };
                assert!(has(preset.stages, view.stage), "{name}: no stage {}", view.stage);
                assert!(has(preset.tags, view.tag), "{name}: no tag {}", view.tag);
                let reading = Reading::of_query(view.rest).unwrap();
                assert!(reading.problems.is_empty(), "{}: {:?}", view.name, reading.problems);
                let known = view.columns.iter().filter_map(|it| Column::from_code(it)).count();
                assert_eq!(known, view.columns.len(), "{}", view.name);
            }
        }
    }
}
