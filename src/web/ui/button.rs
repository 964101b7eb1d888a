//! Buttons, and links that look like one.
use super::{Attrs, Icon, Text};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Primary,
    Quiet,
    Plain,
    Danger,
}

impl Weight {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "btn btn-primary",
            Self::Quiet => "btn btn-quiet",
            Self::Plain => "btn btn-plain",
            Self::Danger => "btn btn-danger",
        }
    }
}

markup::define! {
    Button<'a>(
        label: Text<'a>,
        weight: Weight,
        icon: Option<Icon>,
        href: Option<Text<'a>>,
        bare: bool,
        submits: bool,
        attrs: Attrs<'a>,
    ) {
        @let class = if *bare { "btn-icon" } else { "" };
        @let title = bare.then_some(label);
        @if let Some(href) = href {
            a.{weight.class()}.{class}[
                href = href, title = title, ..attrs.iter().map(|(name, value)| (name, value))
            ] {
                @Face { label, icon: *icon, bare: *bare }
            }
        } else {
            button.{weight.class()}.{class}[
                type = if *submits { "submit" } else { "button" },
                title = title,
                ..attrs.iter().map(|(name, value)| (name, value))
            ] {
                @Face { label, icon: *icon, bare: *bare }
            }
        }
    }

    Face<'a>(label: &'a str, icon: Option<Icon>, bare: bool) {
        @icon
        span[class = bare.then_some("sr-only"), "data-label" = true] { @label }
    }
}

impl<'a> Button<'a> {
    /// The one main action of a page or form; submits.
    pub fn primary(label: impl Into<Text<'a>>) -> Self {
        Self::new(label, Weight::Primary)
    }

    pub fn quiet(label: impl Into<Text<'a>>) -> Self {
        Self::new(label, Weight::Quiet)
    }

    /// Without an outline, for actions within text or rows.
    pub fn plain(label: impl Into<Text<'a>>) -> Self {
        Self::new(label, Weight::Plain)
    }

    pub fn danger(label: impl Into<Text<'a>>) -> Self {
        Self::new(label, Weight::Danger)
    }

    fn new(label: impl Into<Text<'a>>, weight: Weight) -> Self {
        Self {
            label: label.into(),
            weight,
            icon: None,
            href: None,
            bare: false,
            submits: true,
            attrs: Vec::new(),
        }
    }

    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Shows the icon alone; the label stays for screen readers and as the tooltip.
    pub fn bare(mut self) -> Self {
        self.bare = true;
        self
    }

    /// Makes it a link.
    pub fn to(mut self, href: impl Into<Text<'a>>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// A button that does not submit its form.
    pub fn inert(mut self) -> Self {
        self.submits = false;
        self
    }

    /// Opens the dialog of this id; as a link it leads to the same form where there is no script.
    pub fn opens(self, dialog: impl Into<Text<'a>>) -> Self {
        self.attr("data-dialog", dialog)
    }

    pub fn attr(mut self, name: &'static str, value: impl Into<Text<'a>>) -> Self {
        self.attrs.push((name, value.into()));
        self
    }
}
