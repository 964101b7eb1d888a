//! Memory: nobody else reads it. On a small machine it is better used for the disk's cache: it is
//! taken in small pages, and what only the start or a busy hour needed is given back.
use std::{ffi::c_void, fs, ops::Range, time::Duration};

use rustix::{
    mm::{Advice, madvise},
    process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit},
    time::{ClockId, clock_gettime},
};

/// A dump of it would hold the database key; so would what a debugger of the same user reads. Where
/// the kernel does not know the calls, it does as it would without us.
pub fn keep_to_ourselves() {
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
}

const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Less work than this between two looks is quiet.
const QUIET: Duration = Duration::from_millis(20);
/// As much work as this leaves something worth giving back.
const WORTH_IT: Duration = Duration::from_millis(50);

/// Huge pages would hold 6 MiB that nobody uses, from the first thing allocated on: the allocator
/// is built not to ask for them, and the kernel is asked not to give them by itself. Where it does
/// not know the call, it has none to give.
pub fn take_it_in_small_pages() {
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}

/// Lets go of what the allocator keeps for later (19 MiB after a password) and of the program as it
/// is on disk. What is needed again comes back from the disk's cache, page by page; so nothing is
/// lost where the kernel does not know the call.
pub fn give_back() {
    // SAFETY: it may be called on any thread at any time; what is in use stays.
    unsafe { libmimalloc_sys::mi_collect(true) };
    let Ok(maps) = fs::read_to_string("/proc/self/maps") else { return };
    for part in maps.lines().filter_map(as_on_disk) {
        // SAFETY: the range is a mapping of a file that nobody can write or wrote through, so each
        // of its pages is the file's own, and reads the same when it comes back.
        let _ = unsafe {
            madvise(part.start as *mut c_void, part.end - part.start, Advice::LinuxDontNeed)
        };
    }
}

/// Gives back after each busy time, once the house is quiet again.
pub async fn give_back_when_quiet() {
    let mut quiet = Quiet::default();
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        if quiet.came(worked()) {
            give_back();
            // What the giving back itself costs is no busy time.
            quiet.given_back_at = worked();
        }
    }
}

/// By all threads since the start.
fn worked() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec.unsigned_abs() as u32)
}

/// How much had been worked when memory was given back, and at the last look.
#[derive(Default)]
struct Quiet {
    given_back_at: Duration,
    looked_at: Duration,
}

impl Quiet {
    /// Whether it is quiet now, and was busy before.
    fn came(&mut self, worked: Duration) -> bool {
        let since_the_look = worked.saturating_sub(self.looked_at);
        self.looked_at = worked;
        since_the_look < QUIET && worked.saturating_sub(self.given_back_at) >= WORTH_IT
    }
}

/// The addresses of a line of `/proc/self/maps` that is about a program's text, or about the
/// constants at the head of its file. Other constants hold addresses that the start filled in.
fn as_on_disk(line: &str) -> Option<Range<usize>> {
    let mut words = line.split_ascii_whitespace();
    let (range, may, offset) = (words.next()?, words.next()?, words.next()?);
    let is_file = words.nth(2).is_some_and(|name| name.starts_with('/'));
    let is_head = may == "r--p" && offset.bytes().all(|digit| digit == b'0');
    if !is_file || !(may == "r-xp" || is_head) {
        return None;
    }
    let (start, end) = range.split_once('-')?;
    Some(usize::from_str_radix(start, 16).ok()?..usize::from_str_radix(end, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_as_the_file_has_it_is_let_go() {
        let check = |line, expected| assert_eq!(as_on_disk(line), expected, "{line}");
        check("1000-3000 r-xp 00001000 fe:00 12 /usr/bin/pi-crm", Some(0x1000..0x3000));
        check("1000-3000 r--p 00000000 fe:00 12 /usr/bin/pi-crm", Some(0x1000..0x3000));
        check("1000-3000 r--p 00001000 fe:00 12 /usr/bin/pi-crm", None);
        check("1000-3000 rw-p 00001000 fe:00 12 /usr/bin/pi-crm", None);
        check("1000-3000 r-xp 00000000 00:00 0 [vdso]", None);
        check("1000-3000 r-xp 00000000 00:00 0", None);
        check("", None);
    }

    #[test]
    fn memory_is_given_back_once_after_each_busy_time() {
        let mut quiet = Quiet::default();
        let mut came = |milliseconds| quiet.came(Duration::from_millis(milliseconds));
        assert!(!came(500), "busy with the start");
        assert!(came(510), "quiet again");
        quiet.given_back_at = Duration::from_millis(511);
        let mut came = |milliseconds| quiet.came(Duration::from_millis(milliseconds));
        assert!(!came(520) && !came(530), "nothing to give back");
        assert!(!came(700), "busy");
        assert!(came(701));
    }

    #[test]
    fn the_program_goes_on_without_it() {
        give_back();
        assert_eq!("still here".len(), 10);
    }
}
