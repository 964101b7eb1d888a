//! What stands in one cell of a file that a spreadsheet may open: never a formula, and everything
//! comes back as it was.

/// What a spreadsheet would take for the beginning of a formula.
const STARTS: &[char] = &['=', '+', '-', '@', '\t', '\r'];

/// A quote before what would be a formula; `unguarded` takes exactly that one away again.
pub fn guarded(text: &str) -> String {
    if is_dangerous(text) { format!("'{text}") } else { text.to_owned() }
}

pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if is_dangerous(text) => text,
        _ => cell,
    }
}

/// Quotes before it make no difference, so that a text with a quote of its own keeps it. Numbers
/// and phone numbers call nothing and stay readable: +1 (808) 555-0100, -5.
fn is_dangerous(text: &str) -> bool {
    let text = text.trim_start_matches('\'');
    let is_figure = |c: char| c.is_ascii_digit() || "+-()., \u{a0}".contains(c);
    let starts_so = text.starts_with(STARTS);
    starts_so && !(text.chars().any(|c| c.is_ascii_digit()) && text.chars().all(is_figure))
}

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
    fn nothing_in_a_cell_is_a_formula() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("-x", "'-x"),
            ("\t=1", "'\t=1"),
            ("'=1", "''=1"),
            ("+1 (808) 555-0100", "+1 (808) 555-0100"),
            ("-5.25", "-5.25"),
            ("-", "'-"),
            ("O'Brien", "O'Brien"),
            ("'tis", "'tis"),
            ("", ""),
        ] {
            assert_eq!(guarded(text), cell);
            assert_eq!(unguarded(cell), text);
        }
        assert_eq!(unguarded("'quoted'"), "'quoted'", "not ours");
    }

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
