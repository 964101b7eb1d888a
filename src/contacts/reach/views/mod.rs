//! A contact's e-mails and phones, and what is not to be sent: a part of the contact's page.
mod silence;
mod way;

use poem::http::StatusCode;

pub use silence::{SilenceForm, SilenceMarks, SilenceRow, SilenceSign};
pub use way::{Fields, OpenWay, PrimaryRow, Value, WayForm, WayRow, told};

use self::way::{Adding, LABEL_IDEAS};
use super::{Kind, LABELS, Reach, Silence, Way};
use crate::{
    audit::read::Told,
    contacts::{Contact, views as contact},
    error::Problems,
    ids::Uid,
    log::{self, views::Entries},
    shell::{Surroundings, answer, views::RecentChanges},
    web::ui::{Notice, Toast, Toasts, Tone},
};

/// What of the part is open or has to be said, with what was typed if it could not be saved.
pub enum OpenReach {
    Adding {
        label: String,
        value: String,
        problems: Problems,
    },
    Way(OpenWay),
    Silence {
        typed: Option<Silence>,
        is_conflict: bool,
    },
    /// A button was pressed on what has changed since.
    Stale,
    /// It cannot be removed, and why.
    Refused(String),
}

impl OpenReach {
    pub fn status(&self) -> StatusCode {
        let (is_conflict, is_wrong) = match self {
            Self::Adding { problems, .. } => (false, !problems.is_empty()),
            Self::Way(open) => (open.is_conflict, !open.problems.is_empty()),
            Self::Silence { is_conflict, .. } => (*is_conflict, false),
            Self::Stale => (true, false),
            Self::Refused(_) => (false, true),
        };
        match (is_conflict, is_wrong) {
            (true, _) => StatusCode::CONFLICT,
            (false, true) => StatusCode::UNPROCESSABLE_ENTITY,
            (false, false) => StatusCode::OK,
        }
    }

    fn way(&self, uid: Uid) -> Option<&OpenWay> {
        match self {
            Self::Way(open) if open.way == uid => Some(open),
            _ => None,
        }
    }
}

markup::define! {
    /// All of it; `field` is a primary one that is open for editing.
    Panel<'a>(
        around: &'a Surroundings,
        contact: &'a Contact,
        reach: &'a Reach,
        field: Option<&'a contact::Open>,
        open: Option<&'a OpenReach>,
    ) {
        div[id = "reach", class = "section-gap"] {
            h2 { "E-mails and phones" }
            @match open {
                Some(OpenReach::Stale) => { @Stale {} }
                Some(OpenReach::Refused(why)) => {
                    @Notice::new(Tone::Warning, "Nothing was removed", &**why)
                }
                _ => {}
            }
            div[class = "edit-list"] {
                @for kind in Kind::ALL {
                    @match field.filter(|open| open.field() == kind.field()) {
                        Some(open) => { @contact::EditRow { around, contact, reach, open } }
                        None => {
                            @PrimaryRow { around, contact, reach, kind, is_saved: false }
                        }
                    }
                    @for way in reach.of_kind(kind) {
                        @match open.and_then(|open| open.way(way.uid)) {
                            Some(open) => { @WayForm { around, contact, way, open } }
                            None => { @WayRow { around, contact, way, is_saved: false } }
                        }
                    }
                }
                @match open {
                    Some(OpenReach::Silence { typed, is_conflict }) => {
                        @SilenceForm {
                            around, contact, reach, typed: *typed, is_conflict: *is_conflict,
                        }
                    }
                    _ => { @SilenceRow { contact, reach, is_saved: false } }
                }
            }
            @Adding { around, contact, open: *open }
            datalist[id = LABEL_IDEAS] { @for label in LABELS { option[value = label] {} } }
        }
    }

    Stale() {
        @Notice::new(
            Tone::Warning,
            "This was changed in the meantime",
            "Nothing was done. Below is how it is now: look at it, then press again.",
        )
    }

    /// After a change: the row or the whole part, and what else on the page tells of it.
    SavedRow<'a>(news: &'a News<'a>, way: &'a Way) {
        @WayRow { around: news.around, contact: news.contact, way, is_saved: true }
        @Elsewhere { news }
    }

    SavedSilence<'a>(news: &'a News<'a>) {
        @SilenceRow { contact: news.contact, reach: news.reach, is_saved: true }
        @Elsewhere { news }
    }

    SavedPanel<'a>(news: &'a News<'a>) {
        @Panel {
            around: news.around, contact: news.contact, reach: news.reach, field: None, open: None,
        }
        @Elsewhere { news }
    }

    Elsewhere<'a>(news: &'a News<'a>) {
        @let back = answer::contact_path(news.contact.uid);
        h1[id = "contact-name", "hx-swap-oob" = "true"] { @news.contact.display_name() }
        div[id = "contact-silence", class = "page-meta", "hx-swap-oob" = "true"] {
            @SilenceMarks { reach: news.reach }
        }
        div[id = "changes-list", "hx-swap-oob" = "true"] {
            @RecentChanges {
                around: news.around, changes: news.changes, back: &back, now: news.now,
            }
        }
        div[id = "activity-list", "hx-swap-oob" = "true"] {
            @Entries {
                around: news.around, contact: news.contact.uid, page: news.log, now: news.now,
            }
        }
        @Toasts { toasts: news.toast }
    }
}

/// What is new on a contact's page after a change.
pub struct News<'a> {
    pub around: &'a Surroundings,
    pub contact: &'a Contact,
    pub reach: &'a Reach,
    pub changes: &'a [Told],
    pub log: &'a log::Page,
    pub toast: &'a [Toast<'a>],
    pub now: i64,
}
