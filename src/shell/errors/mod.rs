//! The one place where an error becomes words: a page or a toast for people, the envelope for
//! programs. Causes go to the log under the request's id, never to the person.
mod said;

use std::sync::Arc;

use poem::{
    Endpoint, IntoResponse, PathPattern, Request, Response, Result,
    error::MethodNotAllowedError,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
};
use serde_json::json;

use self::said::{Said, said, trouble};
use super::{Keeping, Kept, answer, held::Held};
use crate::{
    error::Error,
    web::{
        layout::{Bare, ErrorPage, Trouble, wants_fragment},
        request_id::RequestId,
        ui::{Toast, Toasts},
    },
};

/// No browser knows this scheme, so none opens a dialog of its own.
const CHALLENGE: &str = "ApiKey realm=\"pi-crm\", header=\"X-Api-Key\"";

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
    if let (Some(Error::Merged(into)), true) = (error.downcast_ref(), asked.is_read) {
        return Ok(to_survivor(&answer::contact_path(*into), asked.is_part));
    }
    let said = said(&error);
    let mut response = page(&error, &said, &asked, keeping.taken());
    dress(&mut response, &error, &said);
    Ok(response)
}

/// What the answer to a person depends on.
struct Asked {
    is_part: bool,
    is_read: bool,
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
        Self { is_part, is_read, next, request_id: id_of(request) }
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
    let trouble = match error.downcast_ref() {
        Some(Error::Merged(into)) => {
            Trouble::Moved(said.message.clone().into(), answer::contact_path(*into))
        }
        Some(Error::NotFound("share")) => Trouble::NotShared,
        _ => trouble(said, request_id),
    };
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
    match error.downcast_ref() {
        Some(Error::Merged(into)) => told["merged_into"] = json!(into),
        Some(Error::Duplicate(ids)) => told["contacts"] = json!(ids),
        _ => {}
    }
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

/// Around the methods of one address: a refused one is told the others.
pub async fn allowing<E: Endpoint>(
    next: Arc<E>,
    request: Request,
    methods: Vec<Method>,
) -> Result<Response> {
    let mut error = match next.call(request).await {
        Ok(answered) => return Ok(answered.into_response()),
        Err(error) => error,
    };
    if error.is::<MethodNotAllowedError>() {
        let mut names: Vec<&str> = methods.iter().map(Method::as_str).collect();
        if names.contains(&"GET") {
            names.push("HEAD");
        }
        let allow = HeaderValue::try_from(names.join(", ")).expect("names of methods");
        ExtraHeaders::add(&mut error, HeaderMap::from_iter([(header::ALLOW, allow)]));
    }
    Err(error)
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

/// Who was merged into another is found there.
fn to_survivor(path: &str, is_part: bool) -> Response {
    match is_part {
        true => Response::builder().header("HX-Redirect", path).finish(),
        false => answer::see_other(path),
    }
}

fn id_of(request: &Request) -> String {
    request.data::<RequestId>().map(|id| id.0.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use poem::{EndpointExt, Route, endpoint::make};

    use super::*;
    use crate::shell::NoToken;

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
