//! What people type: the rules every field shares, so that all parts of the product agree on them.
use email_address::{EmailAddress, Options};

use crate::error::Problems;

/// The longest a value may be, in characters.
pub mod limits {
    pub const NAME: usize = 100;
    /// What the mail standards allow for a whole address.
    pub const EMAIL: usize = 254;
    pub const LINE: usize = 200;
    pub const PHONE: usize = 60;
    pub const NOTE: usize = 10_000;
}

/// A single line that must be there. What is wrong goes to `problems`; the text comes back trimmed.
pub fn required(
    problems: &mut Problems,
    field: &'static str,
    input: &str,
    max_chars: usize,
) -> String {
    let text = trim(input);
    if text.is_empty() {
        problems.insert(field, "Fill this in".into());
    } else if let Err(message) = check_line(text, max_chars) {
        problems.insert(field, message);
    }
    text.to_owned()
}

/// A single line that may be left out; blank is `None`.
pub fn optional(
    problems: &mut Problems,
    field: &'static str,
    input: &str,
    max_chars: usize,
) -> Option<String> {
    let text = trim(input);
    if text.is_empty() {
        return None;
    }
    if let Err(message) = check_line(text, max_chars) {
        problems.insert(field, message);
    }
    Some(text.to_owned())
}

/// An e-mail address that must be there.
pub fn required_email(problems: &mut Problems, field: &'static str, input: &str) -> String {
    let text = required(problems, field, input, limits::EMAIL);
    refuse_unless_email(problems, field, &text);
    text
}

/// An e-mail address that may be left out; blank is `None`.
pub fn optional_email(problems: &mut Problems, field: &'static str, input: &str) -> Option<String> {
    let text = optional(problems, field, input, limits::EMAIL)?;
    refuse_unless_email(problems, field, &text);
    Some(text)
}

/// A phone number in any notation; blank is `None`. What stands in it is kept as typed.
pub fn optional_phone(problems: &mut Problems, field: &'static str, input: &str) -> Option<String> {
    let text = optional(problems, field, input, limits::PHONE)?;
    if !problems.contains_key(field) && !is_phone(&text) {
        problems.insert(field, "This needs a phone number, such as +1 808 555 0100".into());
    }
    Some(text)
}

/// Is there a number in it that could be dialled, and nothing that could not?
fn is_phone(text: &str) -> bool {
    let (number, extension) = match text.to_lowercase().split_once(['x', 'e']) {
        Some((number, rest)) => {
            let digits = rest.trim_start_matches("xt").trim_start_matches(['.', ':', ' ']);
            (number.to_owned(), digits.to_owned())
        }
        None => (text.to_owned(), "0".to_owned()),
    };
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let is_dialled = |c: char| c.is_ascii_digit() || is_phone_mark(c);
    (3..=20).contains(&digits)
        && number.chars().all(is_dialled)
        && !extension.is_empty()
        && extension.chars().all(|c| c.is_ascii_digit())
}

/// What stands between a number's digits; the search index leaves it out.
pub fn is_phone_mark(c: char) -> bool {
    " +-()./\u{a0}\u{2011}\u{2013}".contains(c)
}

/// Lines of text: line breaks and tabs are welcome, Windows line ends become plain ones.
pub fn lines(
    problems: &mut Problems,
    field: &'static str,
    input: &str,
    max_chars: usize,
) -> Option<String> {
    let text = trim(input).replace("\r\n", "\n");
    if text.is_empty() {
        return None;
    }
    let refused = |c: char| is_refused(c) && !matches!(c, '\n' | '\t');
    if let Err(message) = check(&text, max_chars, refused) {
        problems.insert(field, message);
    }
    Some(text)
}

/// The form in which two names are compared: they differ only by more than capitals.
pub fn name_key(name: &str) -> String {
    name.to_lowercase()
}

/// The digits alone, by which numbers in two notations compare.
pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// How long the web address is that this text begins with: up to the next blank, without the
/// punctuation of the sentence it stands in.
pub fn web_address(text: &str) -> Option<usize> {
    let rest = ["https://", "http://"].into_iter().find_map(|it| text.strip_prefix(it))?;
    if !rest.starts_with(|c: char| c.is_alphanumeric() || c == '[') {
        return None;
    }
    let ends = |c: char| c.is_whitespace() || "<>\"“”".contains(c);
    let whole = &text[..text.find(ends).unwrap_or(text.len())];
    let bare = whole.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’']);
    Some(match bare.strip_suffix(')') {
        Some(inner) if !inner.contains('(') => inner.len(),
        _ => bare.len(),
    })
}

/// Is it an address mail can go to: syntax, and a domain with a dot in it?
pub fn is_email(text: &str) -> bool {
    let options =
        Options::default().with_required_tld().without_domain_literal().without_display_text();
    text.len() <= limits::EMAIL && EmailAddress::parse_with_options(text, options).is_ok()
}

/// The form in which two addresses are compared.
pub fn email_key(email: &str) -> String {
    trim(email).to_lowercase()
}

/// Without the blanks around it, those included that cannot be seen.
pub fn trim(input: &str) -> &str {
    input.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}'))
}

/// At most so many characters, with a sign that there is more.
pub fn shortened(text: &str, max_chars: usize) -> String {
    match text.char_indices().nth(max_chars) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// "one, two and three"
pub fn listed(items: &[impl AsRef<str>]) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match items.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

fn refuse_unless_email(problems: &mut Problems, field: &'static str, text: &str) {
    if !problems.contains_key(field) && !is_email(text) {
        problems.insert(field, "This needs a full address, such as name@example.com".into());
    }
}

pub fn check_line(text: &str, max_chars: usize) -> Result<(), String> {
    check(text, max_chars, is_refused)
}

fn check(text: &str, max_chars: usize, refused: impl Fn(char) -> bool) -> Result<(), String> {
    let chars = text.chars().count();
    if chars > max_chars {
        return Err(format!("Shorten this to {max_chars} characters; it has {chars}"));
    }
    if text.chars().any(refused) {
        return Err("Remove the invisible control characters; typing it anew helps".into());
    }
    Ok(())
}

/// Control characters, and those that turn the direction of what follows: with them a name could
/// rewrite the line it is shown in.
fn is_refused(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_are_numbers_in_any_notation() {
        let phones = [
            "+1 808 555 0100",
            "(415) 555-0123",
            "555.0100",
            "808-555-0100 x12",
            "808 555 0100 ext. 7",
            "911",
        ];
        for text in phones {
            assert!(is_phone(text), "{text}");
        }
        for text in ["call me", "12", "1".repeat(21).as_str(), "555 0100 x", "555<0100>", "+"] {
            assert!(!is_phone(text), "{text}");
        }
    }

    #[test]
    fn lines_are_trimmed_and_limited() {
        let cases: [(&str, &str, Option<&str>); 9] = [
            ("  Andy \t", "Andy", None),
            ("", "", Some("Fill this in")),
            (" \u{200B}\u{FEFF} ", "", Some("Fill this in")),
            ("abcde", "abcde", None),
            ("ééééé", "ééééé", None),
            ("abcdef", "abcdef", Some("Shorten this to 5 characters; it has 6")),
            ("a\u{0}b", "a\u{0}b", Some("Remove the invisible")),
            ("a\nb", "a\nb", Some("Remove the invisible")),
            ("a\u{202E}b", "a\u{202E}b", Some("Remove the invisible")),
        ];
        for (input, kept, problem) in cases {
            let mut problems = Problems::new();
            assert_eq!(required(&mut problems, "name", input, 5), kept, "{input:?}");
            let found = problems.get("name").map(String::as_str).unwrap_or_default();
            assert!(found.starts_with(problem.unwrap_or_default()), "{input:?}: {found}");
            assert_eq!(found.is_empty(), problem.is_none(), "{input:?}: {found}");
        }
    }

    #[test]
    fn longer_text_keeps_its_line_breaks() {
        let mut problems = Problems::new();
        assert_eq!(lines(&mut problems, "note", " a\r\n\tb ", 10).as_deref(), Some("a\n\tb"));
        assert_eq!(lines(&mut problems, "note", " ", 10), None);
        assert!(problems.is_empty());
        lines(&mut problems, "note", "a\u{7}", 10);
        assert!(problems.contains_key("note"));
    }

    #[test]
    fn addresses_are_those_mail_can_reach() {
        let long = format!("{}@example.com", "a".repeat(250));
        let cases = [
            ("andy@example.com", true),
            ("andy+news@mail.example.co.uk", true),
            ("o'brien@example.com", true),
            ("andré@example.com", true),
            ("andy@example", false),
            ("andy", false),
            ("@example.com", false),
            ("andy@", false),
            ("Andy <andy@example.com>", false),
            ("andy@[192.168.1.1]", false),
            ("andy@exa mple.com", false),
            ("a@example.com,b@example.com", false),
            (&long, false),
        ];
        for (text, expected) in cases {
            assert_eq!(is_email(text), expected, "{text}");
        }
    }

    #[test]
    fn addresses_compare_without_capitals_in_any_script() {
        assert_eq!(email_key(" ANDY@Example.com"), email_key("andy@example.COM"));
        assert_eq!(email_key("ÉVA@example.com"), email_key("éva@example.com"));
    }
}
