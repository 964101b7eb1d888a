//! Changing one's password, and proving the current one before anything that matters as much.
use poem::{Response, Result, handler};
use rusqlite::Connection;

use super::account::{self, PATH};
use crate::{
    accounts::{
        sessions::SessionPerson,
        throttle,
        users::{self, User},
        views::Typed,
    },
    audit::{Action, Subject, Tx},
    error::{Error, Result as Domain},
    shell::{Submission, answer},
};

/// A current password that was typed right.
pub struct Proof {
    user: User,
    hash: String,
    person: SessionPerson,
}

impl Proof {
    /// Charged before it is looked at: a borrowed session must not guess.
    pub async fn of(form: &Submission, field: &'static str) -> Domain<Self> {
        let (app, pass) = (&form.visit.app, form.visit.pass());
        let at = app.db.clock().read();
        let (proof, attempt) = app
            .db
            .upkeep(move |conn| {
                let person = pass.person(conn, at)?;
                let attempt = throttle::confirm(conn, person.user, at.now)?;
                let user = users::find(conn, person.user)?;
                Ok((Self { hash: users::password_hash(conn, user.id)?, user, person }, attempt))
            })
            .await?;
        let typed = form.fields.get(field).to_owned();
        let verdict = app.passwords.verify(typed, Some(proof.hash.clone())).await?;
        if !verdict.is_right {
            return Err(Error::invalid(field, "This is not your current password"));
        }
        app.db.upkeep(move |conn| throttle::succeeded(conn, &attempt, at.now)).await?;
        Ok(proof)
    }

    pub fn user(&self) -> &User {
        &self.user
    }

    /// Who typed it, and in which session.
    pub fn person(&self) -> &SessionPerson {
        &self.person
    }

    /// The password may have been changed while this one was being compared.
    pub fn still_holds(&self, conn: &Connection) -> Domain<()> {
        match users::password_hash(conn, self.user.id)? == self.hash {
            true => Ok(()),
            false => Err(Error::Conflict(
                "Your password was changed elsewhere in the meantime. Nothing was saved.".into(),
            )),
        }
    }
}

#[handler]
pub async fn change(form: Submission) -> Result<Response> {
    match changed(&form).await {
        Ok(response) => Ok(response),
        Err(cause) => account::again(&form, Typed::default(), "current_password", cause).await,
    }
}

async fn changed(form: &Submission) -> Domain<Response> {
    let proof = Proof::of(form, "current_password").await?;
    let new = form.fields.get("new_password").to_owned();
    users::check_new_password(&proof.user, "new_password", &new)?;
    let hash = form.visit.app.passwords.hash(new).await?;
    let verb = move |tx: &Tx<'_>| {
        let here = proof.person.session;
        let ended = users::change_password(tx, proof.user.id, here, &proof.hash, &hash, tx.now)?;
        tx.about(Subject::user(proof.user.id, &proof.user.name));
        tx.say(ended_words(ended));
        Ok(())
    };
    let done = form.visit.write(Action::PasswordChanged, verb).await?;
    Ok(answer::done(PATH, done.entry))
}

pub fn ended_words(ended: usize) -> String {
    match ended {
        0 => "No other sign-in had to be ended".into(),
        1 => "The other sign-in was ended".into(),
        many => format!("The {many} other sign-ins were ended"),
    }
}

#[cfg(test)]
mod tests {
    use super::ended_words;

    #[test]
    fn how_many_ended_is_said_as_people_say_it() {
        for (ended, words) in [(0, "No other"), (1, "The other sign-in was"), (7, "The 7 other")] {
            assert!(ended_words(ended).starts_with(words), "{}", ended_words(ended));
        }
    }
}
