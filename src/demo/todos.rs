//! What the people of the household mean to do: some of it late, some today, some about the
//! newest people they know.
use jiff::ToSpan;

use crate::{
    audit::Tx,
    contacts,
    error::{Error, Result},
    todos::{self, Draft},
};

/// Title, days from today, time, note, and whether it is about somebody.
type Line = (&'static str, Option<i64>, &'static str, &'static str, bool);

const ANDYS: [Line; 8] = [
    (
        "Send the rate comparison",
        Some(-2),
        "",
        "Thirty years fixed against seven years fixed",
        true,
    ),
    ("Ask for the missing pay slips", Some(0), "", "", true),
    ("Call back about the appraisal", Some(0), "23:30", "", true),
    (
        "Prepare the first-time buyers evening",
        Some(1),
        "",
        "Slides of last year in the folder",
        false,
    ),
    ("Say happy birthday", Some(3), "", "", true),
    ("Renew the licence", Some(26), "", "", false),
    ("Sort out the spring mailing", None, "", "", false),
    ("Look at the pipeline with Monalisa", None, "", "", false),
];

const MONALISAS: [Line; 5] = [
    ("Return the key of the show flat", Some(-1), "", "", true),
    ("Print flyers for the open house", Some(0), "", "Forty are enough", false),
    ("Ask how the viewing went", Some(1), "10:00", "", true),
    ("Photographs of the garden", Some(5), "", "", true),
    ("New signs", None, "", "", false),
];

pub fn add(tx: &Tx<'_>, is_owner: bool) -> Result<()> {
    let lines: &[Line] = if is_owner { &ANDYS } else { &MONALISAS };
    let today = todos::on_the_wall(tx, tx.actor.user()?, tx.now)?.date();
    let mut people = contacts::newest(tx, tx.actor, lines.len())?.into_iter();
    for &(title, days, time, note, is_about) in lines {
        let day = days.map(|days| today.checked_add(days.days()).map_err(Error::internal));
        let draft = Draft {
            title: title.into(),
            note: note.into(),
            due_day: day.transpose()?.map(|it| it.to_string()).unwrap_or_default(),
            due_time: time.into(),
            workspace: None,
            contact: people.next().filter(|_| is_about).map(|it| it.uid),
        };
        todos::add(tx, &draft, None)?;
    }
    Ok(())
}
