//! The first look at an uploaded file: whether it can be read to its end, its columns, and what
//! stands in them.
use std::{io, path::Path};

use encoding_rs::Encoding;
use serde::{Deserialize, Serialize};

use super::{
    layouts,
    sealed::{KEY_BYTES, Unsealed},
};
use crate::transfer::{
    csv::{
        read::{Record, Records, Text, Trouble},
        sniff,
    },
    vcard::read::{self, Cards},
};

/// Looked at to tell the delimiter.
const HEAD_BYTES: usize = 64 * 1024;
/// Shown and judged by, of each column.
const SAMPLES: usize = 50;
const SAMPLE_CHARS: usize = 200;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    pub encoding: String,
    /// Between cells; none for cards.
    pub delimiter: Option<char>,
    /// Whether the first line only says what the delimiter is.
    pub skips_a_line: bool,
    pub headers: Vec<String>,
    /// The first of each column that are not blank.
    pub samples: Vec<Vec<String>>,
    pub rows: u32,
    /// Whose export it is, as it seems.
    pub program: Option<String>,
    pub photos: u32,
}

/// Lines of a file as cells, whatever kind of file it is.
pub enum Source {
    Csv(Records<Unsealed>),
    Cards(Cards<Unsealed>),
}

impl Source {
    pub fn open(path: &Path, key: &[u8; KEY_BYTES], survey: &Survey) -> Result<Self, Trouble> {
        let text = Text::new(Unsealed::open(path, key)?, encoding(&survey.encoding));
        let Some(delimiter) = survey.delimiter else { return Ok(Self::Cards(Cards::new(text))) };
        let mut records = Records::new(text, delimiter as u8);
        records.next()?;
        if survey.skips_a_line {
            records.next()?;
        }
        Ok(Self::Csv(records))
    }

    pub fn next(&mut self) -> Result<Option<Record>, Trouble> {
        match self {
            Self::Csv(records) => records.next(),
            Self::Cards(cards) => cards.next(),
        }
    }

    fn photos(&self) -> u32 {
        match self {
            Self::Csv(_) => 0,
            Self::Cards(cards) => cards.photos,
        }
    }
}

fn encoding(name: &str) -> &'static Encoding {
    Encoding::for_label(name.as_bytes()).unwrap_or(encoding_rs::UTF_8)
}

/// Reads the file once to its end.
pub fn survey(
    path: &Path,
    key: &[u8; KEY_BYTES],
    encoding: &'static Encoding,
) -> Result<Survey, Trouble> {
    let head = head(path, key, encoding)?;
    let mut survey = Survey {
        encoding: encoding.name().to_owned(),
        delimiter: None,
        skips_a_line: false,
        headers: read::columns(),
        samples: Vec::new(),
        rows: 0,
        program: None,
        photos: 0,
    };
    if sniff::is_vcard(&head) {
        survey.program = Some("vCards".to_owned());
    } else {
        let (delimiter, skips_a_line) = sniff::delimiter(&head);
        (survey.delimiter, survey.skips_a_line) = (Some(delimiter.into()), skips_a_line);
        survey.headers = headers(path, key, encoding, &survey)?;
        survey.program = layouts::program(&survey.headers).map(str::to_owned);
    }
    look_through(path, key, survey)
}

fn look_through(path: &Path, key: &[u8; KEY_BYTES], mut survey: Survey) -> Result<Survey, Trouble> {
    let mut samples = vec![Vec::new(); survey.headers.len()];
    let mut source = Source::open(path, key, &survey)?;
    while let Some(record) = source.next()? {
        survey.rows += 1;
        for (below, cell) in samples.iter_mut().zip(&record.cells) {
            if below.len() < SAMPLES && !cell.trim().is_empty() {
                below.push(cell.chars().take(SAMPLE_CHARS).collect());
            }
        }
    }
    survey.photos = source.photos();
    survey.samples = samples;
    Ok(survey)
}

fn head(
    path: &Path,
    key: &[u8; KEY_BYTES],
    encoding: &'static Encoding,
) -> Result<String, Trouble> {
    let mut begin = vec![0; HEAD_BYTES];
    let mut file = Unsealed::open(path, key)?;
    let mut filled = 0;
    while filled < begin.len() {
        match io::Read::read(&mut file, &mut begin[filled..])? {
            0 => break,
            read => filled += read,
        }
    }
    Ok(encoding.decode(&begin[..filled]).0.into_owned())
}

/// Each column under a name of its own.
fn headers(
    path: &Path,
    key: &[u8; KEY_BYTES],
    encoding: &'static Encoding,
    survey: &Survey,
) -> Result<Vec<String>, Trouble> {
    let text = Text::new(Unsealed::open(path, key)?, encoding);
    let mut records = Records::new(text, survey.delimiter.unwrap_or(',') as u8);
    if survey.skips_a_line {
        records.next()?;
    }
    Ok(named(records.next()?.unwrap_or_default().cells))
}

fn named(cells: Vec<String>) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(cells.len());
    for (at, cell) in cells.iter().enumerate() {
        let cell = cell.trim();
        let name = if cell.is_empty() { format!("Column {}", at + 1) } else { cell.to_owned() };
        let alike = names.iter().filter(|it| **it == name).count();
        names.push(match alike {
            0 => name,
            _ => {
                let next = (2..).map(|it| format!("{name} ({it})"));
                next.into_iter().find(|it| !names.contains(it)).unwrap_or(name)
            }
        });
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_a_name_of_its_own() {
        let cells = ["Phone", " ", "Phone", "Phone"].map(str::to_owned).to_vec();
        assert_eq!(named(cells), ["Phone", "Column 2", "Phone (2)", "Phone (3)"]);
    }
}
