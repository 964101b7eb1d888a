//! Web addresses that people typed: to be opened, never to be trusted.
use super::{Icon, Text};
use crate::text;

markup::define! {
    /// Opens on a tab of its own, which learns nothing of ours.
    WebLink<'a>(href: &'a str) {
        a[href = href, target = "_blank", rel = "noopener noreferrer", class = "web-link"] {
            span { @without_scheme(href) }
            @Icon::External
            span[class = "sr-only"] { "(opens on a new tab)" }
        }
    }

    /// Text in which every web address can be opened.
    TextWithLinks<'a>(text: Text<'a>) {
        @for part in parts(text) {
            @match part {
                Part::Words(words) => { @words }
                Part::Address(href) => { @WebLink { href } }
            }
        }
    }
}

impl<'a> TextWithLinks<'a> {
    pub fn new(text: impl Into<Text<'a>>) -> Self {
        Self { text: text.into() }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part<'a> {
    Words(&'a str),
    Address(&'a str),
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((at, length)) = address(rest) {
        parts.extend((at > 0).then(|| Part::Words(&rest[..at])));
        parts.push(Part::Address(&rest[at..at + length]));
        rest = &rest[at + length..];
    }
    parts.extend((!rest.is_empty()).then_some(Part::Words(rest)));
    parts
}

/// Where the next address begins, and how long it is.
fn address(text: &str) -> Option<(usize, usize)> {
    text.match_indices("http").find_map(|(at, _)| Some((at, text::web_address(&text[at..])?)))
}

fn without_scheme(href: &str) -> &str {
    href.split_once("://").map_or(href, |(_, rest)| rest.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_in_what_people_write() {
        let check = |text: &str, found: &[&str]| {
            let addresses: Vec<_> = parts(text)
                .into_iter()
                .filter_map(|part| match part {
                    Part::Address(address) => Some(address),
                    Part::Words(_) => None,
                })
                .collect();
            assert_eq!(addresses, found, "{text}");
        };
        check("", &[]);
        check("nothing here", &[]);
        check("https://x.com", &["https://x.com"]);
        check("see http://x.com/a, and https://y.com.", &["http://x.com/a", "https://y.com"]);
        check("(https://x.com/a)", &["https://x.com/a"]);
        check("https://x.com/a_(b)", &["https://x.com/a_(b)"]);
        check("javascript:alert(1) https:// http://", &[]);
        check("\u{1F3E0}https://x.com/é\nnext", &["https://x.com/é"]);
    }

    #[test]
    fn nothing_of_the_text_is_lost() {
        for text in ["a https://x.com, b", "https://x.com.", "é", "https://x.com https://y.com"] {
            let whole: String = parts(text)
                .into_iter()
                .map(|part| match part {
                    Part::Words(it) | Part::Address(it) => it,
                })
                .collect();
            assert_eq!(whole, text);
        }
    }
}
