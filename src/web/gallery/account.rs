//! A person's own pages: account, API keys, audit log.
use super::{PageHeader, within};
use crate::web::{
    layout::Person,
    ui::{
        Badge, Button, Choice, Column, CopyOnce, Diff, Field, FilterBar, Form, Icon, Notice,
        Pagination, Select, Table, Tick, Tone, Username,
    },
};

pub fn account(person: &Person<'_>) -> String {
    within("Account", person, markup::new! { @Account {} })
}

pub fn keys(person: &Person<'_>) -> String {
    within("API keys", person, markup::new! { @Keys {} })
}

pub fn audit(person: &Person<'_>) -> String {
    within("Audit log", person, markup::new! { @Audit {} })
}

fn choices(labels: &[&'static str]) -> Vec<Choice<'static>> {
    let value = |at| if at == 0 { String::new() } else { format!("{at}") };
    labels.iter().enumerate().map(|(at, label)| Choice::new(value(at), *label)).collect()
}

const SCOPES: [(&str, &str); 4] = [
    ("read:contacts", "Read contacts and workspaces"),
    ("write:contacts", "Add, change and delete contacts"),
    ("read:campaigns", "Read campaigns"),
    ("write:campaigns", "Change campaigns"),
];

/// When, who, what, and the differences (field, old, new).
type Entry = (&'static str, &'static str, &'static str, &'static [Change]);
type Change = (&'static str, Option<&'static str>, Option<&'static str>);

const ENTRIES: [Entry; 5] = [
    (
        "Today, 14:02",
        "Andy Kim",
        "Edited Noelani Kealoha",
        &[
            ("E-mail", Some("noelani@oldmail.example"), Some("noelani@kealoha.example")),
            ("Phone", None, Some("(808) 555-0142")),
        ],
    ),
    (
        "Today, 13:55",
        "Key “Website form”",
        "Created Theo Park",
        &[("First name", None, Some("Theo"))],
    ),
    (
        "Today, 09:31",
        "Andy Kim",
        "Renamed a workspace",
        &[("Name", Some("Mai Story"), Some("MaiStory"))],
    ),
    ("Yesterday, 17:40", "Andy Kim", "Deleted Caleb Raman", &[]),
    ("Yesterday, 08:12", "Andy Kim", "Signed in", &[]),
];

markup::define! {
    Account() {
        @PageHeader::new("Account", "andy@example.org", "")
        div[class = "settings"] {
            section {
                h2 { "Appearance" }
                @Form::post("/ui/account", "demo", markup::new! {
                    @Select::new("appearance", "Colours", vec![
                        Choice::new("system", "As the device has it"),
                        Choice::new("light", "Light"),
                        Choice::new("dark", "Dark"),
                    ], "system").attr("data-appearance", "true").narrow()
                    div[class = "form-actions"] { @Button::quiet("Save appearance") }
                })
            }
            section {
                h2 { "Password" }
                @Form::post("/ui/account", "demo", markup::new! {
                    @Username { email: "andy@example.org".into() }
                    @Field::password("old", "Password now").autocomplete("current-password")
                    @Field::password("new", "New password").autocomplete("new-password")
                        .help("Ten characters or more; a few unrelated words work well")
                    div[class = "form-actions"] { @Button::quiet("Change password") }
                })
            }
            section {
                h2 { "Where you are signed in" }
                @Table::new("Sessions", vec![
                    Column::new("Device"),
                    Column::new("Address"),
                    Column::new("Last seen").number(),
                    Column::new("End").unlabelled(),
                ], markup::new! {
                    @Session { device: "Firefox on Windows", address: "192.168.1.14", now: true }
                    @Session { device: "Safari on iPhone", address: "192.168.1.22", now: false }
                })
            }
        }
    }

    Session(device: &'static str, address: &'static str, now: bool) {
        tr {
            td[class = "lead"] { @device " " @if *now { @Badge::good("This one") } }
            td[class = "sub num"] { @address }
            td[class = "num when"] { @if *now { "Now" } else { "Yesterday" } }
            td[class = "act"] {
                @if !now { @Form::post("/ui/account", "demo", Button::plain("End")).inline() }
            }
        }
    }

    Keys() {
        @PageHeader::new("API keys", "For programs that act in your name", markup::new! {
            @Button::quiet("API documentation").to("/ui").icon(Icon::Book)
        })
        @Notice::new(Tone::Success, "The key “Website form” is ready", markup::new! {
            p { "Copy it now: it is shown this once and kept only as a fingerprint." }
            @CopyOnce::new("secret", "pc_7Qm2vXw9Kd4Tz8Rb1Nf6Hs3Jp5Lc0Ya")
        })
        @Table::new("API keys", vec![
            Column::new("Name"), Column::new("Starts with"), Column::new("May"),
            Column::new("Last used").number(), Column::new("Expires").number(),
            Column::new("Revoke").unlabelled(),
        ], markup::new! {
            @Key { name: "Website form", prefix: "pc_7Qm2", used: "Never", expires: "20 Nov 2027" }
            @Key { name: "Nightly report", prefix: "pc_a81K", used: "Today", expires: "In 6 days" }
        })
        div[class = "narrow section-gap"] {
            h2 { "New key" }
            @Form::post("/ui/keys", "demo", markup::new! {
                @Field::text("name", "Name", "")
                    .help("What uses it, so that you know it later")
                    .required()
                fieldset[class = "field-set"] {
                    legend { "May" }
                    @for (scope, label) in SCOPES {
                        @Tick::one_of("scope", scope, label, scope == "read:contacts").help(scope)
                    }
                }
                @Field::date("expires", "Expires", "2027-11-20").help("Empty for never")
                div[class = "form-actions"] { @Button::primary("Create key").icon(Icon::Key) }
            })
        }
    }

    Key(name: &'static str, prefix: &'static str, used: &'static str, expires: &'static str) {
        tr {
            td[class = "lead"] { @name }
            td[class = "wide"] { code { @prefix "…" } }
            td[class = "sub"] { "Read contacts, write contacts" }
            td[class = "num wide"] { @used }
            td[class = "num when"] {
                @if expires.starts_with("In") { @Badge::warn(*expires) } else { @expires }
            }
            td[class = "act"] {
                @Form::post("/ui/keys", "demo", Button::plain("Revoke")).inline()
            }
        }
    }

    Audit() {
        @PageHeader::new("Audit log", "Every change, by whom, and what it was before", "")
        @FilterBar::new("/ui/audit", "#entries", markup::new! {
            @Select::new("who", "Who", choices(&["Anybody", "Andy Kim"]), "")
            @Select::new("what", "What", choices(&["Everything", "Contacts"]), "")
            @Field::date("from", "From", "")
            @Field::date("to", "To", "")
        })
        section #entries {
            ol[class = "timeline audit"] {
                @for (at, who, what, changes) in ENTRIES {
                    li {
                        p[class = "timeline-head"] { strong { @who } " · " @what }
                        p[class = "timeline-when"] { @at }
                        @for (label, old, new) in changes { @Diff::new(*label, *old, *new) }
                        @if !changes.is_empty() {
                            @Form::post("/ui/audit", "demo", Button::plain("Undo").icon(Icon::Undo))
                                .inline()
                        }
                    }
                }
            }
            @Pagination {
                range: "1–5 of 1,204".into(),
                newer: Some("/ui/audit".into()),
                older: Some("/ui/audit".into()),
            }
        }
    }
}
