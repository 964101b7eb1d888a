//! Markup of how the database key is kept.
use super::MIN_CHARS;
use crate::{
    error::Problems,
    shell::{
        Surroundings,
        views::{HouseholdPage, HouseholdTabs},
    },
    web::ui::{
        Badge, Button, Field, Form, FormError, Icon, Notice, PageHeader, Progress, Tone, Username,
    },
};

markup::define! {
    KeyFile<'a>(
        around: &'a Surroundings,
        cost: Option<String>,
        file: String,
        is_writable: bool,
        failed: Option<&'a str>,
        problems: &'a Problems,
    ) {
        @PageHeader::new("Household", "What opens the encrypted database", "")
        @HouseholdTabs { at: HouseholdPage::Key, is_owner: true }
        @FormError { problems }
        @if let Some(failed) = *failed {
            @Notice::new(Tone::Error, "The key was not exchanged; the one before is in use", failed)
        }
        section[class = "narrow", "aria-labelledby" = "kept"] {
            h2 #kept { "How the key is kept" }
            div[class = "section-gap-small"] {
                @if cost.is_some() { @Locked { file } } else { @Bare { file } }
            }
        }
        @if *is_writable {
            @if cost.is_some() {
                @Section { id: "change", title: "Change the passphrase", around, problems }
                @Section { id: "rotate", title: "Another key", around, problems }
                @Section { id: "remove", title: "Do without a passphrase", around, problems }
            } else {
                @Section { id: "protect", title: "Set a passphrase", around, problems }
                @Section { id: "rotate_plain", title: "Another key", around, problems }
            }
        } else {
            @AtTheTerminal { is_locked: cost.is_some() }
        }
    }

    Bare<'a>(file: &'a str) {
        p {
            @Badge::new("Without a passphrase") " It lies in " code { @file }
            " on this box, which starts by itself. Whoever takes the whole box, or its card with \
            the key on it, can read everything."
        }
    }

    Locked<'a>(file: &'a str) {
        p {
            @Badge::good("With a passphrase") " It lies in " code { @file }
            ", wrapped by a passphrase. After every start, and every power cut, pi-crm waits until \
            somebody types it in the browser."
        }
        p[class = "help section-gap-small"] {
            "Meanwhile nothing is sent and nothing is backed up. The recovery key on this box is \
            locked along with it: keep the recovery sheet, and the passphrase beside it."
        }
    }

    Section<'a>(
        id: &'static str,
        title: &'static str,
        around: &'a Surroundings,
        problems: &'a Problems,
    ) {
        section[class = "narrow section-gap", "aria-labelledby" = id] {
            h2[id = id] { @title }
            @match *id {
                "protect" => {
                    p[class = "help"] {
                        "With one, a stolen box or card alone opens nothing. Forgotten, only a \
                        backup and the recovery sheet help: print the sheet first."
                    }
                    div[class = "section-gap-small"] {
                        @let fields = Protect { around, problems };
                        @Form::post("/household/key/protect", &*around.csrf, fields)
                    }
                }
                "change" => {
                    @Form::post("/household/key/change", &*around.csrf, Change { around, problems })
                }
                "remove" => {
                    p[class = "help"] { "The box starts by itself again." }
                    div[class = "section-gap-small"] {
                        @let fields = Remove { around, problems };
                        @Form::post("/household/key/remove", &*around.csrf, fields)
                    }
                }
                _ => {
                    p[class = "help"] {
                        "Everything is encrypted anew, for instance after somebody may have seen \
                        the key. pi-crm stops for it, for as long as a copy of the database takes, \
                        and comes back by itself. Earlier backups stay as they are."
                    }
                    div[class = "section-gap-small"] {
                        @let fields = Rotate { around, is_locked: *id == "rotate", problems };
                        @Form::post("/household/key/rotate", &*around.csrf, fields)
                    }
                }
            }
        }
    }

    Protect<'a>(around: &'a Surroundings, problems: &'a Problems) {
        @new(problems, "protect_passphrase", "Passphrase").help(how_long())
        @new(problems, "protect_passphrase_again", "The same again")
        @YourPassword { around, name: "protect_password", problems }
        div[class = "form-actions"] { @Button::primary("Set the passphrase").icon(Icon::Shield) }
    }

    Change<'a>(around: &'a Surroundings, problems: &'a Problems) {
        @of_now(problems, "change_passphrase")
        @new(problems, "change_new_passphrase", "New passphrase").help(how_long())
        @new(problems, "change_new_passphrase_again", "The same again")
        @YourPassword { around, name: "change_password", problems }
        div[class = "form-actions"] { @Button::quiet("Change the passphrase") }
    }

    Remove<'a>(around: &'a Surroundings, problems: &'a Problems) {
        @of_now(problems, "remove_passphrase")
        @YourPassword { around, name: "remove_password", problems }
        div[class = "form-actions"] { @Button::danger("Remove the passphrase") }
    }

    Rotate<'a>(around: &'a Surroundings, is_locked: bool, problems: &'a Problems) {
        @if *is_locked { @of_now(problems, "rotate_passphrase") }
        @YourPassword { around, name: "rotate_password", problems }
        div[class = "form-actions"] { @Button::quiet("Exchange the key").icon(Icon::Key) }
    }

    YourPassword<'a>(around: &'a Surroundings, name: &'static str, problems: &'a Problems) {
        @Username { email: around.person.email.as_str().into() }
        @Field::password(*name, "Your password")
            .problem(problems.get(name).map(String::as_str))
            .autocomplete("current-password")
            .required()
    }

    AtTheTerminal(is_locked: bool) {
        section[class = "narrow section-gap", "aria-labelledby" = "terminal"] {
            h2 #terminal { "Changing it" }
            p { "pi-crm may not write that file, so it is done at the terminal of the box:" }
            ul {
                @if *is_locked {
                    li { code { "sudo pi-crm key-file change-passphrase" } }
                    li { code { "sudo pi-crm key-file unprotect" } }
                } else {
                    li { code { "sudo pi-crm key-file protect" } }
                }
                li {
                    code { "sudo pi-crm key-file rotate" } ", with pi-crm stopped: "
                    code { "sudo systemctl stop pi-crm" }
                }
            }
        }
    }

    ComesBack<'a>(around: &'a Surroundings) {
        @PageHeader::new("Another key", "Everything is being encrypted anew", "")
        div[class = "narrow", role = "status"] {
            @Progress::new("Exchanging the key", 0, 1)
            p {
                "pi-crm has stopped for it and comes back by itself; "
                a[href = "/household/key"] { "look again" } " in a moment, "
                @around.person.name ". Should the power fail meanwhile, nothing is lost."
            }
        }
    }
}

fn how_long() -> String {
    format!("At least {MIN_CHARS} characters; five unrelated words are good. Blanks do not matter.")
}

fn new<'a>(problems: &'a Problems, name: &'static str, label: &'static str) -> Field<'a> {
    Field::password(name, label)
        .problem(problems.get(name).map(String::as_str))
        .autocomplete("off")
        .required()
}

fn of_now<'a>(problems: &'a Problems, name: &'static str) -> Field<'a> {
    new(problems, name, "Current passphrase")
}
