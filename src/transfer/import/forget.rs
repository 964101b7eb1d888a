//! Somebody was erased for good: lines of files that are theirs, and wait for a person, go too; and
//! whole files that are still to come in and have them.
use rusqlite::Connection;

use super::{Import, State, intake, store, survey::Source};
use crate::{contacts::erase::Erased, error::Result, ids::UserId, settings, text};

/// Fewer digits in a row are no telephone number.
const SHORTEST_NUMBER: usize = 7;
/// Of files that wait, looked through while the writer is held.
const MOST_LINES: usize = 20_000;

/// What was seen of a file's columns goes as well, where nobody is asked about them any more.
pub fn forget(conn: &Connection, owner: UserId, erased: &[Erased], now: i64) -> Result<()> {
    let country = settings::default_country(conn, owner)?;
    let is_theirs = |contact, cells: &[String]| {
        erased.iter().any(|one| contact == Some(one.contact) || names(one, cells, country.code()))
    };
    store::forget_lines(conn, owner, is_theirs)?;
    let mut lines = MOST_LINES;
    for import in store::with_files(conn, owner)? {
        let holds = holds(conn, &import, &mut lines, |cells| is_theirs(None, cells));
        let said = match holds {
            Some(false) => continue,
            Some(true) => "Somebody in this file was erased for good",
            None => "Somebody was erased for good, and may be in this file",
        };
        let said = format!(
            "{said}, so the file is gone too. What came in before is here; upload a file without \
             them for the rest."
        );
        store::burn(conn, import.id)?;
        store::end(conn, import.id, State::Failed, Some(&said), now)?;
    }
    store::forget_samples(conn, owner)
}

/// Whether somebody is in the part of a file that is still to come in; none where it cannot be
/// told, since it cannot be read or is too long to be looked through now.
fn holds(
    conn: &Connection,
    import: &Import,
    lines: &mut usize,
    is_theirs: impl Fn(&[String]) -> bool,
) -> Option<bool> {
    let path = intake::folder_beside(conn)?.join(import.uid.to_string());
    let mut source = Source::open(&path, &import.key?, &import.survey).ok()?;
    let came_in = if import.state == State::Running { import.counts.done } else { 0 };
    for line in 0.. {
        let Some(record) = source.next().ok()? else { return Some(false) };
        *lines = lines.checked_sub(1)?;
        if line >= came_in && is_theirs(&record.cells) {
            return Some(true);
        }
    }
    None
}

/// Whether a line is of somebody: by an address, a number, or first and last name.
fn names(one: &Erased, cells: &[String], country: &str) -> bool {
    let cells: Vec<String> = cells.iter().map(|cell| text::name_key(text::trim(cell))).collect();
    let has = |name: &str| cells.contains(&text::name_key(name));
    let is_named = one.full_name.as_ref().is_some_and(|(first, last)| {
        has(first) && has(last)
            || has(&format!("{first} {last}"))
            || has(&format!("{last} {first}"))
    });
    let is_reached = |(kind, key): &(String, String)| match kind.as_str() {
        "email" => cells.iter().any(|cell| cell.contains(key)),
        _ => cells.iter().any(|cell| {
            text::digits(cell).len() >= SHORTEST_NUMBER
                && crate::phones::e164(cell, country).as_ref() == Some(key)
        }),
    };
    is_named || one.keys.iter().any(is_reached)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ContactId;

    #[test]
    fn a_line_is_theirs_by_address_number_or_whole_name() {
        let rosa = Erased {
            contact: ContactId(1),
            full_name: Some(("Rosa".into(), "Ibarra".into())),
            keys: vec![
                ("email".into(), "rosa@example.com".into()),
                ("phone".into(), "+18085550142".into()),
            ],
        };
        for (line, is_theirs) in [
            (&["Rosa", "Ibarra", ""][..], true),
            (&["ROSA IBARRA"], true),
            (&["Rosa", "Vance"], false),
            (&["x", "Rosa@Example.com; other@example.com"], true),
            (&["(808) 555-0142"], true),
            (&["0142"], false),
            (&[], false),
        ] {
            let cells: Vec<String> = line.iter().map(|cell| (*cell).to_owned()).collect();
            assert_eq!(names(&rosa, &cells, "US"), is_theirs, "{line:?}");
        }
    }
}
