//! `pi-crm user`: for whoever has the machine in hand.
use clap::Subcommand;

use super::{
    exit::{Exit, Failure},
    password::{self, Chosen},
    start,
};
use crate::{
    accounts::{
        first_run, passwords,
        users::{self, Draft, User},
    },
    actor::Actor,
    audit::{Action, Subject},
    config::Config,
    db::Db,
    error::Error,
};

#[derive(Subcommand)]
pub enum Verb {
    /// Add a person; the first one looks after the appliance
    #[command(after_help = PASSWORD_HELP)]
    Add {
        #[arg(long)]
        name: String,
        #[arg(long)]
        email: String,
        /// Make up a password and show it once
        #[arg(long)]
        generate: bool,
    },
    /// Give a person a new password and end their sign-ins
    #[command(after_help = PASSWORD_HELP)]
    ResetPassword {
        email: String,
        /// Make up a password and show it once
        #[arg(long)]
        generate: bool,
    },
}

const PASSWORD_HELP: &str = "\
The password is asked for at a terminal and never shown, or read as one line from a pipe:
  pi-crm user add --name Andy --email andy@example.com
  pi-crm user reset-password andy@example.com < password.txt";

pub fn run(config: &Config, verb: Verb) -> Result<(), Failure> {
    match verb {
        Verb::Add { name, email, generate } => {
            start::wait_for(add(config, &name, &email, generate))
        }
        Verb::ResetPassword { email, generate } => {
            start::wait_for(reset_password(config, email, generate))
        }
    }
}

async fn add(config: &Config, name: &str, email: &str, generate: bool) -> Result<(), Failure> {
    let draft = Draft { name, email };
    // A wrong address is told before anybody types a password.
    draft.check()?;
    let db = start::open(config).await?;
    let chosen = password::choose(generate)?;
    let checked = draft.check_with_password(chosen.text())?;
    let hash = passwords::hash(chosen.text())?;
    let verb = move |tx: &crate::audit::Tx<'_>| {
        let user = users::create(tx, &checked, &hash, tx.now)?;
        tx.about(Subject::user(user.id, &user.name));
        tx.on_behalf_of(user.id);
        Ok(user)
    };
    let user = db.write(Actor::terminal(), Action::UserCreated, verb).await?.value;
    first_run::forget_code(&config.data_dir.join(first_run::CODE_FILE))?;
    db.close().await;
    println!("{} can sign in as {}", user.name, user.email);
    tell(&chosen);
    Ok(())
}

async fn reset_password(config: &Config, email: String, generate: bool) -> Result<(), Failure> {
    let db = start::open_existing(config).await?;
    let user = with_email(&db, &email).await?;
    let chosen = password::choose(generate)?;
    users::check_new_password(&user, "password", chosen.text())?;
    let hash = passwords::hash(chosen.text())?;
    let (id, name) = (user.id, user.name.clone());
    let verb = move |tx: &crate::audit::Tx<'_>| {
        let ended = users::set_password(tx, id, &hash, tx.now)?;
        tx.about(Subject::user(id, name));
        tx.on_behalf_of(id);
        Ok(ended)
    };
    let ended = db.write(Actor::terminal(), Action::PasswordReset, verb).await?.value;
    db.close().await;
    println!("{} has a new password; sign-ins ended: {ended}", user.name);
    tell(&chosen);
    Ok(())
}

/// The person whom somebody at the terminal means.
pub(super) async fn with_email(db: &Db, email: &str) -> Result<User, Failure> {
    let wanted = email.to_owned();
    match db.read(move |conn| users::by_email(conn, &wanted)).await {
        Err(Error::NotFound(_)) => {
            Err(Failure::new(Exit::Failed, format!("nobody here has the address {email}")))
        }
        found => Ok(found?),
    }
}

fn tell(chosen: &Chosen) {
    if let Chosen::MadeUp(password) = chosen {
        println!("The password, shown only now: {password}");
    }
}
