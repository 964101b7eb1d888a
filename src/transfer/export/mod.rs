//! Contacts written out: a chunk at a time, so that a large workspace costs little memory and holds
//! no transaction for long.
pub mod api;
pub mod download;
pub mod pages;
mod rows;
mod store;
pub mod views;

use rusqlite::Connection;

pub use rows::{CHANNELS, Person, Way};

pub(in crate::transfer) use self::rows::Chunk;
use super::{
    columns::{self, Column},
    vcard,
};
use crate::{
    contacts::{self, Filter, Selection},
    error::{Error, Result},
    ids::ContactId,
    spreadsheet,
    workspaces::Scope,
};

/// Contacts read and written in one go.
pub const PER_CHUNK: usize = 1_000;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    #[default]
    Csv,
    Vcard4,
    /// What older phones and Outlook read.
    Vcard3,
}

impl Format {
    pub const ALL: [Self; 3] = [Self::Csv, Self::Vcard4, Self::Vcard3];

    pub fn code(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Vcard4 => "vcard4",
            Self::Vcard3 => "vcard3",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.code() == code)
    }

    pub fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Vcard4 | Self::Vcard3 => "text/vcard; charset=utf-8",
        }
    }

    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Vcard4 | Self::Vcard3 => "vcf",
        }
    }
}

/// What is wanted of an export.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub whom: Selection,
    pub format: Format,
    /// Codes of columns; none for all there are.
    pub columns: Vec<String>,
    /// By which "60 days ago" is told, from the first line to the last.
    pub now: i64,
}

/// Everybody, with all that is known of them.
impl Default for Wanted {
    fn default() -> Self {
        let whom = Selection::All(Filter::default());
        Self { whom, format: Format::default(), columns: Vec::new(), now: 0 }
    }
}

/// An export that is being written: where it stands, and what goes into each line.
#[derive(Clone, Debug)]
pub struct Writing {
    whom: Selection,
    format: Format,
    columns: Vec<Column>,
    now: i64,
    after: Option<ContactId>,
    has_begun: bool,
}

impl Writing {
    /// Columns and conditions that are gone meanwhile are told of rather than left out.
    pub fn begin(conn: &Connection, scope: &Scope, wanted: &Wanted) -> Result<Self> {
        let known = columns::all(conn, scope)?;
        let columns = match wanted.columns.is_empty() {
            true => known,
            false => chosen(known, &wanted.columns)?,
        };
        let Wanted { whom, format, now, .. } = wanted.clone();
        contacts::chosen(conn, scope, &whom, now, None, 1)?;
        Ok(Self { whom, format, columns, now, after: None, has_begun: false })
    }

    /// The next piece of the file; None when all is written.
    pub fn next(&mut self, conn: &Connection, scope: &Scope) -> Result<Option<String>> {
        let mut text = String::new();
        if !self.has_begun {
            self.has_begun = true;
            if self.format == Format::Csv {
                text.push_str(spreadsheet::BOM);
                let mut line = spreadsheet::Line::new(&mut text);
                columns::headers(&self.columns).iter().for_each(|header| line.cell(header));
                line.end();
            }
        }
        let ids = contacts::chosen(conn, scope, &self.whom, self.now, self.after, PER_CHUNK)?;
        let Some(last) = ids.last() else { return Ok(Some(text).filter(|it| !it.is_empty())) };
        self.after = Some(*last);
        let chunk = Chunk::read(conn, scope, &ids)?;
        for person in chunk.people {
            match self.format {
                Format::Csv => person.line(&self.columns, &mut text),
                Format::Vcard4 => vcard::write(&person, vcard::Version::V4, &mut text),
                Format::Vcard3 => vcard::write(&person, vcard::Version::V3, &mut text),
            }
        }
        Ok(Some(text))
    }
}

fn chosen(known: Vec<Column>, codes: &[String]) -> Result<Vec<Column>> {
    let unknown = codes.iter().find(|code| !known.iter().any(|it| it.code() == **code));
    match unknown {
        Some(code) => Err(Error::invalid(
            "column",
            format!("There is no column “{code}” any more. Open the export's page again"),
        )),
        None => Ok(known.into_iter().filter(|it| codes.contains(&it.code())).collect()),
    }
}

/// One contact as the export knows them, for their card.
pub fn person(conn: &Connection, scope: &Scope, contact: ContactId) -> Result<Person> {
    let chunk = Chunk::read(conn, scope, &[contact])?;
    chunk.people.into_iter().next().ok_or(Error::NotFound("contact"))
}
