//! Where todos stand: on their own page, on the start page, on a contact's. What is shown anew
//! after a change follows from the path of that page, which every form brings along.
use crate::{ids::Uid, shell::answer};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    Page { workspace: Option<Uid>, is_done: bool },
    Home,
    Contact(Uid),
}

impl At {
    pub const PATH: &str = "/todos";
    pub const ALL: Self = Self::Page { workspace: None, is_done: false };

    /// The page of this path; what is none of them is all todos.
    pub fn of(path: &str) -> Self {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        if path == "/" {
            return Self::Home;
        }
        if let Some(contact) = path.strip_prefix("/contacts/").and_then(|it| it.parse().ok()) {
            return Self::Contact(contact);
        }
        let param = |name: &str| {
            query.split('&').filter_map(|pair| pair.split_once('=')).find(|(it, _)| *it == name)
        };
        Self::Page {
            workspace: param("workspace").and_then(|(_, uid)| uid.parse().ok()),
            is_done: param("show").is_some_and(|(_, shown)| shown == "done"),
        }
    }

    pub fn path(self) -> String {
        match self {
            Self::Home => "/".to_owned(),
            Self::Contact(contact) => answer::contact_path(contact),
            Self::Page { workspace, is_done } => {
                let workspace = workspace.map(|uid| format!("workspace={uid}"));
                let shown = is_done.then(|| "show=done".to_owned());
                let query: Vec<String> = workspace.into_iter().chain(shown).collect();
                match query.is_empty() {
                    true => Self::PATH.to_owned(),
                    false => format!("{}?{}", Self::PATH, query.join("&")),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_leads_back_to_itself() {
        let uid = Some(Uid::new());
        let page = |workspace, is_done| At::Page { workspace, is_done };
        for at in [
            At::Home,
            At::Contact(Uid::new()),
            page(None, false),
            page(uid, false),
            page(uid, true),
            page(None, true),
        ] {
            assert_eq!(At::of(&at.path()), at);
        }
    }

    #[test]
    fn anywhere_else_is_the_page_of_all() {
        for path in ["", "//evil.example", "/contacts/x", "/todos?workspace=x", "/todos?done=1"] {
            assert_eq!(At::of(path), At::ALL, "{path}");
        }
    }
}
