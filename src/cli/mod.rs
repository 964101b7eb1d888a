//! The command line: thin shells over the domain, plain words on errors, documented exit codes.
mod backup;
mod demo;
mod doctor;
mod exit;
mod export;
mod key;
mod key_file;
mod logging;
mod memory;
mod password;
mod people;
mod restore;
mod serve;
mod settings;
mod start;
mod storage;
mod user;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{Config, ConfigError, Surroundings};
use exit::Failure;
use settings::Settings;

const AFTER_HELP: &str = "\
Examples:
  pi-crm serve                          start, with the settings of /etc/pi-crm/pi-crm.toml
  pi-crm serve --https '[::1]:8443'     listen somewhere else, just this once
  pi-crm user reset-password andy@example.com
  pi-crm key create --user andy@example.com --name 'Website form' --may write:contacts
  pi-crm key-file protect               ask for a passphrase after every start
  pi-crm backup run                     back up now, to every target
  pi-crm restore --list                 which backups there are to restore
  pi-crm export 'Loan Factory' loans.zip
  pi-crm demo --data-dir ./demo --key-file ./demo.key
  pi-crm doctor                         what is well and what is not, in plain words

Exit codes:
  0  done
  1  it did not work; the message says why
  2  the command line was not understood
  3  a setting or the database key needs a look; starting again will not help
  4  the database is damaged, or newer than this program; nothing was changed
  5  the database key is wrapped by a passphrase, and nobody is there to type it

Every setting can stand in the file, in the environment, or be given as a flag; `pi-crm --help`
lists them.";

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
    /// Serve the pages and the API until told to stop
    Serve,
    /// Invite and list people, shut them out, reset passwords and second factors
    #[command(subcommand)]
    User(user::Verb),
    /// Make, list and revoke API keys
    #[command(subcommand)]
    Key(key::Verb),
    /// How the database key is kept: with a passphrase or without; another key
    #[command(subcommand)]
    KeyFile(key_file::Verb),
    /// Make backups, and list those there are
    #[command(subcommand)]
    Backup(backup::Verb),
    /// Bring back a backup
    Restore(restore::Args),
    /// Write everything of a workspace into one file that needs no pi-crm
    Export(export::Args),
    /// Fill an empty database with a believable household to look around in
    Demo(demo::Args),
    /// Say what is well and what is not, in plain words
    Doctor(doctor::Args),
}

pub fn main() -> ExitCode {
    memory::take_it_in_small_pages();
    memory::keep_to_ourselves();
    let Cli { settings, command } = Cli::parse();
    let config = settings.load(&Surroundings::real());
    match run(config, command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

/// The doctor can look at a box whose settings are wrong; nothing else starts on one.
fn run(config: Result<Config, ConfigError>, command: Command) -> Result<(), Failure> {
    if let Ok(config) = &config {
        logging::start(&config.log);
    }
    match command {
        Command::Serve => serve::run(config?),
        Command::User(verb) => user::run(&config?, verb),
        Command::Key(verb) => key::run(&config?, verb),
        Command::KeyFile(verb) => key_file::run(&config?, verb),
        Command::Backup(verb) => backup::run(&config?, verb),
        Command::Restore(args) => restore::run(&config?, args),
        Command::Export(args) => export::run(&config?, &args),
        Command::Demo(args) => demo::run(&config?, args),
        Command::Doctor(args) => doctor::run(config, &args),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn settings_may_stand_before_and_after_the_command() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().to_str().unwrap();
        for line in [
            ["pi-crm", "--log=debug", "--demo", "--data-dir", folder, "doctor"],
            ["pi-crm", "doctor", "--demo=true", "--log", "debug", "--data-dir"],
        ] {
            let mut line = line.to_vec();
            if line[1] == "doctor" {
                line.push(folder);
            }
            let around = Surroundings {
                variables: [("HOME".into(), "/home/andy".into())].into(),
                ..Surroundings::default()
            };
            let config = Cli::try_parse_from(line).unwrap().settings.load(&around).unwrap();
            assert!(config.demo);
            assert_eq!((config.log.as_str(), config.data_dir.to_str()), ("debug", Some(folder)));
        }
    }

    #[test]
    fn help_names_every_setting_and_every_exit_code() {
        let help = Cli::command().render_long_help().to_string();
        for key in crate::config::KEYS {
            assert!(help.contains(&format!("--{}", key.flag)), "--{} is missing", key.flag);
            assert!(help.contains(&key.variable()), "{} is missing", key.variable());
        }
        for code in 0..=5 {
            assert!(help.contains(&format!("\n  {code}  ")), "exit code {code} is missing");
        }
    }
}
