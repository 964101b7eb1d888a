//! What is due, and when somebody has to be told that nothing was backed up.
use jiff::{civil::DateTime, tz::TimeZone};
use rusqlite::Connection;

use super::{Kind, Run, Schedule, State, Status, Target, What, ask, statuses, store};
use crate::{
    accounts::users::{self, Role},
    audit,
    clock::{DAY_S, HOUR_S, MINUTE_S},
    error::Result,
    ids::RunId,
    settings::{self, Owner, Setting},
    when,
};

/// By the clock on the wall of whoever looks after the box.
const NIGHT_BEGINS: i8 = 2;
/// A failure is not tried again before this; but a drive that was plugged in is.
const TRY_AGAIN_AFTER_S: i64 = 6 * HOUR_S;
const WEEK_DAYS: i32 = 7;
/// Contacts and the like, touched by one change: an import, something done to many.
const MUCH: i64 = 500;
const QUIET_S: i64 = 10 * MINUTE_S;
const LONG_S: i64 = HOUR_S;
pub const OLD_S: i64 = 48 * HOUR_S;

/// Asks for whatever is due; answers with it.
pub fn ask_for_due(
    conn: &Connection,
    now: i64,
    is_plugged_in: &dyn Fn(&Target) -> bool,
) -> Result<Vec<(RunId, Target, What)>> {
    // A box that nobody has set up has nothing to lose.
    if users::count(conn)? == 0 {
        return Ok(Vec::new());
    }
    let zone = zone(conn)?;
    let all = statuses(conn)?;
    let is_some_apart =
        all.iter().any(|it| it.target.kind != Kind::Folder && it.last_good.is_some());
    let mut due = Vec::new();
    for status in all {
        if status.at_work.is_some() {
            continue;
        }
        let is_due =
            is_due(&status, now, &zone, is_plugged_in) || is_due_after_much(conn, &status, now)?;
        let what = if is_due {
            What::Backup
        } else if is_to_be_proven(&status, is_some_apart, now, &zone) {
            What::Proof
        } else {
            continue;
        };
        due.push((ask(conn, status.target.id, what, now)?, status.target, what));
    }
    Ok(due)
}

fn is_due(
    status: &Status,
    now: i64,
    zone: &TimeZone,
    is_plugged_in: &dyn Fn(&Target) -> bool,
) -> bool {
    let days = match status.target.schedule {
        Schedule::Off => return false,
        Schedule::Nightly => 1,
        Schedule::Weekly => WEEK_DAYS,
    };
    let is_time = match &status.last_good {
        None => true,
        Some(good) => is_days_later(good.asked_on, now, days, zone),
    };
    let is_drive = status.target.kind == Kind::Usb;
    let is_new = is_drive && is_plugged_in(&status.target);
    if is_drive && status.last_good.is_none() && !is_new {
        // Nobody has one: that is no failure, night after night.
        return false;
    }
    let may_try = is_new || status.last.as_ref().is_none_or(|it| may_try_again(it, now));
    is_time && may_try
}

/// After much was changed at once it is not waited for the night: once no more comes, or it went
/// on for long. Where the last one failed, the night is what tries again.
fn is_due_after_much(conn: &Connection, status: &Status, now: i64) -> Result<bool> {
    let good =
        status.last_good.as_ref().filter(|_| status.last.as_ref().is_some_and(Run::went_well));
    let (Some(good), Schedule::Nightly) = (good, status.target.schedule) else { return Ok(false) };
    let changed = audit::read::large_since(conn, MUCH, good.asked_on)?;
    Ok(changed.is_some_and(|(first, last)| now - last >= QUIET_S || now - first >= LONG_S))
}

/// Every week. What lies on the box itself proves little once there is something apart from it.
fn is_to_be_proven(status: &Status, is_some_apart: bool, now: i64, zone: &TimeZone) -> bool {
    if status.last_good.is_none() || (is_some_apart && status.target.kind == Kind::Folder) {
        return false;
    }
    let is_time = match &status.last_good_proof {
        None => true,
        Some(proof) => is_days_later(proof.asked_on, now, WEEK_DAYS, zone),
    };
    is_time && status.last_proof.as_ref().is_none_or(|it| may_try_again(it, now))
}

fn may_try_again(last: &Run, now: i64) -> bool {
    last.state != State::Failed || now - last.asked_on >= TRY_AGAIN_AFTER_S || last.asked_on > now
}

/// So many nights have begun since.
fn is_days_later(then: i64, now: i64, days: i32, zone: &TimeZone) -> bool {
    let night = |at: i64| {
        let wall = wall(at, zone);
        let before = wall.time().hour() < NIGHT_BEGINS;
        if before { wall.date().yesterday().unwrap_or(wall.date()) } else { wall.date() }
    };
    night(now).since(night(then)).is_ok_and(|it| it.get_days() >= days)
}

fn wall(at: i64, zone: &TimeZone) -> DateTime {
    jiff::Timestamp::from_second(at).unwrap_or_default().to_zoned(zone.clone()).datetime()
}

fn zone(conn: &Connection) -> Result<TimeZone> {
    let owner = users::list(conn)?.into_iter().find(|it| it.role == Role::Owner);
    let Some(owner) = owner else { return Ok(TimeZone::UTC) };
    let name = settings::get(conn, Owner::User(owner.id), Setting::TimeZone)?;
    Ok(when::zone(&name).unwrap_or(TimeZone::UTC))
}

/// The newest backup, when it is too old; a box that is new has two days.
pub fn overdue(conn: &Connection, now: i64) -> Result<Option<Overdue>> {
    let newest = super::newest(conn)?;
    let since = match newest {
        Some(newest) => newest,
        None => match users::list(conn)?.iter().map(|it| it.created_on).min() {
            Some(began) => began,
            None => return Ok(None),
        },
    };
    Ok((now - since > OLD_S).then_some(Overdue { newest }))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overdue {
    pub newest: Option<i64>,
}

/// Whoever brings news to people; mail will be one.
pub trait Notifier: Send + Sync {
    fn notify(&self, title: &str, text: &str);
}

/// What there is until mail is set up.
pub struct ToTheLog;

impl Notifier for ToTheLog {
    fn notify(&self, title: &str, text: &str) {
        tracing::warn!("{title}: {text}");
    }
}

/// Tells once a day, as long as it lasts.
pub fn tell_if_overdue(conn: &Connection, now: i64, notifier: &dyn Notifier) -> Result<bool> {
    let Some(overdue) = overdue(conn, now)? else {
        store::tell(conn, None)?;
        return Ok(false);
    };
    if store::told_on(conn)?.is_some_and(|told| now - told < DAY_S && told <= now) {
        return Ok(false);
    }
    notifier.notify("The newest backup is old", &overdue.words(now));
    store::tell(conn, Some(now))?;
    Ok(true)
}

impl Overdue {
    pub fn words(&self, now: i64) -> String {
        match self.newest {
            Some(newest) => format!(
                "The newest backup was made {} days ago. Look at the backups page for the reason.",
                (now - newest) / DAY_S
            ),
            None => "There is no backup yet. Open the backups page and make one.".into(),
        }
    }
}
