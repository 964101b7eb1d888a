//! Dates, times and numbers the way one person reads them: their zone, their country's order and
//! separators. Words stay English like the rest of the product, so that a page has one language.
use jiff::{Timestamp, ToSpan, Zoned, civil, tz::TimeZone};

use crate::clock::{DAY_S, HOUR_S, MINUTE_S};

mod locale;
mod numbers;

pub use locale::Locale;
pub use numbers::{plain_number, typed_number};

/// How one person reads: zone and locale.
#[derive(Clone, Debug, PartialEq)]
pub struct Manner {
    pub zone: TimeZone,
    pub locale: Locale,
}

impl Default for Manner {
    fn default() -> Self {
        Self { zone: TimeZone::UTC, locale: Locale::EnUs }
    }
}

impl Manner {
    /// "21 Nov 2026"
    pub fn date(&self, at: i64) -> String {
        self.write(at, self.locale.habits().date)
    }

    /// "Saturday, 21 November 2026"
    pub fn long_date(&self, at: i64) -> String {
        self.write(at, self.locale.habits().long_date)
    }

    /// "21/11/2026", for narrow columns.
    pub fn numeric_date(&self, at: i64) -> String {
        self.write(at, self.locale.habits().numeric)
    }

    /// "14:05"
    pub fn time(&self, at: i64) -> String {
        self.write(at, self.locale.habits().time)
    }

    /// "21 Nov 2026, 14:05"
    pub fn date_time(&self, at: i64) -> String {
        format!("{}, {}", self.date(at), self.time(at))
    }

    /// "21 Nov 2026, 14:05:09 PST": nothing left to guess, for the audit and for tooltips.
    pub fn exact(&self, at: i64) -> String {
        let seconds = self.write(at, self.locale.habits().seconds);
        format!("{}, {seconds} {}", self.date(at), self.write(at, "%Z"))
    }

    /// A day of the calendar that has no time or zone, such as a birthday.
    pub fn civil(&self, date: civil::Date) -> String {
        date.strftime(self.locale.habits().date).to_string()
    }

    /// A day of every year, such as a birthday whose year nobody says: "28 Feb".
    pub fn yearless(&self, date: civil::Date) -> String {
        date.strftime(self.locale.habits().day).to_string()
    }

    /// "3 minutes ago", "yesterday", "in 2 hours"; beyond a week, the date.
    pub fn relative(&self, at: i64, now: i64) -> String {
        let distance_s = i64::try_from(now.abs_diff(at)).unwrap_or(i64::MAX);
        let is_past = at <= now;
        if distance_s < MINUTE_S {
            return "just now".into();
        }
        if distance_s < HOUR_S {
            return ago(distance_s / MINUTE_S, "minute", is_past);
        }
        let days = self.days_between(at, now);
        match days.unsigned_abs() {
            0 => ago(distance_s / HOUR_S, "hour", is_past),
            1 if distance_s < 6 * HOUR_S => ago(distance_s / HOUR_S, "hour", is_past),
            1 if is_past => "yesterday".into(),
            1 => "tomorrow".into(),
            days @ 2..7 => ago(days as i64, "day", is_past),
            _ => self.date(at),
        }
    }

    /// As short as it can be said in a list: the time today, the day this year, else the date.
    pub fn short(&self, at: i64, now: i64) -> String {
        match (self.zoned(at), self.zoned(now)) {
            (Some(then), Some(today)) if then.date() == today.date() => self.time(at),
            (Some(then), Some(today)) if then.year() == today.year() => {
                self.write(at, self.locale.habits().day)
            }
            _ => self.date(at),
        }
    }

    /// "12,345"
    pub fn number(&self, number: i64) -> String {
        let digits = number.unsigned_abs().to_string();
        let sign = if number < 0 { "-" } else { "" };
        format!("{sign}{}", self.grouped(&digits))
    }

    /// "1,234.50", rounded to this many places.
    pub fn decimal(&self, number: f64, places: usize) -> String {
        if !number.is_finite() {
            return "–".into();
        }
        let plain = format!("{:.places$}", number.abs());
        let is_negative = number < 0.0 && plain.contains(|c: char| matches!(c, '1'..='9'));
        let sign = if is_negative { "-" } else { "" };
        match plain.split_once('.') {
            Some((whole, part)) => {
                format!("{sign}{}{}{part}", self.grouped(whole), self.locale.habits().decimal)
            }
            None => format!("{sign}{}", self.grouped(&plain)),
        }
    }

    /// When a day begins in this person's zone, counted on from one given as "2026-11-21".
    pub fn start_of_day(&self, iso_date: &str, days_on: i64) -> Option<i64> {
        let date: civil::Date = iso_date.parse().ok()?;
        let date = date.checked_add(days_on.days()).ok()?;
        Some(date.to_zoned(self.zone.clone()).ok()?.timestamp().as_second())
    }

    /// A moment as an input for day and time has it: "2026-11-21T14:05".
    pub fn typed_moment(&self, at: i64) -> String {
        self.write(at, "%Y-%m-%dT%H:%M")
    }

    /// The moment that such an input holds. One that a clock skips in spring is an hour later.
    pub fn moment(&self, typed: &str) -> Option<i64> {
        let (date, time) = typed.split_once(['T', ' '])?;
        let is_whole = date.len() == 10 && matches!(time.len(), 5 | 8);
        let date_time: civil::DateTime = typed.parse().ok().filter(|_| is_whole)?;
        Some(date_time.to_zoned(self.zone.clone()).ok()?.timestamp().as_second())
    }

    /// Today in this person's zone.
    pub fn today(&self, now: i64) -> Option<civil::Date> {
        self.zoned(now).map(|it| it.date())
    }

    /// What calendar and clock on this person's wall show.
    pub fn on_the_wall(&self, at: i64) -> Option<civil::DateTime> {
        self.zoned(at).map(|it| it.datetime())
    }

    /// "14:05", of a time that has no day or zone.
    pub fn civil_time(&self, time: civil::Time) -> String {
        time.strftime(self.locale.habits().time).to_string()
    }

    fn grouped(&self, digits: &str) -> String {
        let habits = self.locale.habits();
        if digits.len() < habits.group_from_digits {
            return digits.to_owned();
        }
        let mut out = String::with_capacity(digits.len() * 2);
        for (i, digit) in digits.char_indices() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push_str(habits.group);
            }
            out.push(digit);
        }
        out
    }

    fn days_between(&self, at: i64, now: i64) -> i64 {
        match (self.zoned(at), self.zoned(now)) {
            (Some(then), Some(today)) => then.date().duration_until(today.date()).as_secs() / DAY_S,
            _ => i64::MAX,
        }
    }

    fn write(&self, at: i64, pattern: &str) -> String {
        match self.zoned(at) {
            Some(zoned) => zoned.strftime(pattern).to_string(),
            None => "–".into(),
        }
    }

    fn zoned(&self, at: i64) -> Option<Zoned> {
        Timestamp::from_second(at).ok().map(|it| it.to_zoned(self.zone.clone()))
    }
}

/// For machines (`datetime` attributes, the API): "2026-11-21T14:05:00Z".
pub fn iso(at: i64) -> String {
    Timestamp::from_second(at).map_or_else(|_| String::new(), |it| it.to_string())
}

/// How long somebody has to wait, rounded up so that nobody comes too early.
pub fn wait(seconds: i64) -> String {
    match seconds {
        ..=1 => "1 second".into(),
        2..=90 => format!("{seconds} seconds"),
        91..=5400 => counted((seconds + MINUTE_S - 1) / MINUTE_S, "minute"),
        _ => counted((seconds + HOUR_S - 1) / HOUR_S, "hour"),
    }
}

/// A zone by its IANA name.
pub fn zone(name: &str) -> Option<TimeZone> {
    is_place(name).then(|| TimeZone::get(name).ok()).flatten()
}

/// Every zone a person may choose, in order.
pub fn zone_names() -> Vec<String> {
    let mut names: Vec<String> =
        jiff::tz::db().available().map(|it| it.to_string()).filter(|it| is_place(it)).collect();
    names.sort();
    names
}

/// "Region/City", and UTC: the rest of the zone database is history.
fn is_place(name: &str) -> bool {
    const OTHERS: [&str; 4] = ["Etc/", "SystemV/", "posix/", "right/"];
    name == "UTC" || (name.contains('/') && !OTHERS.iter().any(|it| name.starts_with(it)))
}

fn ago(count: i64, unit: &str, is_past: bool) -> String {
    let span = counted(count, unit);
    if is_past { format!("{span} ago") } else { format!("in {span}") }
}

fn counted(count: i64, unit: &str) -> String {
    if count == 1 { format!("1 {unit}") } else { format!("{count} {unit}s") }
}

#[cfg(test)]
mod tests;
