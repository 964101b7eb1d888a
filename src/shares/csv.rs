//! The record of sharing as a file (WS-9). No cell is taken for a formula by a spreadsheet.
use super::{Received, Share, Status};
use crate::when::Manner;

const HEAD: [&str; 9] = [
    "Direction",
    "Contact",
    "Person",
    "Shared on",
    "History",
    "Purpose",
    "Status",
    "Opened on",
    "Ended on",
];

/// What was given and what is received, in the times of who reads it.
pub fn file(given: &[Share], received: &[Received], manner: &Manner) -> String {
    let mut file = String::from("\u{feff}");
    line(&mut file, HEAD.map(str::to_owned));
    for share in given {
        let (opened, ended) = match share.status {
            Status::Seen(at) => (Some(at), None),
            Status::Ended(at) => (None, Some(at)),
            Status::Unseen | Status::ShutOut => (None, None),
        };
        line(
            &mut file,
            [
                "Given".into(),
                share.contact_name.clone(),
                share.with.name.clone(),
                manner.date_time(share.created_on),
                yes(share.with_history),
                share.purpose.clone().unwrap_or_default(),
                share.status.words().into(),
                opened.map(|at| manner.date_time(at)).unwrap_or_default(),
                ended.map(|at| manner.date_time(at)).unwrap_or_default(),
            ],
        );
    }
    for share in received {
        let status = if share.seen_on.is_some() { "Opened" } else { "Not opened yet" };
        line(
            &mut file,
            [
                "Received".into(),
                share.name.clone(),
                share.from.clone(),
                manner.date_time(share.created_on),
                yes(share.with_history),
                share.purpose.clone().unwrap_or_default(),
                status.into(),
                share.seen_on.map(|at| manner.date_time(at)).unwrap_or_default(),
                String::new(),
            ],
        );
    }
    file
}

impl Status {
    pub fn words(self) -> &'static str {
        match self {
            Self::Unseen => "Not opened yet",
            Self::Seen(_) => "Opened",
            Self::Ended(_) => "Ended",
            Self::ShutOut => "Shut out",
        }
    }
}

fn yes(flag: bool) -> String {
    if flag { "yes" } else { "no" }.to_owned()
}

fn line<const N: usize>(file: &mut String, cells: [String; N]) {
    let cells = cells.map(|cell| quoted(&cell));
    file.push_str(&cells.join(","));
    file.push_str("\r\n");
}

/// A leading apostrophe makes text of what would be a formula.
fn quoted(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = if is_formula { format!("'{cell}") } else { cell.to_owned() };
    match cell.contains([',', '"', '\r', '\n', ';']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_none_breaks_its_line() {
        for (cell, written) in [
            ("Rosa", "Rosa"),
            ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""),
            ("+1 808", "'+1 808"),
            ("-5", "'-5"),
            ("@x", "'@x"),
            ("\t=1", "'\t=1"),
            ("a,b", "\"a,b\""),
            ("a\nb", "\"a\nb\""),
            ("", ""),
        ] {
            assert_eq!(quoted(cell), written, "{cell:?}");
        }
    }
}
