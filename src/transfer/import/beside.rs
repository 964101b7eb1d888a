//! A line of a file beside the contact that it seems to be about: what each has of the same thing.
use rusqlite::Connection;

use super::{Import, Target};
use crate::{
    contacts::{
        Contact, Field,
        fields::{
            self, Reader,
            values::{self, FieldValue},
        },
        lists::{self, Standings},
        reach::{self, Kind, Reach},
    },
    error::Result,
    text,
    workspaces::Scope,
};

/// One thing that the line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    pub what: String,
    pub in_file: String,
    /// Empty where the contact has nothing of it.
    pub here: String,
}

impl Beside {
    pub fn is_the_same(&self) -> bool {
        text::name_key(text::trim(&self.in_file)) == text::name_key(&self.here)
    }
}

/// In the order of the file, but for labels and what is left out.
pub fn beside(
    conn: &Connection,
    scope: &Scope,
    import: &Import,
    cells: &[String],
    contact: Option<&Contact>,
) -> Result<Vec<Beside>> {
    let here = contact.map(|it| Here::of(conn, scope, it)).transpose()?;
    let mut all = Vec::new();
    for (at, cell) in cells.iter().enumerate() {
        let target = import.plan.target(at);
        let (Some(header), true) = (import.survey.headers.get(at), is_told(&target, cell)) else {
            continue;
        };
        let what = match target {
            Target::Custom(_) | Target::New(_) => header.clone(),
            _ => target.label(),
        };
        let here = here.as_ref().map(|it| it.of_target(&target)).unwrap_or_default();
        all.push(Beside { what, in_file: cell.clone(), here });
    }
    Ok(all)
}

fn is_told(target: &Target, cell: &str) -> bool {
    let is_of_another = matches!(
        target,
        Target::Ignore
            | Target::Id
            | Target::LabelOfNext
            | Target::LabelOfPrevious
            | Target::EmailLabel
            | Target::PhoneLabel
    );
    !is_of_another && !cell.trim().is_empty()
}

struct Here<'a> {
    contact: &'a Contact,
    standings: Standings,
    reach: Reach,
    values: Vec<FieldValue>,
    reader: Reader,
}

impl<'a> Here<'a> {
    fn of(conn: &Connection, scope: &Scope, contact: &'a Contact) -> Result<Self> {
        Ok(Self {
            contact,
            standings: lists::standings(conn, scope, &[contact.id])?,
            reach: reach::of(conn, scope, contact.id)?,
            values: values::of(conn, scope, contact.id)?,
            reader: fields::reader(conn, scope.owner())?,
        })
    }

    fn of_target(&self, target: &Target) -> String {
        match target {
            Target::Base(Field::PrimaryEmail) | Target::OtherEmails => self.ways(Kind::Email),
            Target::Base(Field::PrimaryPhone) | Target::OtherPhones => self.ways(Kind::Phone),
            Target::Base(field) => self.contact.get(*field).unwrap_or_default().to_owned(),
            Target::FullName => self.contact.display_name(),
            Target::Stage => {
                let stage = self.standings.stage(self.contact.id);
                stage.map(|it| it.name.clone()).unwrap_or_default()
            }
            Target::Tags => joined(self.standings.tags(self.contact.id).map(|it| &*it.name)),
            Target::Custom(name) => {
                let value = self.values.iter().find(|it| it.definition.name == *name);
                value.map(|it| it.words(&self.reader.manner)).unwrap_or_default()
            }
            Target::Created => self.reader.manner.date(self.contact.created_on),
            _ => String::new(),
        }
    }

    /// The primary one and all others, since the line may mean any of them.
    fn ways(&self, kind: Kind) -> String {
        let primary = self.contact.get(kind.field()).into_iter();
        joined(primary.chain(self.reach.of_kind(kind).map(|it| &*it.value)))
    }
}

fn joined<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_not_a_matter_of_letters() {
        for (in_file, here, is_the_same) in [
            (" ROSA@example.com", "rosa@example.com", true),
            ("Rosa", "Rosita", false),
            ("Rosa", "", false),
        ] {
            let one = Beside { what: String::new(), in_file: in_file.into(), here: here.into() };
            assert_eq!(one.is_the_same(), is_the_same, "{in_file}");
        }
    }

    #[test]
    fn labels_and_what_is_left_out_are_not_told() {
        assert!(is_told(&Target::Tags, "Hot"));
        assert!(!is_told(&Target::Tags, " "));
        assert!(!is_told(&Target::Ignore, "x") && !is_told(&Target::LabelOfNext, "Work"));
    }
}
