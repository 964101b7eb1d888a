//! Text that people format with a few marks, as HTML that is safe to show. What is made here is
//! sanitised on the way in, and what is kept is sanitised again on the way out.
//!
//! The marks: `**bold**`, `*italic*`, `# Heading`, `## Smaller heading`, `- item`, `1. item`,
//! `[words](https://…)`. A web address is a link by itself, an empty line begins a new paragraph.
use std::sync::LazyLock;

use ammonia::Builder;

use crate::text;

/// Marks within marks: deeper than anybody means it.
const DEEPEST: usize = 6;
/// The words of a link, or where it leads: neither bracket reaches further.
const LINK_BYTES: usize = 2_000;
const SCHEMES: [&str; 4] = ["https", "http", "mailto", "tel"];

static SAFE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(["p", "br", "strong", "em", "ul", "ol", "li", "h3", "h4", "a"].into())
        .clean_content_tags(["script", "style"].into())
        .tag_attributes([("a", ["href"].into())].into())
        .url_schemes(SCHEMES.into())
        .url_relative(ammonia::UrlRelative::Deny)
        .set_tag_attribute_value("a", "target", "_blank")
        .link_rel(Some("noopener noreferrer"));
    builder
});

/// What was typed, as safe HTML.
pub fn html(typed: &str) -> String {
    let mut out = String::with_capacity(typed.len() * 2);
    blocks(&mut out, typed);
    sanitised(&out)
}

/// Only what a note may hold: no script, no style, no picture, no address that could run.
pub fn sanitised(html: &str) -> String {
    SAFE.clean(html).to_string()
}

/// The first words of it without their marks, for a line that stands for the whole.
pub fn first_line(typed: &str, most_chars: usize) -> String {
    let line = typed.lines().map(text::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let words = match block(line) {
        Block::Heading(_, words) | Block::Item(_, words) | Block::Words(words) => words,
    };
    let mut out = String::new();
    inline(&mut Plain(&mut out), words, 0);
    text::shortened(text::trim(&out), most_chars)
}

enum Block<'a> {
    Heading(&'static str, &'a str),
    Item(&'static str, &'a str),
    Words(&'a str),
}

fn block(line: &str) -> Block<'_> {
    let line = line.trim();
    if let Some(words) = line.strip_prefix("# ") {
        return Block::Heading("h3", words);
    }
    if let Some(words) = line.strip_prefix("## ") {
        return Block::Heading("h4", words);
    }
    if let Some(words) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
        return Block::Item("ul", words);
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match line[digits..].strip_prefix(". ") {
        Some(words) if (1..=3).contains(&digits) => Block::Item("ol", words),
        _ => Block::Words(line),
    }
}

fn blocks(out: &mut String, typed: &str) {
    let mut lines = typed.lines().peekable();
    while let Some(line) = lines.next() {
        if line.trim().is_empty() {
            continue;
        }
        match block(line) {
            Block::Heading(tag, words) => wrapped(out, tag, words),
            Block::Item(list, words) => {
                out.push_str(&format!("<{list}>"));
                wrapped(out, "li", words);
                while let Some(Block::Item(same, words)) = lines.peek().map(|line| block(line)) {
                    if same != list {
                        break;
                    }
                    wrapped(out, "li", words);
                    lines.next();
                }
                out.push_str(&format!("</{list}>"));
            }
            Block::Words(words) => {
                let mut paragraph = words.to_owned();
                while let Some(line) = lines.peek().filter(|line| !line.trim().is_empty()) {
                    let Block::Words(more) = block(line) else { break };
                    paragraph.push('\n');
                    paragraph.push_str(more);
                    lines.next();
                }
                wrapped(out, "p", &paragraph);
            }
        }
    }
}

fn wrapped(out: &mut String, tag: &str, words: &str) {
    out.push_str(&format!("<{tag}>"));
    inline(&mut Html(out), words, 0);
    out.push_str(&format!("</{tag}>"));
}

/// Where the parts of a line go: to HTML, or to plain words.
trait Sink {
    fn words(&mut self, words: &str);
    fn tag(&mut self, tag: &str);
    fn link(&mut self, href: &str);
}

struct Html<'a>(&'a mut String);
struct Plain<'a>(&'a mut String);

impl Sink for Html<'_> {
    fn words(&mut self, words: &str) {
        for c in words.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\n' => self.0.push_str("<br>"),
                c => self.0.push(c),
            }
        }
    }

    fn tag(&mut self, tag: &str) {
        self.0.push_str(&format!("<{tag}>"));
    }

    fn link(&mut self, href: &str) {
        self.0.push_str("<a href=\"");
        self.words(href);
        self.0.push_str("\">");
    }
}

impl Sink for Plain<'_> {
    fn words(&mut self, words: &str) {
        self.0.push_str(words);
    }

    fn tag(&mut self, _: &str) {}

    fn link(&mut self, _: &str) {}
}

/// One pass over the text. An end that was looked for in vain is looked for no second time, so that
/// a hundred thousand stars cost no more than as many letters.
fn inline(out: &mut impl Sink, text: &str, depth: usize) {
    let mut rest = text;
    let mut without_end = [depth >= DEEPEST; MARKS.len()];
    while let Some(at) = rest.find(['*', '[', 'h']) {
        out.words(&rest[..at]);
        rest = &rest[at..];
        if let Some((tag, inner, length)) = emphasis(rest, &mut without_end) {
            out.tag(tag);
            inline(out, inner, depth + 1);
            out.tag(&format!("/{tag}"));
            rest = &rest[length..];
        } else if depth < DEEPEST
            && let Some((words, href, length)) = link(rest)
        {
            out.link(href);
            inline(out, words, DEEPEST);
            out.tag("/a");
            rest = &rest[length..];
        } else {
            out.words(&rest[..1]);
            rest = &rest[1..];
        }
    }
    out.words(rest);
}

const MARKS: [(&str, &str); 2] = [("**", "strong"), ("*", "em")];

/// What is emphasised from here on: its tag, the text between its marks, how long it all is.
fn emphasis<'a>(
    text: &'a str,
    without_end: &mut [bool; MARKS.len()],
) -> Option<(&'static str, &'a str, usize)> {
    for (at, (mark, tag)) in MARKS.into_iter().enumerate() {
        let opens = text.starts_with(mark)
            && text[mark.len()..].starts_with(|c: char| !c.is_whitespace() && c != '*');
        if !opens || without_end[at] {
            continue;
        }
        match up_to(&text[mark.len()..], mark) {
            Some(inner) => return Some((tag, inner, inner.len() + 2 * mark.len())),
            None => without_end[at] = true,
        }
    }
    None
}

/// What stands before the end mark, which follows words at once.
fn up_to<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    let mut from = 0;
    while let Some(at) = text[from..].find(mark).map(|at| from + at) {
        let is_bold = mark == "*" && text[at..].starts_with("**");
        if !is_bold && !text[..at].ends_with(|c: char| c.is_whitespace()) {
            return Some(&text[..at]);
        }
        from = at + if is_bold { 2 } else { mark.len() };
    }
    None
}

/// The link that begins here: its words, where it leads, and how long it is as typed.
fn link(text: &str) -> Option<(&str, &str, usize)> {
    if text.starts_with("http") {
        let length = text::web_address(text)?;
        return Some((&text[..length], &text[..length], length));
    }
    let inner = text.strip_prefix('[')?;
    let window = inner.as_bytes().get(..LINK_BYTES).unwrap_or(inner.as_bytes());
    let end = window.iter().position(|byte| matches!(byte, b']' | b'[' | b'\n'))?;
    let target = inner[end..].strip_prefix("](")?;
    let window = target.as_bytes().get(..LINK_BYTES).unwrap_or(target.as_bytes());
    let length = window.iter().position(|byte| *byte == b')' || byte.is_ascii_whitespace())?;
    let href = &target[..length];
    let has_scheme = href.split_once(':').is_some_and(|(scheme, _)| SCHEMES.contains(&scheme));
    let is_whole = target[length..].starts_with(')') && end > 0 && has_scheme;
    is_whole.then(|| (&inner[..end], href, 1 + end + 2 + length + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_html() {
        let check = |typed: &str, made: &str| assert_eq!(html(typed), made, "{typed:?}");
        check("", "");
        check("plain", "<p>plain</p>");
        check("a\nb\n\nc", "<p>a<br>b</p><p>c</p>");
        check("**bold** and *it* ", "<p><strong>bold</strong> and <em>it</em></p>");
        check("**a *b* c**", "<p><strong>a <em>b</em> c</strong></p>");
        check("2 * 3 * 4 and a*", "<p>2 * 3 * 4 and a*</p>");
        check("**open", "<p>**open</p>");
        check("# Head\ntext", "<h3>Head</h3><p>text</p>");
        check("## Sub", "<h4>Sub</h4>");
        check(
            "- a\n- *b*\n1. c\n2. d",
            "<ul><li>a</li><li><em>b</em></li></ul><ol><li>c</li><li>d</li></ol>",
        );
        check("text\n- item", "<p>text</p><ul><li>item</li></ul>");
    }

    #[test]
    fn only_addresses_that_lead_somewhere_become_links() {
        let link = |href: &str, words: &str| {
            let rel = "noopener noreferrer";
            format!("<p><a href=\"{href}\" target=\"_blank\" rel=\"{rel}\">{words}</a></p>")
        };
        assert_eq!(
            html("[the file](https://x.com/a?b=1)"),
            link("https://x.com/a?b=1", "the file")
        );
        assert_eq!(html("https://x.com/é"), link("https://x.com/é", "https://x.com/é"));
        assert_eq!(html("[call](tel:+18085550100)"), link("tel:+18085550100", "call"));
        for refused in ["[x](javascript:alert(1))", "[x](/home)", "[x](data:text/html,x)"] {
            assert!(!html(refused).contains("href"), "{refused}: {}", html(refused));
        }
    }

    #[test]
    fn nothing_that_is_typed_can_run() {
        let attacks = [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[x](https://x.com\" onmouseover=\"alert(1))",
            "[<svg onload=alert(1)>](https://x.com)",
            "**<b onclick=alert(1)>x</b>**",
            "https://x.com/\"><script>alert(1)</script>",
            "<a href=\"javascript:alert(1)\">x</a>",
            "&lt;script&gt;",
        ];
        for typed in attacks {
            let made = html(typed);
            for danger in [
                "<script",
                "<img",
                "<svg",
                "<b ",
                "<a href=\"javascript",
                "com\" onmouseover=\"alert(1)\"",
            ] {
                assert!(!made.contains(danger), "{typed}: {made}");
            }
            assert_eq!(sanitised(&made), made, "what is kept stays as it is");
        }
    }

    #[test]
    fn what_was_kept_is_cleaned_once_more() {
        let kept = "<p onclick=\"x\">a<script>alert(1)</script><iframe src=x></iframe></p>";
        assert_eq!(sanitised(kept), "<p>a</p>");
        assert!(!sanitised("<a href=\" java\nscript:alert(1)\">x</a>").contains("href"));
        assert_eq!(sanitised("<style>p{}</style><h3>x"), "<h3>x</h3>");
    }

    #[test]
    fn the_first_line_has_no_marks() {
        assert_eq!(first_line("\n\n# **Met** [Ana](https://x.com)\nmore", 100), "Met Ana");
        assert_eq!(first_line("- one *two*", 7), "one two");
        assert_eq!(first_line("abcdef", 3), "abc…");
        assert_eq!(first_line(" ", 3), "");
    }

    #[test]
    fn a_great_many_marks_are_no_great_work() {
        for mark in ["*", "**", "[", "h", "* ", "**a ", "*a ", "[a](", "http://", "- ", "*a**b"] {
            let typed = mark.repeat(100_000 / mark.len());
            assert!(!html(&typed).is_empty());
        }
    }
}
