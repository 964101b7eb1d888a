//! `pi-crm user`: for whoever has the machine in hand.
use clap::Subcommand;

use super::{
    exit::{Exit, Failure},
    password::{self, Chosen},
    people, start,
};
use crate::{
    accounts::{
        first_run, passwords,
        second_factor::{self, Rule},
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
    /// Invite somebody: prints a link, a code and a QR code that work once and for a week
    Invite {
        #[arg(long)]
        name: String,
        #[arg(long)]
        email: Option<String>,
        /// Looks after this pi-crm as well
        #[arg(long)]
        owner: bool,
    },
    /// List the people who live here
    List,
    /// Shut somebody out; what is theirs is kept
    ShutOut { email: String },
    /// Let somebody back in who was shut out
    LetIn { email: String },
    /// Turn two-step sign-in off for somebody who lost phone and codes, and end their sign-ins
    ResetSecondFactor { email: String },
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
            start::wait_for(reset_password(config, &email, generate))
        }
        Verb::Invite { name, email, owner } => {
            start::wait_for(people::invite(config, name, email.unwrap_or_default(), owner))
        }
        Verb::List => start::wait_for(people::list(config)),
        Verb::ShutOut { email } => start::wait_for(people::shut_out(config, &email)),
        Verb::LetIn { email } => start::wait_for(people::let_in(config, &email)),
        Verb::ResetSecondFactor { email } => start::wait_for(reset_second_factor(config, &email)),
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

async fn reset_password(config: &Config, email: &str, generate: bool) -> Result<(), Failure> {
    let db = start::open_existing(config).await?;
    let user = with_email(&db, email).await?;
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

/// The password stays. Where the box is exposed, the next sign-in leads to setting it up again.
async fn reset_second_factor(config: &Config, email: &str) -> Result<(), Failure> {
    let db = start::open_existing(config).await?;
    let user = with_email(&db, email).await?;
    let (id, name) = (user.id, user.name.clone());
    let verb = move |tx: &crate::audit::Tx<'_>| {
        let was_on = second_factor::reset(tx, id)?;
        if was_on {
            tx.about(Subject::user(id, name));
            tx.say("Turned off, and every sign-in ended");
            tx.on_behalf_of(id);
        }
        Ok(was_on)
    };
    let was_on = db.write(Actor::terminal(), Action::SecondFactorReset, verb).await?.value;
    db.close().await;
    let name = user.name;
    match (was_on, config.second_factor()) {
        (false, _) => println!("{name} had no two-step sign-in"),
        (true, Rule::Optional) => println!("{name} signs in with the password alone now"),
        (true, Rule::Required) => println!("{name} sets it up anew at the next sign-in"),
    }
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
