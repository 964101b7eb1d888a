//! Files that leave the house to be opened by a spreadsheet: CSV in which nothing is a formula, and
//! from which everything comes back as it was.

/// Spreadsheets take a file for UTF-8 only when it begins with this.
pub const BOM: &str = "\u{feff}";

/// Appends the cells of one line to a text.
pub struct Line<'a> {
    text: &'a mut String,
    is_first: bool,
}

impl<'a> Line<'a> {
    pub fn new(text: &'a mut String) -> Self {
        Self { text, is_first: true }
    }

    pub fn cell(&mut self, value: &str) {
        if !self.is_first {
            self.text.push(',');
        }
        self.is_first = false;
        if value.is_empty() {
            return;
        }
        let is_harmless = |c: char| c.is_alphanumeric() || c == '@' || c == '.' || c == ' ';
        let starts_well = value.starts_with(|c: char| c.is_alphanumeric());
        if starts_well && !value.ends_with(' ') && value.chars().all(is_harmless) {
            self.text.push_str(value);
            return;
        }
        let cell = guarded(value);
        let is_plain = !cell.contains(['"', ',', ';', '\n', '\r', '\t']) && cell.trim() == cell;
        match is_plain {
            true => self.text.push_str(&cell),
            false => {
                self.text.push('"');
                self.text.push_str(&cell.replace('"', "\"\""));
                self.text.push('"');
            }
        }
    }

    pub fn end(self) {
        self.text.push_str("\r\n");
    }
}

/// What a spreadsheet would take for the beginning of a formula.
const STARTS: &[char] = &['=', '+', '-', '@', '\t', '\r'];

/// A quote before what would be a formula; `unguarded` takes exactly that one away again.
fn guarded(text: &str) -> String {
    if is_formula(text) { format!("'{text}") } else { text.to_owned() }
}

/// A cell of a file of ours, as it was.
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if is_formula(text) => text,
        _ => cell,
    }
}

/// Quotes before it make no difference, so that a text with a quote of its own keeps it. Numbers
/// and most phone numbers would not be reckoned with and stay readable: -5, +1 (808) 555-0100.
fn is_formula(text: &str) -> bool {
    let text = text.trim_start_matches('\'');
    text.starts_with(STARTS) && !is_number(text) && !is_phone(text)
}

fn is_number(text: &str) -> bool {
    let digits = text.trim_start_matches(['+', '-']);
    text.len() == digits.len() + 1
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',')
}

/// Digits with a blank or a bracket between them: no sum has that, but +1-808-555-0100 is one.
fn is_phone(text: &str) -> bool {
    let is_between = |c: char| " ()\u{a0}".contains(c);
    let is_mark = |c: char| c.is_ascii_digit() || "+-.".contains(c) || is_between(c);
    let mut groups = text.split(['+', '-']).map(|group| group.trim_matches(is_between));
    text.chars().all(is_mark) && groups.any(|group| group.contains(is_between))
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
            ("+18085550100", "+18085550100"),
            ("+1-808-555-0100", "'+1-808-555-0100"),
            ("+1 -5", "'+1 -5"),
            ("-5+3", "'-5+3"),
            ("--5", "'--5"),
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
    fn cells_are_quoted_where_they_must_be() {
        let mut text = String::new();
        let mut line = Line::new(&mut text);
        for cell in ["Zoë", "", "a,b", "say \"hi\"", "=1+1", "two\nlines", " x", "a@b.co"] {
            line.cell(cell);
        }
        line.end();
        assert_eq!(text, "Zoë,,\"a,b\",\"say \"\"hi\"\"\",'=1+1,\"two\nlines\",\" x\",a@b.co\r\n");
    }
}
