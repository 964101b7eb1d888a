//! "Call Ana tomorrow at 9am": the due day at the end of what was typed. Only words that can mean
//! one day alone are understood, and what was understood is always told.
use jiff::{
    ToSpan,
    civil::{Date, Time, Weekday},
};

use super::{Due, draft};
use crate::text;

/// A title without the words for its day, and that day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Understood {
    pub title: String,
    pub due: Due,
}

const DAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// The longest spans that can be meant: more is a typing error.
const MOST_DAYS: i64 = 400;

/// What the last words say of a day, if they say one; something has to be left to be done.
pub fn understood(typed: &str, today: Date) -> Option<Understood> {
    let words: Vec<&str> = text::trim(typed).split_whitespace().collect();
    let (rest, time) = without_time(&words);
    let (rest, day) = without_day(rest, today)?;
    let title = rest.join(" ");
    (!title.is_empty()).then_some(Understood { title, due: Due { day, time } })
}

/// "… at 14:05", "… at 9am", "… at 9 am", "… 9am".
fn without_time<'a, 'b>(words: &'a [&'b str]) -> (&'a [&'b str], Option<Time>) {
    let found = match words {
        [rest @ .., clock, half] if is(half, "am") || is(half, "pm") => {
            clock_time(&format!("{clock}{half}")).map(|time| (rest, time))
        }
        [rest @ .., clock] => clock_time(clock).map(|time| (rest, time)),
        [] => None,
    };
    match found {
        Some(([rest @ .., at], time)) if is(at, "at") => (rest, Some(time)),
        Some((rest, time)) => (rest, Some(time)),
        None => (words, None),
    }
}

fn clock_time(text: &str) -> Option<Time> {
    let text = text.to_lowercase();
    let (clock, half) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(clock), _) => (clock, Some(0)),
        (_, Some(clock)) => (clock, Some(12)),
        _ => (text.as_str(), None),
    };
    let (hour, minute) = match clock.split_once(':') {
        Some((hour, minute)) if minute.len() == 2 => (hour, digits(minute)?),
        Some(_) => return None,
        // A bare number is an hour only where it says which half of the day.
        None => (clock, half.map(|_| 0)?),
    };
    let hour = digits(hour)?;
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(half) => hour % 12 + half,
        None => hour,
    };
    Time::new(hour, minute, 0, 0).ok()
}

fn digits(text: &str) -> Option<i8> {
    let is_number = (1..=2).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

fn without_day<'a, 'b>(words: &'a [&'b str], today: Date) -> Option<(&'a [&'b str], Date)> {
    if let [rest @ .., preposition, count, unit] = words
        && is(preposition, "in")
        && let Some(day) = in_so_many(count, unit, today)
    {
        return Some((rest, day));
    }
    let [rest @ .., last] = words else { return None };
    let rest = match rest {
        [rest @ .., on] if is(on, "on") && names_a_day(last) => rest,
        rest => rest,
    };
    day_named(last, today).map(|day| (rest, day))
}

fn in_so_many(count: &str, unit: &str, today: Date) -> Option<Date> {
    let count: i64 = count.parse().ok()?;
    let days = match unit.to_lowercase().as_str() {
        "day" | "days" => count,
        "week" | "weeks" => count.checked_mul(7)?,
        _ => return None,
    };
    (1..=MOST_DAYS).contains(&days).then(|| today.checked_add(days.days()).ok()).flatten()
}

fn day_named(word: &str, today: Date) -> Option<Date> {
    match word.to_lowercase().as_str() {
        "today" => Some(today),
        "tomorrow" => today.tomorrow().ok(),
        _ if draft::day(word).is_ok() => draft::day(word).ok(),
        word => {
            let (_, weekday) = DAYS.iter().find(|(name, _)| *name == word)?;
            // The next one that is to come: said on a Friday, "Friday" is a week off.
            today.nth_weekday(1, *weekday).ok()
        }
    }
}

fn names_a_day(word: &str) -> bool {
    let word = word.to_lowercase();
    DAYS.iter().any(|(name, _)| *name == word) || draft::day(&word).is_ok()
}

fn is(word: &str, wanted: &str) -> bool {
    word.eq_ignore_ascii_case(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Saturday.
    fn check(typed: &str, expected: Option<(&str, &str)>) {
        let today = "2026-11-21".parse().unwrap();
        let found = understood(typed, today).map(|it| {
            let time = it.due.time.map(|time| time.strftime(" %H:%M").to_string());
            (it.title, format!("{}{}", it.due.day, time.unwrap_or_default()))
        });
        let expected = expected.map(|(title, due)| (title.to_owned(), due.to_owned()));
        assert_eq!(found, expected, "{typed:?}");
    }

    #[test]
    fn words_that_mean_one_day_are_understood() {
        check("Call Ana tomorrow", Some(("Call Ana", "2026-11-22")));
        check("  Call   Ana  TODAY ", Some(("Call Ana", "2026-11-21")));
        check("Call Ana on Friday", Some(("Call Ana", "2026-11-27")));
        check("Call Ana saturday", Some(("Call Ana", "2026-11-28")));
        check("Call Ana in 3 days", Some(("Call Ana", "2026-11-24")));
        check("Call Ana in 2 weeks", Some(("Call Ana", "2026-12-05")));
        check("Send the deed 2026-12-31", Some(("Send the deed", "2026-12-31")));
        check("Send the deed on 2026-12-31", Some(("Send the deed", "2026-12-31")));
        check("Call Ana tomorrow at 9am", Some(("Call Ana", "2026-11-22 09:00")));
        check("Call Ana tomorrow at 12 pm", Some(("Call Ana", "2026-11-22 12:00")));
        check("Call Ana friday 9am", Some(("Call Ana", "2026-11-27 09:00")));
        check("Call Ana tomorrow 9 AM", Some(("Call Ana", "2026-11-22 09:00")));
        check("Call Ana in 2 days 17:30", Some(("Call Ana", "2026-11-23 17:30")));
        check("Call Ana monday at 14:05", Some(("Call Ana", "2026-11-23 14:05")));
        check("Call Ana today at 12:30am", Some(("Call Ana", "2026-11-21 00:30")));
    }

    #[test]
    fn what_could_mean_something_else_stays_as_it_is() {
        for typed in [
            "",
            "tomorrow",
            "on friday",
            "Plan for tomorrow's party",
            "Call Ana next week",
            "Call Ana at 9am",
            "Call Ana 9am",
            "Call Ana tomorrow 9",
            "Call Ana tomorrow at 9",
            "Call Ana tomorrow at 13pm",
            "Call Ana in 0 days",
            "Call Ana in 5000 days",
            "Call Ana in two days",
            "Call Ana on the 5th",
            "Send 2026-13-01",
            "Buy black friday deals",
        ] {
            check(typed, None);
        }
    }
}
