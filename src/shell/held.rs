//! The page for a form that could not be taken: signed out meanwhile, an old page, a full disk, too
//! many at once. Nothing that was typed is lost: it waits here to be sent again.
use poem::{
    Response,
    http::{HeaderValue, StatusCode, header},
};

use super::{Kept, OldPage, answer, cookie, door, views};
use crate::{
    accounts::tokens::Secret,
    error::{Error, Result as Domain},
    web::{fault::Fault, layout::Bare},
};

#[derive(Debug)]
pub struct Held {
    why: Why,
    status: StatusCode,
    /// What stood in the way, in its own words.
    said: String,
    /// Where the cause stands in the log.
    reference: Option<String>,
    kept: Kept,
    door: Secret,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    SignedOut,
    OldPage,
    SentBefore,
    TooMany,
    NotNow,
    TooSlow,
    Changed,
    Ours,
    Refused,
}

impl Why {
    fn of(error: &poem::Error) -> Self {
        if error.is::<OldPage>() {
            return Self::OldPage;
        }
        match (error.downcast_ref::<Error>(), error.downcast_ref::<Fault>()) {
            (Some(Error::Unauthenticated), _) => Self::SignedOut,
            (Some(Error::SentBefore), _) => Self::SentBefore,
            (Some(Error::TooMany { .. }), _) => Self::TooMany,
            (Some(Error::Unavailable(_)), _) => Self::NotNow,
            (Some(Error::Conflict(_) | Error::Merged(_) | Error::Duplicate(_)), _) => Self::Changed,
            (_, Some(Fault::TooSlow)) => Self::TooSlow,
            _ if error.status().is_server_error() => Self::Ours,
            _ => Self::Refused,
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::SignedOut => "You are signed out",
            Self::OldPage => "This page was from an earlier sign-in",
            Self::SentBefore => "This form was saved before",
            Self::TooMany => "One moment, please",
            Self::NotNow => "Not just now",
            Self::TooSlow => "This takes long",
            Self::Changed => "This changed in the meantime",
            Self::Ours => "Something went wrong on our side",
            Self::Refused => "This could not be saved",
        }
    }

    /// What to do now; `said` has told what happened.
    pub fn advice(self) -> &'static str {
        match self {
            Self::SignedOut => "Sign in on a new tab, then come back here and send it again.",
            Self::OldPage => "Look it over and send it again.",
            Self::SentBefore => {
                "If you meant to change what was saved, open it and change it there. Sending this \
                 adds it as something new."
            }
            Self::TooMany | Self::NotNow => "Send it again when that has passed.",
            Self::TooSlow => {
                "Look whether it is there before you send it again. Sending it from this page \
                 does not save it twice."
            }
            Self::Changed => "Look at how it is now before you send it again.",
            Self::Ours => "Send it again; nothing is saved twice.",
            Self::Refused => "Sending it again would not help, but you can copy it from here.",
        }
    }

    /// Whether it helps to send the same again.
    pub fn can_be_sent(self) -> bool {
        self != Self::Refused
    }

    pub fn verb(self) -> &'static str {
        if self == Self::SentBefore { "Send it as a new one" } else { "Send it again" }
    }

    /// Worth a page even where nothing was typed: the same press can do it later.
    fn is_passing(self) -> bool {
        matches!(
            self,
            Self::SignedOut | Self::OldPage | Self::TooMany | Self::NotNow | Self::TooSlow
        )
    }

    /// What the page that the form is still on cannot mend by pressing its button again.
    fn is_about_the_page(self) -> bool {
        matches!(self, Self::SignedOut | Self::OldPage | Self::SentBefore)
    }
}

impl Held {
    /// The page in place of an error's own, where that would lose something. A part of a page
    /// leaves its form in place, so it is enough to say what happened, unless that form is stale.
    pub fn instead_of(
        error: &poem::Error,
        said: &str,
        request_id: &str,
        is_part: bool,
        kept: Kept,
    ) -> Domain<Option<Self>> {
        let why = Why::of(error);
        let is_wanted = if is_part { why.is_about_the_page() } else { true };
        if !is_wanted || !(why.is_passing() || views::has_words(&kept.fields)) {
            return Ok(None);
        }
        let said = match why {
            Why::SignedOut | Why::OldPage => "Nothing was saved yet.",
            Why::SentBefore => "It was sent once already, with other content, and that was saved.",
            Why::Ours => "It has been noted.",
            _ => said,
        };
        let reference = (why == Why::Ours).then(|| request_id.to_owned());
        let door = door::token(kept.door())?;
        let said = said.to_owned();
        Ok(Some(Self { why, status: error.status(), said, reference, kept, door }))
    }

    pub fn answer(&self, is_part: bool) -> Response {
        let csrf = self.kept.proof(self.door.reveal());
        let form = views::HeldForm {
            why: self.why,
            said: &self.said,
            reference: self.reference.as_deref(),
            kept: &self.kept,
            csrf: &csrf,
        };
        let mut response = match is_part {
            true => answer::html(self.status, form.to_string()),
            false => answer::html(self.status, Bare::new(self.why.title(), form).wide().whole()),
        };
        let headers = response.headers_mut();
        headers.append(header::SET_COOKIE, cookie::set_door(&self.door));
        if is_part {
            headers.insert("HX-Retarget", HeaderValue::from_static("#main"));
            headers.insert("HX-Reswap", HeaderValue::from_static("innerHTML"));
        }
        response
    }
}
