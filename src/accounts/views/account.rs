//! One's own account: who one is, how pages look, the password, where one is signed in.
use super::second_factor::SecondFactorLine;
use crate::{
    accounts::{second_factor::Status, sessions::Session},
    error::Problems,
    settings::{Sent, Sheet, views::SettingsForm},
    shell::{
        Surroundings,
        views::{AccountPage, AccountTabs},
    },
    web::ui::{Badge, Button, Column, Field, Form, FormError, Icon, PageHeader, Table},
};

/// What was typed into one of the forms and could not be saved; never a password.
#[derive(Default)]
pub struct Typed {
    pub name: Option<String>,
    pub email: Option<String>,
    pub preferences: Vec<Sent>,
}

markup::define! {
    Account<'a>(
        around: &'a Surroundings,
        sessions: &'a [Session],
        second_factor: Option<&'a Status>,
        sheet: &'a Sheet,
        typed: &'a Typed,
        problems: &'a Problems,
        now: i64,
    ) {
        @let csrf = || around.csrf.as_str();
        @PageHeader::new("Account", &*around.person.email, "")
        @AccountTabs { at: AccountPage::You }
        @FormError { problems }
        div[class = "settings"] {
            section["aria-labelledby" = "who"] {
                h2 #who { "Name" }
                @Form::post("/account/name", csrf(), Name { around, typed, problems })
            }
            section["aria-labelledby" = "address"] {
                h2 #address { "E-mail" }
                @Form::post("/account/email", csrf(), Email { around, typed, problems })
            }
            section["aria-labelledby" = "preferences"] {
                h2 #preferences { "Preferences" }
                @SettingsForm {
                    action: "/account/preferences".into(),
                    csrf: csrf(),
                    sheet,
                    typed: &typed.preferences,
                    problems,
                }
            }
            section["aria-labelledby" = "password"] {
                h2 #password { "Password" }
                @Form::post("/account/password", csrf(), Password { around, problems })
            }
            section["aria-labelledby" = "second-step"] {
                h2 #{"second-step"} { "Two-step sign-in" }
                @SecondFactorLine { around, status: *second_factor }
            }
            section["aria-labelledby" = "sessions"] {
                h2 #sessions { "Where you are signed in" }
                div {
                    @Table::new(
                        "Where you are signed in",
                        columns(),
                        Sessions { around, sessions, now: *now },
                    )
                    @if sessions.len() > 1 { @Elsewhere { around } }
                }
            }
        }
    }

    Elsewhere<'a>(around: &'a Surroundings) {
        div[class = "more-link"] {
            @Form::post(
                "/account/sessions/end-others",
                &*around.csrf,
                Button::quiet("Sign out everywhere else").icon(Icon::LogOut),
            ).inline()
        }
    }

    Name<'a>(around: &'a Surroundings, typed: &'a Typed, problems: &'a Problems) {
        @Field::text("name", "Name", typed.name.as_deref().unwrap_or(&around.person.name))
            .problem(problem(problems, "name"))
            .autocomplete("name")
            .required()
        div[class = "form-actions"] { @Button::quiet("Save name") }
    }

    Email<'a>(around: &'a Surroundings, typed: &'a Typed, problems: &'a Problems) {
        @Field::email("email", "E-mail", typed.email.as_deref().unwrap_or(&around.person.email))
            .problem(problem(problems, "email"))
            .help("You sign in with it")
            .autocomplete("username")
            .required()
        @Field::password("email_password", "Current password")
            .problem(problem(problems, "email_password"))
            .help("Asked for, so that nobody else can move your account to their address")
            .autocomplete("current-password")
            .required()
        div[class = "form-actions"] { @Button::quiet("Change e-mail") }
    }

    Password<'a>(around: &'a Surroundings, problems: &'a Problems) {
        input[
            type = "text",
            name = "username",
            value = &around.person.email,
            autocomplete = "username",
            hidden,
        ];
        @Field::password("current_password", "Current password")
            .problem(problem(problems, "current_password"))
            .autocomplete("current-password")
            .required()
        @Field::password("new_password", "New password")
            .problem(problem(problems, "new_password"))
            .help(
                "Ten characters or more; a few unrelated words work well. Everywhere else you \
                 will be signed out.",
            )
            .autocomplete("new-password")
            .required()
        div[class = "form-actions"] { @Button::quiet("Change password") }
    }

    Sessions<'a>(around: &'a Surroundings, sessions: &'a [Session], now: i64) {
        @for session in sessions.iter() {
            tr {
                td[class = "lead"] {
                    @session.device " "
                    @if session.is_this_one { @Badge::good("This one") }
                }
                td[class = "sub num"] { @session.address.as_deref().unwrap_or("–") }
                td[class = "num when"] {
                    @if session.is_this_one {
                        "Now"
                    } else {
                        time[title = around.manner().exact(session.last_seen_on)] {
                            @around.manner().relative(session.last_seen_on, *now)
                        }
                    }
                }
                td[class = "act"] {
                    @if !session.is_this_one {
                        @Form::post(
                            format!("/account/sessions/{}/end", session.uid),
                            &*around.csrf,
                            Button::plain("Sign out")
                                .attr("aria-label", format!("Sign out {}", session.device)),
                        ).inline()
                    }
                }
            }
        }
    }
}

fn columns() -> Vec<Column<'static>> {
    vec![
        Column::new("Device"),
        Column::new("Address").number(),
        Column::new("Last seen").number(),
        Column::new("Sign out").unlabelled(),
    ]
}

fn problem<'a>(problems: &'a Problems, field: &str) -> Option<&'a str> {
    problems.get(field).map(String::as_str)
}
