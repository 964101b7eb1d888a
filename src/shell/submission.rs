//! A posted form of a signed-in person: fields that are text, a token that is theirs.
use poem::{FromRequest, Request, RequestBody, Result};

use super::{Fields, Held, Visit, cookie};
use crate::{
    accounts::sessions,
    audit::RequestKey,
    error::Error,
    web::{layout::CSRF_HEADER, ui},
};

pub struct Submission {
    pub visit: Visit,
    pub fields: Fields,
    pub request: RequestKey,
}

impl<'a> FromRequest<'a> for Submission {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> Result<Self> {
        let bytes = body.take()?.into_bytes().await?;
        let fields = Fields::parse(&bytes)?;
        let Some(token) = cookie::session_token(request) else {
            return Err(Held::signed_out(request, &fields).into());
        };
        let presented = match request.header(CSRF_HEADER) {
            Some(header) => header,
            None => fields.get(ui::CSRF_FIELD),
        };
        if !sessions::is_csrf_token(token, presented) {
            return Err(Held::old_page(request, &fields).into());
        }
        let mut visit = Visit::of(request)?;
        visit.holds(Held::signed_out(request, &fields));
        Ok(Self { visit, request: request_key(request, &fields, &bytes)?, fields })
    }
}

/// The form's one-time id; a form without one (a button) is only as unique as what it says.
fn request_key(request: &Request, fields: &Fields, bytes: &[u8]) -> Result<RequestKey, Error> {
    match fields.find(ui::FORM_ID_FIELD) {
        Some(id) => {
            let mut content = request.uri().path().as_bytes().to_vec();
            content.extend_from_slice(bytes);
            RequestKey::new(id, &content)
        }
        None => RequestKey::new(&crate::ids::Uid::new().to_string(), bytes),
    }
}
