//! `pi-crm key`: keys for programs, for whoever has the machine in hand.
use clap::{Subcommand, builder::PossibleValue};

use super::{exit::Failure, start, user};
use crate::{
    accounts::{
        api_keys::{self, ApiKey, Draft, Permission, State},
        users::{self, User},
    },
    actor::Actor,
    audit::Action,
    clock::Reading,
    config::Config,
    db::Db,
    error::{Error, Problems},
    when,
};

#[derive(Subcommand)]
pub enum Verb {
    /// Make a key for a program that acts in a person's name, and print it once
    #[command(after_help = CREATE_HELP)]
    Create {
        /// The person in whose name it acts
        #[arg(long, value_name = "EMAIL")]
        user: String,
        /// What uses it, so that you know it later
        #[arg(long)]
        name: String,
        /// What it may do; give it several times, or several with commas
        #[arg(
            long,
            value_name = "WHAT",
            required = true,
            value_delimiter = ',',
            value_parser = permissions(),
        )]
        may: Vec<String>,
        /// After how many days it ends
        #[arg(long, value_name = "DAYS", default_value_t = 365, conflicts_with = "never_expires")]
        expires_in_days: u32,
        /// It does not end until it is revoked
        #[arg(long)]
        never_expires: bool,
    },
    /// List the keys: what each begins with, whose it is, what it may do
    List {
        /// Only those of this person
        #[arg(long, value_name = "EMAIL")]
        user: Option<String>,
    },
    /// Make a key open nothing any more, at once
    Revoke {
        /// Its beginning (picrm_k7qf2m9x) or its id, as `pi-crm key list` shows them
        key: String,
    },
}

const CREATE_HELP: &str = "\
The key alone goes to standard output, so that it can be kept without being seen; the rest is told
on standard error. It is shown this once.

Examples:
  pi-crm key create --user andy@example.com --name 'Website form' --may write:contacts
  pi-crm key create --user andy@example.com --name Sheet \\
      --may read:contacts,read:workspaces --expires-in-days 90 > sheet.key";

fn permissions() -> Vec<PossibleValue> {
    Permission::ALL.into_iter().map(|it| PossibleValue::new(it.name()).help(it.label())).collect()
}

pub fn run(config: &Config, verb: Verb) -> Result<(), Failure> {
    start::wait_for(async {
        let db = start::open_existing(config).await?;
        let done = match verb {
            Verb::Create { user, name, may, expires_in_days, never_expires } => {
                let days = (!never_expires).then_some(expires_in_days);
                create(&db, &user, name, may, days).await
            }
            Verb::List { user } => list(&db, user.as_deref()).await,
            Verb::Revoke { key } => revoke(&db, key).await,
        };
        db.close().await;
        done
    })
}

async fn create(
    db: &Db,
    email: &str,
    name: String,
    may: Vec<String>,
    expires_in_days: Option<u32>,
) -> Result<(), Failure> {
    let owner = user::with_email(db, email).await?;
    let made = db
        .write(Actor::terminal(), Action::KeyCreated, move |tx| {
            let permissions: Vec<&str> = may.iter().map(String::as_str).collect();
            let draft = Draft { name: &name, permissions: &permissions, expires_in_days };
            api_keys::create(tx, owner.id, &draft, None).map_err(with_the_flags_names)
        })
        .await?
        .value;
    let key = &made.key;
    eprintln!("“{}” acts in the name of {}: {}.", key.name, owner.name, key.abilities());
    eprintln!("It ends: {}. The key, shown only now:", ends(key));
    if let Some(text) = &made.text {
        println!("{}", text.reveal());
    }
    Ok(())
}

/// Problems carry the names of form fields; here people know flags.
fn with_the_flags_names(cause: Error) -> Error {
    let Error::Invalid(problems) = cause else { return cause };
    let flag = |field: &str| match field {
        "name" => "--name".to_owned(),
        "permissions" => "--may".to_owned(),
        "expires_in_days" => "--expires-in-days".to_owned(),
        other => other.to_owned(),
    };
    let named = problems.into_iter().map(|(field, it)| (flag(&field), it));
    Error::Invalid(named.collect::<Problems>())
}

async fn list(db: &Db, email: Option<&str>) -> Result<(), Failure> {
    let people = match email {
        Some(email) => vec![user::with_email(db, email).await?],
        None => db.read(users::list).await?,
    };
    let at = db.clock().read();
    let mut lines = Vec::new();
    for person in people {
        let user = person.id;
        let keys = db.read(move |conn| api_keys::list(conn, user)).await?;
        lines.extend(keys.iter().map(|key| line(&person, key, at)));
    }
    if lines.is_empty() {
        println!("There are no keys.");
        return Ok(());
    }
    let head = ["KEY", "OF", "NAME", "STATE", "ENDS", "LAST USED", "MAY"].map(str::to_owned);
    print!("{}", table(std::iter::once(head).chain(lines).collect()));
    Ok(())
}

async fn revoke(db: &Db, handle: String) -> Result<(), Failure> {
    let verb = move |tx: &crate::audit::Tx<'_>| {
        let (owner, key) = api_keys::by_handle(tx, &handle)?;
        api_keys::revoke(tx, owner, key.uid)
    };
    let revoked = match db.write(Actor::terminal(), Action::KeyRevoked, verb).await {
        Err(Error::NotFound(_)) => {
            let message = "there is no such key; `pi-crm key list` shows those there are";
            return Err(Failure::new(super::exit::Exit::Failed, message));
        }
        done => done?.value,
    };
    println!("“{}” ({}) opens nothing any more.", revoked.name, revoked.beginning());
    Ok(())
}

const COLUMNS: usize = 7;

fn line(person: &User, key: &ApiKey, at: Reading) -> [String; COLUMNS] {
    let state = match key.state(at) {
        State::Live => "live",
        State::Expired => "expired",
        State::Revoked => "revoked",
    };
    let may: Vec<&str> = key.permissions.iter().map(|it| it.name()).collect();
    [
        key.beginning(),
        person.email.clone(),
        key.name.clone(),
        state.to_owned(),
        ends(key),
        key.last_used_on.map_or_else(|| "never".to_owned(), day),
        may.join(","),
    ]
}

fn ends(key: &ApiKey) -> String {
    key.expires_on.map_or_else(|| "never".to_owned(), day)
}

/// "2027-11-21": the day is enough in a list.
fn day(at: i64) -> String {
    when::iso(at).chars().take_while(|c| *c != 'T').collect()
}

fn table(rows: Vec<[String; COLUMNS]>) -> String {
    let width = |at: usize| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..COLUMNS).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        let cells = row.iter().zip(&widths).map(|(cell, &width)| format!("{cell:<width$}"));
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other() {
        let row = |cells: [&str; COLUMNS]| cells.map(str::to_owned);
        let rows = vec![
            row(["KEY", "OF", "NAME", "STATE", "ENDS", "LAST USED", "MAY"]),
            row(["picrm_k7qf2m9x", "andy@x.y", "Über", "live", "never", "never", "read:audit"]),
        ];
        assert_eq!(
            table(rows),
            "KEY             OF        NAME  STATE  ENDS   LAST USED  MAY\n\
             picrm_k7qf2m9x  andy@x.y  Über  live   never  never      read:audit\n"
        );
    }
}
