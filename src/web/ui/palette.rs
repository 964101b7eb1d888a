//! The command palette and the help about keys: dialogs of the frame, filled by
//! `assets/js/keys.js`.
use super::{CSRF_FIELD, Icon, Text};
use crate::web::keys::{Does, HELP, KEYS, Key, PALETTE};

/// The form that an option with a value belongs to.
const SENDING: &str = "palette-sending";

pub struct PaletteGroup<'a> {
    pub label: &'static str,
    pub options: Vec<PaletteOption<'a>>,
}

pub struct PaletteOption<'a> {
    does: Chosen<'a>,
    icon: Icon,
    label: Text<'a>,
    detail: Text<'a>,
}

/// What choosing it does.
enum Chosen<'a> {
    Leads(Text<'a>),
    Sends(&'static str, &'static str),
}

impl<'a> PaletteOption<'a> {
    pub fn to(href: impl Into<Text<'a>>, icon: Icon, label: impl Into<Text<'a>>) -> Self {
        Self { does: Chosen::Leads(href.into()), icon, label: label.into(), detail: "".into() }
    }

    /// Sends a field of the palette's own form.
    pub fn sends(
        name: &'static str,
        value: &'static str,
        icon: Icon,
        label: impl Into<Text<'a>>,
    ) -> Self {
        Self { does: Chosen::Sends(name, value), ..Self::to("", icon, label) }
    }

    pub fn detail(mut self, detail: impl Into<Text<'a>>) -> Self {
        self.detail = detail.into();
        self
    }
}

markup::define! {
    /// On every page of somebody signed in. `within` is the workspace whose page it is.
    PaletteDialog<'a>(csrf: &'a str, back: &'a str, within: Option<String>) {
        dialog.modal.palette[id = PALETTE, "aria-label" = "Go to anything"] {
            div[class = "modal-box"] {
                form[class = "palette-box", action = "/search", method = "get", role = "search"] {
                    @Icon::Search
                    label[class = "sr-only", "for" = "palette-q"] {
                        "Go to a contact, a workspace, a page or an action"
                    }
                    input[
                        id = "palette-q",
                        type = "text",
                        name = "q",
                        placeholder = "Go to anything",
                        autocomplete = "off",
                        spellcheck = "false",
                        maxlength = "200",
                        role = "combobox",
                        "aria-expanded" = "false",
                        "aria-controls" = "palette-hits",
                        "aria-autocomplete" = "list",
                        "hx-get" = address(within.as_deref()),
                        "hx-trigger" = "input delay:80ms, palette-opened",
                        "hx-target" = "#palette-hits",
                        "hx-sync" = "this:replace",
                    ];
                    button[type = "button", class = "btn btn-plain btn-icon", "data-close" = true] {
                        @Icon::X
                        span[class = "sr-only"] { "Close" }
                    }
                }
                div[id = "palette-hits", class = "palette-hits"] {}
                form[id = SENDING, method = "post", action = "/appearance"] {
                    input[type = "hidden", name = CSRF_FIELD, value = csrf];
                    input[type = "hidden", name = "back", value = back];
                }
            }
        }
    }

    /// What the palette answers to HTMX, into `#palette-hits`.
    PaletteHits<'a>(typed: Text<'a>, groups: Vec<PaletteGroup<'a>>) {
        @if groups.iter().all(|group| group.options.is_empty()) {
            p[class = "search-none", role = "status", "data-typed" = typed] {
                "Nothing found for “" @typed "”"
            }
        } else {
            div[role = "listbox", "aria-label" = "Go to", "data-typed" = typed] {
                @for group in groups.iter().filter(|group| !group.options.is_empty()) {
                    div[role = "group", "aria-label" = group.label] {
                        p[class = "search-group", "aria-hidden" = "true"] { @group.label }
                        @for (at, it) in group.options.iter().enumerate() {
                            @One { id: format!("go-{}-{at}", group.label), it }
                        }
                    }
                }
            }
        }
    }

    One<'b, 'a>(id: String, it: &'b PaletteOption<'a>) {
        @match &it.does {
            Chosen::Leads(href) => {
                a[
                    id = id,
                    role = "option",
                    "aria-selected" = "false",
                    tabindex = "-1",
                    href = href,
                ] { @Face { it } }
            }
            Chosen::Sends(name, value) => {
                button[
                    id = id,
                    role = "option",
                    "aria-selected" = "false",
                    tabindex = "-1",
                    type = "submit",
                    form = SENDING,
                    name = name,
                    value = value,
                ] { @Face { it } }
            }
        }
    }

    Face<'b, 'a>(it: &'b PaletteOption<'a>) {
        @it.icon
        span { @it.label }
        small { @it.detail }
    }

    /// Every key there is; what the script does follows from its rows.
    KeysDialog<'a>(contacts: &'a str) {
        dialog.modal."keys-help"[id = HELP, "aria-labelledby" = "keys-title"] {
            div[class = "modal-box"] {
                div[class = "modal-head"] {
                    h2[id = "keys-title"] { "Keys" }
                    button[type = "button", class = "btn btn-plain btn-icon", "data-close" = true] {
                        @Icon::X
                        span[class = "sr-only"] { "Close" }
                    }
                }
                div[class = "keys-groups"] {
                    @for (label, keys) in KEYS {
                        section {
                            h3 { @label }
                            dl {
                                @for key in keys { @KeyRow { key, contacts } }
                                @if label == KEYS[0].0 { @Chord {} }
                            }
                        }
                    }
                }
                p[class = "help"] {
                    "None of them works while you type. They can be switched off in "
                    a[href = "/account#key_shortcuts"] { "your account" }
                    "."
                }
            }
        }
    }

    /// With a modifier it stays even where the keys are switched off.
    Chord() {
        div {
            dt { kbd.kbd { "Ctrl" } " " kbd.kbd { "K" } }
            dd { "Go to anything (⌘ K on a Mac)" }
        }
    }

    KeyRow<'a>(key: &'static Key, contacts: &'a str) {
        div[
            "data-keys" = key.keys.join(" "),
            "data-does" = key.does.code(),
            "data-to" = leads_to(key.does, contacts),
        ] {
            dt {
                @for (at, it) in key.keys.iter().enumerate() {
                    @if at > 0 { " then " }
                    kbd.kbd { @it }
                }
            }
            dd { @key.words }
        }
    }
}

fn address(within: Option<&str>) -> String {
    within.map_or_else(|| "/palette".to_owned(), |uid| format!("/palette?within={uid}"))
}

fn leads_to(does: Does, contacts: &str) -> &str {
    match does {
        Does::Go(path) | Does::Press(path) | Does::Open(path) => path,
        Does::GoToContacts => contacts,
        Does::PressInRow | Does::Search | Does::Next | Does::Previous => "",
    }
}
