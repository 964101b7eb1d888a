//! A definition as a person typed it, and what it has to be like.
use super::{Kind, value, value::Reader};
use crate::{
    error::{Error, Problems, Result, unless_any},
    text,
};

pub const LABEL_CHARS: usize = 60;
pub const NAME_CHARS: usize = 60;
pub const MOST_OPTIONS: usize = 100;
pub const OPTION_CHARS: usize = 100;

/// Names that every contact has already, and those that lists and exports need for themselves.
const TAKEN: [&str; 16] = [
    "id",
    "uid",
    "workspace",
    "first_name",
    "last_name",
    "name",
    "display_name",
    "primary_email",
    "primary_phone",
    "company",
    "created_on",
    "stage",
    "tags",
    "last_contact",
    "sender",
    "contact",
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldDraft {
    /// Blank: made from the label.
    pub name: String,
    pub label: String,
    pub kind: Kind,
    pub options: Vec<String>,
    pub is_required: bool,
    pub default: String,
    pub is_transaction: bool,
}

/// A draft that passed every check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) kind: Kind,
    pub(super) options: Vec<String>,
    pub(super) is_required: bool,
    pub(super) default: Option<String>,
    pub(super) is_transaction: bool,
}

impl FieldDraft {
    pub fn new(label: impl Into<String>, kind: Kind) -> Self {
        Self {
            name: String::new(),
            label: label.into(),
            kind,
            options: Vec::new(),
            is_required: false,
            default: String::new(),
            is_transaction: false,
        }
    }

    pub fn check(&self, reader: &Reader) -> Result<Checked> {
        let mut problems = Problems::new();
        let label = text::required(&mut problems, "label", &self.label, LABEL_CHARS);
        let name = match text::trim(&self.name) {
            "" => slug(&label),
            typed => typed.to_owned(),
        };
        if !problems.contains_key("label")
            && let Err(wrong) = check_name(&name)
        {
            problems.insert("name", wrong);
        }
        let options = match self.kind {
            Kind::Dropdown => options(&mut problems, &self.options),
            _ => Vec::new(),
        };
        let default = match value::check(self.kind, &options, &self.default, reader) {
            Ok(default) => default.map(|it| it.value),
            Err(wrong) => {
                problems.insert("default", wrong);
                None
            }
        };
        unless_any(problems)?;
        let Self { kind, is_required, is_transaction, .. } = *self;
        Ok(Checked { name, label, kind, options, is_required, default, is_transaction })
    }
}

/// One on a line, as a person types them into a box.
pub fn options_of_lines(lines: &str) -> Vec<String> {
    lines.lines().map(str::to_owned).collect()
}

fn options(problems: &mut Problems, typed: &[String]) -> Vec<String> {
    let mut options: Vec<String> = Vec::new();
    for option in typed.iter().map(|it| text::trim(it)).filter(|it| !it.is_empty()) {
        if let Err(wrong) = text::check_line(option, OPTION_CHARS) {
            problems.insert("options", format!("“{}”: {wrong}", start_of(option)));
        }
        if !options.iter().any(|known| known == option) {
            options.push(option.to_owned());
        }
    }
    if options.is_empty() {
        problems.insert("options", "Give at least one choice, each on a line of its own".into());
    }
    if options.len() > MOST_OPTIONS {
        problems.insert("options", format!("Give at most {MOST_OPTIONS} choices"));
    }
    options
}

fn start_of(option: &str) -> String {
    option.chars().take(20).collect()
}

fn check_name(name: &str) -> Result<(), String> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let starts_well = name.starts_with(|c: char| c.is_ascii_lowercase());
    if !starts_well || !name.chars().all(is_plain) || name.len() > NAME_CHARS {
        return Err(format!(
            "Use small letters, digits and _, beginning with a letter, at most {NAME_CHARS}: \
             loan_amount"
        ));
    }
    if TAKEN.contains(&name) {
        return Err(format!("Every contact has {name} already; choose another name"));
    }
    Ok(())
}

/// "Children’s names" is `childrens_names`.
pub fn slug(label: &str) -> String {
    let mut slug = String::new();
    for c in label.chars().filter(|c| !matches!(c, '\'' | '’')) {
        match plain_letters(c) {
            "" if c.is_ascii_alphanumeric() => slug.push(c.to_ascii_lowercase()),
            "" if !slug.is_empty() && !slug.ends_with('_') => slug.push('_'),
            letters => slug.push_str(letters),
        }
    }
    let slug: String = slug.chars().take(NAME_CHARS).collect();
    let slug = slug.trim_end_matches('_');
    match slug.starts_with(|c: char| c.is_ascii_digit()) {
        true => format!("f_{slug}").chars().take(NAME_CHARS).collect(),
        false if slug.is_empty() => "field".to_owned(),
        false => slug.to_owned(),
    }
}

/// The letters of European alphabets without their marks; empty for what has no plain form.
fn plain_letters(c: char) -> &'static str {
    match c.to_lowercase().next().unwrap_or(c) {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | '\u{1EA1}'..='\u{1EB7}' => "a",
        'ä' | 'æ' => "ae",
        'ç' | 'č' | 'ć' => "c",
        'đ' | 'ď' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ě' | '\u{1EB9}'..='\u{1EC7}' => "e",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | '\u{1EC9}'..='\u{1ECB}' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' | 'ō' | 'ơ' | '\u{1ECD}'..='\u{1EE3}' => "o",
        'ö' | 'œ' => "oe",
        'ř' => "r",
        'š' | 'ś' => "s",
        'ß' => "ss",
        'ť' => "t",
        'ù' | 'ú' | 'û' | 'ū' | 'ư' | '\u{1EE5}'..='\u{1EF1}' => "u",
        'ü' => "ue",
        'ý' | 'ÿ' | '\u{1EF3}'..='\u{1EF9}' => "y",
        'ž' | 'ź' | 'ż' => "z",
        _ => "",
    }
}

/// The message for a name that is there already.
pub fn taken(label: &str, name: &str) -> Error {
    Error::invalid("name", format!("The field {label} has the name {name} already"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(draft: &FieldDraft) -> Vec<String> {
        match draft.check(&Reader::default()) {
            Ok(_) => Vec::new(),
            Err(Error::Invalid(problems)) => problems.keys().map(|it| it.to_string()).collect(),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn a_name_is_made_of_the_label() {
        for (label, name) in [
            ("Birthday", "birthday"),
            ("Children’s names", "childrens_names"),
            ("Straße & Größe", "strasse_groesse"),
            ("  Loan — amount ($) ", "loan_amount"),
            ("401k", "f_401k"),
            ("Đường", "duong"),
            ("誕生日", "field"),
            ("", "field"),
        ] {
            assert_eq!(slug(label), name, "{label:?}");
        }
        assert_eq!(slug(&"Very long ".repeat(20)).len(), 59, "cut, and no _ at the end");
    }

    #[test]
    fn what_is_wrong_is_named_beside_its_field() {
        let fine = FieldDraft::new("Birthday", Kind::Date);
        let with = |change: fn(&mut FieldDraft)| {
            let mut draft = fine.clone();
            change(&mut draft);
            problems(&draft)
        };
        assert_eq!(with(|_| {}), [""; 0]);
        assert_eq!(with(|it| it.label = " ".into()), ["label"]);
        assert_eq!(with(|it| it.name = "Birth Day".into()), ["name"]);
        assert_eq!(with(|it| it.name = "first_name".into()), ["name"]);
        assert_eq!(with(|it| it.name = "x".repeat(61)), ["name"]);
        assert_eq!(with(|it| it.kind = Kind::Dropdown), ["options"]);
        assert_eq!(with(|it| it.default = "soon".into()), ["default"]);
        assert_eq!(
            with(|it| {
                it.kind = Kind::Dropdown;
                it.options = vec!["Yes".into()];
                it.default = "No".into();
            }),
            ["default"]
        );
    }

    #[test]
    fn choices_are_trimmed_and_told_apart() {
        let typed = options_of_lines(" Buyer \n\nSeller\r\nBuyer\n");
        let draft = FieldDraft { options: typed, ..FieldDraft::new("Client", Kind::Dropdown) };
        assert_eq!(draft.check(&Reader::default()).unwrap().options, ["Buyer", "Seller"]);
    }
}
