//! One line after the other, quoted where it must be.
use crate::transfer::cells;

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
        let cell = cells::guarded(value);
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

#[cfg(test)]
mod tests {
    use super::*;

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
