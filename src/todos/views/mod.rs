//! Markup of todos.
mod form;
mod panel;
mod row;

pub use form::{Add, Edit, EditRow, New, Open};
pub use panel::{Changed, OfContact, OnHome, Page, Panel};
pub use row::{Row, row_id};

use jiff::civil::DateTime;

use super::Due;
use crate::{ids::Uid, shell::Surroundings};

/// Where the hands go on after a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// To the line in which one adds.
    Adding,
    /// To this todo; where it is not to be seen, to that line too.
    On(Uid),
}

/// "Tomorrow, 9:00 AM", "Friday", "Dec 24", "Jan 2, 2028".
fn due_words(around: &Surroundings, due: Due, now: DateTime) -> String {
    let manner = around.manner();
    let days = now.date().duration_until(due.day).as_secs() / crate::clock::DAY_S;
    let day = match days {
        -1 => "Yesterday".to_owned(),
        0 => "Today".to_owned(),
        1 => "Tomorrow".to_owned(),
        2..7 => due.day.strftime("%A").to_string(),
        _ if due.day.year() == now.year() => manner.yearless(due.day),
        _ => manner.civil(due.day),
    };
    match due.time {
        Some(time) => format!("{day}, {}", manner.civil_time(time)),
        None => day,
    }
}

/// "14:05", as an input for times has it.
pub fn clock(due: Option<Due>) -> String {
    let time = due.and_then(|it| it.time);
    time.map(|it| it.strftime("%H:%M").to_string()).unwrap_or_default()
}
