//! What is to become of a file: of each column, of contacts that are there already, of all of them
//! together. Kept as a person chose it, and made ready for the work.
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::{layouts, survey::Survey, targets::Target};
use crate::{
    contacts::{
        Field,
        fields::{self, Definition, FieldDraft, Kind, Reader},
    },
    error::{Problems, Result, unless_any},
    ids::Uid,
    when::Manner,
    workspaces::Scope,
};

/// What happens to a line about somebody who is there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    #[default]
    Skip,
    Update,
    Create,
    Review,
}

impl Policy {
    pub const ALL: [Self; 4] = [Self::Skip, Self::Update, Self::Review, Self::Create];

    pub fn code(self) -> &'static str {
        match self {
            Self::Skip => "skip",
            Self::Update => "update",
            Self::Create => "create",
            Self::Review => "review",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.code() == code)
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Skip => "Skip them: who is here stays as they are",
            Self::Update => "Update them: what the file says counts, its blanks change nothing",
            Self::Create => "Add them anyway, as new contacts",
            Self::Review => "Let me look at each of them afterwards",
        }
    }
}

/// As a person chose it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Codes of targets, a column each.
    pub targets: Vec<String>,
    pub policy: Policy,
    /// For those that have none in the file.
    pub stage: Option<Uid>,
    /// For all of them, by name.
    pub tags: Vec<String>,
    /// Lines with a value that cannot be taken come in without that value.
    pub is_lenient: bool,
}

pub const MOST_TAGS: usize = 20;

/// A column, ready for the work.
#[derive(Clone, Debug)]
pub struct Slot {
    pub header: String,
    pub target: Target,
    /// What an address or a number in it is called.
    pub label: Option<String>,
    /// The field that it fills; for one that is still to be added, as it will be.
    pub field: Option<Filled>,
}

#[derive(Clone, Debug)]
pub struct Filled {
    pub name: String,
    pub label: String,
    pub kind: Kind,
    pub options: Vec<String>,
    /// None while the field is not there yet.
    pub definition: Option<Definition>,
}

#[derive(Clone, Debug)]
pub struct Ready {
    pub slots: Vec<Slot>,
    pub plan: Plan,
    /// How dates and numbers in the file are written.
    pub reader: Reader,
    /// Whose export the file is, as it seems.
    pub program: Option<String>,
    /// Fields that are not in the file and have something to begin with.
    pub defaults: Vec<Definition>,
}

impl Plan {
    pub fn target(&self, column: usize) -> Target {
        let code = self.targets.get(column).map_or("", String::as_str);
        Target::from_code(code).unwrap_or(Target::Ignore)
    }

    /// What a person should change before it can work.
    pub fn check(&self, headers: &[String], fields: &[Definition]) -> Result<()> {
        let mut problems = Problems::new();
        let mut taken: Vec<(Target, &str)> = Vec::new();
        for (at, header) in headers.iter().enumerate() {
            let target = self.target(at);
            let said = match &target {
                Target::Custom(name) if !fields.iter().any(|it| it.name == *name) => {
                    Some(format!("{header}: this field was deleted in the meantime"))
                }
                Target::New(kind) => FieldDraft::new(header, *kind)
                    .check(&Reader::default())
                    .err()
                    .map(|_| format!("{header}: this cannot be the name of a field")),
                _ => None,
            };
            let twice = taken.iter().find(|(it, _)| *it == target && !target.is_for_many());
            let twice = twice.map(|(_, first)| format!("{header}: “{first}” is this already"));
            if let Some(said) = said.or(twice) {
                problems.insert(input(at), said);
            }
            taken.push((target, header));
        }
        if taken.iter().all(|(target, _)| !names_somebody(target)) {
            problems.insert(
                input(0),
                "Choose at least one column with a name, a company, an e-mail or a phone".into(),
            );
        }
        if self.tags.len() > MOST_TAGS {
            problems.insert("tags", format!("Give at most {MOST_TAGS} tags"));
        }
        unless_any(problems)
    }

    pub fn ready(&self, conn: &Connection, scope: &Scope, survey: &Survey) -> Result<Ready> {
        let fields = fields::seen(conn, scope)?;
        let slot = |(at, header): (usize, &String)| {
            let target = self.target(at);
            let field = filled(&target, header, &fields);
            Slot { header: header.clone(), target, label: layouts::label(header), field }
        };
        let slots: Vec<Slot> = survey.headers.iter().enumerate().map(slot).collect();
        let is_filled = |it: &Definition| {
            slots.iter().any(|s| s.field.as_ref().is_some_and(|f| f.name == it.name))
        };
        let defaults = fields.iter().filter(|it| it.default.is_some() && !is_filled(it));
        let reader = fields::reader(conn, scope.owner())?;
        // Our own files are written for programs: 1250.5, whatever their owner's country.
        let manner = match survey.program.as_deref() {
            Some(layouts::OWN) => Manner { zone: reader.manner.zone.clone(), ..Manner::default() },
            _ => reader.manner.clone(),
        };
        Ok(Ready {
            plan: self.clone(),
            reader: Reader { manner, ..reader },
            program: survey.program.clone(),
            defaults: defaults.cloned().collect(),
            slots,
        })
    }
}

/// The name of a column's control on the page.
pub fn input(column: usize) -> String {
    format!("column-{column}")
}

fn names_somebody(target: &Target) -> bool {
    let by = [Field::FirstName, Field::LastName, Field::Company].map(Target::Base);
    let reached = [Field::PrimaryEmail, Field::PrimaryPhone].map(Target::Base);
    let others = [Target::FullName, Target::OtherEmails, Target::OtherPhones];
    by.contains(target) || reached.contains(target) || others.contains(target)
}

fn filled(target: &Target, header: &str, fields: &[Definition]) -> Option<Filled> {
    let of = |it: &Definition| Filled {
        name: it.name.clone(),
        label: it.label.clone(),
        kind: it.kind,
        options: it.options.clone(),
        definition: Some(it.clone()),
    };
    match target {
        Target::Custom(name) => fields.iter().find(|it| it.name == *name).map(of),
        Target::New(kind) => {
            let label: String = header.chars().take(fields::LABEL_CHARS).collect();
            let name = fields::slug(&label);
            // Added by an earlier part of the same import, or by hand meanwhile.
            let known = fields.iter().find(|it| it.name == name);
            Some(known.map(of).unwrap_or(Filled {
                name,
                label,
                kind: *kind,
                options: Vec::new(),
                definition: None,
            }))
        }
        _ => None,
    }
}
