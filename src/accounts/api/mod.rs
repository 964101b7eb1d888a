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
    entrance::{self, Arrival, Knock},
    second_factor::half::{self, Errand},
    second_step, sessions,
    sign_in::{self, Admitted},
};
use crate::{
    app::App,
    audit::Action,
    error::Error,
    shell::{
        self, Caller, Known, Refused, cookie,
        wire::{Answer, Body, Tag},
    },
    when,
};

pub struct Auth;

#[OpenApi(prefix_path = "/api", tag = "Tag::SignIn")]
impl Auth {
    /// Sign in
    ///
    /// Sets the session's cookie. Every change by session also needs the `csrf_token` of the
    /// answer in the header `X-Csrf-Token`. Programs are better off with an API key.
    ///
    /// Where two-step sign-in is on, a right password without a `code` is refused with
    /// `second_factor_required`, and a code that does not do with `second_factor_refused`.
    #[oai(path = "/auth/login", method = "post", operation_id = "signIn")]
    async fn login(&self, request: &Request, body: Body<Login>) -> Result<Answer<SignedIn>> {
        let app: &App = request.data().expect("routes carry the app");
        let Login { email, password, code } = body.wanted()?;
        let arrival = Arrival {
            device: shell::device(request),
            request_id: shell::origin_of(request).1,
            earlier: cookie::session_token(request).and_then(sessions::fingerprint),
        };
        let rule = app.config.second_factor();
        let knock = Knock { email, password, arrival: arrival.clone(), rule };
        let signed_in = match entrance::enter(&app.db, &app.passwords, knock).await? {
            None => return Err(Refused::Password.into()),
            Some(Admitted::In(signed_in)) => signed_in,
            Some(Admitted::Halfway(half)) => code_proven(app, half, code, arrival).await?,
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

/// The code comes with the password here, so the half session serves this one request.
async fn code_proven(
    app: &App,
    half: half::Begun,
    code: Option<String>,
    arrival: Arrival,
) -> Result<sign_in::SignedIn> {
    if half.errand == Errand::Enrol {
        return Err(Refused::EnrolmentNeeded.into());
    }
    let typed = code.ok_or(Refused::CodeNeeded)?;
    let knock = second_step::Knock { half: Some(half.token.fingerprint()), typed, arrival };
    match second_step::enter(&app.db, knock).await? {
        second_step::Answer::In(entered) => Ok(entered.done.value),
        second_step::Answer::Refused(refusal) => {
            let here = when::iso(app.db.clock().now());
            Err(Refused::Code(refusal.sentence(&here)).into())
        }
        second_step::Answer::Expired => Err(Refused::CodeNeeded.into()),
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
