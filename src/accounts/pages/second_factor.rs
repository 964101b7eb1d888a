//! Two-step sign-in on one's own pages: turning it on with an app, recovery codes, another app,
//! turning it off. What matters asks for the password, and for a code where there is one.
use poem::{Response, Result, handler, http::StatusCode, web::Query};
use rusqlite::Connection;
use serde::Deserialize;

use super::password::Proof;
use crate::{
    accounts::{
        second_factor::{self, Refusal, Verdict},
        throttle,
        tokens::Secret,
        users,
        views::{self, Names},
    },
    audit::{Action, Subject, Tx},
    clock::Reading,
    error::{Error, Problems, Result as Domain},
    ids::UserId,
    settings,
    shell::{Submission, Visit, answer},
};

pub const PATH: &str = "/account/second-step";
const ENROL_PATH: &str = "/account/second-step/enrol";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Params {
    next: String,
}

#[handler]
pub async fn show(visit: Visit, Query(Params { next }): Query<Params>) -> Result<Response> {
    page(&visit, answer::own_path(&next), &Problems::new(), StatusCode::OK).await
}

#[handler]
pub async fn show_enrol(visit: Visit) -> Result<Response> {
    enrol_page(&visit, &Problems::new(), StatusCode::OK).await
}

/// A new secret for an app; nothing changes until a code confirms that it arrived there.
#[handler]
pub async fn start(form: Submission) -> Result<Response> {
    let started = async {
        let proven = Proven::of(&form, Names::START).await?;
        let (db, pass) = (&form.visit.app.db, form.visit.pass());
        let at = db.clock().read();
        db.upkeep(move |conn| {
            pass.person(conn, at)?;
            proven.take(conn, at)?;
            second_factor::start(conn, proven.user(), at)
        })
        .await
    };
    match started.await {
        Ok(()) => Ok(answer::see_other(ENROL_PATH)),
        Err(cause) => again(&form, Names::START.password, cause).await,
    }
}

#[handler]
pub async fn confirm(form: Submission) -> Result<Response> {
    let typed = form.fields.get(views::CONFIRM_FIELD).to_owned();
    let verb = move |tx: &Tx<'_>| {
        let user = users::find(tx, tx.actor.user()?)?;
        let was_on = second_factor::is_on(tx, user.id)?;
        let codes = match second_factor::confirm(tx, user.id, &typed, tx.at)? {
            Ok(codes) => codes,
            Err(refusal) => {
                let here = settings::preferences(tx, user.id)?.manner.exact(tx.now);
                return Ok(Err(refusal.sentence(&here)));
            }
        };
        tx.about(Subject::user(user.id, &user.name));
        tx.say(match was_on {
            true => "With another app; the earlier one gives no right codes any more",
            false => "With an app and ten recovery codes",
        });
        Ok(Ok(codes))
    };
    match form.visit.write(Action::SecondFactorOn, verb).await {
        Ok(done) => match done.value {
            Ok(codes) => codes_page(&form.visit, "Two-step sign-in is on", &codes).await,
            Err(sentence) => {
                let problems = Problems::from([(views::CONFIRM_FIELD, sentence)]);
                enrol_page(&form.visit, &problems, StatusCode::UNPROCESSABLE_ENTITY).await
            }
        },
        Err(cause) => again(&form, Names::START.password, cause).await,
    }
}

#[handler]
pub async fn renew_codes(form: Submission) -> Result<Response> {
    let renewed = async {
        let proven = Proven::of(&form, Names::RENEW).await?;
        let verb = move |tx: &Tx<'_>| {
            proven.take(tx, tx.at)?;
            if !second_factor::is_on(tx, proven.user())? {
                return Err(Error::Conflict("Two-step sign-in is off.".into()));
            }
            tx.about(Subject::user(proven.user(), &proven.proof.user().name));
            tx.say("The earlier ones open nothing any more");
            second_factor::renew_codes(tx, proven.user())
        };
        form.visit.write(Action::RecoveryCodesMade, verb).await
    };
    match renewed.await {
        Ok(done) => codes_page(&form.visit, "New recovery codes", &done.value).await,
        Err(cause) => again(&form, Names::RENEW.password, cause).await,
    }
}

#[handler]
pub async fn turn_off(form: Submission) -> Result<Response> {
    let rule = form.visit.app.config.second_factor();
    let turned_off = async {
        let proven = Proven::of(&form, Names::OFF).await?;
        let verb = move |tx: &Tx<'_>| {
            proven.take(tx, tx.at)?;
            if second_factor::is_on(tx, proven.user())? {
                second_factor::turn_off(tx, proven.user(), rule)?;
                tx.about(Subject::user(proven.user(), &proven.proof.user().name));
                tx.say("Signing in takes the password alone");
            }
            Ok(())
        };
        form.visit.write(Action::SecondFactorOff, verb).await
    };
    match turned_off.await {
        Ok(done) => Ok(answer::done(PATH, done.entry)),
        Err(cause) => again(&form, Names::OFF.password, cause).await,
    }
}

/// Password and code, both found right; the code is taken with what it is for.
struct Proven {
    proof: Proof,
    typed: String,
    names: Names,
    here: String,
}

impl Proven {
    async fn of(form: &Submission, names: Names) -> Domain<Self> {
        let proof = Proof::of(form, names.password).await?;
        let db = &form.visit.app.db;
        let at = db.clock().read();
        let typed = form.fields.get(names.code).to_owned();
        let here = proof.person().preferences.manner.exact(at.now);
        let proven = Self { proof, typed, names, here };
        let (proven, refusal) = db
            .upkeep(move |conn| {
                let refusal = proven.refusal(conn, at)?;
                Ok((proven, refusal))
            })
            .await?;
        match refusal {
            Some(refusal) => Err(proven.refused(refusal)),
            None => Ok(proven),
        }
    }

    fn user(&self) -> UserId {
        self.proof.user().id
    }

    fn needs_code(&self, conn: &Connection, at: Reading) -> Domain<bool> {
        let here = self.proof.person().session;
        let status = second_factor::status(conn, self.user())?;
        Ok(status.is_some_and(|it| !it.has_just_recovered(here, at)))
    }

    /// Charged before it is looked at, like the password.
    fn refusal(&self, conn: &Connection, at: Reading) -> Domain<Option<Refusal>> {
        if !self.needs_code(conn, at)? {
            return Ok(None);
        }
        let charge = throttle::confirm_code(conn, self.user(), at.now)?;
        match second_factor::check(conn, self.user(), &self.typed, at)? {
            Verdict::Right(_) => {
                throttle::succeeded(conn, &charge, at.now)?;
                Ok(None)
            }
            Verdict::Refused(refusal) => Ok(Some(refusal)),
        }
    }

    fn take(&self, conn: &Connection, at: Reading) -> Domain<()> {
        self.proof.still_holds(conn)?;
        if !self.needs_code(conn, at)? {
            return Ok(());
        }
        match second_factor::take(conn, self.user(), &self.typed, at)? {
            Verdict::Right(_) => Ok(()),
            Verdict::Refused(refusal) => Err(self.refused(refusal)),
        }
    }

    fn refused(&self, refusal: Refusal) -> Error {
        Error::invalid(self.names.code, refusal.sentence(&self.here))
    }
}

async fn page(
    visit: &Visit,
    next: &str,
    problems: &Problems,
    status: StatusCode,
) -> Result<Response> {
    let (around, found) = visit
        .read_as(|conn, person| {
            let status = second_factor::status(conn, person.user)?;
            Ok(status.map(|it| (it, person.session)))
        })
        .await?;
    let at = visit.app.db.clock().read();
    let needs_code = found.as_ref().is_none_or(|(it, here)| !it.has_just_recovered(*here, at));
    let body = views::SecondFactor {
        around: &around,
        status: found.as_ref().map(|(it, _)| it),
        needs_code,
        rule: visit.app.config.second_factor(),
        next,
        problems,
    };
    Ok(around.answer_with(status, "Two-step sign-in", body))
}

/// Without a secret that waits there is nothing to show.
async fn enrol_page(visit: &Visit, problems: &Problems, status: StatusCode) -> Result<Response> {
    let at = visit.app.db.clock().read();
    let (around, draft) =
        visit.read_as(move |conn, person| second_factor::draft(conn, person.user, at)).await?;
    let Some(draft) = draft else { return Ok(answer::see_other(PATH)) };
    let body = views::Enrol { around: &around, draft: &draft, problems };
    Ok(around.answer_with(status, "Set up two-step sign-in", body))
}

async fn codes_page(visit: &Visit, title: &str, codes: &[Secret]) -> Result<Response> {
    let (around, ()) = visit.read(|_, _| Ok(())).await?;
    let codes: Vec<&str> = codes.iter().map(Secret::reveal).collect();
    let today = around.manner().date(visit.app.db.clock().now());
    let body = views::Codes { title, email: &around.person.email, codes: &codes, today: &today };
    Ok(around.answer("Recovery codes", body))
}

/// A form of the page that was refused, shown again with why.
async fn again(form: &Submission, field: &'static str, cause: Error) -> Result<Response> {
    let visit = &form.visit;
    match cause {
        Error::Invalid(problems) => {
            page(visit, "/", &problems, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Error::Conflict(message) => {
            page(visit, "/", &Problems::from([(field, message)]), StatusCode::CONFLICT).await
        }
        other => Err(other.into()),
    }
}
