//! The contact's page: who it is, the details, and what happened.
use super::{
    Sheet,
    notices::{Notices, views::Pinned},
    pages::Opened,
};
use crate::{
    contacts::{
        Contact, Field,
        duplicates::views::Card,
        fields::views::{OpenValue, Section},
        lists::{
            Standings,
            views::{Marks, Rows},
        },
        reach::{
            Kind,
            views::{OpenReach, Panel, SilenceMarks},
        },
        views::{Changes, EditRow, Open, RestRow},
    },
    error::Problems,
    log::views::{Activity, Composer, News, OpenEntry},
    shares::views as shares,
    shell::{Surroundings, answer},
    todos::views::OfContact,
    web::ui::{Avatar, Breadcrumbs, Button, Crumb, Form, Icon, Notice, Tone},
};

markup::define! {
    Show<'a>(
        around: &'a Surroundings,
        sheet: &'a Sheet,
        notices: &'a Notices,
        open: &'a Opened,
        now: i64,
    ) {
        @let Sheet {
            workspace, contact, twins, changes, standings, custom, reach, log, todos, sharing,
            forgotten, ..
        } = sheet;
        @let name = contact.display_name();
        @let list = answer::workspace_path(workspace.uid);
        @Breadcrumbs { crumbs: vec![Crumb::new(&*workspace.name, &*list)] }
        header[class = "page-head"] {
            @Avatar::large(&*name)
            div[class = "page-title"] {
                h1[id = "contact-name"] { @name }
                div[class = "page-meta"] { @contact.company }
                div[id = "contact-silence", class = "page-meta"] { @SilenceMarks { reach } }
                div[id = "contact-marks", class = "page-meta"] { @Marks { contact, standings } }
            }
            div[class = "page-actions"] {
                @Button::quiet("Merge with …")
                    .icon(Icon::Users)
                    .to(format!("{}/merge", answer::contact_path(contact.uid)))
                @Button::quiet("Card")
                    .icon(Icon::Smartphone)
                    .to(format!("/contacts/{}/card", contact.uid))
                @Button::quiet("History")
                    .icon(Icon::History)
                    .to(format!("/audit?contact={}", contact.uid))
                @Form::post(
                    format!("/contacts/{}/delete", contact.uid),
                    &*around.csrf,
                    Button::quiet("Delete").icon(Icon::Trash),
                ).inline()
            }
        }
        @Card { around, contact, twins }
        @if let Some(since) = forgotten { @Forgotten { around, since: *since } }
        @Pinned { around, contact: contact.uid, notices, is_news: false }
        div[class = "columns columns-log"] {
            section["aria-labelledby" = "details"] {
                h2 #details { "Details" }
                div[class = "edit-list"] {
                    @for field in Field::ALL.into_iter().filter(|it| Kind::of_field(*it).is_none())
                    {
                        @match open {
                            Opened::Field(open) if open.field() == field => {
                                @EditRow { around, contact, reach, open }
                            }
                            _ => { @RestRow { around, contact, reach, field, is_saved: false } }
                        }
                    }
                    @sorted(around, contact, standings, open)
                    div[class = "edit-row"] {
                        span[class = "edit-label"] { "Added" }
                        span[class = "edit-fixed"] {
                            @around.manner().date_time(contact.created_on)
                        }
                    }
                }
                @Panel { around, contact, reach, field: field(open), open: ways(open) }
                @Section {
                    around, workspace: workspace.uid, contact, values: custom, open: value(open),
                }
                @shares::Section { around, contact, sharing, typed: &typed(open) }
            }
            div {
                @OfContact { around, shown: todos }
                @Activity {
                    around, contact: contact.uid, page: log, open: entry(open), now: *now,
                }
                section[class = "section-gap", "aria-labelledby" = "changes"] {
                    h2 #changes { "Recent changes" }
                    div[id = "changes-list"] { @Changes { around, contact, changes, now: *now } }
                }
                p[class = "help section-gap"] {
                    "Did they ask to be forgotten? "
                    a[href = format_args!("/contacts/{}/erase", contact.uid)] {
                        "Erase this contact for good"
                    }
                }
            }
        }
    }

    /// What is new on the page after a change in the log.
    LogChanged<'a>(composer: Option<Composer<'a>>, news: News<'a>, pinned: Pinned<'a>) {
        @composer
        @news
        @pinned
    }

    /// Somebody with this address asked to be forgotten before.
    Forgotten<'a>(around: &'a Surroundings, since: i64) {
        @Notice::new(
            Tone::Warning,
            "Somebody with this address or number asked to be forgotten",
            format!("They were erased on {}. Do not write to them.", around.manner().date(*since)),
        )
    }
}

fn entry(open: &Opened) -> Option<&OpenEntry> {
    match open {
        Opened::Entry(open) => Some(open),
        _ => None,
    }
}

fn value(open: &Opened) -> Option<&OpenValue> {
    match open {
        Opened::Value(open) => Some(open),
        _ => None,
    }
}

fn field(open: &Opened) -> Option<&Open> {
    match open {
        Opened::Field(open) => Some(open),
        _ => None,
    }
}

fn ways(open: &Opened) -> Option<&OpenReach> {
    match open {
        Opened::Reach(open) => Some(open),
        _ => None,
    }
}

fn typed(open: &Opened) -> shares::Typed {
    match open {
        Opened::Sharing(typed) => typed.clone(),
        _ => shares::Typed::default(),
    }
}

/// Stage and tags among the details.
fn sorted<'a>(
    around: &'a Surroundings,
    contact: &'a Contact,
    standings: &'a Standings,
    open: &'a Opened,
) -> impl markup::Render + 'a {
    let stage = match open {
        Opened::Stage(open) => Some(open),
        _ => None,
    };
    let (typed, problems) = match open {
        Opened::Tags { typed, problems } => (typed.as_str(), problems.clone()),
        _ => ("", Problems::new()),
    };
    markup::new! {
        @Rows { around, contact, standings, open: stage, typed, problems: &problems }
    }
}
