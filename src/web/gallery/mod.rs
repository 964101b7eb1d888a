//! The living page `/ui` (demo mode only): every component in every state, and whole pages with
//! made-up data. Nothing here touches the database.
mod account;
mod components;
mod contact;
mod contacts;
mod doors;
mod fields;
mod mock;
pub mod pages;
mod workspaces;

use super::{
    layout::{Bare, Page, Person},
    ui::{Breadcrumbs, Crumb, PageHeader},
};

/// Addresses under `/ui/` with what they show.
pub const PAGES: [(&str, &str); 15] = [
    ("contacts", "Contact list"),
    ("contacts-empty", "Contact list, nothing yet"),
    ("contact", "Contact"),
    ("contact-editing", "Contact, a field being edited and one in conflict"),
    ("contact-new", "New contact, with problems"),
    ("workspaces", "Workspaces"),
    ("workspace-delete", "Delete a workspace"),
    ("search", "Search results in the header"),
    ("account", "Account"),
    ("keys", "API keys"),
    ("audit", "Audit log"),
    ("login", "Sign in"),
    ("first-run", "First run"),
    ("error", "An error"),
    ("trust", "The plain door's trust page"),
];

/// The page of components.
pub fn index() -> String {
    let person = mock::person();
    Page::new("Components", &person, markup::new! { @components::Components { pages: &PAGES } })
        .whole()
}

/// One of `PAGES` by its address.
pub fn show(name: &str) -> Option<String> {
    let person = mock::person();
    let page = match name {
        "contacts" => contacts::full(&person),
        "contacts-empty" => contacts::empty(&person),
        "contact" => contact::at_rest(&person),
        "contact-editing" => contact::editing(&person),
        "contact-new" => contact::new(&person),
        "workspaces" => workspaces::list(&person),
        "workspace-delete" => workspaces::delete(&person),
        "search" => contacts::search(&person),
        "account" => account::account(&person),
        "keys" => account::keys(&person),
        "audit" => account::audit(&person),
        "login" => doors::login(),
        "first-run" => doors::first_run(),
        "error" => doors::error(&person),
        "trust" => doors::trust(),
        _ => return None,
    };
    Some(page)
}

/// All of them in one string, for tests that look for what no page may contain.
pub fn everything() -> String {
    PAGES.iter().filter_map(|(name, _)| show(name)).fold(index(), |all, page| all + &page)
}

fn within<B: markup::Render>(title: &str, person: &Person<'_>, body: B) -> String {
    Page::new(title, person, body).whole()
}

fn door<B: markup::Render>(title: &str, body: B) -> String {
    Bare::new(title, body).whole()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_of_the_gallery_is_there_and_no_other() {
        for (name, _) in PAGES {
            assert!(show(name).is_some_and(|page| page.ends_with("</html>")), "{name}");
        }
        assert!(show("nothing").is_none());
    }

    #[test]
    fn no_id_stands_twice_on_a_page() {
        for (name, _) in PAGES.into_iter().chain([("", "")]) {
            let page = show(name).unwrap_or_else(index);
            let mut ids: Vec<&str> =
                page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
            ids.sort_unstable();
            for pair in ids.windows(2) {
                assert_ne!(pair[0], pair[1], "an id stands twice on /ui/{name}");
            }
        }
    }

    /// Writes the pages for looking at: `PI_CRM_GALLERY=folder cargo test --lib gallery`.
    #[test]
    fn pages_are_written_where_wanted() {
        let Ok(folder) = std::env::var("PI_CRM_GALLERY") else { return };
        let write = |name: &str, page: String| {
            std::fs::write(format!("{folder}/{name}.html"), page).expect("the folder is writable");
        };
        write("index", index());
        for (name, _) in PAGES {
            write(name, show(name).expect("a page of the table"));
        }
    }
}
