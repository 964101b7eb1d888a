//! On a contact's page: who may be the same.
use super::separate_path;
use crate::{
    contacts::{Contact, duplicates::Twin, merge::views::with_path},
    shell::{Surroundings, answer},
    web::ui::{Button, Form, Icon},
};

/// More are behind a link.
const SHOWN: usize = 3;

markup::define! {
    Card<'a>(around: &'a Surroundings, contact: &'a Contact, twins: &'a [Twin]) {
        @if !twins.is_empty() {
            section[class = "twins", "aria-labelledby" = "twins"] {
                @for (at, twin) in twins.iter().take(SHOWN).enumerate() {
                    @One { around, contact, twin, is_first: at == 0 }
                }
                @if twins.len() > SHOWN {
                    p[class = "more-link"] {
                        a[href = format_args!("{}/merge", answer::contact_path(contact.uid))] {
                            "All who may be the same"
                        }
                    }
                }
            }
        }
    }

    One<'a>(around: &'a Surroundings, contact: &'a Contact, twin: &'a Twin, is_first: bool) {
        @let name = twin.contact.display_name();
        div[class = "twin"] {
            @Icon::Users
            div[class = "twin-words"] {
                p[id = is_first.then_some("twins")] {
                    "May be the same as "
                    a[href = answer::contact_path(twin.contact.uid)] { @name }
                }
                small { @twin.reason.words() }
            }
            div[class = "twin-acts"] {
                @Button::quiet("Compare").to(with_path(contact.uid, twin.contact.uid))
                @Form::post(
                    separate_path(contact.uid),
                    &*around.csrf,
                    Other { other: twin.contact.uid.to_string(), name: &name },
                ).inline()
            }
        }
    }

    Other<'a>(other: String, name: &'a str) {
        input[type = "hidden", name = "other", value = other];
        @Button::plain("Keep separate").attr(
            "aria-label",
            format!("Keep separate from {name}"),
        )
    }
}
