//! A believable household out of a seed: the same seed, size and moment always give the same
//! people. No address or number in it can reach anybody.
mod build;
mod companies;
mod contacts;
mod duplicates;
mod fields;
mod history;
mod names;
mod pairs;
mod phones;
mod random;
mod reached;
mod saved;
mod shares;
mod sorting;
mod todos;

pub use build::build;
use companies::Line;
pub use contacts::Contacts;
pub use sorting::{Sorting, Standing};

pub const SEED: u64 = 7;
pub const CONTACTS: usize = 3_000;
/// Enough to measure with; more only fills the disk.
pub const MAX_CONTACTS: usize = 1_000_000;

#[derive(Clone, Debug)]
pub struct DemoUser {
    pub name: &'static str,
    pub email: &'static str,
    pub workspaces: Vec<DemoWorkspace>,
}

#[derive(Clone, Debug)]
pub struct DemoWorkspace {
    pub name: &'static str,
    pub size: usize,
    line: Line,
    seed: u64,
    now: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoContact {
    pub first_name: String,
    pub last_name: Option<String>,
    pub primary_email: Option<String>,
    pub primary_phone: Option<String>,
    pub company: Option<String>,
    pub created_on: i64,
}

impl DemoWorkspace {
    /// Made one by one, oldest first, so that a hundred thousand need no room.
    pub fn contacts(&self) -> Contacts {
        Contacts::new(self.line, self.seed, self.size, self.now)
    }

    /// What is known of its people, one after the other.
    pub fn noted(&self) -> fields::Noted {
        fields::Noted::new(self.line, self.seed, self.now)
    }

    /// How else its people are reached, one after the other.
    pub fn reached(&self) -> reached::Reached {
        reached::Reached::new(self.seed, self.size)
    }

    /// What happened with its people, one after the other.
    pub fn history(&self) -> history::History {
        history::History::new(self.line, self.seed, self.now)
    }

    /// What its people are looked at by, again and again.
    pub fn views(&self) -> &'static [saved::Wanted] {
        saved::of(self.line)
    }

    /// The stages and tags of its line, and who stands where.
    pub fn sorting(&self) -> Sorting {
        Sorting::new(self.line, self.seed, self.now)
    }
}

/// Whose workspace, its name, its line of business, and its share of all contacts in percent.
/// One is far larger than the rest, as in life, and so that a search has something to chew on.
const WORKSPACES: [(&str, &str, Line, usize); 7] = [
    ("Andy", "Loan Factory", Line::Mortgage, 70),
    ("Andy", "MaiStory", Line::Stories, 3),
    ("Andy", "RateReady Realtors", Line::Realtors, 6),
    ("Andy", "AI Consulting", Line::Consulting, 2),
    ("Andy", "Family & Friends", Line::Circle, 2),
    ("Monalisa", "Coldwell Banker Contacts", Line::Homes, 10),
    ("Monalisa", "Real Estate Open Houses", Line::OpenHouses, 7),
];

pub fn household(seed: u64, contacts: usize, now: i64) -> Vec<DemoUser> {
    let smaller: usize = WORKSPACES[1..].iter().map(|(.., share)| contacts * share / 100).sum();
    let workspaces = |owner: &str| {
        let mine = WORKSPACES.iter().enumerate().filter(move |(_, (name, ..))| *name == owner);
        let built = mine.map(|(index, &(_, name, line, share))| {
            let size = if index == 0 { contacts - smaller } else { contacts * share / 100 };
            DemoWorkspace { name, size, line, seed: random::mix(seed, index as u64), now }
        });
        built.collect()
    };
    vec![
        DemoUser { name: "Andy", email: "andy@example.com", workspaces: workspaces("Andy") },
        DemoUser {
            name: "Monalisa",
            email: "monalisa@example.com",
            workspaces: workspaces("Monalisa"),
        },
    ]
}

#[cfg(test)]
mod tests;
