//! What the product says back: toasts, notices, empty states, progress.
use super::{Button, Form, Icon, Text};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Info,
    Success,
    Warning,
    Error,
}

impl Tone {
    const fn icon(self) -> Icon {
        match self {
            Self::Info => Icon::Info,
            Self::Success => Icon::Success,
            Self::Warning => Icon::Alert,
            Self::Error => Icon::Error,
        }
    }

    const fn notice(self) -> &'static str {
        match self {
            Self::Info => "notice notice-info",
            Self::Success => "notice notice-success",
            Self::Warning => "notice notice-warning",
            Self::Error => "notice notice-error",
        }
    }

    const fn toast(self) -> &'static str {
        match self {
            Self::Info => "toast-item toast-info",
            Self::Success => "toast-item toast-success",
            Self::Warning => "toast-item toast-warning",
            Self::Error => "toast-item toast-error",
        }
    }
}

/// What a toast offers to do, such as Undo: a post of its own.
#[derive(Clone, Debug)]
pub struct ToastAction<'a> {
    pub label: Text<'a>,
    pub action: Text<'a>,
    pub csrf: Text<'a>,
}

markup::define! {
    /// Stays until read: an error never leaves by itself, the others wait under the pointer.
    Toast<'a>(
        tone: Tone,
        message: Text<'a>,
        action: Option<ToastAction<'a>>,
        link: Option<(Text<'a>, Text<'a>)>,
    ) {
        div.{tone.toast()}[role = (*tone == Tone::Error).then_some("alert")] {
            @{tone.icon()}
            p {
                @message
                @if let Some((label, href)) = link { " " a[href = href] { @label } }
            }
            @if let Some(undo) = action {
                @Form::post(&*undo.action, &*undo.csrf, Button::plain(&*undo.label)).inline()
            }
            button[type = "button", class = "toast-close", "data-dismiss" = true] {
                @Icon::X
                span[class = "sr-only"] { "Dismiss" }
            }
        }
    }

    /// The same toasts for a fragment: HTMX appends them to the region the page has.
    Toasts<'a>(toasts: &'a [Toast<'a>]) {
        @if !toasts.is_empty() {
            div["hx-swap-oob" = "beforeend:#toasts"] { @for toast in toasts.iter() { @toast } }
        }
    }

    /// A standing message in the page.
    Notice<'a, B: markup::Render>(tone: Tone, title: Text<'a>, body: B) {
        div.{tone.notice()}[role = (*tone == Tone::Error).then_some("alert")] {
            @{tone.icon()}
            div {
                p[class = "notice-title"] { @title }
                div[class = "notice-body"] { @body }
            }
        }
    }

    /// Nothing here yet: why, and what to do about it.
    Empty<'a>(icon: Icon, title: Text<'a>, sentence: Text<'a>, action: Option<Button<'a>>) {
        div.empty {
            span[class = "empty-icon"] { @icon }
            h2 { @title }
            p { @sentence }
            @action
        }
    }

    Progress<'a>(label: Text<'a>, done: u64, total: u64) {
        div[class = "progress-line"] {
            div[class = "progress-words"] {
                span { @label }
                span.num { @percent(*done, *total) " %" }
            }
            progress.progress[value = done, max = total, "aria-label" = label] {}
        }
    }

    /// Holds the place of rows that are on their way.
    Skeleton(rows: u8) {
        div[class = "skeleton-rows", "aria-hidden" = "true"] {
            @for _ in 0..*rows { div.skeleton {} }
        }
    }
}

impl<'a> Toast<'a> {
    pub fn new(tone: Tone, message: impl Into<Text<'a>>) -> Self {
        Self { tone, message: message.into(), action: None, link: None }
    }

    pub fn success(message: impl Into<Text<'a>>) -> Self {
        Self::new(Tone::Success, message)
    }

    pub fn error(message: impl Into<Text<'a>>) -> Self {
        Self::new(Tone::Error, message)
    }

    pub fn action(
        mut self,
        label: impl Into<Text<'a>>,
        action: impl Into<Text<'a>>,
        csrf: impl Into<Text<'a>>,
    ) -> Self {
        let (label, action, csrf) = (label.into(), action.into(), csrf.into());
        self.action = Some(ToastAction { label, action, csrf });
        self
    }

    pub fn link(mut self, label: impl Into<Text<'a>>, href: impl Into<Text<'a>>) -> Self {
        self.link = Some((label.into(), href.into()));
        self
    }
}

impl<'a, B: markup::Render> Notice<'a, B> {
    pub fn new(tone: Tone, title: impl Into<Text<'a>>, body: B) -> Self {
        Self { tone, title: title.into(), body }
    }
}

impl<'a> Empty<'a> {
    pub fn new(icon: Icon, title: impl Into<Text<'a>>, sentence: impl Into<Text<'a>>) -> Self {
        Self { icon, title: title.into(), sentence: sentence.into(), action: None }
    }

    pub fn action(mut self, action: Button<'a>) -> Self {
        self.action = Some(action);
        self
    }
}

impl<'a> Progress<'a> {
    pub fn new(label: impl Into<Text<'a>>, done: u64, total: u64) -> Self {
        Self { label: label.into(), done, total }
    }
}

fn percent(done: u64, total: u64) -> u64 {
    done.min(total).saturating_mul(100).checked_div(total).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn percent_never_leaves_its_bounds() {
        for (done, total, expected) in [(0, 0, 0), (1, 3, 33), (3, 3, 100), (9, 3, 100)] {
            assert_eq!(percent(done, total), expected, "{done} of {total}");
        }
    }
}
