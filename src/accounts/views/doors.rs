//! Before there is a session: signing in, and the first account.
use crate::{
    error::Problems,
    settings::Setting,
    web::ui::{Button, Choice, Field, Form, FormError, Notice, Select, Tone},
};

/// What was typed for the first account; never the password.
#[derive(Default)]
pub struct FirstUser {
    pub code: String,
    pub name: String,
    pub email: String,
    pub time_zone: String,
    pub locale: String,
    /// Nobody chose a time zone yet, so the device's own may be filled in.
    pub is_untouched: bool,
}

markup::define! {
    /// `refusal` is a title and what to do about it.
    Login<'a>(csrf: &'a str, email: &'a str, next: &'a str, refusal: Option<(&'a str, &'a str)>) {
        h1 { "Sign in" }
        @if let Some((title, advice)) = *refusal {
            @Notice::new(Tone::Error, title, advice)
        }
        @Form::post("/login", *csrf, LoginFields { email, next })
        p[class = "door-note"] {
            "Forgotten? Whoever has the box can set a new one with "
            code { "pi-crm user reset-password" } "."
        }
    }

    LoginFields<'a>(email: &'a str, next: &'a str) {
        input[type = "hidden", name = "next", value = next];
        @focused(Field::email("email", "E-mail", *email), email.is_empty())
            .autocomplete("username")
            .required()
        @focused(Field::password("password", "Password"), !email.is_empty())
            .autocomplete("current-password")
            .required()
        @Button::primary("Sign in")
    }

    FirstRun<'a>(
        csrf: &'a str,
        typed: &'a FirstUser,
        problems: &'a Problems,
        notice: Option<&'a str>,
    ) {
        h1 { "Welcome" }
        p[class = "door-lead"] {
            "Make the first account. It owns this pi-crm and can invite the others."
        }
        @if let Some(notice) = *notice {
            @Notice::new(Tone::Error, notice, "")
        }
        @FormError { problems }
        @Form::post("/first-run", *csrf, FirstRunFields { typed, problems })
    }

    FirstRunFields<'a>(typed: &'a FirstUser, problems: &'a Problems) {
        @let problem = |field: &str| problems.get(field).map(String::as_str);
        @Field::text("code", "Set-up code", &*typed.code)
            .problem(problem("code"))
            .help("In the terminal where pi-crm was started, and on the console of the box")
            .autocomplete("one-time-code")
            .attr("spellcheck", "false")
            .attr("autocapitalize", "characters")
            .required()
        @Field::text("name", "Your name", &*typed.name)
            .problem(problem("name"))
            .autocomplete("name")
            .required()
        @Field::email("email", "E-mail", &*typed.email)
            .problem(problem("email"))
            .autocomplete("username")
            .required()
        @Field::password("password", "Password")
            .problem(problem("password"))
            .help("Ten characters or more; a few unrelated words work well")
            .autocomplete("new-password")
            .required()
        @let zone = chosen(Setting::TimeZone, &typed.time_zone).problem(problem("time_zone"));
        @if typed.is_untouched { @zone.attr("data-own-zone", "true") } else { @zone }
        @chosen(Setting::Locale, &typed.locale).problem(problem("locale"))
        @Button::primary("Create account")
    }
}

/// A setting with its choices, as the table of settings describes it.
pub fn chosen<'a>(setting: Setting, value: &'a str) -> Select<'a> {
    let definition = setting.definition();
    let choices =
        definition.kind.choices().into_iter().map(|it| Choice::new(it.value, it.label)).collect();
    Select::new(definition.key, definition.label, choices, value).help(definition.help)
}

fn focused(field: Field<'_>, is_first: bool) -> Field<'_> {
    if is_first { field.attr("autofocus", "true") } else { field }
}
