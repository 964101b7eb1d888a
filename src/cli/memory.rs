//! Memory: nobody else reads it, and what only the start needed is given back. Most of the
//! program's text runs once, and on a small machine memory is better used for the disk's cache.
use std::{ffi::c_void, fs, ops::Range};

use rustix::{
    mm::{Advice, madvise},
    process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit},
};

/// A dump of it would hold the database key; so would what a debugger of the same user reads. Where
/// the kernel does not know the calls, it does as it would without us.
pub fn keep_to_ourselves() {
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
}

/// Lets go of the program's text. What is needed again comes back from the disk's cache, page by
/// page; so nothing is lost where the kernel does not know the call.
pub fn let_go_of_the_start() {
    let Ok(maps) = fs::read_to_string("/proc/self/maps") else { return };
    for text in maps.lines().filter_map(text_of_a_file) {
        // SAFETY: the range is a mapping of a file that nobody can write through, so each of its
        // pages is the file's own, and reads the same when it comes back.
        let _ = unsafe {
            madvise(text.start as *mut c_void, text.end - text.start, Advice::LinuxDontNeed)
        };
    }
}

/// The addresses of a line of `/proc/self/maps` that is about a program's text.
fn text_of_a_file(line: &str) -> Option<Range<usize>> {
    let mut words = line.split_ascii_whitespace();
    let (range, may) = (words.next()?, words.next()?);
    let is_file = words.nth(3).is_some_and(|name| name.starts_with('/'));
    if may != "r-xp" || !is_file {
        return None;
    }
    let (start, end) = range.split_once('-')?;
    Some(usize::from_str_radix(start, 16).ok()?..usize::from_str_radix(end, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_read_from_a_file_and_run_is_let_go() {
        let check = |line, expected| assert_eq!(text_of_a_file(line), expected, "{line}");
        check("1000-3000 r-xp 00001000 fe:00 12 /usr/bin/pi-crm", Some(0x1000..0x3000));
        check("1000-3000 r--p 00001000 fe:00 12 /usr/bin/pi-crm", None);
        check("1000-3000 rw-p 00001000 fe:00 12 /usr/bin/pi-crm", None);
        check("1000-3000 r-xp 00000000 00:00 0 [vdso]", None);
        check("1000-3000 r-xp 00000000 00:00 0", None);
        check("", None);
    }

    #[test]
    fn the_program_goes_on_without_it() {
        let_go_of_the_start();
        assert_eq!("still here".len(), 10);
    }
}
