//! What lies over the page: dialogs and menus.
use super::{Attrs, Icon, Text};

markup::define! {
    /// Opened by `Button::opens(id)`. The trigger is a link to a page with the same form, so that
    /// it works without script too.
    Dialog<'a, B: markup::Render>(id: Text<'a>, title: Text<'a>, body: B) {
        dialog.modal[id = id, "aria-labelledby" = format_args!("{id}-title")] {
            div[class = "modal-box"] {
                div[class = "modal-head"] {
                    h2[id = format_args!("{id}-title")] { @title }
                    button[type = "button", class = "btn btn-plain btn-icon", "data-close" = true] {
                        @Icon::X
                        span[class = "sr-only"] { "Close" }
                    }
                }
                @body
            }
        }
    }

    /// A menu that opens without script.
    Dropdown<'a, B: markup::Render>(
        label: Text<'a>,
        icon: Option<Icon>,
        bare: bool,
        to_the_right: bool,
        items: B,
    ) {
        @let side = if *to_the_right { "menu-right" } else { "menu-left" };
        details[class = "dropdown-menu"] {
            summary[class = if *bare { "btn btn-quiet btn-icon" } else { "btn btn-quiet" }] {
                @icon
                span[class = bare.then_some("sr-only")] { @label }
                @if !bare { @Icon::ChevronDown }
            }
            div.menu.{side} { @items }
        }
    }

    MenuItem<'a>(
        label: Text<'a>,
        icon: Option<Icon>,
        href: Text<'a>,
        danger: bool,
        attrs: Attrs<'a>,
    ) {
        a[
            class = if *danger { "menu-item menu-danger" } else { "menu-item" },
            href = href,
            ..attrs.iter().map(|(name, value)| (name, value))
        ] {
            @icon
            span { @label }
        }
    }
}

impl<'a, B: markup::Render> Dialog<'a, B> {
    pub fn new(id: impl Into<Text<'a>>, title: impl Into<Text<'a>>, body: B) -> Self {
        Self { id: id.into(), title: title.into(), body }
    }
}

impl<'a, B: markup::Render> Dropdown<'a, B> {
    pub fn new(label: impl Into<Text<'a>>, items: B) -> Self {
        Self { label: label.into(), icon: None, bare: false, to_the_right: false, items }
    }

    /// Three dots, for what is done seldom.
    pub fn more(label: impl Into<Text<'a>>, items: B) -> Self {
        Self { icon: Some(Icon::More), bare: true, to_the_right: true, ..Self::new(label, items) }
    }

    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }
}

impl<'a> MenuItem<'a> {
    pub fn new(label: impl Into<Text<'a>>, href: impl Into<Text<'a>>) -> Self {
        let (label, href) = (label.into(), href.into());
        Self { label, icon: None, href, danger: false, attrs: Vec::new() }
    }

    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    pub fn danger(mut self) -> Self {
        self.danger = true;
        self
    }

    /// Opens the dialog of this id, where there is script.
    pub fn opens(mut self, dialog: impl Into<Text<'a>>) -> Self {
        self.attrs.push(("data-dialog", dialog.into()));
        self
    }
}
