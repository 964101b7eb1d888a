//! Days and moments in the shapes that other programs write them.
use jiff::{Timestamp, civil};

use crate::when::{Locale, Manner};

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// As a date field takes it: 1985-02-28, or --02-28 where there is no year. None for what is no day
/// that is certain.
pub fn day(text: &str, manner: &Manner) -> Option<String> {
    let text = text.trim();
    if let Some(rest) = text.strip_prefix("--") {
        let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
        return yearless(digits.get(..2)?, digits.get(2..).filter(|it| it.len() == 2)?);
    }
    let date = text.split(['T', ' ']).next().unwrap_or_default();
    if date.len() == 8 && date.bytes().all(|it| it.is_ascii_digit()) {
        return civil_day(&date[..4], &date[4..6], &date[6..]);
    }
    let is_plain = |c: char| c.is_ascii_digit() || "-/.".contains(c);
    let numbers: Vec<&str> = date.split(['-', '/', '.']).filter(|it| !it.is_empty()).collect();
    match &numbers[..] {
        [year, month, day] if date.chars().all(is_plain) && year.len() == 4 => {
            civil_day(year, month, day)
        }
        [one, two, year] if date.chars().all(is_plain) && year.len() == 4 => {
            match is_day_first(date, one, two, manner) {
                true => civil_day(year, two, one),
                false => civil_day(year, one, two),
            }
        }
        _ => in_words(text),
    }
}

/// 28.2.1985 and 28/2/1985 can be nothing else; 2/3/1985 is as its reader writes it.
fn is_day_first(date: &str, one: &str, two: &str, manner: &Manner) -> bool {
    let is_over = |text: &str| text.parse::<u8>().is_ok_and(|it| it > 12);
    match (is_over(one), is_over(two)) {
        (true, _) => true,
        (_, true) => false,
        _ => date.contains('.') || manner.locale != Locale::EnUs,
    }
}

/// February 28, 1985; 28 Feb 1985.
fn in_words(text: &str) -> Option<String> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|it| !it.is_empty())
        .map(str::to_lowercase)
        .collect();
    let [one, two, year] = &words[..] else { return None };
    let month = |word: &str| MONTHS.iter().position(|it| word.len() >= 3 && word.starts_with(it));
    let (month, day) = match (month(one), month(two)) {
        (Some(month), None) => (month, two),
        (None, Some(month)) => (month, one),
        _ => return None,
    };
    let day: String = day.chars().take_while(char::is_ascii_digit).collect();
    (year.len() == 4).then(|| civil_day(year, &(month + 1).to_string(), &day))?
}

fn civil_day(year: &str, month: &str, day: &str) -> Option<String> {
    let date = civil::Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    date.ok().map(|it| it.to_string())
}

fn yearless(month: &str, day: &str) -> Option<String> {
    civil_day("2000", month, day).map(|it| it.replacen("2000", "-", 1))
}

/// A moment in seconds; a day alone begins where its reader is.
pub fn moment(text: &str, manner: &Manner) -> Option<i64> {
    let text = text.trim();
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment.as_second());
    }
    let local = text.replacen(' ', "T", 1);
    if let Ok(at) = local.parse::<civil::DateTime>() {
        return Some(at.to_zoned(manner.zone.clone()).ok()?.timestamp().as_second());
    }
    manner.start_of_day(&day(text, manner)?, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_any_shape_that_is_certain() {
        let us = Manner::default();
        let german = Manner { locale: Locale::parse("de-DE").unwrap(), ..Manner::default() };
        for (text, manner, wanted) in [
            ("1985-02-28", &us, Some("1985-02-28")),
            ("1985-02-28T00:00:00Z", &us, Some("1985-02-28")),
            ("19850228", &us, Some("1985-02-28")),
            ("--02-28", &us, Some("--02-28")),
            ("--0228", &us, Some("--02-28")),
            ("2/3/1985", &us, Some("1985-02-03")),
            ("2/3/1985", &german, Some("1985-03-02")),
            ("28/2/1985", &us, Some("1985-02-28")),
            ("28.02.1985", &us, Some("1985-02-28")),
            ("February 28, 1985", &us, Some("1985-02-28")),
            ("28 Feb 1985", &us, Some("1985-02-28")),
            ("1985-02-30", &us, None),
            ("soon", &us, None),
            ("", &us, None),
        ] {
            assert_eq!(day(text, manner).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn moments_have_a_zone_or_are_local() {
        let manner = Manner::default();
        assert_eq!(moment("1970-01-02T00:00:00Z", &manner), Some(86_400));
        assert_eq!(moment("1970-01-02 00:00:10", &manner), Some(86_410));
        assert_eq!(moment("1970-01-02", &manner), Some(86_400));
        assert_eq!(moment("never", &manner), None);
    }
}
