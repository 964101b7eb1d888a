//! Two-step sign-in among one's own pages: as it stands, setting it up, recovery codes.
use super::second_step::{RecoveryCodes, Steps, six_digits};
use crate::{
    accounts::{
        second_factor::{Draft, FEW_CODES, Rule, Status},
        second_step::left_words,
    },
    error::Problems,
    shell::Surroundings,
    web::ui::{
        Badge, Breadcrumbs, Button, Crumb, Field, Form, FormError, Icon, Notice, PageHeader, Tone,
        Username,
    },
};

/// The fields of one of the page's forms. Both are named as passwords are, so that no page that
/// holds a form for later shows them.
#[derive(Clone, Copy, Debug)]
pub struct Names {
    pub password: &'static str,
    pub code: &'static str,
}

impl Names {
    pub const START: Self = Self { password: "app_password", code: "app_one_time_password" };
    pub const RENEW: Self = Self { password: "codes_password", code: "codes_one_time_password" };
    pub const OFF: Self = Self { password: "off_password", code: "off_one_time_password" };
}

/// Where the code of the app just set up is typed.
pub const CONFIRM_FIELD: &str = "new_one_time_password";

markup::define! {
    /// A line of the account page.
    SecondFactorLine<'a>(around: &'a Surroundings, status: Option<&'a Status>) {
        div {
            @if let Some(status) = *status {
                p {
                    @Badge::good("On") " since " @around.manner().date(status.on_since) "; "
                    @left_words(status.codes_left) "."
                }
                @FewCodes { status }
            } else {
                p {
                    "Off. With it on, a stolen password alone opens nothing: signing in also "
                    "takes a code from your phone."
                }
            }
            div[class = "form-actions section-gap-small"] {
                @Button::quiet(if status.is_some() { "Manage" } else { "Set up" })
                    .icon(Icon::Shield)
                    .to("/account/second-step")
                    .attr("aria-label", match status {
                        Some(_) => "Manage two-step sign-in",
                        None => "Set up two-step sign-in",
                    })
            }
        }
    }

    FewCodes<'a>(status: &'a Status) {
        @if status.codes_left == 0 {
            @Notice::new(
                Tone::Warning,
                "No recovery code is left",
                "Without your phone you could not sign in any more. Make new codes now.",
            )
        } else if status.codes_left <= FEW_CODES {
            @Notice::new(
                Tone::Warning,
                "Few recovery codes are left",
                "Make new ones before you need them; the earlier list then opens nothing.",
            )
        }
    }

    SecondFactor<'a>(
        around: &'a Surroundings,
        status: Option<&'a Status>,
        needs_code: bool,
        rule: Rule,
        next: &'a str,
        problems: &'a Problems,
    ) {
        @Breadcrumbs { crumbs: vec![Crumb::new("Account", "/account")] }
        @if let Some(status) = *status {
            @PageHeader::new("Two-step sign-in", since(around, status), "")
            @FormError { problems }
            @FewCodes { status }
            @if !needs_code {
                @Notice::new(
                    Tone::Info,
                    "You signed in with a recovery code",
                    "For a quarter of an hour the password alone is enough on this page, so that \
                     you can move to another phone or make new codes.",
                )
            }
            @Sections { around, needs_code: *needs_code, rule: *rule, problems }
            @if *next != "/" {
                p[class = "more-link"] { a[href = next] { "On to where you were going" } }
            }
        } else {
            @PageHeader::new("Two-step sign-in", "Off", "")
            @FormError { problems }
            div[class = "narrow"] {
                p {
                    "With it on, signing in takes your password and then a code from an app on "
                    "your phone. A stolen password alone opens nothing. The app needs no "
                    "internet, and nobody outside learns of it."
                }
                div[class = "section-gap-small"] {
                    @Form::post("/account/second-step", &*around.csrf, Start { around, problems })
                }
            }
        }
    }

    Start<'a>(around: &'a Surroundings, problems: &'a Problems) {
        @Username { email: around.person.email.as_str().into() }
        @password(Names::START, problems)
        div[class = "form-actions"] { @Button::primary("Set up").icon(Icon::Shield) }
    }

    Sections<'a>(
        around: &'a Surroundings,
        needs_code: bool,
        rule: Rule,
        problems: &'a Problems,
    ) {
        @let csrf = || around.csrf.as_str();
        @let proofs = |names| Proofs { around, names, needs_code: *needs_code, problems };
        @let renew = Renew { proofs: proofs(Names::RENEW) };
        @let other = Move { proofs: proofs(Names::START) };
        @let off = Off { proofs: proofs(Names::OFF) };
        div[class = "settings"] {
            section["aria-labelledby" = "codes"] {
                h2 #codes { "Recovery codes" }
                @Form::post("/account/second-step/codes", csrf(), renew)
            }
            section["aria-labelledby" = "app"] {
                h2 #app { "Another phone or app" }
                @Form::post("/account/second-step", csrf(), other)
            }
            section["aria-labelledby" = "off"] {
                h2 #off { "Turn off" }
                @if *rule == Rule::Required {
                    p {
                        "This pi-crm can be reached from outside the home, so it stays on for "
                        "everybody."
                    }
                } else {
                    @Form::post("/account/second-step/off", csrf(), off)
                }
            }
        }
    }

    Renew<'a>(proofs: Proofs<'a>) {
        p[class = "help"] { "Ten new ones, each good once. The earlier list opens nothing then." }
        @proofs
        div[class = "form-actions"] { @Button::quiet("Make new codes") }
    }

    Move<'a>(proofs: Proofs<'a>) {
        p[class = "help"] { "The app you have now counts until the new one is confirmed." }
        @proofs
        div[class = "form-actions"] { @Button::quiet("Set up another app") }
    }

    Off<'a>(proofs: Proofs<'a>) {
        p[class = "help"] { "Signing in then takes the password alone." }
        @proofs
        div[class = "form-actions"] { @Button::danger("Turn off") }
    }

    Proofs<'a>(
        around: &'a Surroundings,
        names: Names,
        needs_code: bool,
        problems: &'a Problems,
    ) {
        @Username { email: around.person.email.as_str().into() }
        @password(*names, problems)
        @if *needs_code {
            @Field::text(names.code, "Code from the app", "")
                .problem(problems.get(names.code).map(String::as_str))
                .help("Or a recovery code")
                .autocomplete("one-time-code")
                .narrow()
                .required()
        }
    }

    Enrol<'a>(around: &'a Surroundings, draft: &'a Draft, problems: &'a Problems) {
        @Breadcrumbs { crumbs: vec![
            Crumb::new("Account", "/account"),
            Crumb::new("Two-step sign-in", "/account/second-step"),
        ] }
        @PageHeader::new("Set up two-step sign-in", "", "")
        @FormError { problems }
        div[class = "narrow"] {
            @Steps { draft, email: &around.person.email }
            @Form::post("/account/second-step/enrol", &*around.csrf, Confirm { problems })
        }
    }

    Confirm<'a>(problems: &'a Problems) {
        @six_digits(CONFIRM_FIELD)
            .problem(problems.get(CONFIRM_FIELD).map(String::as_str))
            .narrow()
        div[class = "form-actions"] {
            @Button::primary("Turn on")
            @Button::plain("Not now").to("/account/second-step")
        }
    }

    Codes<'a>(title: &'a str, email: &'a str, codes: &'a [&'a str], today: &'a str) {
        @PageHeader::new(*title, "", "")
        div[class = "narrow"] {
            @RecoveryCodes { email, codes, today }
            div[class = "form-actions section-gap-small"] {
                @Button::primary("I have kept them").to("/account/second-step")
            }
        }
    }
}

fn password(names: Names, problems: &Problems) -> Field<'_> {
    Field::password(names.password, "Current password")
        .problem(problems.get(names.password).map(String::as_str))
        .autocomplete("current-password")
        .required()
}

fn since(around: &Surroundings, status: &Status) -> String {
    let left = left_words(status.codes_left);
    format!("On since {}; {left}", around.manner().date(status.on_since))
}
