//! Records read one after the other from text in any encoding, in little memory however large the
//! file is.
use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, Encoding};

use crate::spreadsheet;

pub const MOST_COLUMNS: usize = 500;
/// A quotation mark that is never closed would swallow the rest of the file.
pub const MOST_RECORD_BYTES: usize = 1024 * 1024;

const PIECE: usize = 64 * 1024;

/// Why a file cannot be read any further; the line is counted as an editor does.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error("The quotation mark that opens on line {0} is never closed. Close it, or take it out")]
    Unclosed(u32),
    #[error("What begins on line {0} is longer than 1 MiB. Is a quotation mark missing?")]
    TooLong(u32),
    #[error("Line {0} has more than 500 columns. Delete those that are not needed")]
    TooWide(u32),
    #[error("About line {0} there is something that is no text. Save the file as UTF-8")]
    NoText(u32),
    #[error("The file cannot be read: {0}")]
    Io(#[from] io::Error),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// The line it begins on.
    pub line: u32,
    pub cells: Vec<String>,
}

/// Bytes of any encoding as UTF-8.
pub struct Text<R> {
    source: R,
    decoder: Decoder,
    raw: Vec<u8>,
    /// What of `raw` is still to be decoded.
    rest: (usize, usize),
    text: Vec<u8>,
    at: usize,
    is_over: bool,
    had_errors: bool,
}

impl<R: Read> Text<R> {
    pub fn new(source: R, encoding: &'static Encoding) -> Self {
        Self {
            source,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; PIECE],
            rest: (0, 0),
            text: Vec::new(),
            at: 0,
            is_over: false,
            had_errors: false,
        }
    }

    /// What was decoded and not taken yet; empty at the end.
    fn piece(&mut self) -> io::Result<&[u8]> {
        while self.at == self.text.len() && !self.is_over {
            self.decode()?;
        }
        Ok(&self.text[self.at..])
    }

    fn take(&mut self, bytes: usize) {
        self.at += bytes;
    }

    fn decode(&mut self) -> io::Result<()> {
        if self.rest.0 == self.rest.1 {
            self.rest = (0, self.source.read(&mut self.raw)?);
        }
        let (from, to) = self.rest;
        let is_last = from == to;
        self.text.resize(PIECE * 3 + 16, 0);
        let (result, read, written, had_errors) =
            self.decoder.decode_to_utf8(&self.raw[from..to], &mut self.text, is_last);
        self.text.truncate(written);
        self.at = 0;
        self.rest.0 = from + read;
        self.had_errors |= had_errors;
        self.is_over = is_last && result == CoderResult::InputEmpty;
        Ok(())
    }

    /// One line, without its end; None at the end of the text.
    pub fn line(&mut self, most: usize) -> Result<Option<String>, Trouble> {
        let mut line = Vec::new();
        loop {
            let piece = self.piece()?;
            if piece.is_empty() {
                return Ok(Some(line).filter(|it| !it.is_empty()).map(utf8));
            }
            let end = piece.iter().position(|byte| *byte == b'\n');
            let until = end.unwrap_or(piece.len());
            line.extend_from_slice(&piece[..until]);
            self.take(until + usize::from(end.is_some()));
            line.truncate(most);
            if end.is_some() {
                if line.last() == Some(&b'\r') {
                    line.pop();
                }
                return Ok(Some(utf8(line)));
            }
        }
    }

    pub fn had_errors(&self) -> bool {
        self.had_errors
    }
}

/// The decoder gives nothing else, and cells end at plain letters only.
fn utf8(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|no| String::from_utf8_lossy(no.as_bytes()).into())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    CellStart,
    Plain,
    Quoted,
    /// A quotation mark within quotes: the end of them, or the first half of one that is meant.
    QuoteInQuotes,
}

pub struct Records<R> {
    text: Text<R>,
    delimiter: u8,
    line: u32,
    after_cr: bool,
}

impl<R: Read> Records<R> {
    pub fn new(text: Text<R>, delimiter: u8) -> Self {
        Self { text, delimiter, line: 1, after_cr: false }
    }

    /// The next record that is not blank.
    pub fn next(&mut self) -> Result<Option<Record>, Trouble> {
        loop {
            match self.read()? {
                Some(record) if record.cells.iter().all(|cell| cell.is_empty()) => {}
                read => return Ok(read),
            }
        }
    }

    fn read(&mut self) -> Result<Option<Record>, Trouble> {
        let begun = self.line;
        let mut building = Building::new(self.delimiter);
        loop {
            let piece = self.text.piece()?;
            if piece.is_empty() {
                return self.finish(building, begun);
            }
            let mut used = 0;
            let mut is_done = false;
            for byte in piece {
                used += 1;
                let was_cr = std::mem::replace(&mut self.after_cr, *byte == b'\r');
                if *byte == b'\n' && was_cr {
                    if building.place == Place::Quoted {
                        building.cell.push(b'\n');
                    }
                    continue;
                }
                self.line += u32::from(matches!(*byte, b'\n' | b'\r'));
                if building.take(*byte) {
                    is_done = true;
                    break;
                }
            }
            self.text.take(used);
            if self.text.had_errors() {
                return Err(Trouble::NoText(self.line));
            }
            building.check(begun)?;
            if is_done {
                return Ok(Some(building.record(begun)));
            }
        }
    }

    fn finish(&self, building: Building, begun: u32) -> Result<Option<Record>, Trouble> {
        if self.text.had_errors() {
            return Err(Trouble::NoText(self.line));
        }
        if building.place == Place::Quoted {
            return Err(Trouble::Unclosed(building.quote_line(begun)));
        }
        building.check(begun)?;
        match building.is_empty() {
            true => Ok(None),
            false => Ok(Some(building.record(begun))),
        }
    }
}

/// A record as far as it is read.
struct Building {
    delimiter: u8,
    place: Place,
    cell: Vec<u8>,
    cells: Vec<String>,
    bytes: usize,
    lines: u32,
    quoted_on: u32,
}

impl Building {
    fn new(delimiter: u8) -> Self {
        let (cell, cells) = (Vec::new(), Vec::new());
        Self { delimiter, place: Place::CellStart, cell, cells, bytes: 0, lines: 0, quoted_on: 0 }
    }

    /// Whether the record ends here.
    fn take(&mut self, byte: u8) -> bool {
        self.bytes += 1;
        let is_end = matches!(byte, b'\n' | b'\r');
        self.lines += u32::from(is_end);
        match (self.place, byte) {
            (Place::CellStart, b'"') => {
                self.quoted_on = self.lines;
                self.place = Place::Quoted;
            }
            (Place::Quoted, b'"') => self.place = Place::QuoteInQuotes,
            (Place::Quoted, _) => self.cell.push(byte),
            (Place::QuoteInQuotes, b'"') => {
                self.cell.push(b'"');
                self.place = Place::Quoted;
            }
            (_, byte) if byte == self.delimiter => self.end_cell(),
            (_, _) if is_end => return true,
            (_, byte) => {
                self.cell.push(byte);
                self.place = Place::Plain;
            }
        }
        false
    }

    fn end_cell(&mut self) {
        let cell = utf8(std::mem::take(&mut self.cell));
        self.cells.push(match spreadsheet::unguarded(&cell) {
            same if same.len() == cell.len() => cell,
            text => text.to_owned(),
        });
        self.place = Place::CellStart;
    }

    fn check(&self, begun: u32) -> Result<(), Trouble> {
        if self.cells.len() >= MOST_COLUMNS {
            return Err(Trouble::TooWide(begun));
        }
        match self.bytes > MOST_RECORD_BYTES {
            true if self.place == Place::Quoted => Err(Trouble::Unclosed(self.quote_line(begun))),
            true => Err(Trouble::TooLong(begun)),
            false => Ok(()),
        }
    }

    fn quote_line(&self, begun: u32) -> u32 {
        begun + self.quoted_on
    }

    fn is_empty(&self) -> bool {
        self.cells.is_empty() && self.cell.is_empty() && self.place == Place::CellStart
    }

    fn record(mut self, line: u32) -> Record {
        self.end_cell();
        Record { line, cells: self.cells }
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::{UTF_8, UTF_16LE, WINDOWS_1252};

    use super::*;

    fn all(bytes: &[u8], encoding: &'static Encoding) -> Result<Vec<Record>, Trouble> {
        let mut records = Records::new(Text::new(bytes, encoding), b',');
        let mut found = Vec::new();
        while let Some(record) = records.next()? {
            found.push(record);
        }
        Ok(found)
    }

    fn cells(text: &str) -> Vec<Vec<String>> {
        let found = all(text.as_bytes(), UTF_8).expect("readable");
        found.into_iter().map(|it| it.cells).collect()
    }

    #[test]
    fn records_are_read_as_programs_write_them() {
        for (text, records) in [
            ("a,b\r\nc,d\r\n", &[&["a", "b"][..], &["c", "d"]][..]),
            ("a,b\nc,d", &[&["a", "b"], &["c", "d"]]),
            ("a,b\rc,d\r", &[&["a", "b"], &["c", "d"]]),
            ("\u{feff}a,\"b,\"\"c\"\"\"\n", &[&["a", "b,\"c\""]]),
            ("\"two\r\nlines\",x\n", &[&["two\r\nlines", "x"]]),
            ("a,,\n\n,,\nb\n", &[&["a", "", ""], &["b"]]),
            ("say \"hi\",'=1+1\n", &[&["say \"hi\"", "=1+1"]]),
            ("\"a\"b,c\n", &[&["ab", "c"]]),
            ("\"\"\n\"\",x", &[&["", "x"]]),
        ] {
            assert_eq!(cells(text), records, "{text:?}");
        }
    }

    #[test]
    fn every_encoding_comes_out_as_text() {
        let utf16: Vec<u8> = [0xFF, 0xFE]
            .into_iter()
            .chain("Zoë,“x”\n".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        assert_eq!(all(&utf16, UTF_16LE).unwrap()[0].cells, ["Zoë", "“x”"]);
        assert_eq!(all(b"Zo\xeb,\x93x\x94\n", WINDOWS_1252).unwrap()[0].cells, ["Zoë", "“x”"]);
        assert!(matches!(all(b"a\nZo\xeb,x\n", UTF_8), Err(Trouble::NoText(_))));
    }

    #[test]
    fn lines_are_counted_as_an_editor_does() {
        let found = all(b"a\r\n\"b\r\nc\"\r\n\r\nd\n", UTF_8).unwrap();
        assert_eq!(found.iter().map(|it| it.line).collect::<Vec<_>>(), [1, 2, 5]);
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_line() {
        let unclosed = all(b"a,b\nc,\"d\ne\n", UTF_8);
        assert!(matches!(unclosed, Err(Trouble::Unclosed(2))), "{unclosed:?}");
        let wide = ",".repeat(MOST_COLUMNS);
        assert!(matches!(all(wide.as_bytes(), UTF_8), Err(Trouble::TooWide(1))));
        let long = format!("x\n{}", "y".repeat(MOST_RECORD_BYTES + 1));
        assert!(matches!(all(long.as_bytes(), UTF_8), Err(Trouble::TooLong(2))));
    }

    #[test]
    fn a_large_text_is_read_across_its_pieces() {
        let text = "Zoë,\"a\"\"b\"\r\n".repeat(20_000);
        let found = all(text.as_bytes(), UTF_8).unwrap();
        assert_eq!(found.len(), 20_000);
        assert!(found.iter().all(|it| it.cells == ["Zoë", "a\"b"]));
        assert_eq!(found[19_999].line, 20_000);
    }
}
