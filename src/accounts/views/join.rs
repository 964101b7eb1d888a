//! Joining by an invitation.
use crate::{
    error::Problems,
    settings::views::FromTheBrowser,
    web::ui::{Button, Field, Form, FormError, Notice, Tone},
};

/// What was typed by somebody who joins; never the password.
#[derive(Clone, Default)]
pub struct NewUser {
    pub code: String,
    pub name: String,
    pub email: String,
    pub time_zone: String,
    pub languages: String,
}

markup::define! {
    JoinCode<'a>(
        csrf: &'a str,
        code: &'a str,
        problems: &'a Problems,
        notice: Option<&'a str>,
    ) {
        h1 { "You are invited" }
        p[class = "door-lead"] { "Type the code of your invitation." }
        @if let Some(notice) = *notice { @Notice::new(Tone::Error, notice, "") }
        @FormError { problems }
        @Form::post("/join/code", *csrf, CodeField { code, problems }).attr("data-join", "true")
        p[class = "door-note"] { "Have you joined already? " a[href = "/login"] { "Sign in" } "." }
    }

    CodeField<'a>(code: &'a str, problems: &'a Problems) {
        @Field::text("code", "Invitation code", *code)
            .problem(problems.get("code").map(String::as_str))
            .help("Sixteen letters and digits; dashes and capitals do not matter")
            .autocomplete("one-time-code")
            .attr("spellcheck", "false")
            .attr("autocapitalize", "characters")
            .required()
        @Button::primary("Continue")
    }

    Join<'a>(
        csrf: &'a str,
        typed: &'a NewUser,
        problems: &'a Problems,
        notice: Option<&'a str>,
    ) {
        h1 { "Welcome" }
        p[class = "door-lead"] {
            "Make your account. Your contacts are yours alone: nobody else here sees them."
        }
        @if let Some(notice) = *notice { @Notice::new(Tone::Error, notice, "") }
        @FormError { problems }
        @Form::post("/join", *csrf, NewUserFields { typed, problems })
    }

    NewUserFields<'a>(typed: &'a NewUser, problems: &'a Problems) {
        @let problem = |field: &str| problems.get(field).map(String::as_str);
        input[type = "hidden", name = "code", value = &typed.code];
        @Field::text("name", "Your name", &*typed.name)
            .problem(problem("name"))
            .autocomplete("name")
            .required()
        @Field::email("email", "E-mail", &*typed.email)
            .problem(problem("email"))
            .help("You sign in with it")
            .autocomplete("username")
            .required()
        @Field::password("password", "Password")
            .problem(problem("password"))
            .help("Ten characters or more; a few unrelated words work well")
            .autocomplete("new-password")
            .required()
        @FromTheBrowser { zone: &typed.time_zone, languages: &typed.languages }
        @Button::primary("Join")
    }

    SomebodyElse<'a>(name: &'a str, csrf: &'a str) {
        h1 { "You are invited" }
        @Notice::new(
            Tone::Info,
            format!("You are signed in as {name}"),
            "An invitation is for somebody who has no account yet. If that is you, sign out here \
             first and then open the invitation again.",
        )
        @Form::post("/logout", *csrf, Button::primary("Sign out"))
        p[class = "door-note"] { a[href = "/"] { "Stay signed in" } }
    }
}
