//! What a value of each type has to be like: checked as typed, kept in one form.
use jiff::civil;

use crate::{
    error::Problems,
    phones, text,
    text::limits,
    when::{self, Manner},
};

use super::Kind;

pub const TEXT_CHARS: usize = 500;
pub const URL_CHARS: usize = 2_000;
pub const JSON_BYTES: usize = 64 * 1024;
/// What a double carries without loss, so that comparing in the database is exact.
const NUMBER_DIGITS: usize = 15;

/// How whoever types writes numbers, and in which country their phones are.
#[derive(Clone, Debug, PartialEq)]
pub struct Reader {
    pub manner: Manner,
    pub country: String,
}

impl Default for Reader {
    fn default() -> Self {
        Self { manner: Manner::default(), country: "US".into() }
    }
}

/// A value as it is kept, and what it is found by where that is not the value itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub value: String,
    pub match_key: Option<String>,
}

impl Checked {
    fn plain(value: impl Into<String>) -> Self {
        Self { value: value.into(), match_key: None }
    }
}

type Verdict = Result<Option<Checked>, String>;

/// Blank is no value. A link to a contact is for `values` to check, which knows the contacts.
pub fn check(kind: Kind, options: &[String], input: &str, reader: &Reader) -> Verdict {
    let text = text::trim(input);
    if text.is_empty() {
        return Ok(None);
    }
    let checked = match kind {
        Kind::Text => line(text, TEXT_CHARS)?,
        Kind::LongText => lines(text)?,
        Kind::Date => Checked::plain(date(text)?),
        Kind::Number => Checked::plain(number(text, &reader.manner)?),
        Kind::YesNo => Checked::plain(yes_no(text)?),
        Kind::Url => Checked::plain(url(text)?),
        Kind::Phone => phone(text, &reader.country)?,
        Kind::Email => email(text)?,
        Kind::Dropdown => one_of(options, text)?,
        Kind::Json => Checked::plain(json(text)?),
        Kind::ContactLink => return Err("A link to a contact has no value to begin with".into()),
    };
    Ok(Some(checked))
}

fn line(text: &str, most: usize) -> Result<Checked, String> {
    text::check_line(text, most)?;
    Ok(Checked::plain(text))
}

fn lines(text: &str) -> Result<Checked, String> {
    let checked = told(|problems| text::lines(problems, "value", text, limits::NOTE))?;
    Ok(Checked::plain(checked.unwrap_or_default()))
}

/// Year, month and day; or `--02-29` for a birthday whose year nobody says.
fn date(text: &str) -> Result<String, String> {
    const WANTED: &str =
        "This needs a day such as 1985-02-28, or 02-28 where the year is not known";
    let yearless = text.strip_prefix("--").unwrap_or(text);
    if let Some((month, day)) = yearless.split_once('-')
        && is_digits(month, 2)
        && is_digits(day, 2)
    {
        // 2000 had a 29th of February.
        let date: civil::Date = format!("2000-{month}-{day}").parse().map_err(|_| WANTED)?;
        return Ok(date.strftime("--%m-%d").to_string());
    }
    let is_iso = text.len() == 10 && is_digits(&text[..text.find('-').unwrap_or(0)], 4);
    let date: civil::Date = text.parse().ok().filter(|_| is_iso).ok_or(WANTED)?;
    Ok(date.to_string())
}

fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn number(text: &str, manner: &Manner) -> Result<String, String> {
    let number = when::plain_number(manner, text).ok_or("This needs a number, such as 1250.5")?;
    let digits = number.chars().filter(char::is_ascii_digit).count();
    match digits <= NUMBER_DIGITS {
        true => Ok(number),
        false => Err(format!("A number has at most {NUMBER_DIGITS} digits; use a text for more")),
    }
}

fn yes_no(text: &str) -> Result<&'static str, String> {
    match text.to_lowercase().as_str() {
        "yes" | "true" | "1" | "y" => Ok("yes"),
        "no" | "false" | "0" | "n" => Ok("no"),
        _ => Err("Choose yes or no".into()),
    }
}

/// Only what a browser opens as a page: anything else could be made to run.
fn url(text: &str) -> Result<String, String> {
    const SCHEME: &str = "A web address begins with https:// or http://";
    text::check_line(text, URL_CHARS)?;
    let (whole, is_whole) = match text.split_once("://") {
        Some((scheme, _)) if is_web(scheme) => (text.to_owned(), true),
        Some(_) => return Err(SCHEME.into()),
        None if has_scheme(text) => return Err(SCHEME.into()),
        None => (format!("https://{text}"), false),
    };
    let (_, rest) = whole.split_once("://").unwrap_or_default();
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let has_dot = host.split(':').next().unwrap_or_default().trim_matches('.').contains('.');
    let is_clean = !whole.contains(|c: char| c.is_whitespace() || "<>\"\\^`{|}".contains(c));
    match is_clean && !host.is_empty() && (is_whole || has_dot) {
        true => Ok(whole),
        false => Err("This needs a web address, such as https://example.com/file/1".into()),
    }
}

fn is_web(scheme: &str) -> bool {
    scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")
}

/// `mailto:x`, `javascript:x`; but not the port of `example.com:8080`.
fn has_scheme(text: &str) -> bool {
    let is_scheme = |head: &str| head.bytes().all(|byte| byte.is_ascii_alphabetic());
    text.split_once(':').is_some_and(|(head, _)| is_scheme(head))
}

fn phone(text: &str, country: &str) -> Result<Checked, String> {
    let kept = told(|problems| text::optional_phone(problems, "value", text))?;
    let value = kept.unwrap_or_default();
    let match_key = phones::e164(&value, country);
    Ok(Checked { value, match_key })
}

fn email(text: &str) -> Result<Checked, String> {
    let kept = told(|problems| text::optional_email(problems, "value", text))?;
    let value = kept.unwrap_or_default();
    let match_key = Some(text::email_key(&value));
    Ok(Checked { value, match_key })
}

/// Capitals do not matter to who types; the choice is kept as it is offered.
fn one_of(options: &[String], text: &str) -> Result<Checked, String> {
    let exact = options.iter().find(|option| *option == text);
    let alike = || options.iter().find(|option| option.to_lowercase() == text.to_lowercase());
    match exact.or_else(alike) {
        Some(option) => Ok(Checked::plain(option)),
        None => Err("Choose one of the values offered".into()),
    }
}

/// Kept as it was typed, blanks around it aside.
fn json(text: &str) -> Result<String, String> {
    if text.len() > JSON_BYTES {
        let kib = text.len().div_ceil(1024);
        return Err(format!("Shorten this to {} KiB; it has {kib}", JSON_BYTES / 1024));
    }
    match serde_json::from_str::<serde::de::IgnoredAny>(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(cause) => Err(format!("This is not well-formed JSON: {cause}")),
    }
}

/// "28 Feb 1985", or "28 Feb" where the year is not known.
pub fn date_words(value: &str, manner: &Manner) -> String {
    let yearless = value.strip_prefix("--").and_then(|it| format!("2000-{it}").parse().ok());
    match (yearless, value.parse()) {
        (Some(day), _) => manner.yearless(day),
        (None, Ok(date)) => manner.civil(date),
        (None, Err(_)) => value.to_owned(),
    }
}

/// Grouped, with as many places as were typed.
pub fn number_words(value: &str, manner: &Manner) -> String {
    let places = value.split_once('.').map_or(0, |(_, places)| places.len());
    value.parse().map_or_else(|_| value.to_owned(), |number| manner.decimal(number, places))
}

/// What a shared rule says of one text.
fn told<T>(rule: impl FnOnce(&mut Problems) -> T) -> Result<T, String> {
    let mut problems = Problems::new();
    let kept = rule(&mut problems);
    match problems.into_iter().next() {
        Some((_, wrong)) => Err(wrong),
        None => Ok(kept),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::when::Locale;

    fn checked(kind: Kind, input: &str) -> Verdict {
        let options = ["Buyer".to_owned(), "Seller".to_owned()];
        check(kind, &options, input, &Reader::default())
    }

    fn kept(kind: Kind, input: &str, value: &str) {
        let found = checked(kind, input).map(|it| it.map(|it| it.value));
        assert_eq!(found, Ok(Some(value.to_owned())), "{kind:?} {input:?}");
    }

    fn refused(kind: Kind, inputs: &[&str], said: &str) {
        for input in inputs {
            let found = checked(kind, input).expect_err(input);
            assert!(found.contains(said), "{kind:?} {input:?}: {found}");
        }
    }

    #[test]
    fn blank_is_no_value_of_any_type() {
        for kind in Kind::ALL {
            assert_eq!(checked(kind, " \t\u{200B}"), Ok(None), "{kind:?}");
        }
    }

    #[test]
    fn text_is_one_line_and_long_text_keeps_its_lines() {
        kept(Kind::Text, "  two dogs ", "two dogs");
        refused(Kind::Text, &["a\nb", "a\u{202E}b"], "control characters");
        refused(Kind::Text, &["x".repeat(501).as_str()], "500");
        kept(Kind::LongText, " a\r\nb ", "a\nb");
        refused(Kind::LongText, &["x".repeat(10_001).as_str()], "10000");
    }

    #[test]
    fn a_date_is_a_day_that_there_is() {
        kept(Kind::Date, "1985-02-28", "1985-02-28");
        kept(Kind::Date, "2024-02-29", "2024-02-29");
        kept(Kind::Date, "--02-29", "--02-29");
        kept(Kind::Date, "02-29", "--02-29");
        let wrong = [
            "1985-02-29",
            "1985-2-8",
            "--02-30",
            "13-01",
            "28.02.1985",
            "tomorrow",
            "85-02-28",
            "1985-02-28T10:00",
            "19850228",
            "é985-02-28",
        ];
        refused(Kind::Date, &wrong, "such as 1985-02-28");
    }

    #[test]
    fn a_number_is_read_as_its_reader_writes_it() {
        for (input, value) in [
            ("1250.50", "1250.50"),
            ("1,250.5", "1250.5"),
            ("-3", "-3"),
            ("+3", "3"),
            ("007", "7"),
            (".5", "0.5"),
            ("450 000", "450000"),
        ] {
            kept(Kind::Number, input, value);
        }
        refused(Kind::Number, &["12,50", "1e5", "NaN", "$5", "1.2.3", "--1", "."], "a number");
        refused(Kind::Number, &["1234567890.123456"], "15 digits");
        let german = Reader {
            manner: Manner { locale: Locale::DeDe, ..Manner::default() },
            ..Reader::default()
        };
        for (input, value) in [("1.250,5", "1250.5"), ("12,50", "12.50"), ("1250.5", "1250.5")] {
            let found = check(Kind::Number, &[], input, &german).unwrap().unwrap();
            assert_eq!(found.value, value, "{input}");
        }
    }

    #[test]
    fn yes_and_no_have_other_words() {
        for (input, value) in [("Yes", "yes"), ("true", "yes"), ("NO", "no"), ("0", "no")] {
            kept(Kind::YesNo, input, value);
        }
        refused(Kind::YesNo, &["maybe", "2"], "yes or no");
    }

    #[test]
    fn a_web_address_is_one_that_opens_as_a_page() {
        kept(Kind::Url, "https://example.com/a?b=c#d", "https://example.com/a?b=c#d");
        kept(Kind::Url, "example.com/file", "https://example.com/file");
        kept(Kind::Url, "example.com:8080", "https://example.com:8080");
        kept(Kind::Url, "http://nas/loans/7", "http://nas/loans/7");
        kept(Kind::Url, "https://exämple.com/ü", "https://exämple.com/ü");
        let others = [
            "javascript:alert(1)",
            "ftp://example.com",
            "mailto:a@example.com",
            "JavaScript://example.com/%0Aalert(1)",
            "data:text/html,x",
        ];
        refused(Kind::Url, &others, "begins with https://");
        refused(Kind::Url, &["nothing", "https://", "https://a b.com", "a<b>.com"], "web address");
        refused(Kind::Url, &[format!("https://x.com/{}", "x".repeat(2_000)).as_str()], "2000");
    }

    #[test]
    fn a_phone_is_kept_as_typed_and_found_in_any_notation() {
        let found = checked(Kind::Phone, " (808) 555-0100 ").unwrap().unwrap();
        assert_eq!(found.value, "(808) 555-0100");
        assert_eq!(found.match_key.as_deref(), Some("+18085550100"));
        assert_eq!(checked(Kind::Phone, "911").unwrap().unwrap().match_key, None);
        refused(Kind::Phone, &["call me", "1"], "phone number");
    }

    #[test]
    fn an_address_is_one_that_mail_can_reach() {
        let found = checked(Kind::Email, "Rosa@Example.com").unwrap().unwrap();
        assert_eq!(found.value, "Rosa@Example.com");
        assert_eq!(found.match_key.as_deref(), Some("rosa@example.com"));
        refused(Kind::Email, &["rosa at home", "rosa@home"], "full address");
    }

    #[test]
    fn a_choice_is_one_that_is_offered() {
        kept(Kind::Dropdown, "buyer", "Buyer");
        refused(Kind::Dropdown, &["Renter"], "offered");
    }

    #[test]
    fn json_is_well_formed_and_of_a_sane_size() {
        kept(Kind::Json, " {\"a\": [1, 2]} ", "{\"a\": [1, 2]}");
        kept(Kind::Json, "null", "null");
        refused(Kind::Json, &["{", "{a: 1}", "1 2", "[1,]"], "well-formed");
        refused(Kind::Json, &["[".repeat(10_000).as_str()], "well-formed");
        let large = format!("\"{}\"", "x".repeat(1_000_000));
        refused(Kind::Json, &[&large], "Shorten this to 64 KiB; it has 977");
    }
}
