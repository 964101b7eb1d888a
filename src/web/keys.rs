//! Every key that does something, in one table: the help is made of it, and the script reads from
//! the help what to do (`assets/js/keys.js`).

/// A key, or two one after the other, with what it does in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    pub keys: &'static [&'static str],
    pub words: &'static str,
    pub does: Does,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    /// Leads to a page.
    Go(&'static str),
    /// Leads to the contacts of the workspace that is open, or of the first one.
    GoToContacts,
    /// Presses what the page marks with this key (`data-key`); where it marks nothing, the palette
    /// opens with these words.
    Press(&'static str),
    /// The same within the row that has the focus, and nowhere else.
    PressInRow,
    /// Goes to the search box.
    Search,
    /// Walks the rows of a list, forward or back; Enter opens the one that has the focus.
    Next,
    Previous,
    /// Opens a dialog of the frame.
    Open(&'static str),
}

impl Does {
    /// For the script: the kind, and where to.
    pub fn code(self) -> &'static str {
        match self {
            Self::Go(_) | Self::GoToContacts => "go",
            Self::Press(_) => "press",
            Self::PressInRow => "press-in-row",
            Self::Search => "search",
            Self::Next => "next",
            Self::Previous => "previous",
            Self::Open(_) => "open",
        }
    }
}

pub const HELP: &str = "keys";
pub const PALETTE: &str = "palette";

pub const KEYS: [(&str, &[Key]); 3] = [
    (
        "Anywhere",
        &[
            key(&["/"], "Search", Does::Search),
            key(&["?"], "Show these keys", Does::Open(HELP)),
            key(&["n"], "New contact, or what the page adds", Does::Press("New contact")),
            key(&["e"], "Edit the first field of the page", Does::Press("")),
        ],
    ),
    (
        "Go to",
        &[
            key(&["g", "h"], "Home", Does::Go("/")),
            key(&["g", "c"], "Contacts", Does::GoToContacts),
            key(&["g", "t"], "Todos", Does::Go("/todos")),
            key(&["g", "w"], "Workspaces", Does::Go("/workspaces")),
            key(&["g", "a"], "Audit log", Does::Go("/audit")),
            key(&["g", "p"], "Account", Does::Go("/account")),
        ],
    ),
    (
        "In lists",
        &[
            key(&["j"], "Next row", Does::Next),
            key(&["k"], "Previous row", Does::Previous),
            key(&["x"], "Tick off the todo", Does::PressInRow),
        ],
    ),
];

const fn key(keys: &'static [&'static str], words: &'static str, does: Does) -> Key {
    Key { keys, words, does }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_things() {
        let all: Vec<String> =
            KEYS.iter().flat_map(|(_, keys)| keys.iter()).map(|it| it.keys.join(" ")).collect();
        for (at, keys) in all.iter().enumerate() {
            for other in &all[at + 1..] {
                assert_ne!(keys, other);
                assert!(!other.starts_with(&format!("{keys} ")), "{keys} hides {other}");
            }
        }
    }
}
