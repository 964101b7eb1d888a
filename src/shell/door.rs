//! Forms before there is a session: sign in, first run. A cookie of their own, and a token derived
//! from it in the form, prove that the form came from a page that this browser was given.
use std::net::IpAddr;

use poem::{
    FromRequest, Request, RequestBody, Response, Result,
    http::{StatusCode, header},
};

use super::{Fields, Keeping, Kept, answer, cookie, visit};
use crate::{
    accounts::{
        sessions::Device,
        tokens::{self, Fingerprint, Secret},
    },
    actor::{Actor, Who},
    app::App,
    error::Result as Domain,
    web::{layout::Bare, ui},
};

const LABEL: &str = "pi-crm door 1";
const TOKEN_BYTES: usize = 32;

/// Said where a form came without its token; what was typed stays in the form.
pub const OLD_PAGE: &str = "This page was open for too long, so nothing was sent. Try again.";

/// What the browser of somebody who is not signed in keeps for the form.
pub struct Latch(Secret);

/// Somebody who is not signed in.
pub struct Door {
    pub app: App,
    latch: Latch,
}

/// A form that somebody who is not signed in has sent.
pub struct DoorForm {
    pub door: Door,
    pub fields: Fields,
    /// Whether the form came from a page of ours in this very browser.
    pub is_proven: bool,
    pub device: Device,
    pub request_id: Option<String>,
}

impl Latch {
    pub fn of(request: &Request) -> Domain<Self> {
        Ok(Self(token(cookie::door_token(request))?))
    }

    /// What the form has to bring back.
    pub fn csrf(&self) -> String {
        tokens::derive(self.0.reveal(), LABEL)
    }

    /// Whether it has come from a page of ours in this very browser.
    pub fn proves(request: &Request, fields: &Fields) -> bool {
        cookie::door_token(request)
            .is_some_and(|held| tokens::is_derived(held, LABEL, fields.get(ui::CSRF_FIELD)))
    }

    /// A page with such a form, and the cookie that it needs.
    pub fn page(&self, status: StatusCode, title: &str, body: impl markup::Render) -> Response {
        let mut response = answer::html(status, Bare::new(title, body).whole());
        response.headers_mut().append(header::SET_COOKIE, cookie::set_door(&self.0));
        response
    }
}

impl Door {
    fn of(request: &Request) -> Domain<Self> {
        let app: &App = request.data().expect("routes carry the app");
        Ok(Self { app: app.clone(), latch: Latch::of(request)? })
    }

    pub fn csrf(&self) -> String {
        self.latch.csrf()
    }

    /// By what its cookie tells it apart from others.
    pub fn browser(&self) -> Fingerprint {
        self.latch.0.fingerprint()
    }

    pub fn page(&self, status: StatusCode, title: &str, body: impl markup::Render) -> Response {
        self.latch.page(status, title, body)
    }
}

impl DoorForm {
    pub fn app(&self) -> &App {
        &self.door.app
    }

    pub fn address(&self) -> Option<IpAddr> {
        self.device.address
    }

    pub fn actor(&self, who: Who) -> Actor {
        Actor { who, ip: self.device.address, request_id: self.request_id.clone() }
    }
}

impl<'a> FromRequest<'a> for Door {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> Result<Self> {
        Ok(Self::of(request)?)
    }
}

impl<'a> FromRequest<'a> for DoorForm {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> Result<Self> {
        Ok(Self::of(request, Fields::read(request, body).await?)?)
    }
}

impl DoorForm {
    pub(super) fn of(request: &Request, fields: Fields) -> Domain<Self> {
        let kept = Kept::of(request, &fields);
        Keeping::keep(request, &kept);
        let is_proven = kept.is_proven() || Latch::proves(request, &fields);
        Ok(Self {
            door: Door::of(request)?,
            fields,
            is_proven,
            device: visit::device(request),
            request_id: visit::origin_of(request).1,
        })
    }
}

/// What the browser holds already, or something new for it to hold.
pub(super) fn token(held: Option<&str>) -> Domain<Secret> {
    Ok(Secret::new(match held {
        Some(held) => held.to_owned(),
        None => tokens::base64url(&tokens::random::<TOKEN_BYTES>()?),
    }))
}
