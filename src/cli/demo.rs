//! `pi-crm demo`: a household to look around in. Called again, it only tells the logins.
use std::fs;

use super::{exit::Failure, password, start};
use crate::{
    accounts::{passwords, users::Draft},
    clock::Clock,
    config::Config,
    demo::{self, DemoUser},
    private_file,
};

#[derive(clap::Args)]
pub struct Args {
    /// How many contacts to make
    #[arg(long, default_value_t = demo::CONTACTS, value_parser = contacts)]
    contacts: usize,
    /// Another number makes other people
    #[arg(long, default_value_t = demo::SEED)]
    seed: u64,
    /// The password of both demo users, instead of made-up ones
    #[arg(long)]
    password: Option<String>,
}

/// Beside the demo database; its presence says that all of the data is there.
const LOGINS_FILE: &str = "demo-logins.txt";

pub fn run(config: &Config, args: Args) -> Result<(), Failure> {
    let logins_file = config.data_dir.join(LOGINS_FILE);
    let is_built = logins_file.exists() && config.database_file().exists();
    let logins = if is_built {
        fs::read_to_string(&logins_file)?
    } else {
        let logins = start::wait_for(build(config, &args))?;
        private_file::write(&logins_file, logins.as_bytes())?;
        logins
    };
    print!("Demo data is in {}. Sign in as\n{logins}", config.data_dir.display());
    Ok(())
}

async fn build(config: &Config, args: &Args) -> Result<String, Failure> {
    let household = demo::household(args.seed, args.contacts, Clock::System.now());
    let mut hashes = Vec::new();
    let mut logins = String::new();
    for user in &household {
        let password = chosen(user, args.password.as_deref())?;
        hashes.push(passwords::hash(&password)?);
        logins.push_str(&format!("  {:<26}{password}\n", user.email));
    }
    let db = start::open(config).await?;
    eprintln!("Making {} contacts …", args.contacts);
    demo::build(&db, &household, &hashes).await?;
    db.close().await;
    Ok(logins)
}

fn chosen(user: &DemoUser, given: Option<&str>) -> Result<String, Failure> {
    let password = given.map_or_else(password::readable, |given| Ok(given.to_owned()))?;
    Draft { name: user.name, email: user.email }.check_with_password(&password)?;
    Ok(password)
}

fn contacts(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count) if count <= demo::MAX_CONTACTS => Ok(count),
        _ => Err(format!("expected a number up to {}", demo::MAX_CONTACTS)),
    }
}
