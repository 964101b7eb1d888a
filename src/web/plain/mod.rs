//! The plain door: helps a phone or laptop trust us, and sends everybody else to the secure one.
mod guides;
mod profile;
mod views;

use poem::{
    Endpoint, Request, Response, Result,
    endpoint::BoxEndpoint,
    http::{Method, StatusCode, header},
};

use self::guides::Platform;
use super::{
    addresses,
    fault::Fault,
    headers,
    host::{Hosts, authority, split},
    tls::Authority,
};

const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; form-action 'none'; frame-ancestors 'none'; \
    base-uri 'none'";

pub struct PlainDoor {
    hosts: Hosts,
    trust: Option<Trust>,
    stylesheet_href: String,
    assets: BoxEndpoint<'static>,
}

/// What a device needs in order to trust us.
#[derive(Clone, Debug)]
pub struct Trust {
    pub pem: String,
    pub der: Vec<u8>,
    pub fingerprint: String,
}

impl From<&Authority> for Trust {
    fn from(authority: &Authority) -> Self {
        Self {
            pem: authority.pem().into(),
            der: authority.der().into(),
            fingerprint: authority.fingerprint(),
        }
    }
}

impl PlainDoor {
    /// Without `trust` (certificates that devices know already) there is nothing to help with.
    /// `assets` answers for everything under `/assets/`.
    pub fn new(
        hosts: Hosts,
        trust: Option<Trust>,
        stylesheet_href: String,
        assets: BoxEndpoint<'static>,
    ) -> Self {
        Self { hosts, trust, stylesheet_href, assets }
    }

    async fn answer(&self, req: Request) -> Result<Response> {
        let visited = authority(&req).map(split).filter(|(host, _)| self.hosts.knows(host));
        let Some((host, port)) = visited else {
            return Err(Fault::WrongHost { instead: self.hosts.home() }.into());
        };
        let secure = self.hosts.secure(host);
        if ![Method::GET, Method::HEAD].contains(req.method()) {
            return Err(Fault::PlainHttp { instead: secure }.into());
        }
        let path = req.uri().path();
        if path.starts_with("/assets/") {
            return self.assets.call(req).await;
        }
        match (path, &self.trust) {
            ("/", Some(trust)) => Ok(self.page(&req, trust, &secure)),
            ("/qr.svg", Some(_)) => code(host, port),
            ("/ca.crt", Some(trust)) => {
                Ok(file("application/x-x509-ca-cert", "pi-crm-ca.crt", trust.der.clone()))
            }
            ("/ca.pem", Some(trust)) => {
                Ok(file("application/x-pem-file", "pi-crm-ca.pem", trust.pem.clone().into()))
            }
            ("/ca.mobileconfig", Some(trust)) => {
                let profile = profile::of(&trust.der, &trust.pem);
                Ok(file("application/x-apple-aspen-config", "pi-crm.mobileconfig", profile.into()))
            }
            _ => Ok(redirect(&req, &secure)),
        }
    }

    fn page(&self, req: &Request, trust: &Trust, secure: &str) -> Response {
        let page = views::TrustPage {
            guides: guides::starting_with(Platform::of(req.header("user-agent").unwrap_or(""))),
            stylesheet_href: &self.stylesheet_href,
            fingerprint: &trust.fingerprint,
            secure,
        };
        Response::builder().content_type("text/html; charset=utf-8").body(page.to_string())
    }
}

impl Endpoint for PlainDoor {
    type Output = Response;

    async fn call(&self, req: Request) -> Result<Response> {
        let mut response = match self.answer(req).await {
            Ok(response) => response,
            Err(error) => error.into_response(),
        };
        headers::put(&mut response, CONTENT_SECURITY_POLICY, "DENY");
        Ok(response)
    }
}

/// Temporary, so that a browser asks again once ports or names have changed.
fn redirect(req: &Request, secure: &str) -> Response {
    let path = req.uri().path_and_query().map_or("/", |path| path.as_str());
    Response::builder()
        .status(StatusCode::TEMPORARY_REDIRECT)
        .header(header::LOCATION, format!("{secure}{path}"))
        .finish()
}

fn file(kind: &str, name: &str, content: Vec<u8>) -> Response {
    Response::builder()
        .content_type(kind)
        .header(header::CONTENT_DISPOSITION, format!("inline; filename=\"{name}\""))
        .body(content)
}

/// This page's address for a phone's camera.
fn code(host: &str, port: Option<u16>) -> Result<Response> {
    let host = addresses::for_others(host);
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    let code = qrcode::QrCode::new(format!("http://{host}{port}/")).map_err(|_| Fault::NotFound)?;
    let svg = code.render::<qrcode::render::svg::Color>().min_dimensions(200, 200).build();
    Ok(Response::builder().content_type("image/svg+xml").body(svg))
}

#[cfg(test)]
mod tests;
