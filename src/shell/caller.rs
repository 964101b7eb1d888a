//! Who calls the API: a session with its token, or a key with the permission the operation needs.
//! Whether it is true is found out in the same database call that does the work.
use std::{marker::PhantomData, net::IpAddr};

use poem::{
    Request, RequestBody, Result,
    http::{Method, StatusCode},
};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaSecurityScheme, Registry},
};
use rusqlite::Connection;

use super::{Allowance, Pass, cookie, kept::Csrf, origin_of};
use crate::{
    accounts::{
        api_keys::{self, KeyPerson, Need, Needs, Permission},
        sessions::{self, SessionPerson},
        tokens::Fingerprint,
    },
    actor::{Actor, Identify, Who},
    app::App,
    audit::{Action, Done, Tx},
    clock::Reading,
    error::{Error, Problems, Result as Domain},
    ids::UserId,
    web::{layout::CSRF_HEADER, rate::RateKey},
};

pub const KEY_HEADER: &str = "X-Api-Key";

/// The names of the ways in, as the document lists them.
pub mod schemes {
    pub const SESSION: &str = "session";
    pub const CSRF: &str = "csrf";
    pub const KEY: &str = "key";
}

/// Refuses a change by session that does not bring the session's token along.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error(
    "A change by session needs the header X-Csrf-Token with the token that signing in answered. \
     Nothing was changed."
)]
pub struct NoToken;

impl poem::error::ResponseError for NoToken {
    fn status(&self) -> StatusCode {
        StatusCode::FORBIDDEN
    }
}

/// What stands in the address and its operation has no use for; the API puts it beside the request.
#[derive(Clone, Debug)]
pub struct Unasked(pub Problems);

/// Somebody who calls an operation that needs `N`.
pub struct Caller<N> {
    pub app: App,
    entry: Entry,
    needs: PhantomData<N>,
}

/// What the request brought, and what will be asked of it.
#[derive(Clone)]
pub struct Entry {
    proof: Proof,
    need: Need,
    ip: Option<IpAddr>,
    request_id: Option<String>,
    allowance: Option<Allowance>,
    unasked: Option<Unasked>,
}

#[derive(Clone, Debug)]
enum Proof {
    Session(Pass),
    Key(Fingerprint),
}

/// A caller who turned out to be true.
#[derive(Clone, Debug)]
pub enum Known {
    Person(SessionPerson),
    Key(KeyPerson),
}

impl Known {
    pub fn user(&self) -> UserId {
        match self {
            Self::Person(person) => person.user,
            Self::Key(key) => key.user,
        }
    }

    /// A person may do everything with their own data.
    pub fn may(&self, permission: Permission) -> Domain<()> {
        match self {
            Self::Person(_) => Ok(()),
            Self::Key(key) => allow(key, Need::Permission(permission)),
        }
    }

    fn who(&self) -> Who {
        match self {
            Self::Person(person) => Who::Person(person.user),
            Self::Key(key) => Who::Key { owner: key.user, key: key.key },
        }
    }

    fn rate_key(&self) -> RateKey {
        match self {
            Self::Person(person) => RateKey::User(person.user),
            Self::Key(key) => RateKey::Key(key.key),
        }
    }

    fn touch_due(&self, at: Reading) -> bool {
        match self {
            Self::Person(person) => sessions::touch_due(person, at),
            Self::Key(key) => api_keys::touch_due(key, at),
        }
    }

    fn touch(&self, conn: &Connection, ip: Option<IpAddr>, at: Reading) -> Domain<()> {
        match self {
            Self::Person(person) => sessions::touch(conn, person.session, ip, at),
            Self::Key(key) => api_keys::touch(conn, key.key, at),
        }
    }
}

impl Entry {
    fn of(request: &Request, need: Need) -> Result<Self> {
        let proof = match request.headers().get(KEY_HEADER) {
            Some(key) => {
                let key = key.to_str().ok().and_then(api_keys::fingerprint);
                Proof::Key(key.ok_or(Error::Unauthenticated)?)
            }
            None => Proof::Session(session(request)?),
        };
        let (ip, request_id) = origin_of(request);
        let allowance = request.data::<Allowance>().cloned();
        let unasked = request.data::<Unasked>().cloned();
        Ok(Self { proof, need, ip, request_id, allowance, unasked })
    }

    /// Who it is, if they may; this call counts against their allowance.
    fn admitted(&self, conn: &Connection, at: Reading) -> Domain<Known> {
        let known = self.known(conn, at)?;
        if let Some(allowance) = &self.allowance {
            allowance.charge(known.rate_key())?;
        }
        Ok(known)
    }

    /// Who it is, and may they? Only who may is told what cannot be asked here.
    pub fn known(&self, conn: &Connection, at: Reading) -> Domain<Known> {
        let known = match &self.proof {
            Proof::Session(pass) => Known::Person(pass.person(conn, at)?),
            Proof::Key(key) => {
                let person = api_keys::find(conn, *key, at)?.ok_or(Error::Unauthenticated)?;
                allow(&person, self.need)?;
                Known::Key(person)
            }
        };
        match &self.unasked {
            Some(unasked) => Err(Error::Invalid(unasked.0.clone())),
            None => Ok(known),
        }
    }

    pub fn actor(&self, known: &Known) -> Actor {
        Actor { who: known.who(), ip: self.ip, request_id: self.request_id.clone() }
    }
}

impl Identify for Entry {
    /// A write is under way anyhow, so it also notes that the session or key is in use.
    fn identify(self, conn: &Connection, at: Reading) -> Domain<Actor> {
        let known = self.admitted(conn, at)?;
        if known.touch_due(at) {
            known.touch(conn, self.ip, at)?;
        }
        Ok(self.actor(&known))
    }
}

fn session(request: &Request) -> Result<Pass> {
    let pass = Pass::of(request)?;
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok(pass);
    }
    let token = cookie::session_token(request).unwrap_or_default();
    let presented = request.header(CSRF_HEADER).unwrap_or_default();
    let proof = Csrf::parse(presented).proof;
    if sessions::is_csrf_token(token, &proof) { Ok(pass) } else { Err(NoToken.into()) }
}

fn allow(key: &KeyPerson, need: Need) -> Domain<()> {
    if need == Need::Person {
        return Err(Error::Forbidden(
            "An API key cannot do this; it takes a signed-in person. Nothing was changed.".into(),
        ));
    }
    let wanted = need.permissions();
    if wanted.is_empty() || wanted.iter().any(|it| key.may(*it)) {
        return Ok(());
    }
    let names: Vec<&str> = wanted.iter().map(|it| it.name()).collect();
    Err(Error::Forbidden(format!(
        "This API key lacks the permission {}. Nothing was changed.",
        names.join(" or ")
    )))
}

impl<N: Needs> Caller<N> {
    pub async fn read<T, F>(&self, query: F) -> Domain<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection, &Actor) -> Domain<T> + Send + 'static,
    {
        let entry = self.entry.clone();
        self.read_as(move |conn, known| query(conn, &entry.actor(known))).await
    }

    /// The same for what depends on the caller beyond their data.
    pub async fn read_as<T, F>(&self, query: F) -> Domain<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection, &Known) -> Domain<T> + Send + 'static,
    {
        let (entry, at) = (self.entry.clone(), self.app.db.clock().read());
        let found = self.app.db.read(move |conn| {
            let known = entry.admitted(conn, at)?;
            let value = query(conn, &known);
            Ok((known, value))
        });
        let (known, value) = found.await?;
        self.slide(known, at);
        value
    }

    pub async fn write<T, F>(&self, action: Action, verb: F) -> Domain<Done<T>>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Domain<T> + Send + 'static,
    {
        self.app.db.write(self.entry.clone(), action, verb).await
    }

    /// For verbs that open their own transaction.
    pub fn entry(&self) -> Entry {
        self.entry.clone()
    }

    /// Writes down that the session or key is in use, beside the answer and at most every five
    /// minutes.
    fn slide(&self, known: Known, at: Reading) {
        if !known.touch_due(at) {
            return;
        }
        let (db, ip) = (self.app.db.clone(), self.entry.ip);
        tokio::spawn(async move {
            if let Err(cause) = db.upkeep(move |conn| known.touch(conn, ip, at)).await {
                tracing::warn!(%cause, "the last use of a session or key was not written down");
            }
        });
    }
}

impl<'a, N: Needs> ApiExtractor<'a> for Caller<N> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        let scheme = |description, name, key_in| MetaSecurityScheme {
            ty: "apiKey",
            description: Some(description),
            name: Some(name),
            key_in: Some(key_in),
            scheme: None,
            bearer_format: None,
            flows: None,
            openid_connect_url: None,
        };
        for (name, scheme) in [
            (
                schemes::SESSION,
                scheme("The cookie that signing in sets", "__Host-session", "cookie"),
            ),
            (schemes::CSRF, scheme("The token that signing in answers", CSRF_HEADER, "header")),
            (schemes::KEY, scheme("A key made on the page *API keys*", KEY_HEADER, "header")),
        ] {
            registry.create_security_scheme(name, scheme);
        }
    }

    /// The framework knows names only, so a permission stands for the key that has it; the document
    /// says it properly (`api::document`).
    fn security_schemes() -> Vec<&'static str> {
        let mut ways = vec![schemes::SESSION];
        ways.extend(N::NEED.permissions().iter().map(|it| it.name()));
        if N::NEED == Need::Anyone {
            ways.push(schemes::KEY);
        }
        ways
    }

    async fn from_request(
        request: &'a Request,
        _: &mut RequestBody,
        _: ExtractParamOptions<Self::ParamType>,
    ) -> Result<Self> {
        let app: &App = request.data().expect("routes carry the app");
        let entry = Entry::of(request, N::NEED)?;
        Ok(Self { app: app.clone(), entry, needs: PhantomData })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(request: poem::RequestBuilder) -> StatusCode {
        Entry::of(&request.finish(), Need::Anyone).err().expect("refused").status()
    }

    #[test]
    fn who_brings_nothing_of_ours_is_nobody() {
        assert_eq!(refusal(Request::builder()), StatusCode::UNAUTHORIZED);
        assert_eq!(refusal(Request::builder().header(KEY_HEADER, "x")), StatusCode::UNAUTHORIZED);
        let request = Request::builder().header("cookie", "__Host-session=short");
        assert_eq!(refusal(request), StatusCode::UNAUTHORIZED);
    }

    #[test]
    fn a_change_by_session_needs_its_token() {
        let token = "a".repeat(43);
        let request = || Request::builder().header("cookie", format!("__Host-session={token}"));
        let entry = |request: poem::RequestBuilder| Entry::of(&request.finish(), Need::Anyone);
        assert!(entry(request()).is_ok(), "reading needs no token");
        assert_eq!(refusal(request().method(Method::POST)), StatusCode::FORBIDDEN);
        let wrong = request().method(Method::DELETE).header(CSRF_HEADER, "wrong");
        assert_eq!(refusal(wrong), StatusCode::FORBIDDEN);
        let right = request().method(Method::PUT).header(CSRF_HEADER, sessions::csrf_token(&token));
        assert!(entry(right).is_ok());
    }
}
