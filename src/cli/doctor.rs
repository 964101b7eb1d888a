//! `pi-crm doctor`: the findings, a line each, and an exit code.
use std::io::{self, IsTerminal, Write};

use super::exit::{Exit, Failure};
use crate::{
    clock::Clock,
    config::{Config, ConfigError},
    doctor::{self, Finding, Level},
};

pub fn run(config: Result<Config, ConfigError>) -> Result<(), Failure> {
    let findings = doctor::look(&config, &Clock::System);
    let is_terminal = io::stdout().is_terminal();
    let lines: String = findings.iter().map(|finding| line(finding, is_terminal)).collect();
    io::stdout().write_all(lines.as_bytes())?;
    let wrong = findings.iter().filter(|finding| finding.level == Level::Wrong).count();
    match (wrong, config.is_err()) {
        (0, _) => Ok(()),
        (_, true) => Err(Failure::new(Exit::NotConfigured, "the settings need a look")),
        (1, _) => Err(Failure::new(Exit::Failed, "one thing needs a look")),
        (_, _) => Err(Failure::new(Exit::Failed, format!("{wrong} things need a look"))),
    }
}

fn line(finding: &Finding, is_terminal: bool) -> String {
    let (word, colour) = match finding.level {
        Level::Well => ("ok", 32),
        Level::Note => ("note", 33),
        Level::Wrong => ("WRONG", 31),
    };
    // Further lines of a message stand under its first.
    let says = finding.says.replace('\n', &format!("\n{:23}", ""));
    let word = format!("{word:<7}");
    let word = if is_terminal { format!("\x1b[{colour}m{word}\x1b[0m") } else { word };
    format!("{word}{:<16}{says}\n", finding.about)
}
