//! The envelope: `{ "data": …, "error": null }`. Errors get theirs in `shell::errors`.
use poem::{
    IntoResponse, Response,
    http::{HeaderValue, StatusCode, header},
};
use poem_openapi::{
    ApiResponse,
    registry::{MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry},
    types::{ToJSON, Type},
};
use serde_json::json;

use super::IfNoneMatch;

const JSON: &str = "application/json; charset=utf-8";

/// A success. Its status is part of the type, so that the document tells it.
pub struct Answer<T, const STATUS: u16 = 200> {
    data: T,
    etag: Option<String>,
    cookie: Option<HeaderValue>,
    is_known: bool,
}

/// Something new was made.
pub type Made<T> = Answer<T, 201>;

impl<T, const STATUS: u16> Answer<T, STATUS> {
    pub fn new(data: T) -> Self {
        Self { data, etag: None, cookie: None, is_known: false }
    }

    /// The state this answer shows, to be sent back with a change of it.
    pub fn etag(mut self, etag: String) -> Self {
        self.etag = Some(etag);
        self
    }

    /// Leaves the body out when the client has it already.
    pub fn unless_known(mut self, known: &IfNoneMatch) -> Self {
        self.is_known = self.etag.as_deref().is_some_and(|etag| known.names(etag));
        self
    }

    pub fn cookie(mut self, cookie: HeaderValue) -> Self {
        self.cookie = Some(cookie);
        self
    }
}

impl<T: ToJSON, const STATUS: u16> IntoResponse for Answer<T, STATUS> {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(STATUS).expect("a status");
        let mut response = if self.is_known {
            Response::builder().status(StatusCode::NOT_MODIFIED).finish()
        } else {
            let body = json!({ "data": self.data.to_json(), "error": null });
            Response::builder().status(status).content_type(JSON).body(body.to_string())
        };
        let etag = self.etag.map(|etag| format!("\"{etag}\""));
        if let Some(etag) = etag.and_then(|etag| HeaderValue::try_from(etag).ok()) {
            response.headers_mut().insert(header::ETAG, etag);
            // Kept by the client alone, and asked about each time.
            let ask = HeaderValue::from_static("private, no-cache");
            response.headers_mut().insert(header::CACHE_CONTROL, ask);
        }
        if let Some(cookie) = self.cookie {
            response.headers_mut().insert(header::SET_COOKIE, cookie);
        }
        response
    }
}

impl<T: ToJSON, const STATUS: u16> ApiResponse for Answer<T, STATUS> {
    fn meta() -> MetaResponses {
        let description = if STATUS == 201 { "Made" } else { "Done" };
        MetaResponses { responses: vec![response(STATUS, description, T::schema_ref())] }
    }

    fn register(registry: &mut Registry) {
        <T as Type>::register(registry);
    }
}

fn response(status: u16, description: &'static str, data: MetaSchemaRef) -> MetaResponse {
    let error = MetaSchemaRef::Inline(Box::new(MetaSchema::new("null")));
    MetaResponse {
        description,
        status: Some(status),
        status_range: None,
        content: vec![MetaMediaType {
            content_type: "application/json",
            schema: envelope(data, error),
        }],
        headers: vec![],
    }
}

/// The schema of `{ data, error }`.
pub fn envelope(data: MetaSchemaRef, error: MetaSchemaRef) -> MetaSchemaRef {
    MetaSchemaRef::Inline(Box::new(MetaSchema {
        required: vec!["data", "error"],
        properties: vec![("data", data), ("error", error)],
        ..MetaSchema::new("object")
    }))
}
