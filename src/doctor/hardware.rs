//! Power, heat and memory, as far as a Raspberry Pi tells of them.
use super::{Finding, Machine, note, place::MIB, unknown, well, wrong};

/// From here on a Pi slows itself down.
const HOT_DEGREES: i64 = 80;
const LITTLE_MEMORY_BYTES: u64 = 64 * MIB;

pub fn look(machine: &Machine) -> Vec<Finding> {
    let told = [power(machine), heat(machine), memory(machine)];
    let findings: Vec<Finding> = told.into_iter().flatten().collect();
    match findings.is_empty() {
        true => vec![unknown("hardware", "power, heat and memory cannot be seen from here")],
        false => findings,
    }
}

fn power(machine: &Machine) -> Option<Finding> {
    let sensors = machine.each("sys/class/hwmon", "in0_lcrit_alarm");
    let is_low = sensors.iter().any(|(_, alarm)| alarm == "1");
    match is_low {
        true => Some(wrong(
            "power",
            "the supply is too weak, which damages cards: use the Pi's own supply and a short \
             cable, and take off what draws power over USB",
        )),
        false if sensors.is_empty() => None,
        false => Some(well("power", "the supply is strong enough")),
    }
}

fn heat(machine: &Machine) -> Option<Finding> {
    let zones = machine.each("sys/class/thermal", "temp");
    let degrees = zones.iter().filter_map(|(_, it)| it.parse::<i64>().ok()).max()? / 1_000;
    Some(match degrees {
        HOT_DEGREES.. => {
            note("temperature", format!("{degrees} °C: give the box air, or a heat sink"))
        }
        _ => well("temperature", format!("{degrees} °C")),
    })
}

fn memory(machine: &Machine) -> Option<Finding> {
    let text = machine.text("proc/meminfo")?;
    let line = text.lines().find_map(|it| it.strip_prefix("MemAvailable:"))?;
    let free = line.split_whitespace().next()?.parse::<u64>().ok()? * 1_024;
    let says = format!("{} MB can still be used", free / MIB);
    Some(match free {
        0..LITTLE_MEMORY_BYTES => {
            note("memory", format!("{says}: stop what else runs on the box, or start it again"))
        }
        _ => well("memory", says),
    })
}
