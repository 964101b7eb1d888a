//! Before there is a session: signing in, and the first account.
use crate::{
    error::Problems,
    settings::views::FromTheBrowser,
    web::ui::{Button, Field, Form, FormError, Notice, Tone},
};

/// What was typed for the first account; never the password.
#[derive(Default)]
pub struct FirstUser {
    pub code: String,
    pub name: String,
    pub email: String,
    /// The device's own, where there is script; without it, to be chosen later.
    pub time_zone: String,
    /// As the browser writes them in its requests.
    pub languages: String,
}

markup::define! {
    /// `refusal` is a title and what to do about it.
    Login<'a>(
        csrf: &'a str,
        household: &'a str,
        email: &'a str,
        next: &'a str,
        refusal: Option<(&'a str, &'a str)>,
    ) {
        h1 { "Sign in" }
        @if !household.is_empty() { p[class = "door-lead"] { @household } }
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
        p[class = "door-note"] {
            "Moving to a new box? " a[href = "/first-run/restore"] { "Restore a backup" } "."
        }
    }

    FirstRunFields<'a>(typed: &'a FirstUser, problems: &'a Problems) {
        @let problem = |field: &str| problems.get(field).map(String::as_str);
        @set_up_code("code", &typed.code, problem("code"))
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
        @FromTheBrowser { zone: &typed.time_zone, languages: &typed.languages }
        @Button::primary("Create account")
    }
}

fn focused(field: Field<'_>, is_first: bool) -> Field<'_> {
    if is_first { field.attr("autofocus", "true") } else { field }
}

/// For whoever holds the box in hand.
pub fn set_up_code<'a>(id: &'a str, typed: &'a str, problem: Option<&'a str>) -> Field<'a> {
    Field::text("code", "Set-up code", typed)
        .id(id)
        .problem(problem)
        .help(
            "On the screen of the box and on its card, in pi-crm-set-up-code.txt; or in the \
             terminal where pi-crm was started",
        )
        .autocomplete("one-time-code")
        .attr("spellcheck", "false")
        .attr("autocapitalize", "characters")
        .required()
}
