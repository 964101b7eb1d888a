//! Sharing on a contact's page: who sees it, and the form to share it.
use crate::{
    contacts::{Contact, lists::views::News},
    error::Problems,
    shares::{Share, Sharing, Status},
    shell::{Surroundings, answer},
    web::ui::{Badge, Button, Field, Form, Icon, Tick},
};

/// What was ticked and typed and could not be saved.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub people: Vec<String>,
    pub with_history: bool,
    pub purpose: String,
    pub problems: Problems,
}

impl Typed {
    fn is_open(&self) -> bool {
        !self.problems.is_empty()
    }
}

markup::define! {
    Section<'a>(
        around: &'a Surroundings,
        contact: &'a Contact,
        sharing: &'a Sharing,
        typed: &'a Typed,
    ) {
        section[id = "sharing", class = "section-gap", "aria-labelledby" = "sharing-head"] {
            div[class = "section-head"] {
                h2[id = "sharing-head"] { "Sharing" }
                a[href = "/shares"] { "All that is shared" }
            }
            @if sharing.shares.is_empty() && sharing.others.is_empty() {
                p[class = "help"] {
                    "Nobody else is in this household yet. Whoever joins can be shown a contact "
                    "from here."
                }
            }
            @if !sharing.shares.is_empty() {
                ul[class = "shares"] {
                    @for share in sharing.shares.iter() { @With { around, contact, share } }
                }
            }
            @if !sharing.others.is_empty() {
                details[class = "fold", open = typed.is_open()] {
                    summary { @summary(sharing) }
                    @Form::post(
                        format!("{}/shares", answer::contact_path(contact.uid)),
                        &*around.csrf,
                        Fields { sharing, typed },
                    ).hx("#sharing")
                }
            }
        }
    }

    With<'a>(around: &'a Surroundings, contact: &'a Contact, share: &'a Share) {
        li[class = "share"] {
            @Icon::Share
            div[class = "share-words"] {
                p {
                    strong { @share.with.name }
                    @if share.with_history { " reads it with its history " }
                    else { " reads it " }
                    @state(around, share)
                }
                p[class = "help"] {
                    "Since " @around.manner().date(share.created_on)
                    @if let Some(purpose) = &share.purpose { " · " @purpose }
                }
            }
            @Form::post(
                format!(
                    "/shares/{}/revoke?back={}",
                    share.uid,
                    answer::contact_path(contact.uid),
                ),
                &*around.csrf,
                Button::plain("Stop sharing"),
            ).inline().hx("#sharing")
        }
    }

    Fields<'a>(sharing: &'a Sharing, typed: &'a Typed) {
        fieldset[class = "field-set", "aria-describedby" = "with-problem"] {
            legend[class = "sr-only"] { "With whom" }
            @if let [only] = &*sharing.others {
                input[type = "hidden", name = "with", value = only.uid.to_string()];
            } else {
                @for person in sharing.others.iter() {
                    @let uid = person.uid.to_string();
                    @let is_ticked = typed.people.contains(&uid);
                    @Tick::one_of("with", uid, format!("Share with {}", person.name), is_ticked)
                }
            }
            @if let Some(problem) = typed.problems.get("with") {
                p[id = "with-problem", class = "problem"] { @Icon::Error span { @problem } }
            }
        }
        @Tick::new("history", "Let them read the history too", typed.with_history)
            .help("Notes, calls, messages and moves of this contact")
        @Field::text("purpose", "Purpose", &*typed.purpose)
            .problem(typed.problems.get("purpose").map(String::as_str))
            .help("Optional; they read it")
            .autocomplete("off")
        div[class = "form-actions"] { @Button::primary("Share").icon(Icon::Share) }
    }

    /// The section after a change, and what else on the page tells of it.
    Saved<'a>(
        around: &'a Surroundings,
        contact: &'a Contact,
        sharing: &'a Sharing,
        news: &'a News<'a>,
    ) {
        @Section { around, contact, sharing, typed: &Typed::default() }
        @crate::contacts::lists::views::Elsewhere { news }
    }
}

fn summary(sharing: &Sharing) -> String {
    match (&sharing.others[..], sharing.shares.is_empty()) {
        ([only], _) => format!("Share with {}", only.name),
        (_, true) => "Share this contact".to_owned(),
        (_, false) => "Share with somebody else".to_owned(),
    }
}

fn state<'a>(around: &Surroundings, share: &Share) -> Badge<'a> {
    match share.status {
        Status::Unseen => Badge::new("not opened yet"),
        Status::Seen(at) => Badge::good(format!("opened {}", around.manner().date(at))),
        Status::Ended(_) => Badge::new("ended"),
        Status::ShutOut => Badge::warn("shut out, sees nothing"),
    }
}
