//! Markup of the notices on top of a contact's page.
use super::{About, Notice, Notices};
use crate::{
    ids::Uid,
    shell::{Surroundings, answer},
    web::ui::{Button, Form, Icon},
};

markup::define! {
    Pinned<'a>(around: &'a Surroundings, contact: Uid, notices: &'a Notices, is_news: bool) {
        div[
            id = "contact-notices",
            class = "contact-notices",
            "hx-swap-oob" = is_news.then_some("true"),
        ] {
            ul["aria-label" = "Notices"] {
                @for notice in notices.shown.iter() {
                    li[class = class(notice)] {
                        @icon(notice.about)
                        span { @notice.words }
                        @if let Some(fact) = &notice.fact {
                            @Form::post(path(*contact, "dismiss"), &*around.csrf, Dismiss {
                                fact,
                                words: &notice.words,
                            }).inline().hx("#contact-notices")
                        }
                    }
                }
            }
            @if notices.dismissed > 0 {
                @Form::post(path(*contact, "show"), &*around.csrf, Button::plain(again(notices)))
                    .inline()
                    .hx("#contact-notices")
            }
        }
    }

    Dismiss<'a>(fact: &'a str, words: &'a str) {
        input[type = "hidden", name = "fact", value = fact];
        button[type = "submit", class = "notice-off", title = "Dismiss"] {
            @Icon::X
            span[class = "sr-only"] { "Dismiss: " @words }
        }
    }
}

fn path(contact: Uid, verb: &str) -> String {
    format!("{}/notices/{verb}", answer::contact_path(contact))
}

fn again(notices: &Notices) -> String {
    match notices.dismissed {
        1 => "Show 1 dismissed notice".to_owned(),
        many => format!("Show {many} dismissed notices"),
    }
}

fn class(notice: &Notice) -> &'static str {
    match notice.about {
        About::Day => "contact-notice contact-notice-near",
        About::Stage | About::Contact => "contact-notice",
    }
}

fn icon(about: About) -> Icon {
    match about {
        About::Stage => Icon::ArrowRight,
        About::Contact => Icon::Clock,
        About::Day => Icon::Calendar,
    }
}
