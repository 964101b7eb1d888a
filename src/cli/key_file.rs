//! `pi-crm key-file`: how the database key is kept, for whoever has the machine in hand.
use std::io::{self, IsTerminal};

use clap::Subcommand;
use zeroize::Zeroizing;

use super::{
    exit::{Exit, Failure},
    password, start,
};
use crate::{
    actor::Actor,
    audit::Action,
    backups::Home,
    config::Config,
    db::{
        self, Db, OpenError,
        key::{Found, Key},
    },
    error::{Error, Problems, unless_any},
    key_file::{self, Texts},
};

#[derive(Subcommand)]
#[command(after_help = HELP)]
pub enum Verb {
    /// Tell how it is kept
    Show,
    /// Set a passphrase, which is asked for in the browser after every start
    Protect,
    /// Do without the passphrase: the box starts by itself
    Unprotect,
    /// Set another passphrase
    ChangePassphrase,
    /// Encrypt everything anew with another key; pi-crm has to be stopped for it
    Rotate,
}

const HELP: &str = "\
Passphrases are asked for at a terminal and never shown, or read from a pipe, a line each: the one
of now first, where there is one, then the new one.

Examples:
  sudo pi-crm key-file protect
  sudo systemctl stop pi-crm && sudo pi-crm key-file rotate && sudo systemctl start pi-crm";

const PASSPHRASE: &str = "passphrase";

pub fn run(config: &Config, verb: Verb) -> Result<(), Failure> {
    start::must_exist(config)?;
    let home = Home::new(&config.data_dir, &config.key_file);
    let found = db::find_key(&start::options(config))?;
    let done = match verb {
        Verb::Show => {
            show(config, &found);
            Ok(())
        }
        Verb::Protect => protect(config, &home, found),
        Verb::Unprotect => {
            let (key, _) = unlocked(found)?;
            let texts = key_file::unprotected(&home, &key)?;
            kept(config, key, texts, "No passphrase wraps it any more")?;
            println!("The passphrase is gone; pi-crm starts by itself from now on.");
            Ok(())
        }
        Verb::ChangePassphrase => {
            let (key, _) = unlocked(found)?;
            let texts = key_file::protected(&home, &key, &new_passphrase()?)?;
            kept(config, key, texts, "Another passphrase is asked for after every start")?;
            println!("The passphrase is changed. Write the new one on the recovery sheet.");
            Ok(())
        }
        Verb::Rotate => rotate(config, &home, found),
    };
    home.hand_over();
    done
}

fn show(config: &Config, found: &Found) {
    let file = config.key_file.display();
    match found {
        Found::Plain(_) => println!("{file}: without a passphrase; pi-crm starts by itself"),
        Found::Wrapped(wrapped) => println!(
            "{file}: wrapped by a passphrase, asked for after every start (Argon2id, {})",
            wrapped.cost()
        ),
    }
}

fn protect(config: &Config, home: &Home, found: Found) -> Result<(), Failure> {
    let Found::Plain(key) = found else {
        let says =
            "there is a passphrase already; `pi-crm key-file change-passphrase` sets another";
        return Err(Failure::new(Exit::Failed, says));
    };
    let texts = key_file::protected(home, &key, &new_passphrase()?)?;
    kept(config, key, texts, "It is wrapped by a passphrase, asked for after every start")?;
    println!(
        "The passphrase is set: after the next start pi-crm asks for it in the browser.\n\
         Write it on the recovery sheet. Backups that were made before do not need it."
    );
    Ok(())
}

fn rotate(config: &Config, home: &Home, found: Found) -> Result<(), Failure> {
    let (old, passphrase) = unlocked(found)?;
    let passphrase = passphrase.as_ref().map(|it| it.as_str());
    let exchange = key_file::exchange(home, &old, passphrase)?;
    key_file::carry_out(home, &exchange).map_err(|cause| match cause {
        OpenError::InUse(_) => Failure::new(
            Exit::Failed,
            "pi-crm is running, or another command is. Stop it first (sudo systemctl stop pi-crm), \
             or do it in the browser, on Household, Key. Nothing was changed.",
        ),
        other => other.into(),
    })?;
    start::wait_for(async {
        let db = Db::open_with(start::options(config), exchange.new.clone()).await?;
        noted(&db, "Everything is encrypted anew with another key", || Ok(())).await
    })?;
    println!("Everything is encrypted anew, with another key. Earlier backups stay as they are.");
    Ok(())
}

/// The key, and the passphrase where one wraps it.
fn unlocked(found: Found) -> Result<(Key, Option<Zeroizing<String>>), Failure> {
    match found {
        Found::Plain(key) => Ok((key, None)),
        Found::Wrapped(wrapped) => {
            let typed = asked("Passphrase of now: ")?;
            let key = wrapped.open(&typed).ok_or_else(start::wrong_passphrase)?;
            Ok((key, Some(typed)))
        }
    }
}

fn new_passphrase() -> Result<Zeroizing<String>, Failure> {
    let first = asked("New passphrase: ")?;
    let second = match io::stdin().is_terminal() {
        true => asked("The same again: ")?,
        false => first.clone(),
    };
    let mut problems = Problems::new();
    key_file::check(&mut problems, (PASSPHRASE, PASSPHRASE), (&first, &second));
    unless_any(problems)?;
    Ok(first)
}

fn asked(question: &str) -> Result<Zeroizing<String>, Failure> {
    let typed = match io::stdin().is_terminal() {
        true => password::unseen(question)?,
        false => password::line(&mut io::stdin().lock())?,
    };
    Ok(Zeroizing::new(typed))
}

/// The files last: what could not be noted is not done.
fn kept(config: &Config, key: Key, texts: Texts, words: &'static str) -> Result<(), Failure> {
    start::wait_for(async {
        let db = Db::open_with(start::options(config), key).await?;
        noted(&db, words, move || texts.write()).await
    })
}

async fn noted<F>(db: &Db, words: &'static str, last: F) -> Result<(), Failure>
where
    F: FnOnce() -> Result<(), Error> + Send + 'static,
{
    let done = db.write(Actor::terminal(), Action::KeyKept, move |tx| {
        key_file::note(tx, words);
        last()
    });
    let done = done.await;
    db.close().await;
    done?;
    Ok(())
}
