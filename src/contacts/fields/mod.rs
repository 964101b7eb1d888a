//! Custom fields: what a person keeps about their contacts beyond the base fields (CT-2 to CT-6).
//! A definition is for one workspace, or for all of its owner's; a contact sees both.
pub mod api;
mod arrange;
mod draft;
mod kind;
pub mod occasion;
pub mod packs;
pub mod pages;
mod store;
pub mod value;
pub mod values;
pub mod views;

use rusqlite::Connection;

pub use arrange::{order, shift};
pub use draft::{Checked, FieldDraft, LABEL_CHARS, options_of_lines, slug};
pub use kind::Kind;
pub use value::Reader;

use crate::{
    audit::{RequestKey, Subject, Tx},
    error::{Error, Result},
    ids::{FieldId, Uid, UserId, WorkspaceId},
    settings,
    when::{self, Manner},
    workspaces::{Mine, Scope},
};

/// Of one owner: more would make a form that nobody fills in.
pub const MOST_FIELDS: usize = 100;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    pub id: FieldId,
    pub uid: Uid,
    /// The one it is for; none for all of the owner's workspaces.
    pub workspace: Option<(WorkspaceId, Uid)>,
    /// As programs and placeholders say it: birthday.
    pub name: String,
    pub label: String,
    pub kind: Kind,
    /// Of a dropdown, in order.
    pub options: Vec<String>,
    pub is_required: bool,
    pub default: Option<String>,
    /// Changes of its value go into the communication log (CT-5).
    pub is_transaction: bool,
    pub position: i64,
    pub created_on: i64,
    /// When it was deleted; its values stay and come back with it.
    pub hidden_on: Option<i64>,
}

impl Definition {
    /// Changes whenever anything that a person can change of it does.
    pub fn etag(&self) -> String {
        let Self { name, label, options, is_required, default, is_transaction, .. } = self;
        let flags = format!("{is_required} {is_transaction} {:?}", self.hidden_on);
        let options = options.join("\n");
        let default = default.as_deref();
        super::etag([Some(name), Some(label), Some(&options), default, Some(&flags)])
    }

    /// A kept value or default as this reader would type it: what an input holds to begin with.
    pub fn as_typed(&self, value: &str, manner: &Manner) -> String {
        match self.kind {
            Kind::Number => when::typed_number(manner, value),
            _ => value.to_owned(),
        }
    }
}

/// Whose fields: all my workspaces', or one workspace's.
#[derive(Clone, Copy, Debug)]
pub enum FieldOwner<'a> {
    Mine(&'a Mine),
    In(&'a Scope),
}

impl FieldOwner<'_> {
    fn user(&self) -> UserId {
        match self {
            Self::Mine(mine) => mine.owner(),
            Self::In(scope) => scope.owner(),
        }
    }

    fn workspace(&self) -> Option<WorkspaceId> {
        match self {
            Self::Mine(_) => None,
            Self::In(scope) => Some(scope.workspace()),
        }
    }
}

/// How this person writes numbers, and where their phones are.
pub fn reader(conn: &Connection, user: UserId) -> Result<Reader> {
    let manner = settings::preferences(conn, user)?.manner;
    let country = settings::default_country(conn, user)?.code().to_owned();
    Ok(Reader { manner, country })
}

/// The owner's own, in order; those of the other kind are not among them.
pub fn list(conn: &Connection, owner: FieldOwner<'_>) -> Result<Vec<Definition>> {
    store::list(conn, owner)
}

/// Those that were deleted, the latest first, each with how many contacts keep a value.
pub fn deleted(conn: &Connection, owner: FieldOwner<'_>) -> Result<Vec<(Definition, i64)>> {
    store::hidden(conn, owner)
}

/// All that a contact of this workspace has: the workspace's own first, then those of all.
pub fn seen(conn: &Connection, scope: &Scope) -> Result<Vec<Definition>> {
    store::seen(conn, scope)
}

/// One of mine, deleted or not; somebody else's answers as if it did not exist.
pub fn find(conn: &Connection, mine: &Mine, uid: Uid) -> Result<Definition> {
    store::find(conn, mine, uid)?.ok_or(Error::NotFound("field"))
}

/// How many contacts have a value in it.
pub fn in_use(conn: &Connection, definition: &Definition) -> Result<i64> {
    store::in_use(conn, definition.id)
}

/// Adds a field, or brings back a deleted one of the same name with the values it kept.
pub fn define(tx: &Tx<'_>, owner: FieldOwner<'_>, draft: &FieldDraft) -> Result<Definition> {
    define_once(tx, owner, draft, None)
}

/// The same for a form or request that may arrive twice.
pub fn define_once(
    tx: &Tx<'_>,
    owner: FieldOwner<'_>,
    draft: &FieldDraft,
    request: Option<&RequestKey>,
) -> Result<Definition> {
    let checked = draft.check(&reader(tx, owner.user())?)?;
    let uid = tx.once(request, || match store::named(tx, owner, &checked.name)? {
        Some(found) if found.hidden_on.is_none() => Err(draft::taken(&found.label, &checked.name)),
        Some(hidden) => take_over(tx, owner, &hidden, &checked),
        None => add(tx, owner, &checked),
    })?;
    find(tx, &Mine::of(tx.actor)?, uid)
}

/// Changes what a definition says. Its name and type stay: values and programs rely on them.
pub fn change(tx: &Tx<'_>, mine: &Mine, uid: Uid, draft: &FieldDraft) -> Result<Definition> {
    let before = live(tx, mine, uid)?;
    let fixed = FieldDraft { name: before.name.clone(), kind: before.kind, ..draft.clone() };
    let checked = fixed.check(&reader(tx, mine.owner())?)?;
    let after = Definition {
        label: checked.label,
        options: checked.options,
        is_required: checked.is_required,
        default: checked.default,
        is_transaction: checked.is_transaction,
        ..before.clone()
    };
    if after != before {
        store::update(tx, mine, &after)?;
        concerns(tx, &after);
    }
    Ok(after)
}

/// Hides it. The values stay in the database and come back with it.
pub fn delete(tx: &Tx<'_>, mine: &Mine, uid: Uid) -> Result<Definition> {
    let before = live(tx, mine, uid)?;
    let hidden = Definition { hidden_on: Some(tx.now), ..before };
    store::update(tx, mine, &hidden)?;
    concerns(tx, &hidden);
    Ok(hidden)
}

/// Brings a deleted one back as it was.
pub fn revive(tx: &Tx<'_>, mine: &Mine, uid: Uid) -> Result<Definition> {
    let before = find(tx, mine, uid)?;
    if before.hidden_on.is_none() {
        return Ok(before);
    }
    refuse_elsewhere(tx, mine.owner(), before.workspace.map(|(id, _)| id), &before.name)?;
    let after = Definition { hidden_on: None, ..before };
    store::update(tx, mine, &after)?;
    concerns(tx, &after);
    Ok(after)
}

/// One that was not deleted, perhaps in another tab.
fn live(conn: &Connection, mine: &Mine, uid: Uid) -> Result<Definition> {
    let definition = find(conn, mine, uid)?;
    match definition.hidden_on {
        None => Ok(definition),
        Some(_) => Err(Error::Conflict(format!(
            "The field {} was deleted in the meantime. Nothing was saved; bring it back first, \
             under “Deleted fields”.",
            definition.label
        ))),
    }
}

fn add(tx: &Tx<'_>, owner: FieldOwner<'_>, checked: &Checked) -> Result<Uid> {
    refuse_elsewhere(tx, owner.user(), owner.workspace(), &checked.name)?;
    refuse_too_many(tx, owner)?;
    let uid = Uid::new();
    let position = store::next_position(tx, owner)?;
    let id = store::insert(tx, owner, uid, checked, position, tx.now)?;
    tell(tx, id, &checked.label, owner.workspace());
    Ok(uid)
}

/// A deleted field of the name: it comes back as the new one says, if its values still fit.
fn take_over(
    tx: &Tx<'_>,
    owner: FieldOwner<'_>,
    hidden: &Definition,
    checked: &Checked,
) -> Result<Uid> {
    if !checked.kind.takes_over(hidden.kind) {
        let values = in_use(tx, hidden)?;
        if values > 0 {
            return Err(Error::invalid("type", kept_of_another_type(hidden, values)));
        }
    }
    refuse_elsewhere(tx, owner.user(), owner.workspace(), &checked.name)?;
    refuse_too_many(tx, owner)?;
    let revived = Definition {
        label: checked.label.clone(),
        kind: checked.kind,
        options: checked.options.clone(),
        is_required: checked.is_required,
        default: checked.default.clone(),
        is_transaction: checked.is_transaction,
        position: store::next_position(tx, owner)?,
        hidden_on: None,
        ..hidden.clone()
    };
    store::update(tx, &Mine::of(tx.actor)?, &revived)?;
    concerns(tx, &revived);
    Ok(hidden.uid)
}

fn kept_of_another_type(hidden: &Definition, values: i64) -> String {
    let contacts =
        if values == 1 { "1 contact has".into() } else { format!("{values} contacts have") };
    format!(
        "A deleted field of the name {} held {}, and {contacts} a value in it still. Choose the \
         type {} to bring it back, or choose another name.",
        hidden.name,
        hidden.kind.words(),
        hidden.kind.label(),
    )
}

fn refuse_too_many(conn: &Connection, owner: FieldOwner<'_>) -> Result<()> {
    match store::list(conn, owner)?.len() < MOST_FIELDS {
        true => Ok(()),
        false => Err(Error::invalid(
            "label",
            format!("There are {MOST_FIELDS} fields already; delete one first"),
        )),
    }
}

/// A contact sees the fields of its workspace and of all: no name may be in both.
fn refuse_elsewhere(
    conn: &Connection,
    user: UserId,
    workspace: Option<WorkspaceId>,
    name: &str,
) -> Result<()> {
    let Some((label, place)) = store::elsewhere(conn, user, workspace, name)? else {
        return Ok(());
    };
    let place = match place {
        Some(workspace) => format!("The workspace {workspace}"),
        None => "All your workspaces together".to_owned(),
    };
    let wrong = format!("{place} has a field {label} of the name {name} already");
    Err(Error::invalid("name", wrong))
}

fn concerns(tx: &Tx<'_>, definition: &Definition) {
    tell(tx, definition.id, &definition.label, definition.workspace.map(|(id, _)| id));
}

fn tell(tx: &Tx<'_>, id: FieldId, label: &str, workspace: Option<WorkspaceId>) {
    if let Some(workspace) = workspace {
        tx.in_workspace(workspace);
    }
    tx.about(Subject::field(id, label));
}
