//! Links to other contacts of the workspace: found by name as a person types.
use std::slice;

use rusqlite::Connection;

use super::{Ready, Verdict, store};
use crate::{
    contacts::{Contact, search},
    error::Result,
    ids::{ContactId, Uid},
    text,
    workspaces::Scope,
};

pub const MOST_SUGGESTED: usize = 8;

/// Somebody that a link could lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    pub id: ContactId,
    pub uid: Uid,
    pub name: String,
    /// What tells two of the same name apart.
    pub detail: String,
}

impl From<Contact> for Suggestion {
    fn from(contact: Contact) -> Self {
        let name = contact.display_name();
        let about = [contact.company, contact.primary_email];
        let detail = about.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        Self { id: contact.id, uid: contact.uid, name, detail }
    }
}

/// Contacts of the workspace who fit, found as everywhere else.
pub fn suggest(
    conn: &Connection,
    scope: &Scope,
    part: &str,
    except: Option<ContactId>,
) -> Result<Vec<Suggestion>> {
    let found = search::best_of(conn, slice::from_ref(scope), part, MOST_SUGGESTED + 1)?;
    let others = found.into_iter().filter(|it| Some(it.id) != except);
    Ok(others.take(MOST_SUGGESTED).map(Suggestion::from).collect())
}

/// By id, as the list offers it and programs send it; or by a name that only one has.
pub(super) fn ready(
    conn: &Connection,
    scope: &Scope,
    contact: Option<ContactId>,
    input: &str,
) -> Verdict<Option<Ready>> {
    let typed = text::trim(input);
    if typed.is_empty() {
        return Ok(Ok(None));
    }
    let found = match typed.parse::<Uid>() {
        Ok(uid) => store::contact(conn, scope, uid)?.into_iter().collect(),
        Err(_) => named(conn, scope, typed)?,
    };
    Ok(match &found[..] {
        [] => Err("Nobody here has this name. Type a part of it and choose from the list".into()),
        [only] if Some(only.id) == contact => {
            Err("A contact cannot be linked to itself; choose somebody else".into())
        }
        [only] => {
            Ok(Some(Ready { value: only.uid.to_string(), match_key: None, linked: Some(only.id) }))
        }
        _ => Err("Several have this name; choose one from the list".into()),
    })
}

fn named(conn: &Connection, scope: &Scope, name: &str) -> Result<Vec<Suggestion>> {
    let wanted = name.to_lowercase();
    let mut found = Vec::new();
    for sort_name in sort_names(&wanted) {
        found.extend(store::sorted_as(conn, scope, &sort_name)?);
    }
    found.retain(|it: &Suggestion| it.name.to_lowercase() == wanted);
    Ok(found)
}

/// Where somebody of this name may stand in the list: the last name is the last words of it.
fn sort_names(name: &str) -> Vec<String> {
    let splits = name.match_indices(' ').take(6);
    let swapped = splits.map(|(at, _)| format!("{} {}", &name[at + 1..], &name[..at]));
    std::iter::once(name.to_owned()).chain(swapped).collect()
}

#[cfg(test)]
mod tests {
    use super::sort_names;

    #[test]
    fn a_name_is_looked_up_under_each_of_its_words() {
        assert_eq!(sort_names("cher"), ["cher"]);
        assert_eq!(
            sort_names("ana de la cruz"),
            ["ana de la cruz", "de la cruz ana", "la cruz ana de", "cruz ana de la"]
        );
    }
}
