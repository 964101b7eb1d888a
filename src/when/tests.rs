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
