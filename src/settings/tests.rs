use super::*;
use crate::accounts::testing::{NOW, connection};

const ANDY: Owner = Owner::User(UserId(1));
const MONALISA: Owner = Owner::User(UserId(2));

#[test]
fn the_table_is_in_order_and_its_defaults_are_accepted() {
    for (place, definition) in ALL.iter().enumerate() {
        assert_eq!(definition.setting as usize, place, "{}", definition.key);
        assert!(definition.accepts(definition.default), "{}", definition.key);
        let choices = definition.choices();
        assert!(choices.iter().any(|it| it.value == definition.default), "{}", definition.key);
        for choice in &choices {
            assert!(definition.accepts(&choice.value), "{choice:?}");
        }
    }
    assert_eq!(Preferences::read(None, None, None), Preferences::default());
    let told = ALL.each_ref().map(|it| Some(it.default));
    assert_eq!(Preferences::read(told[0], told[1], told[2]), Preferences::default());
}

#[test]
fn a_setting_is_its_owners_alone() {
    let conn = connection();
    assert_eq!(get(&conn, ANDY, Setting::Appearance).unwrap(), "system");
    assert_eq!(set(&conn, ANDY, Setting::Appearance, "dark", NOW).unwrap(), "system");
    assert_eq!(set(&conn, ANDY, Setting::Appearance, "light", NOW + 1).unwrap(), "dark");
    assert_eq!(get(&conn, ANDY, Setting::Appearance).unwrap(), "light");
    assert_eq!(get(&conn, MONALISA, Setting::Appearance).unwrap(), "system");
    assert_eq!(reset(&conn, ANDY, Setting::Appearance).unwrap(), "light");
    assert_eq!(get(&conn, ANDY, Setting::Appearance).unwrap(), "system");
}

#[test]
fn only_offered_values_are_taken() {
    let conn = connection();
    let cases = [
        (Setting::Appearance, "pink", false),
        (Setting::Appearance, "", false),
        (Setting::TimeZone, "America/Los_Angeles", true),
        (Setting::TimeZone, "UTC", true),
        (Setting::TimeZone, "Mars/Olympus", false),
        (Setting::TimeZone, "../etc/passwd", false),
        (Setting::Locale, "de-DE", true),
        (Setting::Locale, "de", false),
    ];
    for (setting, value, expected) in cases {
        let done = set(&conn, ANDY, setting, value, NOW);
        assert_eq!(done.is_ok(), expected, "{value}: {done:?}");
    }
    let preferences = preferences(&conn, UserId(1)).unwrap();
    assert_eq!(preferences.manner.locale, Locale::DeDe);
    assert_eq!(preferences.manner.zone, jiff::tz::TimeZone::UTC);
}

#[test]
fn a_value_no_longer_understood_is_the_default() {
    let conn = connection();
    store::put(&conn, ANDY, "appearance", "sepia", NOW).unwrap();
    assert_eq!(get(&conn, ANDY, Setting::Appearance).unwrap(), "system");
    assert_eq!(preferences(&conn, UserId(1)).unwrap(), Preferences::default());
}

#[test]
fn what_is_forgotten_is_one_owners() {
    let conn = connection();
    for owner in [ANDY, MONALISA] {
        set(&conn, owner, Setting::Locale, "en-GB", NOW).unwrap();
    }
    forget(&conn, ANDY).unwrap();
    assert_eq!(get(&conn, ANDY, Setting::Locale).unwrap(), "en-US");
    assert_eq!(get(&conn, MONALISA, Setting::Locale).unwrap(), "en-GB");
}

#[test]
fn a_setting_of_another_level_is_a_mistake_of_ours() {
    let conn = connection();
    let done = get(&conn, Owner::Appliance, Setting::Locale);
    assert!(matches!(done, Err(Error::Internal(_))), "{done:?}");
}
