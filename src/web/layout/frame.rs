//! What stands around the content: sidebar, header, user menu; or the bare door.
use super::{Person, Place, WorkspaceLink};
use crate::web::{
    assets,
    keys::HELP,
    ui::{Avatar, Button, CSRF_FIELD, Icon, KeysDialog, Mark, PaletteDialog, SearchBox},
};

/// The user menu, in order.
const MENU: [(Icon, &str, &str); 6] = [
    (Icon::User, "Account", "/account"),
    (Icon::Home, "Household", "/household"),
    (Icon::Key, "API keys", "/account/keys"),
    (Icon::History, "Audit log", "/audit"),
    (Icon::Trash, "Trash", "/trash"),
    (Icon::Code, "API", "/api"),
];

markup::define! {
    App<'a>(person: &'a Person<'a>, query: &'a str, body: &'a str) {
        div[class = "app"] {
            @Sidebar { person }
            header[class = "topbar"] {
                button[
                    type = "button",
                    class = "btn btn-plain btn-icon topbar-menu",
                    popovertarget = "nav",
                ] {
                    @Icon::Menu
                    span[class = "sr-only"] { "Menu" }
                }
                @SearchBox { query: (*query).into() }
                @Button::plain("Go to anything (Ctrl K)")
                    .icon(Icon::Command)
                    .bare()
                    .to("/search")
                    .attr("data-palette", "true")
                @UserMenu { person }
            }
            main #main[tabindex = "-1"] { @markup::raw(body) }
        }
        @PaletteDialog {
            csrf: &person.csrf,
            back: &person.here,
            within: person.within.as_deref().map(str::to_owned),
        }
        @if person.has_keys { @KeysDialog { contacts: contacts(person) } }
    }

    /// Beside the content on a desktop, a drawer on a phone: `popover` opens it without script.
    Sidebar<'a>(person: &'a Person<'a>) {
        nav #nav.sidebar[popover = "auto", "aria-label" = "Main"] {
            div[class = "sidebar-head"] {
                a[class = "brand", href = "/"] {
                    img[src = assets::href("icon.svg"), alt = "", width = "24", height = "24"];
                    span {
                        @if person.household.is_empty() { "pi-crm" } else { @person.household }
                    }
                }
                button[
                    type = "button",
                    class = "btn btn-plain btn-icon sidebar-close",
                    popovertarget = "nav",
                    popovertargetaction = "hide",
                ] {
                    @Icon::X
                    span[class = "sr-only"] { "Close the menu" }
                }
            }
            @if !person.places.is_empty() {
                ul[class = "places"] {
                    @for place in person.places.iter() { li { @PlaceLink { place } } }
                }
            }
            div[class = "sidebar-title"] {
                a[href = "/workspaces"] { "Workspaces" }
                @Button::plain("New workspace").to("/workspaces/new").icon(Icon::Plus).bare()
            }
            ul[class = "places"] {
                @for workspace in person.workspaces.iter() { li { @Workspace { workspace } } }
            }
        }
    }

    PlaceLink<'a>(place: &'a Place<'a>) {
        a[class = "place", href = &place.href, "aria-current" = place.current.then_some("page")] {
            @place.icon
            span { @place.label }
        }
    }

    Workspace<'a>(workspace: &'a WorkspaceLink<'a>) {
        a[
            class = "place",
            href = &workspace.href,
            "aria-current" = workspace.current.then_some("page"),
        ] {
            @Mark::new(&*workspace.name)
            span { @workspace.name }
        }
    }

    UserMenu<'a>(person: &'a Person<'a>) {
        details[class = "dropdown-menu user-menu"] {
            summary {
                @Avatar::new(&*person.name)
                span[class = "sr-only"] { "Account menu of " @person.name }
            }
            div[class = "menu menu-right"] {
                p[class = "menu-who"] {
                    strong { @person.name }
                    span { @person.email }
                }
                @for (icon, label, href) in MENU {
                    a[class = "menu-item", href = href] { @icon span { @label } }
                }
                @if person.has_keys {
                    a[class = "menu-item", href = "/account#key_shortcuts", "data-dialog" = HELP] {
                        @Icon::Keyboard
                        span { "Keys" }
                    }
                }
                form[method = "post", action = "/logout", class = "menu-form"] {
                    input[type = "hidden", name = CSRF_FIELD, value = &person.csrf];
                    button[type = "submit", class = "menu-item"] {
                        @Icon::LogOut
                        span { "Sign out" }
                    }
                }
            }
        }
    }

    Door<'a>(wide: bool, body: &'a str) {
        div[class = if *wide { "door door-wide" } else { "door" }] {
            header {
                a[class = "brand", href = "/"] {
                    img[src = assets::href("icon.svg"), alt = "", width = "32", height = "32"];
                    "pi-crm"
                }
            }
            main #main[tabindex = "-1"] { @markup::raw(body) }
        }
    }
}

/// The contacts of the workspace that is open, or of the first one.
fn contacts<'a>(person: &'a Person<'a>) -> &'a str {
    let mut all = person.workspaces.iter();
    let open = person.workspaces.iter().find(|it| it.current);
    open.or_else(|| all.next()).map_or("/workspaces", |it| &it.href)
}
