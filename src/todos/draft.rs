//! A todo as a person typed it or a program sent it, and what it takes to be one.
use jiff::civil::{Date, Time};

use super::{Due, NOTE_CHARS, TITLE_CHARS};
use crate::{
    error::{Problems, Result, unless_any},
    ids::Uid,
    text,
};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    pub title: String,
    pub note: String,
    /// "2026-11-21"; blank for none.
    pub due_day: String,
    /// "14:05"; blank for none.
    pub due_time: String,
    pub workspace: Option<Uid>,
    /// Whoever it is about says which workspace it is in.
    pub contact: Option<Uid>,
}

/// A draft that passed every check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub title: String,
    pub note: Option<String>,
    pub due: Option<Due>,
}

impl Draft {
    pub fn check(&self) -> Result<Checked> {
        let mut problems = Problems::new();
        let title = text::required(&mut problems, "title", &self.title, TITLE_CHARS);
        let note = text::lines(&mut problems, "note", &self.note, NOTE_CHARS);
        let day = noted(&mut problems, "due_day", &self.due_day, day);
        let time = noted(&mut problems, "due_time", &self.due_time, time);
        if time.is_some() && text::trim(&self.due_day).is_empty() {
            problems.insert("due_day", "A time needs a day too".into());
        }
        unless_any(problems)?;
        Ok(Checked { title, note, due: day.map(|day| Due { day, time }) })
    }
}

/// Blank is nothing; what cannot be read is a problem.
fn noted<T>(
    problems: &mut Problems,
    field: &'static str,
    input: &str,
    read: fn(&str) -> Result<T, &'static str>,
) -> Option<T> {
    let text = text::trim(input);
    if text.is_empty() {
        return None;
    }
    match read(text) {
        Ok(value) => Some(value),
        Err(problem) => {
            problems.insert(field, problem.into());
            None
        }
    }
}

/// A day as browsers send it, within a lifetime or two.
pub(super) fn day(text: &str) -> Result<Date, &'static str> {
    const WANTED: &str = "This needs a day such as 2026-11-21";
    let is_iso = text.len() == 10 && text.bytes().all(|it| it.is_ascii_digit() || it == b'-');
    let day: Date = text.parse().ok().filter(|_| is_iso).ok_or(WANTED)?;
    match (1970..2200).contains(&day.year()) {
        true => Ok(day),
        false => Err("Choose a day between 1970 and 2199"),
    }
}

/// To the minute, as browsers send it; seconds are let go.
fn time(text: &str) -> Result<Time, &'static str> {
    const WANTED: &str = "This needs a time such as 14:05";
    let is_iso =
        matches!(text.len(), 5 | 8) && text.bytes().all(|it| it.is_ascii_digit() || it == b':');
    let time: Time = text.parse().ok().filter(|_| is_iso).ok_or(WANTED)?;
    Time::new(time.hour(), time.minute(), 0, 0).map_err(|_| WANTED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    fn draft(title: &str, due_day: &str, due_time: &str) -> Draft {
        let (title, due_day, due_time) = (title.into(), due_day.into(), due_time.into());
        Draft { title, due_day, due_time, ..Draft::default() }
    }

    #[test]
    fn a_todo_needs_a_title_and_may_have_a_day_and_a_time() {
        let plain = draft(" Call Ana ", "", "").check().unwrap();
        assert_eq!((plain.title.as_str(), plain.due), ("Call Ana", None));
        let timed = draft("Call", "2026-11-21", "14:05:33").check().unwrap().due.unwrap();
        assert_eq!(
            (timed.day.to_string(), timed.time.unwrap().to_string()),
            ("2026-11-21".to_owned(), "14:05:00".to_owned(),)
        );
    }

    #[test]
    fn what_is_wrong_is_told_beside_its_field() {
        for (title, day, time, field) in [
            ("", "", "", "title"),
            ("Call", "21.11.2026", "", "due_day"),
            ("Call", "2026-02-30", "", "due_day"),
            ("Call", "0001-01-01", "", "due_day"),
            ("Call", "2026-11-21", "25:00", "due_time"),
            ("Call", "2026-11-21", "noon", "due_time"),
            ("Call", "", "14:05", "due_day"),
            ("a\nb", "", "", "title"),
        ] {
            let Err(Error::Invalid(problems)) = draft(title, day, time).check() else {
                panic!("accepted {title:?} {day:?} {time:?}")
            };
            assert_eq!(problems.keys().collect::<Vec<_>>(), [field], "{title:?} {day:?} {time:?}");
        }
    }
}
