//! What an error says, whichever mouth tells it.
use std::collections::BTreeMap;

use poem::{
    error::{MethodNotAllowedError, NotFoundError, ParsePathError, ParseQueryError, ResponseError},
    http::StatusCode,
};
use poem_openapi::error::{ParseParamError, ParsePathError as ApiPathError};

use crate::{
    error::{Error, Problems},
    shell::{
        NoForm, NoToken, OldPage, Refused,
        wire::{Stale, Unreadable},
    },
    web::{fault::Fault, layout::Trouble},
};

impl ResponseError for Error {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Merged(_) => StatusCode::GONE,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict(_) | Self::SentBefore | Self::Duplicate(_) => StatusCode::CONFLICT,
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

const NOBODY: &str =
    "This takes somebody who is signed in, or an API key that is still good. Nothing was changed.";
const NOTHING_HERE: &str = "There is nothing at this address";

/// An error as both mouths tell it.
pub struct Said {
    pub status: StatusCode,
    pub code: &'static str,
    pub message: String,
    pub fields: BTreeMap<String, String>,
    pub retry_after_s: Option<u64>,
}

pub fn said(error: &poem::Error) -> Said {
    if let Some(error) = error.downcast_ref::<Error>() {
        return of_domain(error);
    }
    if let Some(said) = of_api(error) {
        return said;
    }
    let (status, code, message) = if let Some(fault) = error.downcast_ref::<Fault>() {
        (error.status(), fault.code(), fault.to_string())
    } else if let Some(old) = error.downcast_ref::<OldPage>() {
        (old.status(), "csrf", old.to_string())
    } else if error.is::<NotFoundError>() || error.is::<ParsePathError>() {
        (StatusCode::NOT_FOUND, "not_found", NOTHING_HERE.to_owned())
    } else if error.is::<MethodNotAllowedError>() {
        let message =
            "This address does not answer to that method. Nothing was changed.".to_owned();
        (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", message)
    } else if error.is::<ParseQueryError>() {
        let message =
            "What stands behind the “?” in the address cannot be read. Nothing was changed."
                .to_owned();
        (StatusCode::BAD_REQUEST, "invalid_request", message)
    } else if error.status().is_server_error() {
        tracing::error!(cause = %error, "unexpected");
        let message = "Something went wrong on our side".to_owned();
        (StatusCode::INTERNAL_SERVER_ERROR, "internal", message)
    } else {
        (error.status(), "invalid_request", error.to_string())
    };
    Said { status, code, message, fields: BTreeMap::new(), retry_after_s: None }
}

/// What only programs come across: bodies, parameters, preconditions.
fn of_api(error: &poem::Error) -> Option<Said> {
    let mut fields = BTreeMap::new();
    let (status, code, message) = if let Some(body) = error.downcast_ref::<Unreadable>() {
        let code = match body {
            Unreadable::ContentType => "content_type",
            Unreadable::Syntax(_) | Unreadable::NoObject => "invalid_json",
            Unreadable::Unknown(unknown) => {
                fields = unknown.clone();
                "invalid"
            }
        };
        (body.status(), code, body.to_string())
    } else if let Some(parameter) = error.downcast_ref::<ParseParamError>() {
        fields.insert(parameter.name.to_owned(), told(&parameter.reason));
        let message = Error::Invalid(Problems::new()).to_string();
        (StatusCode::UNPROCESSABLE_ENTITY, "invalid", message)
    } else if error.is::<ApiPathError>() {
        (StatusCode::NOT_FOUND, "not_found", NOTHING_HERE.to_owned())
    } else if let Some(stale) = error.downcast_ref::<Stale>() {
        (stale.status(), "changed_meanwhile", stale.to_string())
    } else if error.is::<NoForm>() {
        (error.status(), "content_type", error.to_string())
    } else if let Some(no_token) = error.downcast_ref::<NoToken>() {
        (no_token.status(), "csrf", no_token.to_string())
    } else if let Some(refused) = error.downcast_ref::<Refused>() {
        (refused.status(), refused.code(), refused.to_string())
    } else {
        return None;
    };
    Some(Said { status, code, message, fields, retry_after_s: None })
}

/// The framework's words of a parameter name its own types.
fn told(reason: &str) -> String {
    let is_missing = reason.contains("expects an input value");
    let words = if is_missing { "This needs to be there" } else { "This cannot be read" };
    words.to_owned()
}

fn owned(problems: &Problems) -> BTreeMap<String, String> {
    problems.iter().map(|(field, said)| ((*field).to_owned(), said.clone())).collect()
}

fn of_domain(error: &Error) -> Said {
    let code = match error {
        Error::NotFound(_) => "not_found",
        Error::Merged(_) => "merged",
        Error::Duplicate(_) => "duplicate",
        Error::Invalid(_) => "invalid",
        Error::Conflict(_) | Error::SentBefore => "conflict",
        Error::Unauthenticated => "unauthenticated",
        Error::Forbidden(_) => "forbidden",
        Error::TooMany { .. } => "too_many",
        Error::Unavailable(_) => "unavailable",
        Error::Internal(cause) => {
            tracing::error!(cause = %format!("{cause:#}"), "unexpected");
            "internal"
        }
    };
    let (fields, retry_after_s) = match error {
        Error::Invalid(problems) => (owned(problems), None),
        Error::TooMany { retry_after_s, .. } => (BTreeMap::new(), Some(*retry_after_s)),
        _ => (BTreeMap::new(), None),
    };
    // A 404 says the same whether the thing never existed or is somebody else's.
    let message = match error {
        Error::NotFound(_) => NOTHING_HERE.to_owned(),
        Error::Unauthenticated => NOBODY.to_owned(),
        other => other.to_string(),
    };
    Said { status: error.status(), code, message, fields, retry_after_s }
}

pub fn trouble<'a>(said: &Said, request_id: &'a str) -> Trouble<'a> {
    let message = || said.message.clone().into();
    match said.status {
        StatusCode::NOT_FOUND => Trouble::NotFound,
        StatusCode::CONFLICT => Trouble::Conflict(message()),
        StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => Trouble::Forbidden(message()),
        StatusCode::TOO_MANY_REQUESTS => {
            Trouble::TooMany { retry_after_s: said.retry_after_s.unwrap_or(60) }
        }
        StatusCode::SERVICE_UNAVAILABLE => Trouble::Unavailable(message()),
        StatusCode::INTERNAL_SERVER_ERROR => Trouble::Internal { request_id: request_id.into() },
        _ => {
            let fields: Vec<&str> = said.fields.values().map(String::as_str).collect();
            let words = if fields.is_empty() { message() } else { fields.join(". ").into() };
            Trouble::Refused(said.status.as_u16(), words)
        }
    }
}
