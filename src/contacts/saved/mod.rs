//! Saved views: a filter, an order and columns under a name, for a list that one comes back to. The
//! plain list is one without a name, of which the columns alone are kept.
pub mod api;
pub mod pages;
mod store;
pub mod views;

use rusqlite::Connection;

use super::{Asked, Column, Reading};
use crate::{
    actor::Actor,
    audit::{RequestKey, Subject, Tx},
    error::{Error, Problems, Result, unless_any},
    ids::{Uid, ViewId},
    text, urls,
    workspaces::{self, InWorkspace, Scope},
};

pub const NAME_CHARS: usize = 60;
pub const MOST_VIEWS: usize = 50;
pub const MOST_COLUMNS: usize = 30;
/// What the list is called when no view is open.
pub const PLAIN: &str = "All contacts";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    pub id: ViewId,
    pub uid: Uid,
    /// None for the plain list.
    pub name: Option<String>,
    /// Filter and order, as an address has them.
    pub query: String,
    pub columns: Vec<Column>,
    pub created_on: i64,
}

impl InWorkspace for ViewId {
    const TABLE: &str = "contact_views";
    const NOUN: &str = "view";
}

impl From<i64> for ViewId {
    fn from(id: i64) -> Self {
        Self(id)
    }
}

impl View {
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(PLAIN)
    }

    /// What its address asks for. A part that is not understood any more is told on the list.
    pub fn query_of_list(&self) -> String {
        match self.query.as_str() {
            "" => format!("view={}", self.uid),
            query => format!("{query}&view={}", self.uid),
        }
    }

    /// What it asks for, but for what these conditions name themselves.
    pub fn narrowed_by(&self, conditions: &str) -> Result<Reading> {
        let named: Vec<_> = urls::pairs(conditions.as_bytes()).flatten().collect();
        let named: Vec<&str> = named.iter().map(|(key, _)| key.as_str()).collect();
        Reading::of_query(&format!("{}&{conditions}", urls::without(&self.query, &named)))
    }

    /// Whether the list still asks for what the view was saved with.
    pub fn is_unchanged(&self, asked: &Asked) -> bool {
        self.query == state(asked)
    }

    /// Changes whenever anything that a person can change of it does.
    pub fn etag(&self) -> String {
        let columns = codes(&self.columns);
        super::etag([self.name.as_deref(), Some(&self.query), Some(&columns)])
    }
}

/// Those with a name, by name.
pub fn all(conn: &Connection, scope: &Scope) -> Result<Vec<View>> {
    let mut views = store::all(conn, scope)?;
    views.retain(|it| it.name.is_some());
    Ok(views)
}

/// All with a name; and the columns of this one of them, or of the plain list.
pub fn around(
    conn: &Connection,
    scope: &Scope,
    open: Option<Uid>,
) -> Result<(Vec<View>, Vec<Column>)> {
    let mut views = store::all(conn, scope)?;
    let is_open = |it: &&View| if it.name.is_some() { Some(it.uid) == open } else { false };
    let is_plain = |it: &&View| it.name.is_none();
    let shown = views.iter().find(is_open).or_else(|| views.iter().find(is_plain));
    let columns = shown.map_or_else(Column::usual, |it| it.columns.clone());
    views.retain(|it| it.name.is_some());
    Ok((views, columns))
}

pub fn find(conn: &Connection, scope: &Scope, uid: Uid) -> Result<View> {
    let found = store::find(conn, scope, uid)?.filter(|it| it.name.is_some());
    found.ok_or(Error::NotFound("view"))
}

/// Opens the workspace that holds this view, and the view (for routes that name it alone).
pub fn open(conn: &Connection, actor: &Actor, uid: Uid) -> Result<(Scope, View)> {
    let (scope, _) = workspaces::open_of::<ViewId>(conn, actor, uid)?;
    let view = find(conn, &scope, uid)?;
    Ok((scope, view))
}

/// A view as it should be.
#[derive(Clone, Debug)]
pub struct Draft {
    pub name: String,
    /// Filter and order, as an address has them.
    pub query: String,
    pub columns: Vec<Column>,
}

pub fn create(
    tx: &Tx<'_>,
    scope: &Scope,
    draft: &Draft,
    request: Option<&RequestKey>,
) -> Result<View> {
    let (name, query) = (checked_name(&draft.name)?, checked_query(&draft.query)?);
    let columns = checked_columns(&draft.columns)?;
    let uid = tx.once(request, || {
        if all(tx, scope)?.len() >= MOST_VIEWS {
            let said = format!("There are {MOST_VIEWS} views already; delete one first");
            return Err(Error::invalid("name", said));
        }
        refuse_taken(tx, scope, &name, None)?;
        let uid = Uid::new();
        let id = store::insert(tx, scope, uid, Some(&name), &query, &columns, tx.now)?;
        concerns(tx, scope, id, &name);
        Ok(uid)
    })?;
    find(tx, scope, uid)
}

/// What of a view should change; the rest stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    pub name: Option<String>,
    pub query: Option<String>,
    pub columns: Option<Vec<Column>>,
}

pub fn change(tx: &Tx<'_>, scope: &Scope, uid: Uid, wanted: &Change) -> Result<View> {
    let before = find(tx, scope, uid)?;
    let mut after = before.clone();
    if let Some(name) = &wanted.name {
        let name = checked_name(name)?;
        refuse_taken(tx, scope, &name, Some(uid))?;
        after.name = Some(name);
    }
    if let Some(query) = &wanted.query {
        after.query = checked_query(query)?;
    }
    if let Some(columns) = &wanted.columns {
        after.columns = checked_columns(columns)?;
    }
    if after != before {
        store::update(tx, scope, &after)?;
        concerns(tx, scope, after.id, after.name());
    }
    Ok(after)
}

pub fn delete(tx: &Tx<'_>, scope: &Scope, uid: Uid) -> Result<View> {
    let view = find(tx, scope, uid)?;
    store::delete(tx, scope, view.id)?;
    concerns(tx, scope, view.id, view.name());
    Ok(view)
}

/// The columns of a view, or of the plain list, in this order.
pub fn choose_columns(
    tx: &Tx<'_>,
    scope: &Scope,
    view: Option<Uid>,
    columns: &[Column],
) -> Result<()> {
    if let Some(uid) = view {
        let wanted = Change { columns: Some(columns.to_vec()), ..Change::default() };
        return change(tx, scope, uid, &wanted).map(drop);
    }
    let columns = checked_columns(columns)?;
    let plain = store::all(tx, scope)?.into_iter().find(|it| it.name.is_none());
    let id = match plain {
        Some(plain) if plain.columns == columns => return Ok(()),
        Some(plain) => {
            store::update(tx, scope, &View { columns, ..plain.clone() })?;
            plain.id
        }
        None => store::insert(tx, scope, Uid::new(), None, "", &columns, tx.now)?,
    };
    concerns(tx, scope, id, PLAIN);
    Ok(())
}

/// One step up or down the row of columns.
pub fn moved(columns: &[Column], column: &Column, step: super::Step) -> Vec<Column> {
    let mut moved = columns.to_vec();
    let at = columns.iter().position(|it| it == column);
    if let Some((at, to)) = at.and_then(|at| Some((at, step.from_place(at, columns.len())?))) {
        moved.swap(at, to);
    }
    moved
}

/// Filter and order of a list, without the view it began from.
pub fn state(asked: &Asked) -> String {
    Asked { view: None, ..asked.clone() }.to_query()
}

fn concerns(tx: &Tx<'_>, scope: &Scope, id: ViewId, name: &str) {
    tx.in_workspace(scope.workspace());
    tx.about(Subject::view(id, format!("“{name}”")));
}

fn checked_name(name: &str) -> Result<String> {
    let mut problems = Problems::new();
    let name = text::required(&mut problems, "name", name, NAME_CHARS);
    unless_any(problems)?;
    Ok(name)
}

/// In the one way that it is written; what is not understood is not saved.
fn checked_query(query: &str) -> Result<String> {
    let reading = Reading::of_query(query)?;
    unless_any(reading.problems)?;
    Ok(state(&reading.asked))
}

/// Each once. A field that is gone meanwhile just shows nothing.
fn checked_columns(columns: &[Column]) -> Result<Vec<Column>> {
    let mut once: Vec<Column> = Vec::new();
    for column in columns {
        if !once.contains(column) {
            once.push(column.clone());
        }
    }
    match once.len() {
        0 => Err(Error::invalid("columns", "Choose at least one column")),
        1..=MOST_COLUMNS => Ok(once),
        _ => Err(Error::invalid("columns", format!("Choose at most {MOST_COLUMNS} columns"))),
    }
}

fn refuse_taken(conn: &Connection, scope: &Scope, name: &str, except: Option<Uid>) -> Result<()> {
    let key = text::name_key(name);
    let taken = all(conn, scope)?.into_iter().find(|it| text::name_key(it.name()) == key);
    match taken {
        Some(view) if Some(view.uid) != except => {
            Err(Error::invalid("name", format!("There is a view named {} already", view.name())))
        }
        _ => Ok(()),
    }
}

fn codes(columns: &[Column]) -> String {
    columns.iter().map(Column::code).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contacts::Step;

    #[test]
    fn columns_are_chosen_once_and_moved_by_a_step() {
        let [name, email, stage] = [Column::Name, Column::Email, Column::Stage];
        let twice = [name.clone(), email.clone(), name.clone()];
        assert_eq!(checked_columns(&twice).unwrap(), [name.clone(), email.clone()]);
        assert!(checked_columns(&[]).is_err());
        let row = [name.clone(), email.clone(), stage.clone()];
        assert_eq!(moved(&row, &stage, Step::Up), [name.clone(), stage.clone(), email.clone()]);
        assert_eq!(moved(&row, &name, Step::Up), row);
        assert_eq!(moved(&row, &Column::Id, Step::Down), row);
    }

    #[test]
    fn a_view_keeps_filter_and_order_in_the_one_way_they_are_written() {
        let uid = Uid::new();
        let query = format!("sort=-company&stage=none&q=+rosa&view={uid}&done=1");
        assert_eq!(checked_query(&query).unwrap(), "q=rosa&stage=none&sort=-company");
        assert!(checked_query("colour=red").is_err());
    }
}
