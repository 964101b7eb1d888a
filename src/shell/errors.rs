//! The one place where an error becomes words: a page or a toast for people, the envelope for
//! programs. Causes go to the log under the request's id, never to the person.
use std::{collections::BTreeMap, sync::Arc};

use poem::{
    Endpoint, IntoResponse, PathPattern, Request, Response, Result,
    error::{MethodNotAllowedError, NotFoundError, ParsePathError, ParseQueryError, ResponseError},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
};
use poem_openapi::error::{ParseParamError, ParsePathError as ApiPathError};
use serde_json::json;

use super::{
    Keeping, Kept, NoToken, OldPage, Refused, answer,
    held::Held,
    wire::{Stale, Unreadable},
};
use crate::{
    error::{Error, Problems},
    web::{
        fault::Fault,
        layout::{Bare, ErrorPage, Trouble, wants_fragment},
        request_id::RequestId,
        ui::{Toast, Toasts},
    },
};

impl ResponseError for Error {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict(_) | Self::SentBefore => StatusCode::CONFLICT,
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// No browser knows this scheme, so none opens a dialog of its own.
const CHALLENGE: &str = "ApiKey realm=\"pi-crm\", header=\"X-Api-Key\"";

const NOTHING_HERE: &str = "There is nothing at this address";

/// An error as both mouths tell it.
struct Said {
    status: StatusCode,
    code: &'static str,
    message: String,
    fields: BTreeMap<String, String>,
    retry_after_s: Option<u64>,
}

/// Around everything: programs get the envelope, people a page.
pub async fn in_words<E: Endpoint>(next: Arc<E>, request: Request) -> Result<Response> {
    if is_for_programs(request.uri().path()) {
        return as_json(next, request).await;
    }
    as_html(next, request).await
}

/// The API's addresses; `/api` itself is the page about it.
pub fn is_for_programs(path: &str) -> bool {
    path.starts_with("/api/") || path == "/health"
}

async fn as_html<E: Endpoint>(next: Arc<E>, mut request: Request) -> Result<Response> {
    let asked = Asked::of(&request);
    let keeping = Keeping::default();
    request.set_data(keeping.clone());
    let error = match next.call(request).await {
        Ok(answered) => return Ok(answered.into_response()),
        Err(error) => error,
    };
    let said = said(&error);
    let mut response = page(&error, &said, &asked, keeping.taken());
    dress(&mut response, &error, &said);
    Ok(response)
}

/// What the answer to a person depends on.
struct Asked {
    is_part: bool,
    next: String,
    request_id: String,
}

impl Asked {
    fn of(request: &Request) -> Self {
        let is_part = wants_fragment(request);
        let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
        // A part is on a page, and that is what one wants to come back to.
        let here = match request.header("HX-Current-URL") {
            Some(page) if is_part => page.parse().unwrap_or_default(),
            _ if is_read && !is_part => request.uri().clone(),
            _ => Uri::default(),
        };
        let next = here.path_and_query().map_or("/", |it| it.as_str()).to_owned();
        Self { is_part, next, request_id: id_of(request) }
    }
}

fn page(error: &poem::Error, said: &Said, asked: &Asked, kept: Option<Kept>) -> Response {
    let (is_part, request_id) = (asked.is_part, &*asked.request_id);
    let held = kept.map(|it| Held::instead_of(error, &said.message, request_id, is_part, it));
    if let Some(Ok(Some(held))) = held {
        return held.answer(is_part);
    }
    if said.status == StatusCode::UNAUTHORIZED {
        return to_login(is_part, &asked.next);
    }
    if is_part {
        let toast = [Toast::error(said.message.clone())];
        return answer::html(said.status, Toasts { toasts: &toast }.to_string());
    }
    let trouble = trouble(said, request_id);
    answer::html(said.status, Bare::new(trouble.title(), ErrorPage { trouble }).whole())
}

/// Around the API, so that the framework's own errors wear the envelope too.
pub async fn as_json<E: Endpoint>(next: Arc<E>, request: Request) -> Result<Response> {
    let request_id = id_of(&request);
    let error = match next.call(request).await {
        Ok(answered) => return Ok(answered.into_response()),
        Err(error) => error,
    };
    let said = said(&error);
    let mut told = json!({ "code": said.code, "message": said.message });
    if !said.fields.is_empty() {
        told["fields"] = json!(said.fields);
    }
    if said.status.is_server_error() {
        told["request_id"] = json!(request_id);
    }
    let mut response = Response::builder()
        .status(said.status)
        .content_type("application/json; charset=utf-8")
        .body(json!({ "data": null, "error": told }).to_string());
    dress(&mut response, &error, &said);
    Ok(response)
}

/// What stands around the words: headers for whoever reads them, the route's pattern for the log.
fn dress(response: &mut Response, error: &poem::Error, said: &Said) {
    let is_challenge = response.status() == StatusCode::UNAUTHORIZED;
    let headers = response.headers_mut();
    if let Some(seconds) = said.retry_after_s {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if is_challenge {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(CHALLENGE));
    }
    if let Some(ExtraHeaders(more)) = error.data() {
        headers.extend(more.clone());
    }
    if let Some(pattern) = error.data::<PathPattern>() {
        response.set_data(pattern.clone());
    }
}

/// Headers that the answer should have although it became an error.
#[derive(Clone)]
pub struct ExtraHeaders(HeaderMap);

impl ExtraHeaders {
    pub fn add(error: &mut poem::Error, headers: HeaderMap) {
        let mut all = error.data::<Self>().map(|it| it.0.clone()).unwrap_or_default();
        all.extend(headers);
        error.set_data(Self(all));
    }
}

fn said(error: &poem::Error) -> Said {
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
        let message = "This address cannot be asked that way. Nothing was changed.".to_owned();
        (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", message)
    } else if error.is::<ParseQueryError>() {
        let message = "What stands behind the “?” in the address cannot be read.".to_owned();
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
        fields.insert(parameter.name.to_owned(), parameter.reason.clone());
        let message = Error::Invalid(Problems::new()).to_string();
        (StatusCode::UNPROCESSABLE_ENTITY, "invalid", message)
    } else if error.is::<ApiPathError>() {
        (StatusCode::NOT_FOUND, "not_found", NOTHING_HERE.to_owned())
    } else if let Some(stale) = error.downcast_ref::<Stale>() {
        (stale.status(), "changed_meanwhile", stale.to_string())
    } else if let Some(no_token) = error.downcast_ref::<NoToken>() {
        (no_token.status(), "csrf", no_token.to_string())
    } else if let Some(refused) = error.downcast_ref::<Refused>() {
        (refused.status(), "refused", refused.to_string())
    } else {
        return None;
    };
    Some(Said { status, code, message, fields, retry_after_s: None })
}

fn owned(problems: &Problems) -> BTreeMap<String, String> {
    problems.iter().map(|(field, said)| ((*field).to_owned(), said.clone())).collect()
}

fn of_domain(error: &Error) -> Said {
    let code = match error {
        Error::NotFound(_) => "not_found",
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
        other => other.to_string(),
    };
    Said { status: error.status(), code, message, fields, retry_after_s }
}

fn trouble<'a>(said: &Said, request_id: &'a str) -> Trouble<'a> {
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
            let fields = said.fields.values().map(String::as_str);
            let words: Vec<&str> = std::iter::once(said.message.as_str()).chain(fields).collect();
            Trouble::Refused(said.status.as_u16(), words.join(". ").into())
        }
    }
}

/// Signing in comes back to where one was.
fn to_login(is_part: bool, next: &str) -> Response {
    let login = match next {
        "/" => "/login".to_owned(),
        next => format!("/login?next={}", answer::encoded(next)),
    };
    if is_part {
        let builder = Response::builder().status(StatusCode::UNAUTHORIZED);
        return builder.header("HX-Redirect", login).finish();
    }
    answer::see_other(&login)
}

fn id_of(request: &Request) -> String {
    request.data::<RequestId>().map(|id| id.0.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use poem::{EndpointExt, Route, endpoint::make};

    use super::*;

    async fn answer(path: &str) -> Response {
        let refuses = make(|_| async {
            let mut error = poem::Error::from(Error::Unauthenticated);
            let left = HeaderMap::from_iter([(
                header::HeaderName::from_static("ratelimit-remaining"),
                HeaderValue::from_static("0"),
            )]);
            ExtraHeaders::add(&mut error, left);
            Err::<Response, poem::Error>(error)
        });
        let busy = make(|_| async {
            let error = Error::TooMany { message: "Too many".into(), retry_after_s: 7 };
            Err::<Response, poem::Error>(error.into())
        });
        let tree = Route::new()
            .at("/contacts/:contact", refuses.boxed())
            .at(
                "/api/contacts/:contact",
                make(|_| async { Err::<(), poem::Error>(NoToken.into()) }),
            )
            .at("/busy", busy);
        let request = Request::builder().uri_str(path).finish();
        tree.around(in_words).call(request).await.expect("errors are answers")
    }

    fn pattern(response: &Response) -> &str {
        response.data::<PathPattern>().map_or("-", |it| &it.0)
    }

    #[tokio::test]
    async fn an_error_keeps_its_headers_and_its_place_in_the_log() {
        let page = answer("/contacts/7").await;
        assert_eq!(page.headers()["ratelimit-remaining"], "0");
        assert_eq!(pattern(&page), "/contacts/:contact");
        let envelope = answer("/api/contacts/7").await;
        assert_eq!(pattern(&envelope), "/api/contacts/:contact");
        let busy = answer("/busy").await;
        assert_eq!(
            (&busy.headers()["retry-after"], pattern(&busy)),
            (&"7".parse().unwrap(), "/busy")
        );
        assert_eq!(pattern(&answer("/nothing").await), "-");
    }
}
