//! Who lives here, open invitations, a new one.
use crate::{
    accounts::{
        invitations::{Draft, Invitation, VALID_DAYS},
        users::{Role, User},
    },
    error::Problems,
    shell::{
        Surroundings,
        views::{HouseholdPage, HouseholdTabs},
    },
    web::ui::{
        Badge, Breadcrumbs, Button, Choice, Column, CopyOnce, Crumb, Field, Form, FormError, Icon,
        Notice, PageHeader, Qr, Select, Table, Tone,
    },
};

pub struct Person {
    pub user: User,
    pub is_me: bool,
    pub has_second_step: bool,
}

/// An invitation just made: its code and links, or none where the same form had made it before.
pub struct Shown {
    pub name: String,
    pub code: Option<String>,
    /// The one for a camera first.
    pub links: Vec<String>,
    /// Where the code can be typed.
    pub door: String,
}

markup::define! {
    Household<'a>(
        around: &'a Surroundings,
        people: &'a [Person],
        open: &'a [Invitation],
        typed: &'a Draft,
        problems: &'a Problems,
        shown: Option<&'a Shown>,
        now: i64,
    ) {
        @let is_owner = around.person.role == Role::Owner;
        @PageHeader::new(
            "Household",
            "Everybody has contacts of their own and sees nobody else’s",
            "",
        )
        @HouseholdTabs { at: HouseholdPage::People, is_owner }
        @FormError { problems }
        @if let Some(problem) = problems.get("person") {
            @Notice::new(Tone::Error, &**problem, "")
        }
        @if let Some(shown) = *shown { @Made { shown } }
        section["aria-labelledby" = "people"] {
            h2 #people { "People" }
            @Table::new("People", people_columns(), People { around, people, is_owner })
        }
        @if is_owner {
            @if !open.is_empty() {
                section[class = "section-gap", "aria-labelledby" = "open"] {
                    h2 #open { "Open invitations" }
                    @Table::new(
                        "Open invitations",
                        open_columns(),
                        Open { around, open, now: *now },
                    )
                }
            }
            section[class = "narrow section-gap", "aria-labelledby" = "invite"] {
                h2 #invite { "Invite somebody" }
                @Form::post("/household/invitations", &*around.csrf, Invite { typed, problems })
            }
        } else {
            p[class = "help section-gap"] { "An owner can invite somebody else." }
        }
    }

    People<'a>(around: &'a Surroundings, people: &'a [Person], is_owner: bool) {
        @for person in people.iter() {
            tr {
                td[class = "lead"] {
                    @person.user.name " "
                    @if person.is_me { @Badge::good("You") }
                    @if !person.user.is_active() { @Badge::bad("Shut out") }
                }
                td[class = "sub"] { @person.user.role.label() }
                td[class = "sub wide"] {
                    @if *is_owner || person.is_me {
                        @if person.has_second_step { "Password and code" } else { "Password" }
                    } else {
                        "–"
                    }
                }
                td[class = "num when"] { @around.manner().date(person.user.created_on) }
                @if *is_owner { td[class = "act"] { @Turn { around, person } } }
            }
        }
    }

    Turn<'a>(around: &'a Surroundings, person: &'a Person) {
        @let path = format!("/household/people/{}", person.user.uid);
        @if !person.user.is_active() {
            @Form::post(
                format!("{path}/let-in"),
                &*around.csrf,
                Button::plain("Let back in")
                    .attr("aria-label", format!("Let {} back in", person.user.name)),
            ).inline()
        } else if !person.is_me {
            @Button::plain("Shut out")
                .to(format!("{path}/shut-out"))
                .attr("aria-label", format!("Shut out {}", person.user.name))
        }
    }

    Open<'a>(around: &'a Surroundings, open: &'a [Invitation], now: i64) {
        @for invitation in open.iter() {
            @let path = format!("/household/invitations/{}", invitation.uid);
            tr {
                td[class = "lead"] { @invitation.name }
                td[class = "sub"] { @invitation.email.as_deref().unwrap_or("–") }
                td[class = "sub"] { @invitation.role.label() }
                td[class = "num when"] {
                    "Ends " @around.manner().relative(invitation.expires_on, *now)
                }
                td[class = "act"] {
                    @Form::post(
                        format!("{path}/renew"),
                        &*around.csrf,
                        Button::plain("New link")
                            .attr("aria-label", format!("New link for {}", invitation.name)),
                    ).inline()
                    @Form::post(
                        format!("{path}/revoke"),
                        &*around.csrf,
                        Button::plain("Take back").attr(
                            "aria-label",
                            format!("Take back the invitation of {}", invitation.name),
                        ),
                    ).inline()
                }
            }
        }
    }

    Invite<'a>(typed: &'a Draft, problems: &'a Problems) {
        @let problem = |field: &str| problems.get(field).map(String::as_str);
        @Field::text("name", "Their name", &*typed.name)
            .problem(problem("name"))
            .autocomplete("off")
            .required()
        @Field::email("email", "Their e-mail", &*typed.email)
            .problem(problem("email"))
            .help("Filled in for them; they can change it. Nothing is sent to it.")
            .autocomplete("off")
        @Select::new("role", "Role", roles(), chosen_role(typed))
            .problem(problem("role"))
            .help(
                "An owner also invites people and changes the household’s settings. Nobody sees \
                 anybody else’s contacts.",
            )
            .narrow()
        div[class = "form-actions"] { @Button::primary("Make an invitation").icon(Icon::User) }
    }

    Made<'a>(shown: &'a Shown) {
        @if let Some(code) = &shown.code {
            @Notice::new(
                Tone::Success,
                format!("The invitation for {} is ready", shown.name),
                Ways { shown, code },
            )
        } else {
            @Notice::new(
                Tone::Warning,
                format!("{} was invited already", shown.name),
                "This form was sent twice, and the code was shown after the first time. If you do \
                 not have it, make a new link below.",
            )
        }
    }

    Ways<'a>(shown: &'a Shown, code: &'a str) {
        p {
            "It is shown this once, works once, and ends in " @VALID_DAYS " days. Their phone has \
             to be in your home network."
        }
        div[class = "invitation"] {
            figure {
                @Qr::new(&*shown.links[0]).label("QR code with the invitation")
                figcaption { "Point their phone’s camera here" }
            }
            div {
                p { "Or send them this link:" }
                @CopyOnce::new("invitation-link", &*shown.links[0])
                @for link in shown.links.iter().skip(1) {
                    p[class = "help"] { "Also: " code { @link } }
                }
                p { "Or they open " code { @shown.door } " and type the code:" }
                @CopyOnce::new("invitation-code", *code)
            }
        }
    }

    Deactivate<'a>(around: &'a Surroundings, user: &'a User) {
        @Breadcrumbs { crumbs: vec![Crumb::new("Household", "/household")] }
        @PageHeader::new(format!("Shut out {}?", user.name), "", "")
        div[class = "narrow"] {
            @Notice::new(
                Tone::Warning,
                "What is theirs is kept",
                format!(
                    "{} is signed out everywhere, cannot sign in, and their API keys stop working \
                     for good. Their workspaces and contacts stay as they are, seen by nobody. You \
                     can let them back in at any time.",
                    user.name
                ),
            )
            @Form::post(
                format!("/household/people/{}/shut-out", user.uid),
                &*around.csrf,
                DeactivateButtons {},
            )
        }
    }

    DeactivateButtons() {
        div[class = "form-actions"] {
            @Button::danger("Shut out")
            @Button::plain("Cancel").to("/household")
        }
    }
}

fn people_columns() -> Vec<Column<'static>> {
    vec![
        Column::new("Name"),
        Column::new("Role"),
        Column::new("Signs in with"),
        Column::new("Since").number(),
        Column::new("Change").unlabelled(),
    ]
}

fn open_columns() -> Vec<Column<'static>> {
    vec![
        Column::new("For"),
        Column::new("E-mail"),
        Column::new("Role"),
        Column::new("Ends").number(),
        Column::new("Change").unlabelled(),
    ]
}

fn roles() -> Vec<Choice<'static>> {
    [Role::Member, Role::Owner].map(|role| Choice::new(role.name(), role.label())).into()
}

fn chosen_role(typed: &Draft) -> &str {
    if typed.role.is_empty() { Role::Member.name() } else { &typed.role }
}
