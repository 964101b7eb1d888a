//! A posted form of a signed-in person: fields that are text, a token that is theirs.
use poem::{FromRequest, Request, RequestBody, Result, error::ResponseError, http::StatusCode};

use super::{Fields, Keeping, Kept, Visit, cookie};
use crate::{accounts::sessions, audit::RequestKey, error::Error, ids::Uid};

pub struct Submission {
    pub visit: Visit,
    pub fields: Fields,
    pub request: RequestKey,
}

/// A form that is not from a page of this sign-in, nor one that was given back by us.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("This page was from an earlier sign-in. Nothing was saved. Open it again.")]
pub struct OldPage;

impl ResponseError for OldPage {
    fn status(&self) -> StatusCode {
        StatusCode::FORBIDDEN
    }
}

impl<'a> FromRequest<'a> for Submission {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> Result<Self> {
        let fields = Fields::read(request, body).await?;
        let kept = Kept::of(request, &fields);
        Keeping::keep(request, &kept);
        let token = cookie::session_token(request).ok_or(Error::Unauthenticated)?;
        if !sessions::is_csrf_token(token, &kept.csrf.proof) && !kept.is_proven() {
            return Err(OldPage.into());
        }
        let visit = Visit::of(request)?.only_for(kept.csrf.user);
        Ok(Self { visit, request: request_key(request, &kept)?, fields })
    }
}

/// The form's one-time id; a form without one (a button) is only as unique as what it says.
fn request_key(request: &Request, kept: &Kept) -> Result<RequestKey, Error> {
    let content = format!("{} {}", request.uri().path(), kept.fields.content());
    match &kept.form_id {
        Some(id) => RequestKey::new(id, content.as_bytes()),
        None => RequestKey::new(&Uid::new().to_string(), content.as_bytes()),
    }
}
