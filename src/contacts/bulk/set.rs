//! What is done to each: checked once for all, and left out where it is so already.
use super::{Operation, Outcome};
use crate::{
    audit::Tx,
    contacts::{
        self, Contact, Field,
        fields::{self, Definition, Kind, Reader, value, values},
        lists::{self, Assignment, List, ListKind, STAGE_GONE, StageChange, TAG_GONE},
        reach,
    },
    error::{Error, Problems, Result, unless_any},
    ids::{ContactId, Uid},
    workspaces::Scope,
};

/// An operation whose names have become things of this workspace.
pub struct Ready {
    operation: Operation,
    list: Option<List>,
    field: Option<(Definition, Reader)>,
}

impl Ready {
    pub fn words(&self) -> String {
        let field = self.field.as_ref().map(|(definition, _)| definition.label.as_str());
        self.operation.words(self.list.as_ref(), field)
    }
}

pub fn ready(tx: &Tx<'_>, scope: &Scope, operation: &Operation) -> Result<Ready> {
    let mut ready = Ready { operation: operation.clone(), list: None, field: None };
    match operation {
        Operation::AddTag(tag) | Operation::RemoveTag(tag) => {
            ready.list = Some(list(tx, scope, *tag, ListKind::Tag, ("tag", TAG_GONE))?);
        }
        Operation::TagNamed(name) => {
            let tag = lists::tag_named(tx, scope, name)?;
            ready.operation = Operation::AddTag(tag.uid);
            ready.list = Some(tag);
        }
        Operation::Move(Some(stage)) => {
            ready.list = Some(list(tx, scope, *stage, ListKind::Stage, ("stage", STAGE_GONE))?);
        }
        Operation::Company(value) => {
            let mut problems = Problems::new();
            Field::Company.check(&mut problems, value);
            if let Some(wrong) = problems.get("company") {
                return Err(Error::invalid("value", wrong.clone()));
            }
        }
        Operation::Field { definition, value } => {
            ready.field = Some(field(tx, scope, *definition, value)?);
        }
        Operation::Move(None) | Operation::DoNotContact(_) | Operation::Delete => {}
    }
    Ok(ready)
}

fn list(
    tx: &Tx<'_>,
    scope: &Scope,
    uid: Uid,
    kind: ListKind,
    (name, gone): (&'static str, &'static str),
) -> Result<List> {
    match lists::find(tx, scope, uid) {
        Ok(list) if list.kind == kind => Ok(list),
        Ok(_) | Err(Error::NotFound(_)) => Err(Error::invalid(name, gone)),
        Err(cause) => Err(cause),
    }
}

fn field(tx: &Tx<'_>, scope: &Scope, uid: Uid, input: &str) -> Result<(Definition, Reader)> {
    let known = fields::seen(tx, scope)?.into_iter().find(|it| it.uid == uid);
    let Some(definition) = known else {
        return Err(Error::invalid("field", "This field was deleted in the meantime"));
    };
    let reader = fields::reader(tx, scope.owner())?;
    let mut problems = Problems::new();
    if definition.kind != Kind::ContactLink {
        match value::check(definition.kind, &definition.options, input, &reader) {
            Ok(None) if definition.is_required => {
                problems.insert("value", "This field is required: give a value".to_owned());
            }
            Ok(_) => {}
            Err(wrong) => problems.insert("value", wrong),
        }
    }
    unless_any(problems)?;
    Ok((definition, reader))
}

/// Does it to some, as many as a step takes.
pub fn some(tx: &Tx<'_>, scope: &Scope, ready: &Ready, people: &[Contact]) -> Result<Outcome> {
    match &ready.operation {
        Operation::AddTag(_)
        | Operation::TagNamed(_)
        | Operation::RemoveTag(_)
        | Operation::Move(_) => sort(tx, scope, ready, people),
        Operation::DoNotContact(is_silenced) => {
            let changed = reach::silence_all(tx, scope, people, *is_silenced)?;
            Ok(Outcome { changed, unchanged: people.len() - changed, ..Outcome::default() })
        }
        Operation::Company(_) | Operation::Field { .. } | Operation::Delete => {
            let mut outcome = Outcome::default();
            for contact in people {
                match one(tx, scope, ready, contact)? {
                    One::Changed => outcome.changed += 1,
                    One::SoAlready => outcome.unchanged += 1,
                    One::Refused(why) => {
                        outcome.refused += 1;
                        outcome.why.get_or_insert(why);
                    }
                }
            }
            Ok(outcome)
        }
    }
}

fn sort(tx: &Tx<'_>, scope: &Scope, ready: &Ready, people: &[Contact]) -> Result<Outcome> {
    let ids: Vec<ContactId> = people.iter().map(|contact| contact.id).collect();
    let standings = lists::standings(tx, scope, &ids)?;
    let wanted = ready.list.as_ref().map(|list| list.id);
    let has = |contact: &&Contact| match ready.operation {
        Operation::Move(_) => standings.stage(contact.id).map(|it| it.id) != wanted,
        Operation::AddTag(_) => !standings.tags(contact.id).any(|it| Some(it.id) == wanted),
        _ => standings.tags(contact.id).any(|it| Some(it.id) == wanted),
    };
    let others: Vec<Uid> = people.iter().filter(has).map(|contact| contact.uid).collect();
    let assignment = match ready.operation {
        Operation::AddTag(tag) => Assignment { add: vec![tag], ..Assignment::default() },
        Operation::RemoveTag(tag) => Assignment { remove: vec![tag], ..Assignment::default() },
        Operation::Move(Some(stage)) => {
            Assignment { stage: StageChange::To(stage), ..Assignment::default() }
        }
        _ => Assignment { stage: StageChange::Clear, ..Assignment::default() },
    };
    if !others.is_empty() {
        lists::assign(tx, scope, &others, &assignment)?;
    }
    let (changed, unchanged) = (others.len(), people.len() - others.len());
    Ok(Outcome { changed, unchanged, ..Outcome::default() })
}

enum One {
    Changed,
    SoAlready,
    Refused(String),
}

fn one(tx: &Tx<'_>, scope: &Scope, ready: &Ready, contact: &Contact) -> Result<One> {
    let rows = tx.total_changes();
    match (&ready.operation, &ready.field) {
        (Operation::Company(value), _) => {
            let edits = [(Field::Company, value.clone())];
            match contacts::edit(tx, scope, contact.uid, &edits) {
                Err(Error::Invalid(problems)) => return Ok(refused(&problems)),
                edited => edited.map(|_| ())?,
            }
        }
        (Operation::Field { value, .. }, Some((definition, reader))) => {
            if let Err(why) = values::set(tx, scope, contact, definition.uid, value, reader)? {
                return Ok(One::Refused(why));
            }
        }
        _ => contacts::delete(tx, scope, contact.uid).map(|_| ())?,
    }
    Ok(if tx.total_changes() > rows { One::Changed } else { One::SoAlready })
}

fn refused(problems: &Problems) -> One {
    let why = problems.iter().next().map(|(_, why)| why.to_string());
    One::Refused(why.unwrap_or_default())
}
