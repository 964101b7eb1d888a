//! How the card or disk does: what it tells of its wear, and what the kernel had to put up with.
use std::path::Path;

use super::{Finding, Machine, note, unknown, well, wrong};

/// From here on it is worth having another one at hand.
const WORN_PERCENT: u64 = 80;

pub fn look(machine: &Machine, data_dir: &Path) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(read_only(machine, data_dir));
    findings.extend(file_system(machine));
    findings.extend(wear(machine));
    if findings.is_empty() {
        findings.push(unknown(
            "card",
            "it tells nothing of its wear: keep a backup on a drive beside it",
        ));
    }
    findings
}

/// The kernel lets nobody write any more to a disk that it no longer trusts.
fn read_only(machine: &Machine, data_dir: &Path) -> Option<Finding> {
    let mounts = machine.text("proc/self/mounts")?;
    let of = |line: &str| {
        let mut words = line.split(' ').skip(1);
        let (at, options) = (words.next()?.replace("\\040", " "), words.nth(1)?.to_owned());
        data_dir.starts_with(&at).then_some((at, options))
    };
    // Of two at one place the later one is seen.
    let found = mounts.lines().filter_map(of).max_by_key(|(at, _)| at.len())?;
    found.1.split(',').any(|it| it == "ro").then(|| {
        wrong(
            "card",
            format!(
                "{} cannot be written any more: it may be failing. Start the box again; if this \
                 comes back, restore the newest backup onto a new card",
                found.0
            ),
        )
    })
}

fn file_system(machine: &Machine) -> Option<Finding> {
    let counts = machine.each("sys/fs/ext4", "errors_count");
    let bad = counts.iter().find(|(_, count)| count.parse::<u64>().is_ok_and(|it| it > 0));
    match bad {
        Some((disk, count)) => Some(wrong(
            "file system",
            format!(
                "the kernel found {count} errors on {disk}: make a backup now, then start the box \
                 again, which looks the file system through; a card with errors should be replaced"
            ),
        )),
        None if counts.is_empty() => None,
        None => Some(well("file system", "the kernel found no errors")),
    }
}

/// In tenths of its life, as such a card tells it; ordinary SD cards tell nothing.
fn wear(machine: &Machine) -> Option<Finding> {
    let number = |text: &str| u64::from_str_radix(text.trim_start_matches("0x"), 16).ok();
    let lives = machine.each("sys/block", "device/life_time");
    let used = lives.iter().flat_map(|(_, life)| life.split_whitespace().filter_map(number));
    let used = used.filter(|it| *it > 0).max()? * 10;
    let ends = machine.each("sys/block", "device/pre_eol_info");
    let end = ends.iter().filter_map(|(_, it)| number(it)).max().unwrap_or_default();
    Some(match (end, used) {
        (3.., _) | (_, 101..) => {
            wrong("card", "it says that its life is over: make a backup now and replace it soon")
        }
        (2, _) | (_, WORN_PERCENT..) => {
            note("card", format!("about {used} % of its life is used: have a new one at hand"))
        }
        _ => well("card", format!("at most {used} % of its life is used")),
    })
}
