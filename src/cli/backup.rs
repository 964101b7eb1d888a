//! `pi-crm backup`: make backups, list what there is.
use clap::Subcommand;

use super::{
    exit::{Exit, Failure},
    start,
};
use crate::{
    backups::{
        self, Home, Target, What,
        carry_out::{self, carry_out},
        due,
        places::Stored,
        progress::Progress,
        trouble::size,
    },
    config::Config,
    db::Db,
    ids::RunId,
    when::Manner,
};

#[derive(Subcommand)]
pub enum Verb {
    /// Back up now, to every target or to one
    Run {
        /// Only to this one, by its name
        #[arg(long, value_name = "NAME")]
        target: Option<String>,
        /// Only what its schedule asks for; for a timer
        #[arg(long, conflicts_with = "target")]
        due: bool,
    },
    /// List the targets, what became of them last, and the backups in them
    List {
        /// Only this one
        #[arg(long, value_name = "NAME")]
        target: Option<String>,
    },
}

const LOCKED: &str = "the database key is wrapped by a passphrase, and nobody is here to type it. \
    Once pi-crm is unlocked in the browser, it makes the backups that are due by itself.";

pub fn run(config: &Config, verb: Verb) -> Result<(), Failure> {
    start::wait_for(async {
        let db = start::open_existing(config).await.map_err(|failure| match failure.exit {
            Exit::Locked => Failure::new(Exit::Locked, LOCKED),
            _ => failure,
        })?;
        let home = Home::new(&config.data_dir, &config.key_file).with_key(db.key().clone());
        let done = match verb {
            Verb::Run { target, due } => back_up(&db, &home, target.as_deref(), due).await,
            Verb::List { target } => list(&db, &home, target.as_deref()).await,
        };
        db.close().await;
        home.hand_over();
        done
    })
}

type Asked = (RunId, Target, What);

/// Each on its own: one that fails does not stop another.
async fn back_up(db: &Db, home: &Home, target: Option<&str>, is_due: bool) -> Result<(), Failure> {
    carry_out::tidy(db, home).await?;
    let (asked, now) = (asked(db, home, target, is_due).await?, db.clock().now());
    if asked.is_empty() {
        println!("Nothing is due. To back up nevertheless: pi-crm backup run");
    }
    let (mut failed, all) = (0, asked.len());
    for (run, target, what) in asked {
        let progress = Progress::default();
        match carry_out(db, home, (run, &target), what, &progress).await? {
            Ok(done) => {
                let size = size(done.bytes);
                match what {
                    What::Backup => println!("{}: {} ({size}), read back", target.name, done.file),
                    What::Proof => println!("{}: {} was restored on trial", target.name, done.file),
                }
            }
            Err(cause) => {
                failed += 1;
                eprintln!("{}: {}", target.name, cause.words());
            }
        }
    }
    db.upkeep(move |conn| due::tell_if_overdue(conn, now, &due::ToTheLog)).await?;
    match failed {
        0 => Ok(()),
        1 if all == 1 => Err(Failure::new(Exit::Failed, "there is no new backup")),
        _ => Err(Failure::new(Exit::Failed, format!("{failed} of {all} targets have no new one"))),
    }
}

async fn asked(
    db: &Db,
    home: &Home,
    target: Option<&str>,
    is_due: bool,
) -> Result<Vec<Asked>, Failure> {
    let (at, name, home) = (db.clock().read(), target.map(str::to_owned), home.clone());
    let asked = db.upkeep(move |conn| {
        backups::seed(conn, &home, at.now)?;
        if is_due {
            return match at.trusted() {
                Some(now) => due::ask_for_due(conn, now, &|it| it.is_there(&home)),
                None => Ok(Vec::new()),
            };
        }
        let targets = match &name {
            Some(name) => vec![backups::named(conn, name)?],
            None => backups::list(conn)?,
        };
        let ask = |target: Target| {
            Ok((backups::ask(conn, target.id, What::Backup, at.now)?, target, What::Backup))
        };
        targets.into_iter().map(ask).collect()
    });
    Ok(asked.await?)
}

async fn list(db: &Db, home: &Home, target: Option<&str>) -> Result<(), Failure> {
    let (now, name, seeded) = (db.clock().now(), target.map(str::to_owned), home.clone());
    let statuses = db
        .upkeep(move |conn| {
            backups::seed(conn, &seeded, now)?;
            let only = name.map(|name| backups::named(conn, &name)).transpose()?;
            let mut all = backups::statuses(conn)?;
            all.retain(|it| only.as_ref().is_none_or(|only| only.id == it.target.id));
            Ok(all)
        })
        .await?;
    for status in statuses {
        let Target { name, kind, place, schedule, keep_days, .. } = &status.target;
        let when = schedule.label().to_lowercase();
        println!("{name}: {} {place}, {when}, {keep_days} days kept", kind.label().to_lowercase());
        match &status.last {
            Some(last) if last.went_well() => {
                println!("  the last one went well {}", ago(now, last.asked_on));
            }
            Some(last) => {
                let said = last.said.as_deref().unwrap_or_default();
                println!("  the last one failed {}: {said}", ago(now, last.asked_on));
            }
            None => println!("  no backup was made yet"),
        }
        match status.target.open(home).list() {
            Ok(found) => print_all(&found),
            Err(cause) => println!("  {}", cause.words()),
        }
    }
    Ok(())
}

pub fn print_all(found: &[Stored]) {
    for Stored { name, bytes } in found {
        println!("  {name}  {:>8}  {}", size(*bytes), Manner::default().date_time(name.made_on()));
    }
}

fn ago(now: i64, then: i64) -> String {
    Manner::default().relative(then, now)
}
