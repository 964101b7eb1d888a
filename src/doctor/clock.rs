//! The clock: whether it can be right, and whether somebody keeps it so.
use super::{Finding, Machine, note, unknown, well, wrong};
use crate::clock::Clock;

/// Where systemd's own time service says that it has heard from a server.
const TIMESYNC: &str = "run/systemd/timesync";

pub fn plausible(clock: &Clock) -> Finding {
    if clock.is_plausible() {
        return well("clock", "is plausible");
    }
    wrong(
        "clock",
        "is earlier than the day this program was built: until it is right, nothing expires, is \
         renewed or is sent. Connect the box to the internet, or set the time",
    )
}

pub fn synchronised(machine: &Machine) -> Finding {
    if machine.has(&format!("{TIMESYNC}/synchronized")) {
        return well("time service", "the clock was set by the internet since the box is on");
    }
    if machine.has(TIMESYNC) {
        return note(
            "time service",
            "the clock was not set by the internet since the box is on: check that the box has \
             internet; a few minutes after a start this is nothing to worry about",
        );
    }
    unknown("time service", "whether the clock is set by the internet cannot be seen from here")
}
