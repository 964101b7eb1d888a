//! Made-up people and places for the gallery.
use crate::web::{
    layout::{Appearance, Person, Place, WorkspaceLink},
    ui::Icon,
};

pub struct Contact {
    pub number: usize,
    pub created: String,
    pub first: &'static str,
    pub last: &'static str,
    pub email: String,
    pub phone: String,
    pub company: &'static str,
    pub stage: (&'static str, u32),
    pub tags: &'static [&'static str],
    pub last_contact: &'static str,
}

pub const WORKSPACES: [(&str, u32); 7] = [
    ("Loan Factory", 2431),
    ("MaiStory", 318),
    ("RateReady Realtors", 967),
    ("AI Consulting", 84),
    ("Family & Friends", 142),
    ("Open Houses", 0),
    ("Book Club", 12),
];

const FIRST: [&str; 12] = [
    "Amelia", "Kaito", "Noelani", "Marcus", "Priya", "Søren", "Lan Anh", "Theo", "Rosa", "Jonah",
    "Mei", "Caleb",
];
const LAST: [&str; 10] = [
    "Whitfield",
    "Nakamura",
    "Kealoha",
    "Okafor",
    "Raman",
    "Lindqvist",
    "Nguyễn",
    "Castellanos",
    "Ibarra",
    "Park",
];
const COMPANY: [&str; 6] =
    ["Harbor Title", "", "Pacific Crest Homes", "Lindqvist & Daughters Ltd", "", "Kona Roasters"];
pub const STAGES: [(&str, u32); 5] =
    [("Leads", 0), ("Prospects", 1), ("Applications", 2), ("Closed", 3), ("Lost", 4)];
/// The colours that somebody chooses from, as the theme has them.
pub const HUES: [(&str, u32); 8] = [
    ("Red", 0),
    ("Orange", 1),
    ("Yellow", 2),
    ("Green", 3),
    ("Teal", 4),
    ("Blue", 5),
    ("Violet", 6),
    ("Pink", 7),
];
const TAGS: [&[&str]; 5] = [&["Hot"], &[], &["Referral", "VA loan"], &["Newsletter"], &[]];
const LAST_CONTACT: [&str; 6] = ["Today", "Yesterday", "12 Nov", "3 Nov", "Never", "28 Sep"];

pub fn person() -> Person<'static> {
    Person {
        name: "Andy Kim".into(),
        email: "andy@example.org".into(),
        csrf: "demo".into(),
        household: "".into(),
        appearance: Appearance::System,
        has_keys: true,
        here: "/ui".into(),
        within: None,
        places: vec![Place {
            icon: Icon::Home,
            label: "Home".into(),
            href: "/".into(),
            current: false,
        }],
        workspaces: WORKSPACES
            .iter()
            .enumerate()
            .map(|(at, (name, _))| WorkspaceLink {
                name: (*name).into(),
                href: "/ui/contacts".into(),
                current: at == 0,
            })
            .collect(),
    }
}

pub fn contact(at: usize) -> Contact {
    let (first, last) = (FIRST[at % FIRST.len()], LAST[(at * 7 + at / 12) % LAST.len()]);
    Contact {
        number: 2431 - at,
        created: format!("{} Nov 2026", 20 - at / 3),
        first,
        last,
        email: format!("{}.{}@example.org", ascii(first), ascii(last)),
        phone: format!("(808) 555-{:04}", 1000 + (at * 379) % 9000),
        company: COMPANY[(at * 5) % COMPANY.len()],
        stage: STAGES[(at * 3 + at / 5) % STAGES.len()],
        tags: TAGS[(at * 2) % TAGS.len()],
        last_contact: LAST_CONTACT[(at * 7) % LAST_CONTACT.len()],
    }
}

fn ascii(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_lowercase()
}
