//! One card after the other: lines folded at 75 bytes, as the standard has it.
use crate::{contacts::Field, transfer::export::Person, when};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    V3,
    V4,
}

const FOLD_BYTES: usize = 75;

/// All that a card can say of somebody.
pub fn write(person: &Person, version: Version, text: &mut String) {
    begin(person, version, text);
    if let Some(stage) = &person.stage {
        line(text, "X-PI-CRM-STAGE", &escaped(stage));
    }
    if !person.tags.is_empty() {
        let tags: Vec<String> = person.tags.iter().map(|it| escaped(it)).collect();
        line(text, "CATEGORIES", &tags.join(","));
    }
    line(text, "UID", &format!("urn:uuid:{}", person.uid));
    line(text, "X-PI-CRM-CREATED", &when::iso(person.created_on));
    text.push_str("END:VCARD\r\n");
}

/// Name, company and how to reach them: as much as a code on a screen can carry.
pub fn small(person: &Person) -> String {
    let mut text = String::new();
    begin(person, Version::V3, &mut text);
    text.push_str("END:VCARD\r\n");
    text
}

fn begin(person: &Person, version: Version, text: &mut String) {
    text.push_str("BEGIN:VCARD\r\n");
    let number = if version == Version::V3 { "3.0" } else { "4.0" };
    line(text, "VERSION", number);
    let get = |field| person.get(field).unwrap_or_default();
    let (first, last) = (get(Field::FirstName), get(Field::LastName));
    let company = get(Field::Company);
    line(text, "N", &format!("{};{};;;", escaped(last), escaped(first)));
    let name = [first, last].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ");
    let rest = [company, get(Field::PrimaryEmail), get(Field::PrimaryPhone)];
    let shown = [&*name].into_iter().chain(rest).find(|it| !it.is_empty()).unwrap_or_default();
    line(text, "FN", &escaped(shown));
    if !company.is_empty() {
        line(text, "ORG", &escaped(company));
    }
    let mut group = 0;
    let mut way = |is_email: bool, label: Option<&str>, value: &str, is_first: bool| {
        let name = if is_email { "EMAIL" } else { "TEL" };
        let first = match (is_first, version) {
            (false, _) => "",
            (true, Version::V3) => ";TYPE=PREF",
            (true, Version::V4) => ";PREF=1",
        };
        match label {
            // As Apple has it, and others read it: a label of one's own is a line beside it.
            Some(label) => {
                group += 1;
                line(text, &format!("item{group}.{name}{first}"), &escaped(value));
                line(text, &format!("item{group}.X-ABLabel"), &escaped(label));
            }
            None => line(text, &format!("{name}{first}"), &escaped(value)),
        }
    };
    let primary = [(true, Field::PrimaryEmail), (false, Field::PrimaryPhone)];
    for ((is_email, field), label) in primary.into_iter().zip(&person.labels) {
        if let Some(value) = person.get(field) {
            way(is_email, label.as_deref(), value, true);
        }
    }
    for other in &person.ways {
        way(other.is_email, other.label.as_deref(), &other.value, false);
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            '\r' => {}
            other => escaped.push(other),
        }
    }
    escaped
}

/// Folded between two characters, never within one.
fn line(text: &mut String, name: &str, value: &str) {
    let mut width = 0;
    for c in name.chars().chain([':']).chain(value.chars()) {
        if width + c.len_utf8() > FOLD_BYTES {
            text.push_str("\r\n ");
            width = 1;
        }
        text.push(c);
        width += c.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters() {
        let mut text = String::new();
        line(&mut text, "NOTE", &"é".repeat(100));
        assert!(text.split("\r\n").all(|it| it.len() <= FOLD_BYTES), "{text}");
        assert_eq!(text.replace("\r\n ", ""), format!("NOTE:{}\r\n", "é".repeat(100)));
        assert_eq!(escaped("a,b;c\\d\ne"), "a\\,b\\;c\\\\d\\ne");
    }
}
