//! A flag for every key of the configuration, made from its table so that none is forgotten.
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, builder::ValueParser};

use crate::config::{Config, ConfigError, Given, KEYS, Key, Kind, Surroundings};

pub struct Settings {
    file: Option<PathBuf>,
    given: Given,
}

const HEADING: &str = "Settings";

impl Settings {
    pub fn load(&self, around: &Surroundings) -> Result<Config, ConfigError> {
        Config::load(around, self.file.as_deref(), &self.given)
    }
}

impl FromArgMatches for Settings {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = |key: &'static Key| Some((key, matches.get_one::<String>(key.name)?.clone()));
        Ok(Self {
            file: matches.get_one::<PathBuf>("config").cloned(),
            given: KEYS.iter().filter_map(given).collect(),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for Settings {
    fn augment_args(command: Command) -> Command {
        let config = Arg::new("config")
            .long("config")
            .short('c')
            .value_name("FILE")
            .value_parser(ValueParser::path_buf())
            .help("The settings file [default: /etc/pi-crm/pi-crm.toml where it exists]");
        let flags = [config].into_iter().chain(KEYS.iter().map(flag));
        command.args(flags.map(|flag| flag.global(true).help_heading(HEADING)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

/// Shown by `--help` only; `-h` stays short.
fn flag(key: &'static Key) -> Arg {
    let help = format!("{} [default: {}] [env: {}]", key.help, key.default, key.variable());
    let flag = Arg::new(key.name).long(key.flag).help(help).hide_short_help(true);
    match key.kind {
        Kind::Switch => flag
            .action(ArgAction::Set)
            .value_name("true|false")
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true"),
        Kind::Path => flag.value_name("PATH"),
        Kind::List => flag.value_name("A,B"),
        Kind::Text => flag.value_name("VALUE"),
    }
}
