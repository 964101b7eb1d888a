//! Dates, times and numbers the way one person reads them: their zone, their country's order and
//! separators. Words stay English like the rest of the product, so that a page has one language.
use jiff::{Timestamp, Zoned, civil, tz::TimeZone};

use crate::clock::{DAY_S, HOUR_S, MINUTE_S};

/// Which country's way of writing dates and numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Locale {
    EnUs,
    EnGb,
    DeDe,
    FrFr,
    EsEs,
    ViVn,
}

/// How one person reads: zone and locale.
#[derive(Clone, Debug, PartialEq)]
pub struct Manner {
    pub zone: TimeZone,
    pub locale: Locale,
}

/// What sets one locale apart. Patterns are strftime's.
struct Habits {
    name: &'static str,
    label: &'static str,
    date: &'static str,
    long_date: &'static str,
    day: &'static str,
    numeric: &'static str,
    time: &'static str,
    seconds: &'static str,
    group: &'static str,
    decimal: char,
    /// Spanish leaves a number of four digits whole.
    group_from_digits: usize,
}

const DAY_FIRST: Habits = Habits {
    name: "en-GB",
    label: "United Kingdom",
    date: "%-d %b %Y",
    long_date: "%A, %-d %B %Y",
    day: "%-d %b",
    numeric: "%d/%m/%Y",
    time: "%H:%M",
    seconds: "%H:%M:%S",
    group: ",",
    decimal: '.',
    group_from_digits: 4,
};

const EN_US: Habits = Habits {
    name: "en-US",
    label: "United States",
    date: "%b %-d, %Y",
    long_date: "%A, %B %-d, %Y",
    day: "%b %-d",
    numeric: "%m/%d/%Y",
    time: "%-I:%M %p",
    seconds: "%-I:%M:%S %p",
    ..DAY_FIRST
};

const DE_DE: Habits = Habits {
    name: "de-DE",
    label: "Germany",
    numeric: "%d.%m.%Y",
    group: ".",
    decimal: ',',
    ..DAY_FIRST
};

const FR_FR: Habits =
    Habits { name: "fr-FR", label: "France", group: "\u{202F}", decimal: ',', ..DAY_FIRST };

const ES_ES: Habits = Habits {
    name: "es-ES",
    label: "Spain",
    group: ".",
    decimal: ',',
    group_from_digits: 5,
    ..DAY_FIRST
};

const VI_VN: Habits =
    Habits { name: "vi-VN", label: "Vietnam", group: ".", decimal: ',', ..DAY_FIRST };

impl Locale {
    pub const ALL: [Self; 6] =
        [Self::EnUs, Self::EnGb, Self::DeDe, Self::FrFr, Self::EsEs, Self::ViVn];

    pub fn name(self) -> &'static str {
        self.habits().name
    }

    /// The country, for a person to choose from.
    pub fn label(self) -> &'static str {
        self.habits().label
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    fn habits(self) -> &'static Habits {
        match self {
            Self::EnUs => &EN_US,
            Self::EnGb => &DAY_FIRST,
            Self::DeDe => &DE_DE,
            Self::FrFr => &FR_FR,
            Self::EsEs => &ES_ES,
            Self::ViVn => &VI_VN,
        }
    }
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

    /// "3 minutes ago", "yesterday", "in 2 hours"; beyond a week, the date.
    pub fn relative(&self, at: i64, now: i64) -> String {
        let distance_s = now.abs_diff(at) as i64;
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

    /// Today in this person's zone.
    pub fn today(&self, now: i64) -> Option<civil::Date> {
        self.zoned(now).map(|it| it.date())
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
mod tests {
    use super::*;

    /// 21 Nov 2026, 14:05:09 in UTC.
    const AT: i64 = 1_795_269_909;

    fn manner(zone: &str, locale: Locale) -> Manner {
        Manner { zone: super::zone(zone).expect("a zone"), locale }
    }

    #[test]
    fn dates_and_times_follow_zone_and_country() {
        let cases = [
            ("UTC", Locale::EnGb, "21 Nov 2026, 14:05", "21/11/2026", "Saturday, 21 November 2026"),
            (
                "America/Los_Angeles",
                Locale::EnUs,
                "Nov 21, 2026, 6:05 AM",
                "11/21/2026",
                "Saturday, November 21, 2026",
            ),
            (
                "Asia/Ho_Chi_Minh",
                Locale::ViVn,
                "21 Nov 2026, 21:05",
                "21/11/2026",
                "Saturday, 21 November 2026",
            ),
            (
                "Pacific/Auckland",
                Locale::DeDe,
                "22 Nov 2026, 03:05",
                "22.11.2026",
                "Sunday, 22 November 2026",
            ),
        ];
        for (zone, locale, date_time, numeric, long) in cases {
            let manner = manner(zone, locale);
            assert_eq!(manner.date_time(AT), date_time);
            assert_eq!(manner.numeric_date(AT), numeric);
            assert_eq!(manner.long_date(AT), long);
        }
        let exact = manner("America/Los_Angeles", Locale::EnUs).exact(AT);
        assert_eq!(exact, "Nov 21, 2026, 6:05:09 AM PST");
        assert_eq!(iso(AT), "2026-11-21T14:05:09Z");
        let birthday = civil::date(1984, 2, 29);
        assert_eq!(manner("UTC", Locale::EnUs).civil(birthday), "Feb 29, 1984");
    }

    #[test]
    fn distances_are_told_as_people_do() {
        let manner = manner("UTC", Locale::EnGb);
        let cases = [
            (0, "just now"),
            (59, "just now"),
            (-30, "just now"),
            (60, "1 minute ago"),
            (3 * 60 + 59, "3 minutes ago"),
            (3600, "1 hour ago"),
            (14 * 3600, "14 hours ago"),
            (15 * 3600, "yesterday"),
            (2 * DAY_S, "2 days ago"),
            (6 * DAY_S, "6 days ago"),
            (7 * DAY_S, "14 Nov 2026"),
            (-60, "in 1 minute"),
            (-2 * 3600, "in 2 hours"),
            (-12 * 3600, "tomorrow"),
            (-3 * DAY_S, "in 3 days"),
            (-9 * DAY_S, "30 Nov 2026"),
        ];
        for (ago_s, expected) in cases {
            assert_eq!(manner.relative(AT - ago_s, AT), expected, "{ago_s} s ago");
        }
        let after_midnight = AT - 14 * HOUR_S;
        assert_eq!(manner.relative(after_midnight - HOUR_S, after_midnight), "1 hour ago");
    }

    #[test]
    fn short_forms_leave_out_what_goes_without_saying() {
        let manner = manner("UTC", Locale::EnUs);
        let cases = [(HOUR_S, "1:05 PM"), (15 * HOUR_S, "Nov 20"), (400 * DAY_S, "Oct 17, 2025")];
        for (ago_s, expected) in cases {
            assert_eq!(manner.short(AT - ago_s, AT), expected);
        }
    }

    #[test]
    fn numbers_follow_the_country() {
        let cases = [
            (Locale::EnUs, 1234, "1,234"),
            (Locale::EnUs, -1234567, "-1,234,567"),
            (Locale::EnGb, 999, "999"),
            (Locale::DeDe, 1234567, "1.234.567"),
            (Locale::FrFr, 12345, "12\u{202F}345"),
            (Locale::EsEs, 1234, "1234"),
            (Locale::EsEs, 12345, "12.345"),
            (Locale::ViVn, 0, "0"),
            (Locale::EnUs, i64::MIN, "-9,223,372,036,854,775,808"),
        ];
        for (locale, number, expected) in cases {
            assert_eq!(manner("UTC", locale).number(number), expected);
        }
        let cases = [
            (Locale::EnUs, 1234.5, "1,234.50"),
            (Locale::DeDe, 1234.5, "1.234,50"),
            (Locale::EnUs, -0.001, "0.00"),
            (Locale::EnUs, -12.345, "-12.35"),
            (Locale::EnUs, f64::NAN, "–"),
        ];
        for (locale, number, expected) in cases {
            assert_eq!(manner("UTC", locale).decimal(number, 2), expected, "{number}");
        }
        assert_eq!(manner("UTC", Locale::EnUs).decimal(1999.6, 0), "2,000");
    }

    #[test]
    fn zones_are_places() {
        let names = zone_names();
        assert!(names.len() > 300, "{}", names.len());
        for name in &names {
            assert!(zone(name).is_some(), "{name}");
        }
        for name in ["", "Mars/Olympus", "Etc/GMT+5", "EST5EDT", "../UTC"] {
            assert!(zone(name).is_none(), "{name}");
        }
    }

    #[test]
    fn waits_are_never_told_too_short() {
        let cases = [
            (0, "1 second"),
            (90, "90 seconds"),
            (91, "2 minutes"),
            (900, "15 minutes"),
            (5400, "90 minutes"),
            (5401, "2 hours"),
        ];
        for (seconds, expected) in cases {
            assert_eq!(wait(seconds), expected);
        }
    }

    #[test]
    fn times_beyond_the_calendar_do_not_break_a_page() {
        let manner = Manner::default();
        for at in [i64::MIN, i64::MAX] {
            assert_eq!(manner.date(at), "–");
            assert_eq!(manner.relative(at, AT), "–");
            assert_eq!(manner.short(at, AT), "–");
            assert_eq!(iso(at), "");
        }
    }
}
