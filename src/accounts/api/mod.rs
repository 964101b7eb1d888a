//! Signing in and out over the API, who is asking, and their keys.
mod keys;
mod wire;

use poem::{Request, Result};
use poem_openapi::OpenApi;

pub use keys::{Alias, Keys, Main};

use self::wire::{Login, Me, SignedIn, SignedOut, UserOut};
use super::{
    api_keys::{
        Permission,
        needs::{Anyone, Person},
    },
    entrance::{self, Knock},
    sessions,
};
use crate::{
    app::App,
    audit::Action,
    error::Error,
    shell::{
        self, Caller, Known, Refused, cookie,
        wire::{Answer, Body, Tag},
    },
};

pub struct Auth;

#[OpenApi(prefix_path = "/api", tag = "Tag::SignIn")]
impl Auth {
    /// Sign in
    ///
    /// Sets the session's cookie. Every change by session also needs the `csrf_token` of the
    /// answer in the header `X-Csrf-Token`. Programs are better off with an API key.
    #[oai(path = "/auth/login", method = "post", operation_id = "signIn")]
    async fn login(&self, request: &Request, body: Body<Login>) -> Result<Answer<SignedIn>> {
        let app: &App = request.data().expect("routes carry the app");
        let Login { email, password } = body.wanted()?;
        let earlier = cookie::session_token(request).and_then(sessions::fingerprint);
        let (device, (_, request_id)) = (shell::device(request), shell::origin_of(request));
        let knock = Knock { email, password, device, request_id, earlier };
        let Some(signed_in) = entrance::enter(&app.db, &app.passwords, knock).await? else {
            return Err(Refused.into());
        };
        let (user, token) = (signed_in.user, signed_in.session.token);
        let answer = SignedIn {
            csrf_token: sessions::csrf_token(token.reveal()),
            user: UserOut { id: user.uid, name: user.name, email: user.email },
        };
        Ok(Answer::new(answer).cookie(cookie::set(&token)))
    }

    /// Sign out
    ///
    /// Ends this session at once.
    #[oai(path = "/auth/logout", method = "post", operation_id = "signOut")]
    async fn logout(&self, caller: Caller<Person>) -> Result<Answer<SignedOut>> {
        let entry = caller.entry();
        caller
            .write(Action::SignedOut, move |tx| {
                let Known::Person(person) = entry.known(tx, tx.at)? else {
                    return Err(Error::Unauthenticated);
                };
                entrance::leave(tx, &person)
            })
            .await?;
        Ok(Answer::new(SignedOut { signed_out: true }).cookie(cookie::clear()))
    }

    /// Who is asking?
    ///
    /// Shows whose data a key or session opens, and what it may do.
    #[oai(path = "/protected", method = "get", operation_id = "whoAmI")]
    async fn protected(&self, caller: Caller<Anyone>) -> Result<Answer<Me>> {
        Ok(Answer::new(caller.read_as(|_, known| Ok(me(known))).await?))
    }
}

fn me(known: &Known) -> Me {
    let names = |permissions: &[Permission]| {
        permissions.iter().map(|it| it.name().to_owned()).collect::<Vec<_>>()
    };
    match known {
        Known::Person(person) => Me {
            user: person.uid,
            name: person.name.clone(),
            by: "session".to_owned(),
            permissions: names(&Permission::ALL),
        },
        Known::Key(key) => Me {
            user: key.uid,
            name: key.name.clone(),
            by: "key".to_owned(),
            permissions: names(&key.permissions),
        },
    }
}
