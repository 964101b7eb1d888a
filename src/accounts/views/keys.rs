//! API keys: the list, a new one, revoking.
use crate::{
    accounts::api_keys::{ApiKey, Permission, State},
    clock::{DAY_S, Reading},
    error::Problems,
    shell::{
        Surroundings,
        views::{AccountPage, AccountTabs},
    },
    web::ui::{
        Badge, Breadcrumbs, Button, Choice, Column, CopyOnce, Crumb, Empty, Field, Form, FormError,
        Icon, Notice, PageHeader, Select, Table, Tick, Tone,
    },
};

/// A key that ends sooner than this is marked.
const SOON_S: i64 = 14 * DAY_S;

const LIFETIMES: [(&str, &str); 5] = [
    ("30", "In 30 days"),
    ("90", "In 90 days"),
    ("365", "In a year"),
    ("1095", "In three years"),
    ("", "Never"),
];

/// The form for a new key, as it is filled in.
#[derive(Clone)]
pub struct KeyForm {
    pub name: String,
    pub permissions: Vec<String>,
    pub expires_in_days: String,
}

impl Default for KeyForm {
    fn default() -> Self {
        Self { name: String::new(), permissions: Vec::new(), expires_in_days: "365".into() }
    }
}

/// A key just made: its text, or none where the same form had made it before.
pub struct Shown<'a> {
    pub name: &'a str,
    pub secret: Option<&'a str>,
}

markup::define! {
    Keys<'a>(
        around: &'a Surroundings,
        keys: &'a [ApiKey],
        typed: &'a KeyForm,
        problems: &'a Problems,
        shown: Option<Shown<'a>>,
        at: Reading,
    ) {
        @Breadcrumbs { crumbs: vec![Crumb::new("Account", "/account")] }
        @PageHeader::new("API keys", "For programs that act in your name", "")
        @AccountTabs { at: AccountPage::Keys }
        @FormError { problems }
        @if let Some(shown) = shown { @Made { shown } }
        @if keys.is_empty() {
            @Empty::new(
                Icon::Key,
                "No keys yet",
                "A key lets a program, such as a form on your website, add or read contacts in \
                 your name, and no more than you tick.",
            )
        } else {
            @Table::new("API keys", columns(), Rows { around, keys, at: *at })
        }
        div[class = "narrow section-gap"] {
            h2 { "New key" }
            @Form::post("/account/keys", &*around.csrf, NewFields { typed, problems })
        }
    }

    Made<'a>(shown: &'a Shown<'a>) {
        @if let Some(secret) = shown.secret {
            @Notice::new(
                Tone::Success,
                format!("The key “{}” is ready", shown.name),
                Secret { secret },
            )
        } else {
            @Notice::new(
                Tone::Warning,
                format!("The key “{}” was created already", shown.name),
                "This form was sent twice, and the key was shown after the first time. If you did \
                 not copy it, revoke it and make another.",
            )
        }
    }

    Secret<'a>(secret: &'a str) {
        p { "Copy it now: it is shown this once and kept only as a fingerprint." }
        @CopyOnce::new("secret", *secret)
    }

    Rows<'a>(around: &'a Surroundings, keys: &'a [ApiKey], at: Reading) {
        @for key in keys.iter() {
            @let state = key.state(*at);
            tr {
                td[class = "lead"] { @key.name }
                td[class = "wide"] { code { @key.beginning() "…" } }
                td[class = "sub"] { @key.abilities() }
                td[class = "num wide"] { @used(around, key, at.now) }
                td[class = "num when"] { @Ends { around, key, state, now: at.now } }
                td[class = "act"] {
                    @if state != State::Revoked {
                        @Button::plain("Revoke")
                            .to(format!("/account/keys/{}/revoke", key.uid))
                            .attr("aria-label", format!("Revoke {}", key.name))
                    }
                }
            }
        }
    }

    Ends<'a>(around: &'a Surroundings, key: &'a ApiKey, state: State, now: i64) {
        @match (*state, key.expires_on) {
            (State::Revoked, _) => { @Badge::bad("Revoked") }
            (State::Expired, _) => { @Badge::bad("Expired") }
            (State::Live, Some(end)) if end - now < SOON_S => {
                @Badge::warn(around.manner().relative(end, *now))
            }
            (State::Live, Some(end)) => { @around.manner().date(end) }
            (State::Live, None) => { "Never" }
        }
    }

    NewFields<'a>(typed: &'a KeyForm, problems: &'a Problems) {
        @let problem = |field: &str| problems.get(field).map(String::as_str);
        @Field::text("name", "Name", &*typed.name)
            .problem(problem("name"))
            .help("What uses it, so that you know it later")
            .autocomplete("off")
            .required()
        fieldset #permissions.{"field-set"}["aria-describedby" = "permissions-problem"] {
            legend { "It may" }
            @for permission in Permission::ALL {
                @let is_ticked = typed.permissions.iter().any(|it| it == permission.name());
                @Tick::one_of("permissions", permission.name(), permission.label(), is_ticked)
                    .help(permission.name())
            }
            @if let Some(problem) = problem("permissions") {
                p.problem[id = "permissions-problem"] { @Icon::Error span { @problem } }
            }
        }
        @Select::new("expires_in_days", "It ends", lifetimes(), &*typed.expires_in_days)
            .problem(problem("expires_in_days"))
            .narrow()
        div[class = "form-actions"] { @Button::primary("Create key").icon(Icon::Key) }
    }

    Revoke<'a>(around: &'a Surroundings, key: &'a ApiKey) {
        @Breadcrumbs { crumbs: vec![Crumb::new("API keys", "/account/keys")] }
        @PageHeader::new(format!("Revoke {}?", key.name), "", "")
        div[class = "narrow"] {
            @Notice::new(
                Tone::Warning,
                "This cannot be undone",
                format!(
                    "The key that begins with {} stops working at once, wherever it is used. \
                     Another one can be made at any time.",
                    key.beginning()
                ),
            )
            @Form::post(
                format!("/account/keys/{}/revoke", key.uid),
                &*around.csrf,
                RevokeButtons {},
            )
        }
    }

    RevokeButtons() {
        div[class = "form-actions"] {
            @Button::danger("Revoke key")
            @Button::plain("Keep it").to("/account/keys")
        }
    }
}

fn columns() -> Vec<Column<'static>> {
    vec![
        Column::new("Name"),
        Column::new("Begins with"),
        Column::new("May"),
        Column::new("Last used").number(),
        Column::new("Ends").number(),
        Column::new("Revoke").unlabelled(),
    ]
}

fn lifetimes() -> Vec<Choice<'static>> {
    LIFETIMES.into_iter().map(|(days, label)| Choice::new(days, label)).collect()
}

fn used(around: &Surroundings, key: &ApiKey, now: i64) -> String {
    key.last_used_on.map_or_else(|| "Never".into(), |at| around.manner().relative(at, now))
}
