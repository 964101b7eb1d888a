use super::*;
use crate::accounts::testing::{NOW, connection};

const ANDY: Owner = Owner::User(UserId(1));
const MONALISA: Owner = Owner::User(UserId(2));

#[test]
fn the_table_is_in_order_and_its_defaults_are_accepted() {
    for (place, definition) in ALL.iter().enumerate() {
        assert_eq!(definition.setting as usize, place, "{}", definition.key);
        assert!(definition.kind.accepts(definition.default), "{}", definition.key);
        let choices = definition.kind.choices();
        let is_offered = choices.iter().any(|it| it.value == definition.default);
        assert!(choices.is_empty() || is_offered, "{}", definition.key);
        for choice in &choices {
            assert!(definition.kind.accepts(&choice.value), "{choice:?}");
        }
    }
    assert_eq!(Preferences::read(None, None, None, None), Preferences::default());
    let told = [Setting::Appearance, Setting::TimeZone, Setting::Locale]
        .map(|it| Some(it.definition().default));
    assert_eq!(Preferences::read(told[0], told[1], told[2], None), Preferences::default());
}

#[test]
fn a_setting_is_its_owners_alone() {
    let conn = connection();
    assert_eq!(get(&conn, ANDY, Setting::Appearance).unwrap(), "system");
    assert_eq!(set(&conn, ANDY, Setting::Appearance, "dark", NOW).unwrap(), "system");
    assert_eq!(set(&conn, ANDY, Setting::Appearance, "light", NOW + 1).unwrap(), "dark");
    assert_eq!(get(&conn, ANDY, Setting::Appearance).unwrap(), "light");
    assert_eq!(get(&conn, MONALISA, Setting::Appearance).unwrap(), "system");
}

#[test]
fn what_others_read_is_typed_and_never_missing() {
    let conn = connection();
    let line = Owner::Workspace(WorkspaceId(1));
    let defaults = WorkspaceRules {
        approval_required: false,
        texting: true,
        mail_provider: MailProvider::None,
        inactive_after_days: 60,
    };
    assert_eq!(workspace_rules(&conn, WorkspaceId(1)).unwrap(), defaults);
    assert_eq!(default_country(&conn, UserId(1)).unwrap().code(), "US");
    for (setting, value) in [
        (Setting::ApprovalRequired, YES),
        (Setting::Texting, NO),
        (Setting::MailProvider, "google"),
        (Setting::InactiveAfterDays, "30"),
    ] {
        set(&conn, line, setting, value, NOW).unwrap();
    }
    set(&conn, ANDY, Setting::DefaultCountry, "VN", NOW).unwrap();
    let chosen = WorkspaceRules {
        approval_required: true,
        texting: false,
        mail_provider: MailProvider::Google,
        inactive_after_days: 30,
    };
    assert_eq!(workspace_rules(&conn, WorkspaceId(1)).unwrap(), chosen);
    assert_eq!(workspace_rules(&conn, WorkspaceId(2)).unwrap(), defaults);
    assert_eq!(default_country(&conn, UserId(1)).unwrap().name(), "Vietnam");
    assert_eq!(default_country(&conn, UserId(2)).unwrap().name(), "United States");
}

#[test]
fn a_value_no_longer_understood_is_the_default() {
    let conn = connection();
    store::put(&conn, ANDY, "appearance", "sepia", NOW).unwrap();
    store::put(&conn, ANDY, "default_country", "ZZ", NOW).unwrap();
    assert_eq!(default_country(&conn, UserId(1)).unwrap(), Country::default());
    assert_eq!(get(&conn, ANDY, Setting::Appearance).unwrap(), "system");
    assert!(!is_chosen(&conn, ANDY, Setting::Appearance).unwrap());
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
