//! Passwords at the terminal: typed unseen, read from a pipe, or made up to be read aloud.
use std::io::{self, BufRead, IsTerminal, Read, Write};

use rustix::termios::{self, LocalModes, OptionalActions, SpecialCodeIndex, Termios};

use super::exit::{Exit, Failure};

/// Longer than any password is allowed to be, so that the rules say what is wrong, not this.
const LONGEST_BYTES: u64 = 4_096;
const WORDS: usize = 4;
const CTRL_C: u8 = 3;

pub enum Chosen {
    /// Asked for twice when somebody sits there, else one line of standard input.
    Given(String),
    /// Nothing was typed; it must be shown once.
    MadeUp(String),
}

impl Chosen {
    pub fn text(&self) -> &str {
        match self {
            Self::Given(text) | Self::MadeUp(text) => text,
        }
    }
}

/// Nothing is asked when one shall be made up anyway.
pub fn choose(made_up: bool) -> Result<Chosen, Failure> {
    if made_up {
        return Ok(Chosen::MadeUp(readable()?));
    }
    if !io::stdin().is_terminal() {
        return Ok(Chosen::Given(line(&mut io::stdin().lock())?));
    }
    let first = unseen("Password (leave empty to have one made up): ")?;
    if first.is_empty() {
        return Ok(Chosen::MadeUp(readable()?));
    }
    if unseen("The same again: ")? != first {
        return Err(Failure::new(
            Exit::Failed,
            "the two passwords are not the same; nothing was changed",
        ));
    }
    Ok(Chosen::Given(first))
}

/// Four words to read aloud, 64 bits of chance: `lusab-babad-gutih-tugad`.
pub fn readable() -> Result<String, Failure> {
    let mut bytes = [0; WORDS * 2];
    getrandom::fill(&mut bytes)
        .map_err(|cause| Failure::new(Exit::Failed, format!("no random numbers: {cause}")))?;
    let words = bytes.chunks(2).map(|pair| word(u16::from_be_bytes([pair[0], pair[1]])));
    Ok(words.collect::<Vec<_>>().join("-"))
}

/// Sixteen bits as consonants and vowels in turn, four and two bits each.
fn word(bits: u16) -> String {
    const CONSONANTS: &[u8; 16] = b"bdfghjklmnprstvz";
    const VOWELS: &[u8; 4] = b"aiou";
    let letter = |(shift, is_vowel): (u32, bool)| {
        let letters: &[u8] = if is_vowel { VOWELS } else { CONSONANTS };
        char::from(letters[usize::from(bits >> shift) % letters.len()])
    };
    [(12, false), (10, true), (6, false), (4, true), (0, false)].into_iter().map(letter).collect()
}

pub fn line(input: &mut impl BufRead) -> Result<String, Failure> {
    let mut text = String::new();
    io::Read::take(input, LONGEST_BYTES).read_line(&mut text).map_err(|cause| {
        Failure::new(Exit::Failed, format!("no password could be read: {cause}"))
    })?;
    let password = text.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        return Err(Failure::new(
            Exit::Failed,
            "no password came in: send it as one line, or run this at a terminal",
        ));
    }
    Ok(password.to_owned())
}

pub fn unseen(question: &str) -> Result<String, Failure> {
    let mut terminal = io::stderr();
    write!(terminal, "{question}")?;
    terminal.flush()?;
    let quiet = Quiet::start()?;
    let typed = typed(&mut io::stdin().lock());
    drop(quiet);
    writeln!(terminal)?;
    typed?.ok_or_else(|| Failure::new(Exit::Failed, "stopped; nothing was changed"))
}

/// Up to the end of the line; `None` when it was ended by Ctrl-C.
fn typed(input: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    for byte in input.take(LONGEST_BYTES).bytes() {
        match byte? {
            CTRL_C => return Ok(None),
            b'\n' => break,
            byte => line.push(byte),
        }
    }
    String::from_utf8(line).map(Some).map_err(io::Error::other)
}

/// While it lives, the terminal shows nothing. Ctrl-C ends the line instead of the program, so
/// that it cannot leave the terminal mute.
struct Quiet(Termios);

impl Quiet {
    fn start() -> io::Result<Self> {
        let before = termios::tcgetattr(io::stdin())?;
        let mut quiet = before.clone();
        quiet.local_modes.remove(LocalModes::ECHO | LocalModes::ISIG);
        quiet.special_codes[SpecialCodeIndex::VEOL] = CTRL_C;
        termios::tcsetattr(io::stdin(), OptionalActions::Flush, &quiet)?;
        Ok(Self(before))
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        let _ = termios::tcsetattr(io::stdin(), OptionalActions::Flush, &self.0);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_word_is_another_and_can_be_spoken() {
        let words: HashSet<_> = (0..=u16::MAX).map(word).collect();
        assert_eq!(words.len(), 1 << 16);
        assert_eq!(word(0), "babab");
        assert_eq!(word(u16::MAX), "zuzuz");
    }

    #[test]
    fn made_up_passwords_differ() {
        let one = readable().unwrap();
        assert_eq!(one.split('-').count(), WORDS);
        assert_ne!(one, readable().unwrap());
    }

    #[test]
    fn control_c_ends_the_line_and_the_question() {
        for (input, expected) in
            [("secret\nrest", Some("secret")), ("sec\x03ret\n", None), ("", Some(""))]
        {
            assert_eq!(typed(&mut input.as_bytes()).unwrap().as_deref(), expected, "{input:?}");
        }
    }

    #[test]
    fn one_line_is_read_and_no_more() {
        for (input, expected) in [
            ("secret\n", Some("secret")),
            ("two words \r\nrest", Some("two words ")),
            ("no newline", Some("no newline")),
            ("\n", None),
            ("", None),
        ] {
            let read = line(&mut input.as_bytes()).ok();
            assert_eq!(read.as_deref(), expected, "{input:?}");
        }
        let long = "a".repeat(1 << 20);
        assert_eq!(line(&mut long.as_bytes()).unwrap().len() as u64, LONGEST_BYTES);
    }
}
