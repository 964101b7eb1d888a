//! Things shown for reading: a change, a secret, a code to scan.
use super::{Icon, Text};

markup::define! {
    /// One change in words: the field, what it was, what it is.
    Diff<'a>(label: Text<'a>, old: Option<Text<'a>>, new: Option<Text<'a>>) {
        div.diff {
            span[class = "diff-label"] { @label }
            span[class = "diff-values"] {
                @match old {
                    Some(old) => { del { span[class = "sr-only"] { "was " } @old } }
                    None => { span[class = "diff-none"] { "empty" } }
                }
                @Icon::ArrowRight
                @match new {
                    Some(new) => { ins { span[class = "sr-only"] { "is now " } @new } }
                    None => { span[class = "diff-none"] { "empty" } }
                }
            }
        }
    }

    /// What was added to several, or taken from them: "Tags: + VIP".
    DiffMember<'a>(label: Text<'a>, old: Option<Text<'a>>, new: Option<Text<'a>>) {
        div.diff {
            span[class = "diff-label"] { @label }
            span[class = "diff-values"] {
                @if let Some(old) = old { del { span[class = "sr-only"] { "without " } "− " @old } }
                @if let Some(new) = new { ins { span[class = "sr-only"] { "with " } "+ " @new } }
            }
        }
    }

    /// A secret that is shown this once.
    CopyOnce<'a>(id: Text<'a>, secret: Text<'a>) {
        div[class = "secret"] {
            code[id = id, tabindex = "0"] { @secret }
            button[
                type = "button",
                class = "btn btn-quiet",
                "data-copy" = id,
                "data-copied" = "Copied",
            ] {
                @Icon::Copy
                span["data-label" = true, "aria-live" = "polite"] { "Copy" }
            }
        }
    }

    /// Several secrets that are shown this once, a line each, to be printed or copied together.
    CopyList<'a>(id: Text<'a>, label: Text<'a>, secrets: Vec<Text<'a>>) {
        div[class = "secret-list"] {
            pre[id = id, tabindex = "0", role = "group", "aria-label" = label] {
                @secrets.join("\n")
            }
            div[class = "form-actions"] {
                button[type = "button", class = "btn btn-quiet", "data-print" = true] {
                    @Icon::Print
                    span { "Print" }
                }
                button[
                    type = "button",
                    class = "btn btn-quiet",
                    "data-copy" = id,
                    "data-copied" = "Copied",
                ] {
                    @Icon::Copy
                    span["data-label" = true, "aria-live" = "polite"] { "Copy" }
                }
            }
        }
    }

    /// A QR code of a link, dark on light in either theme so that every camera reads it.
    Qr<'a>(link: Text<'a>, label: Option<Text<'a>>) {
        @let (size, path) = modules(link);
        @if size > 0 {
            svg.qr[
                xmlns = "http://www.w3.org/2000/svg",
                viewBox = format_args!("-3 -3 {0} {0}", size + 6),
                role = "img",
                "aria-label" = label
                    .as_ref()
                    .map_or_else(|| format!("QR code for {link}"), |label| label.to_string()),
                "shape-rendering" = "crispEdges",
            ] {
                rect[x = "-3", y = "-3", width = size + 6, height = size + 6, fill = "#fff"] {}
                path[d = path, fill = "#000"] {}
            }
        }
    }
}

impl<'a> Diff<'a> {
    pub fn new(
        label: impl Into<Text<'a>>,
        old: Option<impl Into<Text<'a>>>,
        new: Option<impl Into<Text<'a>>>,
    ) -> Self {
        Self { label: label.into(), old: old.map(Into::into), new: new.map(Into::into) }
    }
}

impl<'a> DiffMember<'a> {
    pub fn new(
        label: impl Into<Text<'a>>,
        old: Option<impl Into<Text<'a>>>,
        new: Option<impl Into<Text<'a>>>,
    ) -> Self {
        Self { label: label.into(), old: old.map(Into::into), new: new.map(Into::into) }
    }
}

impl<'a> CopyOnce<'a> {
    pub fn new(id: impl Into<Text<'a>>, secret: impl Into<Text<'a>>) -> Self {
        Self { id: id.into(), secret: secret.into() }
    }
}

impl<'a> CopyList<'a> {
    pub fn new(
        id: impl Into<Text<'a>>,
        label: impl Into<Text<'a>>,
        secrets: Vec<Text<'a>>,
    ) -> Self {
        Self { id: id.into(), label: label.into(), secrets }
    }
}

impl<'a> Qr<'a> {
    pub fn new(link: impl Into<Text<'a>>) -> Self {
        Self { link: link.into(), label: None }
    }

    /// Read out in place of the link.
    pub fn label(mut self, label: impl Into<Text<'a>>) -> Self {
        self.label = Some(label.into());
        self
    }
}

/// Width in modules and one path of all dark ones; nothing for a link too long for any code.
fn modules(link: &str) -> (usize, String) {
    let Ok(code) = qrcode::QrCode::new(link) else { return (0, String::new()) };
    let size = code.width();
    let path = code
        .to_colors()
        .into_iter()
        .enumerate()
        .filter(|(_, colour)| *colour == qrcode::Color::Dark)
        .map(|(at, _)| format!("M{} {}h1v1h-1z", at % size, at / size))
        .collect();
    (size, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_too_long_for_a_code_gives_none() {
        assert_eq!(modules(&"x".repeat(10_000)), (0, String::new()));
        assert_eq!(modules("https://pi-crm.local").0, 25);
    }
}
