//! The record of sharing as a file (WS-9).
use super::{Received, Share, Status};
use crate::{
    spreadsheet::{self, Line},
    when::Manner,
};

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
    let mut file = spreadsheet::BOM.to_owned();
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
    let mut line = Line::new(file);
    for cell in &cells {
        line.cell(cell);
    }
    line.end();
}
