//! A visit: a request of somebody who says, by their cookie, that they are signed in. Whether it
//! is true is found out in the same database call that does the work.
use std::net::IpAddr;

use poem::{FromRequest, Request, RequestBody, Response, Result};
use rusqlite::Connection;

use super::{Surroundings, cookie};
use crate::{
    accounts::{
        sessions::{self, Device, SessionPerson},
        tokens::Fingerprint,
    },
    actor::{Actor, Identify, Who},
    app::App,
    audit::{Action, Done, Tx},
    clock::Reading,
    db::Db,
    error::{Error, Result as Domain},
    ids::Uid,
    web::{layout, request_id::RequestId},
};

const SOMEBODY_ELSE: &str = "Somebody else is signed in here now, so nothing was saved. \
    Sign in as yourself on another tab before you send it again.";

pub struct Visit {
    pub app: App,
    pub csrf: String,
    pub wants_fragment: bool,
    /// Path and query as asked for.
    pub path: String,
    /// The change whose success this page should tell of: `?done=…` after a redirect.
    pub done: Option<Uid>,
    pass: Pass,
}

/// What lets a visit in, until the session ends.
#[derive(Clone, Debug)]
pub struct Pass {
    token: Fingerprint,
    /// Whose page the form was on; nobody else's session may send it.
    only: Option<Uid>,
    ip: Option<IpAddr>,
    request_id: Option<String>,
}

impl Pass {
    pub fn of(request: &Request) -> Domain<Self> {
        let token = cookie::session_token(request).and_then(sessions::fingerprint);
        let (ip, request_id) = origin_of(request);
        Ok(Self { token: token.ok_or(Error::Unauthenticated)?, only: None, ip, request_id })
    }

    pub fn person(&self, conn: &Connection, at: Reading) -> Domain<SessionPerson> {
        let person = sessions::find(conn, self.token, at)?.ok_or(Error::Unauthenticated)?;
        if self.only.is_some_and(|only| only != person.uid) {
            return Err(Error::Conflict(SOMEBODY_ELSE.into()));
        }
        Ok(person)
    }

    pub fn actor(&self, person: &SessionPerson) -> Actor {
        Actor { who: Who::Person(person.user), ip: self.ip, request_id: self.request_id.clone() }
    }
}

impl Identify for Pass {
    fn identify(self, conn: &Connection, at: Reading) -> Domain<Actor> {
        let person = self.person(conn, at)?;
        Ok(self.actor(&person))
    }
}

/// Where a request comes from, for the audit.
pub fn origin_of(request: &Request) -> (Option<IpAddr>, Option<String>) {
    let ip = request.remote_addr().as_socket_addr().map(|addr| addr.ip().to_canonical());
    (ip, request.data::<RequestId>().map(|id| id.0.to_string()))
}

/// What the browser tells about itself, for the list of sessions.
pub fn device(request: &Request) -> Device {
    let agent = request.header("User-Agent");
    Device { address: origin_of(request).0, summary: sessions::device_summary(agent) }
}

impl<'a> FromRequest<'a> for Visit {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> Result<Self> {
        Ok(Self::of(request)?)
    }
}

impl Visit {
    pub fn of(request: &Request) -> Domain<Self> {
        let app: &App = request.data().expect("routes carry the app");
        let token = cookie::session_token(request).ok_or(Error::Unauthenticated)?;
        let uri = request.uri();
        Ok(Self {
            app: app.clone(),
            csrf: sessions::csrf_token(token),
            wants_fragment: layout::wants_fragment(request),
            path: uri.path_and_query().map_or("/", |it| it.as_str()).to_owned(),
            done: uri.query().and_then(done_of),
            pass: Pass::of(request)?,
        })
    }

    /// For a form: it was on a page of this person, and is no use to anybody else.
    pub(super) fn only_for(mut self, user: Option<Uid>) -> Self {
        self.pass.only = user;
        self
    }

    /// Reads for a page: who visits, what stands around the content, and the content.
    pub async fn read<T, F>(&self, query: F) -> Result<(Surroundings, T)>
    where
        T: Send + 'static,
        F: FnOnce(&Connection, &Actor) -> Domain<T> + Send + 'static,
    {
        let pass = self.pass.clone();
        self.read_as(move |conn, person| query(conn, &pass.actor(person))).await
    }

    /// The same for what depends on the person beyond their data: zone, sessions, keys.
    pub async fn read_as<T, F>(&self, query: F) -> Result<(Surroundings, T)>
    where
        T: Send + 'static,
        F: FnOnce(&Connection, &SessionPerson) -> Domain<T> + Send + 'static,
    {
        let asked = self.asked();
        let at = asked.at;
        let (around, value) = self.app.db.read(move |conn| asked.answer(conn, query)).await?;
        self.slide(&around.person, at);
        Ok((around, value))
    }

    /// Reads for a page and puts it together on the spot. What a long list holds would cost more to
    /// hand over to another thread, and to give back to memory there, than its markup does.
    pub async fn show<T, F, P>(&self, query: F, page: P) -> Result<Response>
    where
        F: FnOnce(&Connection, &Actor) -> Domain<T> + Send + 'static,
        P: FnOnce(Surroundings, &T) -> Response + Send + 'static,
    {
        let (asked, pass) = (self.asked(), self.pass.clone());
        let at = asked.at;
        let shown = self.app.db.read(move |conn| {
            let query =
                |conn: &Connection, person: &SessionPerson| query(conn, &pass.actor(person));
            let (around, value) = asked.answer(conn, query)?;
            let person = around.person.clone();
            Ok((person, page(around, &value)))
        });
        let (person, response) = shown.await?;
        self.slide(&person, at);
        Ok(response)
    }

    /// The same by a connection at hand, for who measures what the rest of a request costs.
    pub fn read_by<T>(
        &self,
        conn: &Connection,
        query: impl FnOnce(&Connection, &Actor) -> Domain<T>,
    ) -> Domain<(Surroundings, T)> {
        let asked = self.asked();
        let pass = asked.pass.clone();
        asked.answer(conn, |conn, person| query(conn, &pass.actor(person)))
    }

    fn asked(&self) -> Asked {
        Asked {
            pass: self.pass.clone(),
            at: self.app.db.clock().read(),
            wants_fragment: self.wants_fragment,
            done: self.done,
            csrf: self.csrf.clone(),
            path: self.path.clone(),
            db: self.app.db.clone(),
        }
    }

    pub async fn write<T, F>(&self, action: Action, verb: F) -> Domain<Done<T>>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Domain<T> + Send + 'static,
    {
        self.app.db.write(self.pass.clone(), action, verb).await
    }

    pub fn pass(&self) -> Pass {
        self.pass.clone()
    }

    /// Writes down that the session is in use, beside the answer and at most every five minutes.
    fn slide(&self, person: &SessionPerson, at: Reading) {
        if !sessions::touch_due(person, at) {
            return;
        }
        let (db, session, ip) = (self.app.db.clone(), person.session, self.pass.ip);
        tokio::spawn(async move {
            if let Err(cause) = db.upkeep(move |conn| sessions::touch(conn, session, ip, at)).await
            {
                tracing::warn!(%cause, "a session's last use was not written down");
            }
        });
    }
}

/// What every visit wants to know of the database, in the one call that also does its work.
struct Asked {
    pass: Pass,
    at: Reading,
    wants_fragment: bool,
    done: Option<Uid>,
    csrf: String,
    path: String,
    db: Db,
}

impl Asked {
    fn answer<T>(
        self,
        conn: &Connection,
        query: impl FnOnce(&Connection, &SessionPerson) -> Domain<T>,
    ) -> Domain<(Surroundings, T)> {
        let around = self.around(conn)?;
        let value = query(conn, &around.person)?;
        Ok((around, value))
    }

    fn around(self, conn: &Connection) -> Domain<Surroundings> {
        let person = self.pass.person(conn, self.at)?;
        let actor = self.pass.actor(&person);
        let (is_whole, columns) = (!self.wants_fragment, self.db.columns());
        let loaded = Surroundings::load(conn, &actor, &person, is_whole, self.done, columns)?;
        Ok(loaded.around(person, &self.csrf, self.path, self.wants_fragment))
    }
}

fn done_of(query: &str) -> Option<Uid> {
    query.split('&').find_map(|pair| pair.strip_prefix("done="))?.parse().ok()
}
