//! One line of a card: group, name, parameters, value.

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    pub group: Option<String>,
    /// In capitals.
    pub name: String,
    parameters: Vec<(String, String)>,
    pub value: String,
}

pub fn parse(text: &str) -> Option<Line> {
    let text = text.trim_start_matches('\u{feff}');
    let (head, value) = halves(text)?;
    let mut parts = split(head, ';').into_iter();
    let name = parts.next()?.to_ascii_uppercase();
    let (group, name) = match name.split_once('.') {
        Some((group, name)) => (Some(group.to_owned()), name.to_owned()),
        None => (None, name),
    };
    let parameter = |part: String| match part.split_once('=') {
        Some((name, value)) => (name.to_ascii_uppercase(), value.trim_matches('"').to_owned()),
        // Version 2.1 names the types alone: TEL;CELL.
        None => ("TYPE".to_owned(), part),
    };
    let parameters: Vec<(String, String)> = parts.map(parameter).collect();
    let is_printable = parameters.iter().any(|(_, it)| it.eq_ignore_ascii_case("QUOTED-PRINTABLE"));
    let value = if is_printable { printed(value) } else { value.to_owned() };
    Some(Line { group, name: name.trim().to_owned(), parameters, value })
}

impl Line {
    pub fn parameter(&self, name: &str) -> Option<String> {
        let found = self.parameters.iter().find(|(it, _)| it == name);
        found.map(|(_, value)| value.clone())
    }

    /// In small letters.
    pub fn types(&self) -> impl Iterator<Item = String> {
        let types = self.parameters.iter().filter(|(name, _)| name == "TYPE");
        types.flat_map(|(_, value)| value.split(',')).map(str::to_ascii_lowercase)
    }

    pub fn is_preferred(&self) -> bool {
        self.parameter("PREF").is_some() || self.types().any(|it| it == "pref")
    }
}

/// What stands before the first colon that is in no quotes, and what stands behind it.
fn halves(text: &str) -> Option<(&str, &str)> {
    let mut is_quoted = false;
    let at = text.bytes().position(|byte| {
        is_quoted ^= byte == b'"';
        byte == b':' && !is_quoted
    })?;
    Some((&text[..at], &text[at + 1..]))
}

/// The parts between marks that are not escaped, still escaped themselves.
pub fn split(text: &str, mark: char) -> Vec<String> {
    let (mut parts, mut part, mut is_escaped) = (Vec::new(), String::new(), false);
    for c in text.chars() {
        if c == mark && !is_escaped {
            parts.push(std::mem::take(&mut part));
            continue;
        }
        is_escaped = c == '\\' && !is_escaped;
        part.push(c);
    }
    parts.push(part);
    parts
}

pub fn unescaped(text: &str) -> String {
    let (mut plain, mut chars) = (String::with_capacity(text.len()), text.chars());
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => plain.push('\n'),
                Some(other) => plain.push(other),
                None => plain.push('\\'),
            },
            other => plain.push(other),
        }
    }
    plain
}

/// `=C3=B6` is ö.
fn printed(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let [first, tail @ ..] = rest {
        let digits = tail.get(..2).and_then(|it| std::str::from_utf8(it).ok());
        match (first, digits.and_then(|it| u8::from_str_radix(it, 16).ok())) {
            (b'=', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            (other, _) => {
                bytes.push(*other);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_comes_apart() {
        let line = parse("item1.tel;TYPE=\"cell,voice\";X-A=\"a:b\":+1\\,2").unwrap();
        assert_eq!((&*line.name, line.group.as_deref()), ("TEL", Some("ITEM1")));
        assert_eq!(line.types().collect::<Vec<_>>(), ["cell", "voice"]);
        assert_eq!(line.parameter("X-A").as_deref(), Some("a:b"));
        assert_eq!(unescaped(&line.value), "+1,2");
        assert_eq!(parse("no colon"), None);
        assert_eq!(split("a\\;b;c\\\\;d", ';'), ["a\\;b", "c\\\\", "d"]);
    }
}
