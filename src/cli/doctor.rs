//! `pi-crm doctor`: the findings, a line each, and an exit code.
use std::io::{self, IsTerminal, Write};

use super::exit::{Exit, Failure};
use crate::{
    clock::Clock,
    config::{Config, ConfigError},
    doctor::{self, Depth, Finding, Level, Machine},
};

#[derive(clap::Args)]
#[command(after_help = HELP)]
pub struct Args {
    /// Look the database through in every way, which takes several times as long
    #[arg(long)]
    thorough: bool,
    /// For programs: a list of `level` (well, unknown, note, wrong), `about` and `says`
    #[arg(long)]
    json: bool,
}

const HELP: &str = "\
Nothing is changed. Some things, such as the firewall's rules, only root can see.
Exit codes: 0 when nothing is wrong, 1 when something is, 3 when it is the settings.";

pub fn run(config: Result<Config, ConfigError>, args: &Args) -> Result<(), Failure> {
    let depth = if args.thorough { Depth::Thorough } else { Depth::Quick };
    let findings = doctor::look(&config, &Clock::System, &Machine::real(), depth);
    let text = if args.json { json(&findings) } else { lines(&findings) };
    io::stdout().write_all(text.as_bytes())?;
    let wrong = findings.iter().filter(|finding| finding.level == Level::Wrong).count();
    match (wrong, config.is_err()) {
        (0, _) => Ok(()),
        (_, true) => Err(Failure::new(Exit::NotConfigured, "the settings need a look")),
        (1, _) => Err(Failure::new(Exit::Failed, "one thing needs a look")),
        (_, _) => Err(Failure::new(Exit::Failed, format!("{wrong} things need a look"))),
    }
}

fn json(findings: &[Finding]) -> String {
    let told = |it: &Finding| {
        let Finding { level, about, says } = it;
        serde_json::json!({ "level": level.code(), "about": about, "says": says })
    };
    let all: Vec<serde_json::Value> = findings.iter().map(told).collect();
    format!("{:#}\n", serde_json::Value::from(all))
}

fn lines(findings: &[Finding]) -> String {
    let is_terminal = io::stdout().is_terminal();
    findings.iter().map(|finding| line(finding, is_terminal)).collect()
}

fn line(finding: &Finding, is_terminal: bool) -> String {
    let (word, colour) = match finding.level {
        Level::Well => ("ok", 32),
        Level::Unknown => ("?", 90),
        Level::Note => ("note", 33),
        Level::Wrong => ("WRONG", 31),
    };
    // Further lines of a message stand under its first.
    let says = finding.says.replace('\n', &format!("\n{:23}", ""));
    let word = format!("{word:<7}");
    let word = if is_terminal { format!("\x1b[{colour}m{word}\x1b[0m") } else { word };
    format!("{word}{:<16}{says}\n", finding.about)
}
