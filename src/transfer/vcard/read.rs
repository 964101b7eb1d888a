//! Cards read one after the other, each as a line of the same columns; versions 2.1 to 4.0, with
//! the labels that Apple keeps in groups.
use std::io::Read;

use super::line::{self, Line};
use crate::transfer::csv::read::{Record, Text, Trouble};

/// A photo is one long folded line; what follows the beginning is passed over.
const MOST_LINE_BYTES: usize = 64 * 1024;
const MOST_LINES: usize = 20_000;
const WAYS: usize = 6;

/// What a card can fill, under the names that other exports use too.
const PLAIN: [&str; 12] = [
    "Id",
    "First name",
    "Last name",
    "Name",
    "Company",
    "Job title",
    "Birthday",
    "Address",
    "Website",
    "Notes",
    "Tags",
    "Stage",
];
const CREATED: &str = "Created";

pub fn columns() -> Vec<String> {
    let ways = ["E-mail", "Phone"].into_iter().flat_map(|kind| {
        (1..=WAYS)
            .flat_map(move |at| [format!("{kind} {at} - Label"), format!("{kind} {at} - Value")])
    });
    PLAIN.iter().map(|it| (*it).to_owned()).chain([CREATED.to_owned()]).chain(ways).collect()
}

pub struct Cards<R> {
    text: Text<R>,
    line: u32,
    ahead: Option<String>,
    pub photos: u32,
}

impl<R: Read> Cards<R> {
    pub fn new(text: Text<R>) -> Self {
        Self { text, line: 0, ahead: None, photos: 0 }
    }

    /// The next card; what stands outside of any is passed over.
    pub fn next(&mut self) -> Result<Option<Record>, Trouble> {
        let mut card: Option<(u32, Vec<Line>)> = None;
        while let Some(text) = self.unfolded()? {
            let Some(line) = line::parse(&text) else { continue };
            match (&*line.name, &mut card) {
                ("BEGIN", _) if line.value.eq_ignore_ascii_case("VCARD") => {
                    card = Some((self.line, Vec::new()));
                }
                ("END", Some(_)) => break,
                ("PHOTO" | "LOGO" | "SOUND" | "KEY", Some(_)) => self.photos += 1,
                (_, Some((_, lines))) if lines.len() < MOST_LINES => lines.push(line),
                _ => {}
            }
        }
        if self.text.had_errors() {
            return Err(Trouble::NoText(self.line));
        }
        Ok(card.map(|(line, lines)| Record { line, cells: cells(&lines) }))
    }

    /// A line with those that go on from it.
    fn unfolded(&mut self) -> Result<Option<String>, Trouble> {
        let Some(mut whole) = self.physical()? else { return Ok(None) };
        let is_printable = whole.to_ascii_uppercase().contains("QUOTED-PRINTABLE");
        while let Some(next) = self.physical()? {
            if let Some(rest) = next.strip_prefix([' ', '\t']) {
                push(&mut whole, rest);
            } else if is_printable && whole.ends_with('=') {
                whole.pop();
                push(&mut whole, &next);
            } else {
                self.ahead = Some(next);
                self.line -= 1;
                break;
            }
        }
        Ok(Some(whole))
    }

    fn physical(&mut self) -> Result<Option<String>, Trouble> {
        let next = match self.ahead.take() {
            Some(ahead) => Some(ahead),
            None => self.text.line(MOST_LINE_BYTES)?,
        };
        self.line += u32::from(next.is_some());
        Ok(next)
    }
}

fn push(whole: &mut String, rest: &str) {
    if whole.len() < MOST_LINE_BYTES {
        whole.push_str(rest);
    }
}

fn cells(lines: &[Line]) -> Vec<String> {
    let find = |name: &str| lines.iter().find(|line| line.name == name);
    let text = |name: &str| find(name).map(|line| line::unescaped(&line.value)).unwrap_or_default();
    let part = |name: &str, at: usize| {
        let line = find(name)?;
        line::split(&line.value, ';').into_iter().nth(at).map(|it| line::unescaped(&it))
    };
    let given = [part("N", 1), part("N", 2)].into_iter().flatten().filter(|it| !it.is_empty());
    let first = given.collect::<Vec<_>>().join(" ");
    let last = part("N", 0).unwrap_or_default();
    let has_name = !(first.is_empty() && last.is_empty());
    let company = part("ORG", 0).unwrap_or_default();
    let shown = text("FN");
    // A company's card, or one that has no more than an address, has its name nowhere else.
    let is_told = has_name || shown == company || shown == text("EMAIL") || shown == text("TEL");
    let name = if is_told { String::new() } else { shown };
    let tags = find("CATEGORIES").map(|line| line::split(&line.value, ',')).unwrap_or_default();
    let tags: Vec<String> = tags.iter().map(|it| line::unescaped(it)).collect();
    let mut cells = vec![
        text("UID").trim_start_matches("urn:uuid:").to_owned(),
        first,
        last,
        name,
        company,
        text("TITLE"),
        find("BDAY").map(birthday).unwrap_or_default(),
        find("ADR").map(address).unwrap_or_default(),
        text("URL"),
        text("NOTE"),
        crate::transfer::cells::joined(tags.iter().map(String::as_str)),
        text("X-PI-CRM-STAGE"),
        text("X-PI-CRM-CREATED"),
    ];
    for name in ["EMAIL", "TEL"] {
        let mut ways: Vec<&Line> = lines.iter().filter(|line| line.name == name).collect();
        ways.sort_by_key(|line| !line.is_preferred());
        for at in 0..WAYS {
            let way = ways.get(at);
            cells.push(way.map(|line| label(line, lines)).unwrap_or_default());
            cells.push(way.map(|line| reached(line)).unwrap_or_default());
        }
    }
    cells
}

fn reached(line: &Line) -> String {
    let value = line::unescaped(&line.value);
    let rest = value.strip_prefix("tel:").or_else(|| value.strip_prefix("mailto:"));
    rest.unwrap_or(&value).to_owned()
}

/// As a person named it; or else by its type.
fn label(line: &Line, lines: &[Line]) -> String {
    let named = lines
        .iter()
        .find(|it| it.name == "X-ABLABEL" && it.group.is_some() && it.group == line.group);
    if let Some(named) = named {
        let label = line::unescaped(&named.value);
        let inner = label.strip_prefix("_$!<").and_then(|it| it.strip_suffix(">!$_"));
        return inner.unwrap_or(&label).to_owned();
    }
    let words = line.types().find_map(|kind| match &*kind {
        "home" => Some("Home"),
        "work" => Some("Work"),
        "cell" | "iphone" => Some("Mobile"),
        "fax" => Some("Fax"),
        "main" => Some("Main"),
        "pager" => Some("Pager"),
        _ => None,
    });
    words.unwrap_or_default().to_owned()
}

/// Apple gives a year of its own to those that have none.
fn birthday(line: &Line) -> String {
    let value = line::unescaped(&line.value);
    let day = value.split('T').next().unwrap_or_default().to_owned();
    match line.parameter("X-APPLE-OMIT-YEAR") {
        Some(year) if day.starts_with(&*year) => day.replacen(&*year, "-", 1),
        _ => day,
    }
}

fn address(line: &Line) -> String {
    let parts = line::split(&line.value, ';');
    let parts = parts.iter().map(|it| line::unescaped(it)).filter(|it| !it.trim().is_empty());
    parts.collect::<Vec<_>>().join(", ").replace('\n', ", ")
}

#[cfg(test)]
mod tests {
    use encoding_rs::UTF_8;

    use super::*;

    fn read(text: &str) -> (Vec<Record>, u32) {
        let mut cards = Cards::new(Text::new(text.as_bytes(), UTF_8));
        let mut found = Vec::new();
        while let Some(card) = cards.next().unwrap() {
            found.push(card);
        }
        (found, cards.photos)
    }

    fn get<'a>(card: &'a Record, column: &str) -> &'a str {
        let at = columns().iter().position(|it| it == column).expect("a column");
        &card.cells[at]
    }

    #[test]
    fn a_card_of_apple_is_read_with_its_own_labels() {
        let (cards, photos) = read(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Ibarra;Rosa;Maria;;\r\nFN:Rosa Maria Ibarra\r\n\
             ORG:Tide\\, Sand & Co;Sales\r\nitem1.EMAIL;type=INTERNET:rosa@example.com\r\n\
             item1.X-ABLabel:_$!<Beach house>!$_\r\n\
             EMAIL;type=INTERNET;type=WORK;type=pref:rosa@tide.example\r\n\
             TEL;type=CELL;type=VOICE:(808) 555-0100\r\nPHOTO;ENCODING=b:AAAA\r\n BBBB\r\n\
             BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-28\r\nNOTE:line one\\nline two is lo\r\n ng\r\n\
             END:VCARD\r\nBEGIN:VCARD\r\nVERSION:4.0\r\nFN:Cher\r\n\
             TEL;VALUE=uri;PREF=1:tel:+1-808\r\n\
             CATEGORIES:Friend,\"a\\, b\"\r\nEND:VCARD\r\n",
        );
        assert_eq!((cards.len(), photos), (2, 1));
        let rosa = &cards[0];
        for (column, value) in [
            ("First name", "Rosa Maria"),
            ("Last name", "Ibarra"),
            ("Name", ""),
            ("Company", "Tide, Sand & Co"),
            ("E-mail 1 - Value", "rosa@tide.example"),
            ("E-mail 1 - Label", "Work"),
            ("E-mail 2 - Value", "rosa@example.com"),
            ("E-mail 2 - Label", "Beach house"),
            ("Phone 1 - Value", "(808) 555-0100"),
            ("Phone 1 - Label", "Mobile"),
            ("Birthday", "--02-28"),
            ("Notes", "line one\nline two is long"),
        ] {
            assert_eq!(get(rosa, column), value, "{column}");
        }
        assert_eq!((get(&cards[1], "Name"), get(&cards[1], "Phone 1 - Value")), ("Cher", "+1-808"));
        assert_eq!((rosa.line, cards[1].line), (1, 16));
    }

    #[test]
    fn a_card_of_an_old_phone_is_read() {
        let (cards, _) = read(
            "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Gr=C3=BCn;J=\n\
             =C3=B6rg;;;\nTEL;CELL:123456\nEND:VCARD\n",
        );
        assert_eq!(get(&cards[0], "First name"), "Jörg");
        assert_eq!(get(&cards[0], "Last name"), "Grün");
        assert_eq!(get(&cards[0], "Phone 1 - Label"), "Mobile");
    }
}
