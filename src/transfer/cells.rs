//! Several names in one cell of a file.

/// Several names in one cell: `Hot; "Smith, Jones"`.
pub fn joined<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut cell = String::new();
    for name in names {
        if !cell.is_empty() {
            cell.push_str("; ");
        }
        let is_plain = !name.contains([';', ',', '"', '|']) && !name.contains(":::");
        match is_plain && name.trim() == name {
            true => cell.push_str(name),
            false => cell.push_str(&format!("\"{}\"", name.replace('"', "\"\""))),
        }
    }
    cell
}

/// The names in a cell, however the program that wrote it keeps them apart: `;`, `,`, `|`, `:::`
/// or lines. A name that contains one of these is in quotes.
pub fn apart(cell: &str) -> Vec<String> {
    let by = [":::", "\n", "|", ";"].into_iter().find(|by| outside_quotes(cell, by));
    let by = by.unwrap_or(",");
    let mut names = Vec::new();
    let (mut name, mut rest, mut is_quoted) = (String::new(), cell, false);
    while let Some(c) = rest.chars().next() {
        if c == '"' {
            match is_quoted && rest[1..].starts_with('"') {
                true => {
                    name.push('"');
                    rest = &rest[2..];
                    continue;
                }
                false => is_quoted = !is_quoted,
            }
        } else if !is_quoted && rest.starts_with(by) {
            names.push(std::mem::take(&mut name));
            rest = &rest[by.len()..];
            continue;
        } else {
            name.push(c);
        }
        rest = &rest[c.len_utf8()..];
    }
    names.push(name);
    names.iter().map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect()
}

fn outside_quotes(cell: &str, wanted: &str) -> bool {
    cell.split('"').step_by(2).any(|part| part.contains(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_a_cell_come_apart_again() {
        let names = ["Hot", "Smith, Jones", "say \"hi\"", "a;b", "a ::: b", "x|y"];
        let cell = joined(names);
        assert_eq!(
            cell,
            "Hot; \"Smith, Jones\"; \"say \"\"hi\"\"\"; \"a;b\"; \"a ::: b\"; \"x|y\""
        );
        assert_eq!(apart(&cell), names);
        assert_eq!(apart(&joined(["Smith, Jones"])), ["Smith, Jones"]);
        for (cell, names) in [
            ("* myContacts ::: Work", &["* myContacts", "Work"][..]),
            ("a, b,,c", &["a", "b", "c"]),
            ("\"a, b\",\"c\"", &["a, b", "c"]),
            (" ", &[]),
        ] {
            assert_eq!(apart(cell), names, "{cell}");
        }
    }
}
