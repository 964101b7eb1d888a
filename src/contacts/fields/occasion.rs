//! Days that come: of a date that a field holds, the next time it is.
use jiff::civil::Date;

use super::{Definition, Kind};

/// The next time of a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occasion {
    pub date: Date,
    /// From today; 0 is today.
    pub days: i64,
    /// For one that comes every year: how many years it has been by then, where that is known.
    pub years: Option<i16>,
}

impl Definition {
    /// A birthday or an anniversary comes every year; a closing day comes once.
    pub fn is_yearly(&self) -> bool {
        let told = format!("{} {}", self.name, self.label.to_lowercase());
        self.kind == Kind::Date && ["birthday", "anniversary"].iter().any(|it| told.contains(it))
    }
}

/// The next time of this value, today included. One whose year is not known comes every year.
pub fn next(value: &str, is_yearly: bool, today: Date) -> Option<Occasion> {
    let (first, is_known) = match value.strip_prefix("--") {
        // 2000 had a 29th of February.
        Some(day) => (format!("2000-{day}").parse::<Date>().ok()?, false),
        None => (value.parse().ok()?, true),
    };
    let date = if is_yearly || !is_known {
        let this_year = in_year(first, today.year())?;
        if this_year >= today { this_year } else { in_year(first, today.year() + 1)? }
    } else {
        first
    };
    let days = i64::from(today.until(date).ok()?.get_days());
    let years = date.year() - first.year();
    let years = Some(years).filter(|years| is_yearly && is_known && *years > 0);
    (date >= today && !(is_known && date < first)).then_some(Occasion { date, days, years })
}

/// Who was born on the 29th of February is thought of on the 28th in other years.
fn in_year(date: Date, year: i16) -> Option<Date> {
    let day = if date.month() == 2 && date.day() == 29 { 28 } else { date.day() };
    Date::new(year, date.month(), date.day()).or_else(|_| Date::new(year, date.month(), day)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_comes_again_or_does_not() {
        let check =
            |value: &str, is_yearly, today: &str, expected: Option<(&str, i64, Option<i16>)>| {
                let found = next(value, is_yearly, today.parse().unwrap());
                let told = found.map(|it| (it.date.to_string(), it.days, it.years));
                let expected = expected.map(|(date, days, years)| (date.to_owned(), days, years));
                assert_eq!(told, expected, "{value} on {today}");
            };
        check("1985-11-25", true, "2026-11-21", Some(("2026-11-25", 4, Some(41))));
        check("1985-11-21", true, "2026-11-21", Some(("2026-11-21", 0, Some(41))));
        check("1985-11-20", true, "2026-11-21", Some(("2027-11-20", 364, Some(42))));
        check("--01-02", true, "2026-12-31", Some(("2027-01-02", 2, None)));
        check("--01-02", false, "2026-12-31", Some(("2027-01-02", 2, None)));
        // The leap day: itself where there is one, else the day before March.
        check("1984-02-29", true, "2026-02-20", Some(("2026-02-28", 8, Some(42))));
        check("1984-02-29", true, "2028-02-20", Some(("2028-02-29", 9, Some(44))));
        check("--02-29", true, "2027-03-01", Some(("2028-02-29", 365, None)));
        // A day that comes once.
        check("2026-12-01", false, "2026-11-21", Some(("2026-12-01", 10, None)));
        check("2026-11-20", false, "2026-11-21", None);
        // An anniversary whose first time is still to come, and a day that never comes.
        check("2026-12-01", true, "2026-11-21", Some(("2026-12-01", 10, None)));
        check("2030-12-01", true, "2026-11-21", None);
        check("someday", true, "2026-11-21", None);
    }
}
