//! Between the two steps of signing in, and what setting the second one up looks like.
use crate::{
    accounts::second_factor::Draft,
    web::ui::{Button, CopyList, CopyOnce, Field, Form, Notice, Qr, Tone},
};

markup::define! {
    CodeAtTheDoor<'a>(
        csrf: &'a str,
        email: &'a str,
        next: &'a str,
        is_recovery: bool,
        code: &'a str,
        refusal: Option<(&'a str, String)>,
    ) {
        h1 { "Two-step sign-in" }
        @if let Some((title, advice)) = refusal {
            @Notice::new(Tone::Error, *title, &**advice)
        } else {
            p[class = "door-lead"] {
                @if *is_recovery {
                    "Type one of the recovery codes that you keep for when the phone is not at "
                    "hand."
                } else {
                    "Type the six digits that the app on your phone shows for pi-crm."
                }
            }
        }
        @Form::post(
            "/login/code",
            *csrf,
            CodeFields { email, next, is_recovery: *is_recovery, code },
        )
        p[class = "door-note"] {
            @if *is_recovery {
                a[href = way("/login/code", "", next)] { "Use a code from the app" }
            } else {
                a[href = way("/login/code", "by=recovery", next)] { "Use a recovery code" }
            }
            " or "
            a[href = way("/login", "", next)] { "sign in as somebody else" }
            "."
        }
        @if *is_recovery {
            p[class = "door-note"] {
                "Neither phone nor codes? Whoever has the box can help with "
                code { "pi-crm user reset-second-factor" } "."
            }
        }
    }

    CodeFields<'a>(email: &'a str, next: &'a str, is_recovery: bool, code: &'a str) {
        input[type = "hidden", name = "next", value = next];
        input[type = "hidden", name = "email", value = email];
        @if *is_recovery {
            input[type = "hidden", name = "by", value = "recovery"];
            @Field::text("code", "Recovery code", *code)
                .help(format!("For {email}"))
                .autocomplete("off")
                .attr("spellcheck", "false")
                .attr("autocapitalize", "characters")
                .attr("autofocus", "true")
                .required()
        } else {
            @six_digits("code").help(format!("For {email}")).attr("autofocus", "true")
        }
        @Button::primary("Sign in")
    }

    /// Where nobody may be without: on the way in.
    EnrolAtTheDoor<'a>(
        csrf: &'a str,
        email: &'a str,
        draft: &'a Draft,
        next: &'a str,
        refusal: Option<(&'a str, String)>,
    ) {
        h1 { "Set up two-step sign-in" }
        @if let Some((title, advice)) = refusal {
            @Notice::new(Tone::Error, *title, &**advice)
        } else {
            p[class = "door-lead"] {
                "This pi-crm can be reached from outside the home, so a password alone is not "
                "enough here: from now on a code from your phone is asked for too."
            }
        }
        @Steps { draft, email }
        @Form::post("/login/enrol", *csrf, EnrolFields { email, next })
    }

    EnrolFields<'a>(email: &'a str, next: &'a str) {
        input[type = "hidden", name = "next", value = next];
        input[type = "hidden", name = "email", value = email];
        @six_digits("code").help("The newest code under pi-crm in the app")
        @Button::primary("Turn on and go on")
    }

    CodesAtTheDoor<'a>(email: &'a str, codes: &'a [&'a str], today: &'a str, next: &'a str) {
        h1 { "Two-step sign-in is on" }
        @RecoveryCodes { email, codes, today }
        div[class = "form-actions section-gap"] {
            @Button::primary("I have kept them, go on").to(*next)
        }
    }

    /// The way of the secret into the app.
    Steps<'a>(draft: &'a Draft, email: &'a str) {
        @let link = draft.link(email);
        div[class = "enrol"] {
            ol[class = "steps"] {
                li {
                    "Open an authenticator app on your phone. Any will do; if there is none yet, "
                    "the phone’s app store has several for free."
                }
                li {
                    "Add an account in it by pointing it at this code"
                    span[class = "enrol-here"] {
                        ", or, when the app is on this very phone, "
                        a[href = &link] { "open it there" }
                    }
                    "."
                    @Qr::new(link.clone()).label("QR code for the authenticator app")
                    details {
                        summary { "The camera does not work?" }
                        p[class = "help"] { "Choose to type a key in the app, and type this one." }
                        @CopyOnce::new("second-step-key", draft.grouped())
                    }
                }
                li { "Type the six digits that it shows now." }
            }
        }
    }

    /// Shown this once, to be printed or copied.
    RecoveryCodes<'a>(email: &'a str, codes: &'a [&'a str], today: &'a str) {
        p {
            "Keep these recovery codes where you keep important papers. Each one signs you in once \
             when the phone is not at hand. They are shown only now."
        }
        div[class = "paper"] {
            p[class = "paper-title"] { "pi-crm recovery codes for " @email ", made on " @today }
            @CopyList::new(
                "recovery-codes",
                "Recovery codes",
                codes.iter().map(|it| (*it).into()).collect(),
            )
        }
    }
}

/// A field for the app's code: phones offer digits, and what a message brought.
pub fn six_digits(name: &'static str) -> Field<'static> {
    Field::text(name, "Code from the app", "")
        .autocomplete("one-time-code")
        .attr("inputmode", "numeric")
        .required()
}

fn way(path: &str, query: &str, next: &str) -> String {
    let next = match next {
        "/" => String::new(),
        next => format!("next={}", crate::shell::answer::encoded(next)),
    };
    let parts: Vec<&str> = [query, &next].into_iter().filter(|it| !it.is_empty()).collect();
    match parts.is_empty() {
        true => path.to_owned(),
        false => format!("{path}?{}", parts.join("&")),
    }
}
