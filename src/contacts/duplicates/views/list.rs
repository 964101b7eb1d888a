//! Likely pairs of a workspace, and those that were kept apart.
use super::{duplicates_path, separate_path};
use crate::{
    contacts::{
        Contact,
        duplicates::{Apart, MOST_PAIRS, Pair, pages::Shown},
        merge::views::with_path,
    },
    ids::Uid,
    shell::{
        Surroundings, answer,
        views::{WorkspacePage, WorkspaceTabs},
    },
    web::ui::{Avatar, Badge, Button, Empty, Form, Icon, PageHeader, Tab, Tabs},
    workspaces::Workspace,
};

/// The list of pairs that were kept apart, as the address names it.
pub const APART: &str = "separate";

markup::define! {
    Duplicates<'a>(
        around: &'a Surroundings,
        workspace: &'a Workspace,
        shown: &'a Shown,
        here: &'a str,
        is_first: bool,
        now: i64,
    ) {
        @PageHeader::new(&*workspace.name, "", "")
        @WorkspaceTabs { workspace: workspace.uid, at: WorkspacePage::Duplicates }
        @let path = duplicates_path(workspace.uid);
        @let is_apart = matches!(shown, Shown::Apart { .. });
        @Tabs {
            label: "Duplicates".into(),
            tabs: vec![
                Tab::new("Likely pairs", path.clone(), !is_apart),
                Tab::new("Kept separate", format!("{path}?show={APART}"), is_apart),
            ],
        }
        @match shown {
            Shown::Likely(found) if found.pairs.is_empty() => { @nothing(*is_first, &path) }
            Shown::Likely(found) => {
                p[class = "found", role = "status"] { @told(around, found.total) }
                ul[class = "pairs"] {
                    @for pair in found.pairs.iter() { @Likely { around, pair, here } }
                }
                @More { href: found.next.map(|it| format!("{path}?after={}", it.cursor())) }
            }
            Shown::Apart { pairs, .. } if pairs.is_empty() => {
                @Empty::new(
                    Icon::Users,
                    "No pair is kept separate",
                    "Two contacts that you keep separate are never suggested again. They are \
                     listed here.",
                )
            }
            Shown::Apart { pairs, next } => {
                ul[class = "pairs"] {
                    @for pair in pairs.iter() { @KeptApart { around, pair, here, now: *now } }
                }
                @More { href: next.map(|it| format!("{path}?show={APART}&after={it}")) }
            }
        }
    }

    Likely<'a>(around: &'a Surroundings, pair: &'a Pair, here: &'a str) {
        @let Pair { one, other, reasons } = pair;
        li[class = "pair"] {
            @Both { one, other }
            div[class = "pair-why"] {
                @for reason in reasons.iter() { @Badge::new(reason.words()) }
            }
            div[class = "pair-acts"] {
                @Button::quiet("Compare").attr("aria-label", compared(one, other)).to(format!(
                    "{}&back={}",
                    with_path(one.uid, other.uid),
                    answer::encoded(here),
                ))
                @decide(around, separate_path(one.uid), other.uid, here, "Keep separate")
            }
        }
    }

    KeptApart<'a>(around: &'a Surroundings, pair: &'a Apart, here: &'a str, now: i64) {
        @let Apart { one, other, at } = pair;
        li[class = "pair"] {
            @Both { one, other }
            div[class = "pair-why"] {
                small { "Kept separate " @around.manner().relative(*at, *now) }
            }
            div[class = "pair-acts"] {
                @let path = format!("{}/unseparate", answer::contact_path(one.uid));
                @decide(around, path, other.uid, here, "Suggest again")
            }
        }
    }

    Both<'a>(one: &'a Contact, other: &'a Contact) {
        @for contact in [one, other] {
            @let name = contact.display_name();
            a[class = "pair-one", href = answer::contact_path(contact.uid)] {
                @Avatar::new(&*name)
                span { @name small { @detail(contact) } }
            }
        }
    }

    Decide<'a>(other: String, back: &'a str, verb: &'static str) {
        input[type = "hidden", name = "other", value = other];
        input[type = "hidden", name = "back", value = back];
        @Button::plain(*verb)
    }

    More(href: Option<String>) {
        @if let Some(href) = href {
            p[class = "more-link"] { @Button::quiet("Show more").to(&**href) }
        }
    }
}

fn decide<'a>(
    around: &'a Surroundings,
    path: String,
    other: Uid,
    back: &'a str,
    verb: &'static str,
) -> impl markup::Render + use<'a> {
    let other = other.to_string();
    markup::new! {
        @Form::post(
            &*path,
            &*around.csrf,
            Decide { other: other.clone(), back, verb },
        ).inline()
    }
}

fn compared(one: &Contact, other: &Contact) -> String {
    format!("Compare {} and {}", one.display_name(), other.display_name())
}

/// What tells two of one name apart.
fn detail(contact: &Contact) -> String {
    let about = [&contact.company, &contact.primary_email, &contact.primary_phone];
    about.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" · ")
}

fn nothing(is_first: bool, path: &str) -> Empty<'static> {
    if !is_first {
        return Empty::new(Icon::Success, "No more pairs", "You have come to the end of the list.")
            .action(Button::quiet("To the beginning").to(path.to_owned()));
    }
    Empty::new(
        Icon::Success,
        "No duplicates found",
        "Nobody here seems to be entered twice: no two share an e-mail, a phone number, or a name \
         and a company.",
    )
}

fn told(around: &Surroundings, total: usize) -> String {
    match total {
        1 => "1 pair that may be one person".to_owned(),
        MOST_PAIRS => format!(
            "The {} likeliest pairs; there are more behind them",
            around.manner().number(total as i64)
        ),
        _ => format!(
            "{} pairs that may be one person, the likeliest first",
            around.manner().number(total as i64)
        ),
    }
}
