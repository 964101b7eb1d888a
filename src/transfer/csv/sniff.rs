//! What kind of file it is: its encoding, and what stands between its cells.
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::read::{Record, Records, Text};

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
const LOOKED_AT: usize = 30;

/// Learns the encoding while a file comes in.
pub struct Listener {
    detector: chardetng::EncodingDetector,
    begin: Vec<u8>,
    has_nul: bool,
}

const BEGIN: usize = 4096;

impl Default for Listener {
    fn default() -> Self {
        let detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
        Self { detector, begin: Vec::new(), has_nul: false }
    }
}

impl Listener {
    pub fn hear(&mut self, bytes: &[u8]) {
        self.detector.feed(bytes, false);
        self.has_nul |= bytes.contains(&0);
        let wanted = BEGIN.saturating_sub(self.begin.len()).min(bytes.len());
        self.begin.extend_from_slice(&bytes[..wanted]);
    }

    /// The encoding; or in words why it is no text at all.
    pub fn verdict(mut self) -> Result<&'static Encoding, &'static str> {
        self.detector.feed(&[], true);
        if let Some(no) = other_kind(&self.begin) {
            return Err(no);
        }
        if let Some((encoding, _)) = Encoding::for_bom(&self.begin) {
            return Ok(encoding);
        }
        if self.has_nul {
            return utf16(&self.begin).ok_or(
                "There are NUL bytes in this file, so it is no text. Save it as CSV and upload \
                 that",
            );
        }
        let guess = self.detector.guess(None, chardetng::Utf8Detection::Allow);
        // What is in none of the large encodings is read as most programs in the West write it.
        Ok(if guess.is_single_byte() || guess == UTF_8 { guess } else { WINDOWS_1252 })
    }
}

/// Without a mark at its beginning: every other byte of plain letters is nothing.
fn utf16(begin: &[u8]) -> Option<&'static Encoding> {
    let nuls = |odd: usize| begin.iter().skip(odd).step_by(2).filter(|it| **it == 0).count();
    let half = begin.len() / 2;
    match (nuls(0), nuls(1)) {
        (0, odd) if odd * 10 > half * 6 => Some(UTF_16LE),
        (even, 0) if even * 10 > half * 6 => Some(UTF_16BE),
        _ => None,
    }
}

fn other_kind(begin: &[u8]) -> Option<&'static str> {
    let starts = |with: &[u8]| begin.starts_with(with);
    if starts(b"PK\x03\x04") || starts(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Some(
            "This is an Excel workbook or an archive. In Excel choose “Save as”, then “CSV UTF-8”, \
             and upload that file",
        );
    }
    let is_other = starts(b"%PDF")
        || starts(&[0x89, b'P', b'N', b'G'])
        || starts(&[0xFF, 0xD8, 0xFF])
        || starts(b"GIF8")
        || starts(&[0x1F, 0x8B]);
    let text = begin.trim_ascii_start();
    let is_page =
        [&b"<!"[..], b"<html", b"<?xml", b"{\"", b"[{"].iter().any(|it| text.starts_with(it));
    match is_page {
        true => Some(
            "This is a page or data for programs, not a list of contacts. Look for “Export” or \
             “Download as CSV” where it comes from, and upload that file",
        ),
        false => is_other.then_some("This is no list of contacts. Upload a CSV or vCard file"),
    }
}

/// Whether these are cards.
pub fn is_vcard(text: &str) -> bool {
    let begin = text.trim_start_matches('\u{feff}').trim_start();
    begin.get(..11).is_some_and(|it| it.eq_ignore_ascii_case("BEGIN:VCARD"))
}

/// What stands between the cells: whatever makes the most columns of the same number in each line.
/// The second is whether the first line only says so, as Excel has it: `sep=;`.
pub fn delimiter(text: &str) -> (u8, bool) {
    let text = text.trim_start_matches('\u{feff}');
    if let Some(said) = text.strip_prefix("sep=")
        && let Some(said) = said.bytes().next().filter(|it| DELIMITERS.contains(it))
    {
        return (said, true);
    }
    let best = DELIMITERS.into_iter().rev().max_by_key(|it| score(text, *it)).unwrap_or(b',');
    (best, false)
}

fn score(text: &str, delimiter: u8) -> usize {
    let records = first(text, delimiter);
    let Some(header) = records.first() else { return 0 };
    let columns = header.cells.len();
    let alike = records.iter().filter(|it| it.cells.len() == columns).count();
    match columns {
        1 => 0,
        _ => columns * alike * 100 / records.len(),
    }
}

fn first(text: &str, delimiter: u8) -> Vec<Record> {
    let mut records = Records::new(Text::new(text.as_bytes(), UTF_8), delimiter);
    let mut found = Vec::new();
    while found.len() < LOOKED_AT
        && let Ok(Some(record)) = records.next()
    {
        found.push(record);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoding(bytes: &[u8]) -> Result<&'static str, &'static str> {
        let mut listener = Listener::default();
        for piece in bytes.chunks(7) {
            listener.hear(piece);
        }
        listener.verdict().map(Encoding::name)
    }

    #[test]
    fn encodings_are_told_by_their_bytes() {
        let utf16 = |bom: &[u8], to: fn(u16) -> [u8; 2]| {
            let text = "Name,Phone\nZoë,1\n".encode_utf16().flat_map(to);
            bom.iter().copied().chain(text).collect::<Vec<u8>>()
        };
        for (bytes, name) in [
            ("Name\nZoë\n".as_bytes().to_vec(), "UTF-8"),
            ("\u{feff}Name\n".as_bytes().to_vec(), "UTF-8"),
            (b"Name\nAda\n".to_vec(), "UTF-8"),
            (b"Name,City\nJos\xe9,M\xe1laga\nZo\xeb,K\xf6ln\n".to_vec(), "windows-1252"),
            (utf16(&[0xFF, 0xFE], u16::to_le_bytes), "UTF-16LE"),
            (utf16(&[0xFE, 0xFF], u16::to_be_bytes), "UTF-16BE"),
            (utf16(&[], u16::to_le_bytes), "UTF-16LE"),
        ] {
            assert_eq!(encoding(&bytes), Ok(name), "{bytes:?}");
        }
    }

    #[test]
    fn what_is_no_text_is_refused_in_words() {
        for (bytes, word) in [
            (&b"PK\x03\x04rest"[..], "Excel"),
            (b"%PDF-1.7", "no list"),
            (b"Name\nA\0da\n", "NUL"),
            (b"\r\n<!DOCTYPE html>", "a page"),
            (b"[{\"name\": 1}]", "data for programs"),
        ] {
            assert!(encoding(bytes).unwrap_err().contains(word), "{bytes:?}");
        }
    }

    #[test]
    fn what_stands_between_cells_is_found() {
        for (text, delimiter_found) in [
            ("a,b,c\n1,2,3\n", (b',', false)),
            ("a;b;c\n1,5;2;3\n", (b';', false)),
            ("a\tb\n1,2\t3\n", (b'\t', false)),
            ("name\nAda\n", (b',', false)),
            ("sep=;\na;b\n", (b';', true)),
            ("\"a;b\",c\n\"x;y;z\",d\n", (b',', false)),
        ] {
            assert_eq!(delimiter(text), delimiter_found, "{text:?}");
        }
        assert!(is_vcard("\u{feff}begin:vcard\r\nVERSION:3.0"));
        assert!(!is_vcard("Name,Phone"));
    }
}
