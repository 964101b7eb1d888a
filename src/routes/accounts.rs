//! Getting in, what is one's own, and the household.
use super::{Access, PageRoute, get, post};
use crate::{
    accounts::pages::{
        account, household, join, keys, password, second_factor, second_step, sessions, set_up,
        sign_in,
    },
    backups::pages as backups,
    doctor::pages as doctor,
    key_file::pages as key_file,
    locked::pages as locked,
    sending, settings,
};

pub(super) fn doors() -> Vec<PageRoute> {
    use Access::Anyone;
    vec![
        get("/first-run", Anyone, set_up::show),
        post("/first-run", Anyone, set_up::submit),
        get("/first-run/restore", Anyone, backups::restore::new_box::show),
        post("/first-run/restore", Anyone, backups::restore::new_box::submit),
        post("/first-run/restore/bucket", Anyone, backups::restore::new_box::look),
        post("/first-run/restore/upload", Anyone, backups::restore::new_box::upload),
        get("/first-run/restore/events", Anyone, backups::restore::new_box::events),
        get("/login", Anyone, sign_in::show),
        post("/login", Anyone, sign_in::submit),
        get("/login/code", Anyone, second_step::show_code),
        post("/login/code", Anyone, second_step::submit_code),
        get("/login/enrol", Anyone, second_step::show_enrol),
        post("/login/enrol", Anyone, second_step::submit_enrol),
        post("/logout", Anyone, sign_in::sign_out),
        get("/join", Anyone, join::show),
        post("/join/code", Anyone, join::open),
        post("/join", Anyone, join::submit),
        get(locked::PATH, Anyone, locked::open_already),
        post(locked::PATH, Anyone, locked::unlock_again),
    ]
}

pub(super) fn own_pages() -> Vec<PageRoute> {
    use Access::Person;
    vec![
        get("/account", Person, account::show),
        post("/account/name", Person, account::rename),
        post("/account/email", Person, account::change_email),
        post("/account/preferences", Person, account::prefer),
        post("/account/password", Person, password::change),
        get("/account/second-step", Person, second_factor::show),
        post("/account/second-step", Person, second_factor::start),
        get("/account/second-step/enrol", Person, second_factor::show_enrol),
        post("/account/second-step/enrol", Person, second_factor::confirm),
        post("/account/second-step/codes", Person, second_factor::renew_codes),
        post("/account/second-step/off", Person, second_factor::turn_off),
        post("/account/sessions/end-others", Person, sessions::end_others),
        post("/account/sessions/:session/end", Person, sessions::end),
        get("/account/keys", Person, keys::list),
        post("/account/keys", Person, keys::create),
        get("/account/keys/:key/revoke", Person, keys::ask_to_revoke),
        post("/account/keys/:key/revoke", Person, keys::revoke),
    ]
}

pub(super) fn household_pages() -> Vec<PageRoute> {
    use Access::Person;
    vec![
        get("/household", Person, household::show),
        post("/household/invitations", Person, household::invite),
        post("/household/invitations/:invitation/renew", Person, household::renew),
        post("/household/invitations/:invitation/revoke", Person, household::revoke),
        get("/household/people/:person/shut-out", Person, household::ask_to_deactivate),
        post("/household/people/:person/shut-out", Person, household::deactivate),
        post("/household/people/:person/let-in", Person, household::let_back_in),
        get("/household/settings", Person, settings::pages::household),
        post("/household/settings", Person, settings::pages::save_household),
        get("/household/backups", Person, backups::show),
        post("/household/backups/run", Person, backups::run),
        get("/household/backups/events", Person, backups::events),
        get("/household/backups/restore", Person, backups::restore::show),
        post("/household/backups/restore", Person, backups::restore::submit),
        post("/household/backups/restore/upload", Person, backups::restore::upload),
        get("/household/backups/restore/events", Person, backups::restore::events),
        post("/household/backups/aside/remove", Person, backups::aside::remove),
        post("/household/backups/sheet", Person, backups::sheet::show),
        post("/household/backups/targets", Person, backups::targets::add),
        get("/household/backups/buckets/new", Person, backups::buckets::new),
        post("/household/backups/buckets", Person, backups::buckets::add),
        get("/household/backups/targets/:target", Person, backups::targets::edit),
        post("/household/backups/targets/:target", Person, backups::targets::save),
        post("/household/backups/targets/:target/remove", Person, backups::targets::remove),
        get("/household/health", Person, doctor::show),
        post("/household/health/check", Person, doctor::check),
        post("/household/sending", Person, sending::pages::release),
        get("/household/key", Person, key_file::show),
        post("/household/key/protect", Person, key_file::protect),
        post("/household/key/change", Person, key_file::change),
        post("/household/key/remove", Person, key_file::unprotect),
        post("/household/key/rotate", Person, key_file::rotate),
    ]
}
