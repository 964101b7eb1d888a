//! Presets: what a workspace of a certain kind usually starts with. They can be edited before they
//! are applied; afterwards everything is ordinary data.
pub mod api;
mod form;
pub mod pages;
mod table;
pub mod views;

use std::fmt;

use rusqlite::Connection;

pub use form::Form;
pub use table::ALL;

use crate::{
    audit::{RequestKey, Subject, Tx},
    contacts::{
        fields::{
            FieldOwner,
            packs::{self, Pack},
        },
        lists::{self, Colour, ListDraft, ListKind},
    },
    error::{Error, Result},
    settings::{self, MailProvider, NO, Owner, Sent, Setting, YES},
    text,
    workspaces::{self, Scope, Workspace},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// For any household or office.
    Plain,
    /// As one household has them.
    Example,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Preset {
    /// Its name in addresses and in the API.
    pub key: &'static str,
    pub family: Family,
    /// What the workspace is called, unless somebody says otherwise.
    pub name: &'static str,
    pub purpose: &'static str,
    /// What to do first.
    pub welcome: &'static str,
    /// In their order.
    pub stages: &'static [(&'static str, Colour)],
    pub tags: &'static [(&'static str, Colour)],
    pub packs: &'static [Pack],
    pub needs_approval: bool,
    pub may_text: bool,
    pub mail_provider: MailProvider,
}

/// What is to be made: a preset as it was edited, and checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub name: String,
    pub stages: Vec<(String, Colour)>,
    pub tags: Vec<(String, Colour)>,
    pub packs: Vec<Pack>,
    pub settings: Vec<Sent>,
    /// Where it came from, for the log.
    pub preset: Option<&'static Preset>,
}

/// How many of a kind were made, and how many were there before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub added: usize,
    pub known: usize,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub stages: Tally,
    pub tags: Tally,
    pub fields: Tally,
    /// Fields that could not be added, and why.
    pub refused: Vec<(String, String)>,
}

impl Preset {
    pub fn find(key: &str) -> Option<&'static Self> {
        ALL.iter().find(|it| it.key == key)
    }

    /// The one whose name this is.
    pub fn named(name: &str) -> Option<&'static Self> {
        ALL.iter().find(|it| it.name == name)
    }

    /// As it is, under this name.
    pub fn plan(&'static self, name: &str) -> Plan {
        let owned = |lists: &[(&str, Colour)]| {
            lists.iter().map(|(name, colour)| ((*name).to_owned(), *colour)).collect()
        };
        Plan {
            name: name.to_owned(),
            stages: owned(self.stages),
            tags: owned(self.tags),
            packs: self.packs.to_vec(),
            settings: self.settings(),
            preset: Some(self),
        }
    }

    /// What it sets of a workspace's settings.
    pub fn settings(&self) -> Vec<Sent> {
        let yes_or_no = |is_so: bool| if is_so { YES } else { NO };
        [
            (Setting::ApprovalRequired, yes_or_no(self.needs_approval)),
            (Setting::Texting, yes_or_no(self.may_text)),
            (Setting::MailProvider, self.mail_provider.name()),
        ]
        .map(|(setting, value)| Sent::new(setting, value))
        .to_vec()
    }
}

impl Plan {
    /// A name, and nothing in it.
    pub fn blank(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }
}

/// A new workspace with all that the plan says: one transaction, one line in the log, one undo.
pub fn create(tx: &Tx<'_>, plan: &Plan, request: Option<&RequestKey>) -> Result<Workspace> {
    let uid = tx.once(request, || {
        let workspace = workspaces::create(tx, &plan.name, None)?;
        let scope = workspaces::open(tx, tx.actor, workspace.uid)?;
        let outcome = apply(tx, &scope, plan)?;
        let owner = Owner::Workspace(workspace.id);
        let subject = Subject::workspace(workspace.id, &workspace.name);
        settings::save(tx, owner, subject.clone(), &plan.settings)?;
        tx.about_only(subject);
        if let Some(preset) = plan.preset {
            tx.say(format!("From the preset “{}”: {outcome}", preset.name));
        }
        Ok(workspace.uid)
    })?;
    workspaces::find(tx, &workspaces::open(tx, tx.actor, uid)?)
}

/// What a workspace does not have yet of the plan; what is there stays as it is.
pub fn add_missing(
    tx: &Tx<'_>,
    scope: &Scope,
    plan: &Plan,
    request: Option<&RequestKey>,
) -> Result<()> {
    tx.once(request, || {
        let workspace = workspaces::find(tx, scope)?;
        let outcome = apply(tx, scope, plan)?;
        tx.about_only(Subject::workspace(workspace.id, &workspace.name));
        tx.say(plan.preset.map_or_else(String::new, |it| format!("{}: {outcome}", it.name)));
        Ok(workspace.uid)
    })?;
    Ok(())
}

fn apply(tx: &Tx<'_>, scope: &Scope, plan: &Plan) -> Result<Outcome> {
    tx.in_workspace(scope.workspace());
    let mut outcome = Outcome {
        stages: lists_added(tx, scope, ListKind::Stage, &plan.stages)?,
        tags: lists_added(tx, scope, ListKind::Tag, &plan.tags)?,
        ..Outcome::default()
    };
    for pack in &plan.packs {
        let applied = packs::apply(tx, FieldOwner::In(scope), *pack)?;
        outcome.fields.added += applied.added.len();
        outcome.fields.known += applied.there.len();
        outcome.refused.extend(applied.refused);
    }
    Ok(outcome)
}

fn lists_added(
    tx: &Tx<'_>,
    scope: &Scope,
    kind: ListKind,
    wanted: &[(String, Colour)],
) -> Result<Tally> {
    let all = lists::all(tx, scope)?;
    let known: Vec<String> =
        all.iter().filter(|it| it.kind == kind).map(|it| it.name.to_lowercase()).collect();
    let mut tally = Tally::default();
    for (name, colour) in wanted {
        if known.contains(&name.to_lowercase()) {
            tally.known += 1;
            continue;
        }
        let draft = ListDraft { kind, name: name.clone(), colour: *colour };
        lists::create(tx, scope, &draft).map_err(|cause| beside_its_kind(kind, cause))?;
        tally.added += 1;
    }
    Ok(tally)
}

/// Stages and tags have a box each, and no box is called "name" as a single list's is.
fn beside_its_kind(kind: ListKind, cause: Error) -> Error {
    let Error::Invalid(problems) = cause else { return cause };
    let field = match kind {
        ListKind::Stage => "stages",
        ListKind::Tag => "tags",
    };
    Error::Invalid(problems.into_values().map(|problem| (field, problem)).collect())
}

/// What of a preset a workspace lacks, as the form to add it shows.
pub fn missing(conn: &Connection, scope: &Scope, preset: &'static Preset) -> Result<Plan> {
    let all = lists::all(conn, scope)?;
    let mut plan = preset.plan(preset.name);
    for (kind, wanted) in [(ListKind::Stage, &mut plan.stages), (ListKind::Tag, &mut plan.tags)] {
        wanted.retain(|(name, _)| {
            let is_it = |list: &lists::List| list.name.to_lowercase() == name.to_lowercase();
            !all.iter().any(|list| list.kind == kind && is_it(list))
        });
    }
    Ok(plan)
}

impl fmt::Display for Outcome {
    /// "added 5 stages and 3 tags; 2 tags were there already"
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |pick: fn(&Tally) -> usize| {
            let kinds = [(&self.stages, "stage"), (&self.tags, "tag"), (&self.fields, "field")];
            let counted = kinds.into_iter().filter(|(tally, _)| pick(tally) > 0);
            text::listed(
                &counted.map(|(it, noun)| counted_noun(pick(it), noun)).collect::<Vec<_>>(),
            )
        };
        let (added, known) = (of(|it| it.added), of(|it| it.known));
        match (added.as_str(), known.as_str()) {
            ("", "") => f.write_str("nothing to add"),
            (added, "") => write!(f, "added {added}"),
            ("", known) => write!(f, "nothing added; {known} there already"),
            (added, known) => write!(f, "added {added}; {known} there already"),
        }?;
        self.refused.iter().try_for_each(|(label, why)| write!(f, "; not added: {label} ({why})"))
    }
}

fn counted_noun(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

#[cfg(test)]
mod tests;
