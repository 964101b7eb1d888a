//! A form that could not be taken: signed out meanwhile, an old page, a full disk. Nothing was
//! saved, and nothing that was typed is lost: it waits on the answer to be sent again.
use poem::{
    Request, Response,
    error::ResponseError,
    http::{HeaderValue, StatusCode},
};

use super::{Fields, answer, cookie, views};
use crate::{accounts::sessions, web::layout::Bare, web::ui};

#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", .why.explanation())]
pub struct Held {
    why: Why,
    /// What stood in the way, where that is not the person's sign-in.
    said: Option<String>,
    action: String,
    csrf: Option<String>,
    fields: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    SignedOut,
    OldPage,
    NotNow,
}

impl Why {
    pub fn title(self) -> &'static str {
        match self {
            Self::SignedOut => "You are signed out",
            Self::OldPage => "This page was from an earlier sign-in",
            Self::NotNow => "Not just now",
        }
    }

    pub fn explanation(self) -> &'static str {
        match self {
            Self::SignedOut => {
                "Nothing was saved yet, and what you typed is kept below. Sign in on a new tab, \
                 then come back here and send it again."
            }
            Self::NotNow => "What you typed is kept below. Send it again when that has passed.",
            Self::OldPage => {
                "Nothing was saved yet, and what you typed is kept below. Look it over and send \
                 it again."
            }
        }
    }
}

impl Held {
    pub fn signed_out(request: &Request, fields: &Fields) -> Self {
        Self::new(Why::SignedOut, request, fields)
    }

    pub fn old_page(request: &Request, fields: &Fields) -> Self {
        Self::new(Why::OldPage, request, fields)
    }

    /// The same form, kept for when the reason has passed.
    pub fn until_later(&self, said: &str) -> Self {
        Self { why: Why::NotNow, said: Some(said.to_owned()), ..self.clone() }
    }

    fn new(why: Why, request: &Request, fields: &Fields) -> Self {
        let is_kept = |name: &str| name != ui::CSRF_FIELD && !name.contains("password");
        let fields = fields
            .iter()
            .filter(|(name, _)| is_kept(name))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let csrf = cookie::session_token(request).map(sessions::csrf_token);
        let action = request.uri().path_and_query().map_or("/", |it| it.as_str()).to_owned();
        Self { why, said: None, action, csrf, fields }
    }

    /// For HTMX: takes the place of the content, since the part that was asked for cannot say it.
    pub fn as_part(&self) -> Response {
        let mut response = answer::html(self.status(), self.form().to_string());
        let headers = response.headers_mut();
        headers.insert("HX-Retarget", HeaderValue::from_static("#main"));
        headers.insert("HX-Reswap", HeaderValue::from_static("innerHTML"));
        response
    }

    fn form(&self) -> views::HeldForm<'_> {
        views::HeldForm {
            why: self.why,
            said: self.said.as_deref(),
            action: &self.action,
            csrf: self.csrf.as_deref().unwrap_or_default(),
            fields: &self.fields,
        }
    }
}

impl ResponseError for Held {
    fn status(&self) -> StatusCode {
        match self.why {
            Why::SignedOut => StatusCode::UNAUTHORIZED,
            Why::OldPage => StatusCode::FORBIDDEN,
            Why::NotNow => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn as_response(&self) -> Response {
        answer::html(self.status(), Bare::new(self.why.title(), self.form()).wide().whole())
    }
}
