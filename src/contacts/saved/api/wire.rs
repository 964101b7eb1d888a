//! Saved views as JSON.
use poem_openapi::{Object, types::Example};

use crate::{
    contacts::{
        Column,
        saved::{Change, Draft, View},
    },
    error::{Error, Result},
    ids::Uid,
    shell::wire::{Moment, example_uid},
};

/// A filter, an order and columns under a name.
#[derive(Object)]
#[oai(rename = "View")]
pub struct ViewOut {
    pub id: Uid,
    pub name: String,
    /// Filter and order, as the parameters of listing contacts
    pub query: String,
    /// What the list shows, first to last
    pub columns: Vec<String>,
    pub created_on: Moment,
}

#[derive(Object)]
#[oai(rename = "Views")]
pub struct All {
    pub views: Vec<ViewOut>,
}

#[derive(Object)]
#[oai(rename = "NewView", example)]
pub struct NewView {
    /// The workspace to add it to
    pub workspace: Uid,
    /// At most 60 characters, and no other view of the workspace has it
    pub name: String,
    /// Filter and order, as the parameters of listing contacts
    pub query: String,
    /// Such as `name`, `stage`, `last_contact` or `custom-birthday`; the usual ones if left out
    pub columns: Option<Vec<String>>,
}

#[derive(Object)]
#[oai(rename = "ViewFields", example)]
pub struct Fields {
    pub name: Option<String>,
    pub query: Option<String>,
    pub columns: Option<Vec<String>>,
}

/// A view after a change of it.
#[derive(Object)]
#[oai(rename = "ChangedView")]
pub struct Changed {
    pub view: ViewOut,
    /// By which this can be undone; null when nothing changed
    pub change: Option<Uid>,
}

impl From<View> for ViewOut {
    fn from(view: View) -> Self {
        Self {
            id: view.uid,
            name: view.name().to_owned(),
            columns: view.columns.iter().map(Column::code).collect(),
            query: view.query,
            created_on: Moment(view.created_on),
        }
    }
}

impl NewView {
    pub fn draft(self) -> Result<Draft> {
        let columns = match self.columns {
            Some(codes) => columns(&codes)?,
            None => Column::usual(),
        };
        Ok(Draft { name: self.name, query: self.query, columns })
    }
}

impl Fields {
    pub fn change(self) -> Result<Change> {
        let columns = self.columns.map(|codes| columns(&codes)).transpose()?;
        Ok(Change { name: self.name, query: self.query, columns })
    }
}

fn columns(codes: &[String]) -> Result<Vec<Column>> {
    let column = |code: &String| {
        let unknown = || Error::invalid("columns", format!("There is no column {code}"));
        Column::from_code(code).ok_or_else(unknown)
    };
    codes.iter().map(column).collect()
}

impl Example for NewView {
    fn example() -> Self {
        Self {
            workspace: example_uid(),
            name: "Quiet for two months".into(),
            query: "last_contact.older=60&sort=last_contact".into(),
            columns: Some(vec!["name".into(), "last_contact".into()]),
        }
    }
}

impl Example for Fields {
    fn example() -> Self {
        let NewView { name, query, columns, .. } = NewView::example();
        Self { name: Some(name), query: Some(query), columns }
    }
}
