//! Whether there is a fresh backup, and when one was last restored on trial.
use rusqlite::Connection;

use super::{Finding, note, unknown, well, wrong};
use crate::{
    backups::{Status, due, newest, statuses},
    clock::DAY_S,
    config::Config,
    error::Result,
    when::Manner,
};

/// It is tried every week; so a second failure is worth a word.
const PROOF_OLD_S: i64 = 15 * DAY_S;

pub fn fresh(conn: &Connection, _: &Config, now: i64) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    findings.push(match (due::overdue(conn, now)?, newest(conn)?) {
        (Some(overdue), _) => wrong("backups", overdue.words(now)),
        (None, Some(newest)) => {
            well("backups", format!("the newest was made {}", ago(now, newest)))
        }
        (None, None) => note("backups", "there is none yet; the first is made within a day"),
    });
    let failed = statuses(conn)?.into_iter().filter(|it| {
        it.last_good.is_some() && it.last.as_ref().is_some_and(|last| !last.went_well())
    });
    findings.extend(failed.map(|status| note("backups", told(&status))));
    Ok(findings)
}

pub fn proven(conn: &Connection, _: &Config, now: i64) -> Result<Vec<Finding>> {
    let all = statuses(conn)?;
    let failed = all.iter().find(|it| it.last_proof.as_ref().is_some_and(|it| !it.went_well()));
    let last = all.iter().filter_map(|it| it.last_good_proof.as_ref()?.ended_on).max();
    Ok(vec![match (failed, last) {
        (Some(status), _) => wrong(
            "trial restore",
            format!(
                "that from “{}” failed: {} Make a new backup there, and look again",
                status.target.name,
                status.last_proof.as_ref().and_then(|it| it.said.as_deref()).unwrap_or_default()
            ),
        ),
        (None, Some(last)) if now - last > PROOF_OLD_S => note(
            "trial restore",
            format!("the last was {}; is the drive plugged in?", ago(now, last)),
        ),
        (None, Some(last)) => well("trial restore", format!("went well {}", ago(now, last))),
        (None, None) => {
            unknown("trial restore", "none was due yet; each backup was read back when it was made")
        }
    }])
}

fn told(status: &Status) -> String {
    let said = status.last.as_ref().and_then(|it| it.said.as_deref()).unwrap_or_default();
    format!("the last one to “{}” failed: {said}", status.target.name)
}

fn ago(now: i64, then: i64) -> String {
    Manner::default().relative(then, now)
}
