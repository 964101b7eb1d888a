//! The command line: thin shells over the domain, plain words on errors, documented exit codes.
mod doctor;
mod exit;
mod logging;
mod password;
mod settings;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Surroundings;
use settings::Settings;

const AFTER_HELP: &str = "\
Examples:
  pi-crm serve                          start, with the settings of /etc/pi-crm/pi-crm.toml
  pi-crm serve --https '[::1]:8443'     listen somewhere else, just this once
  pi-crm user reset-password andy@example.com
  pi-crm demo --serve --data-dir ./demo --key-file ./demo.key
  pi-crm doctor                         what is well and what is not, in plain words

Exit codes:
  0  done
  1  it did not work; the message says why
  2  the command line was not understood
  3  a setting or the database key needs a look; starting again will not help
  4  the database is damaged, or newer than this program; nothing was changed

Every setting can stand in the file, in the environment, or be given as a flag; `pi-crm help
serve` lists them.";

/// A CRM for a household or small office, on one box at home
#[derive(Parser)]
#[command(name = "pi-crm", version, after_help = AFTER_HELP, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Say what is well and what is not, in plain words
    Doctor,
}

pub fn main() -> ExitCode {
    let Cli { settings, command } = Cli::parse();
    let config = settings.load(&Surroundings::real());
    let done = match command {
        Command::Doctor => doctor::run(config),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
