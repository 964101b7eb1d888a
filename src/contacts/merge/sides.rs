//! Two contacts side by side: all that a person chooses between, and a mark of the state shown.
use rusqlite::Connection;

use super::{SAME, store};
use crate::{
    contacts::{
        self, Contact,
        fields::values::{self, FieldValue},
        lists::{self, List},
        reach::{self, Reach},
    },
    error::{Error, Result},
    ids::Uid,
    workspaces::Scope,
};

/// One of the two, with what belongs to it.
#[derive(Clone, Debug)]
pub struct Side {
    pub contact: Contact,
    pub stage: Option<List>,
    pub tags: Vec<List>,
    /// In the order of the definitions, the same on both sides.
    pub custom: Vec<FieldValue>,
    pub reach: Reach,
    pub facts: Facts,
}

/// What is known of a contact beside what a person typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    pub last_contact_at: Option<i64>,
    /// How many entries its log has.
    pub logged: i64,
}

#[derive(Clone, Debug)]
pub struct Comparison {
    /// Who stays.
    pub target: Side,
    /// Whose things go over, and who is gone then.
    pub source: Side,
    /// Changes whenever anything shown of either does.
    pub seen: String,
}

impl Comparison {
    /// A custom field's values by its name, the target's first.
    pub fn custom(&self, name: &str) -> Result<(&FieldValue, &FieldValue)> {
        let of = |side: &'_ Side| side.custom.iter().position(|it| it.definition.name == name);
        match (of(&self.target), of(&self.source)) {
            (Some(ours), Some(theirs)) => {
                Ok((&self.target.custom[ours], &self.source.custom[theirs]))
            }
            _ => Err(Error::invalid(
                format!("{}{name}", values::INPUT),
                "This field was deleted in the meantime; its values are kept",
            )),
        }
    }
}

/// Both, where they are two contacts of this workspace.
pub fn compare(conn: &Connection, scope: &Scope, target: Uid, source: Uid) -> Result<Comparison> {
    let target = contacts::find(conn, scope, target)?;
    let source = contacts::find(conn, scope, source)?;
    if target.id == source.id {
        return Err(Error::invalid("source", SAME));
    }
    let (target, source) = (side(conn, scope, target)?, side(conn, scope, source)?);
    let (one, other) = (state(&target), state(&source));
    let (mut target, mut source) = (target, source);
    unlink(&mut target, source.contact.uid);
    unlink(&mut source, target.contact.uid);
    let seen = contacts::etag([Some(one.as_str()), Some(other.as_str())]);
    Ok(Comparison { target, source, seen })
}

fn side(conn: &Connection, scope: &Scope, contact: Contact) -> Result<Side> {
    let standings = lists::standings(conn, scope, &[contact.id])?;
    Ok(Side {
        reach: reach::of(conn, scope, contact.id)?,
        stage: standings.stage(contact.id).cloned(),
        tags: standings.tags(contact.id).cloned().collect(),
        custom: values::of(conn, scope, contact.id)?,
        facts: store::facts(conn, scope, contact.id)?,
        contact,
    })
}

/// Somebody who is linked to the other is not linked to themselves afterwards.
fn unlink(side: &mut Side, other: Uid) {
    for field in &mut side.custom {
        if field.linked.as_ref().is_some_and(|linked| linked.uid == other) {
            (field.value, field.linked) = (None, None);
        }
    }
}

fn state(side: &Side) -> String {
    let uid = side.contact.uid.to_string();
    let lists = side.stage.iter().chain(&side.tags).map(|list| format!("{} ", list.uid));
    let last = format!("{:?}", side.facts.last_contact_at);
    contacts::etag([
        Some(&*uid),
        Some(&*side.contact.etag()),
        Some(&*values::etag(&side.custom)),
        Some(&*lists.collect::<String>()),
        Some(&*side.reach.etag(&side.contact)),
        Some(&*last),
    ])
}
