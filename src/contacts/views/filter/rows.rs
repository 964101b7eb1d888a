//! The rows of the form of conditions: one for each thing that can be asked for, with what is asked
//! of it now.
use crate::{
    contacts::{
        Field,
        fields::{Definition, Kind},
        filter::{Op, Quantifier},
        lists::NO_STAGE_CODE,
        pages::filter::Offer,
    },
    error::Problems,
};

/// A row of the form: what is asked of one thing.
pub struct Row<'a> {
    pub subject: String,
    pub label: &'a str,
    pub ops: Vec<(&'static str, &'static str)>,
    pub op: String,
    pub value: String,
    pub control: Control<'a>,
    pub problem: Option<&'a str>,
    pub at: usize,
}

/// What a row's value is typed or chosen with.
#[derive(Clone, Copy)]
pub enum Control<'a> {
    /// The choice of how says it all.
    None,
    Text,
    Day,
    Number,
    Days,
    Options(&'a [String]),
}

/// How the tags are asked for, first of all.
pub fn quantifier(offer: &Offer) -> Quantifier {
    let of_tags = |key: &str| Quantifier::ALL.into_iter().find(|it| it.key() == key);
    offer.rows.iter().find_map(|(key, _)| of_tags(key)).unwrap_or(Quantifier::Any)
}

const RECENCY: [(&str, &str); 3] =
    [("older", "more than … ago"), ("newer", "within the last"), ("never", "never")];
const SPAN: [(&str, &str); 2] = [("after", "after"), ("before", "before")];
const YES_NO: [(&str, &str); 5] = [
    ("", "Any"),
    ("is:yes", "Yes"),
    ("is:no", "No"),
    ("empty", "is empty"),
    ("filled", "is filled in"),
];
const LINK: [(&str, &str); 3] = [("", "Any"), ("filled", "is filled in"), ("empty", "is empty")];
pub const DO_NOT: [(&str, &str); 3] =
    [("", "Any"), ("yes", "yes: leave them alone"), ("no", "no: they may be contacted")];

pub const DO_NOT_CONTACT: &str = "do_not_contact";

pub fn single<'a>(offer: &'a Offer, key: &str) -> &'a str {
    offer.rows.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value)
}

pub fn dates(offer: &Offer) -> Vec<Row<'_>> {
    let mut rows = rows_of(offer, "last_contact", "Last contact", RECENCY.to_vec(), Control::Days);
    rows.extend(rows_of(offer, "created_on", "Added", SPAN.to_vec(), Control::Day));
    rows
}

pub fn base(offer: &Offer) -> Vec<Row<'_>> {
    let of_field = |field: Field| {
        let ops = choices(Op::of_field(field));
        rows_of(offer, field.name(), field.label(), ops, Control::Text)
    };
    Field::ALL.into_iter().flat_map(of_field).collect()
}

pub fn custom(offer: &Offer) -> Vec<Row<'_>> {
    let of_field = |field| {
        let (ops, control) = of_definition(field);
        rows_of(offer, &field.input(), &field.label, ops, control)
    };
    offer.fields.iter().flat_map(of_field).collect()
}

fn of_definition(field: &Definition) -> (Vec<(&'static str, &'static str)>, Control<'_>) {
    let ops = choices(Op::of_kind(field.kind));
    match field.kind {
        Kind::YesNo => (YES_NO.to_vec(), Control::None),
        Kind::ContactLink => (LINK.to_vec(), Control::None),
        Kind::Dropdown => (ops, Control::Options(&field.options)),
        Kind::Date => (ops, Control::Day),
        Kind::Number => (ops, Control::Number),
        _ => (ops, Control::Text),
    }
}

fn choices(ops: &[Op]) -> Vec<(&'static str, &'static str)> {
    ops.iter().map(|op| (op.code(), op.words())).collect()
}

/// One for each condition on it, and where there can be another, one to fill in.
fn rows_of<'a>(
    offer: &'a Offer,
    subject: &str,
    label: &'a str,
    ops: Vec<(&'static str, &'static str)>,
    control: Control<'a>,
) -> Vec<Row<'a>> {
    let row = |at, op: String, value: String| Row {
        problem: problem(&offer.problems, subject, &op),
        subject: subject.to_owned(),
        label,
        ops: ops.clone(),
        op,
        value,
        control,
        at,
    };
    let mut rows: Vec<Row<'_>> = Vec::new();
    for (key, value) in &offer.rows {
        let Some(op) = key.strip_prefix(subject).and_then(|it| it.strip_prefix('.')) else {
            continue;
        };
        // What says it all in its choice: `is:yes`.
        let joined = format!("{op}:{value}");
        let op = if ops.iter().any(|(code, _)| *code == joined) { joined } else { op.to_owned() };
        if !value.is_empty() && ops.iter().any(|(code, _)| *code == op) {
            rows.push(row(rows.len(), op, value.clone()));
        }
    }
    let takes_two = matches!(control, Control::Day | Control::Number | Control::Options(_));
    if rows.is_empty() || (takes_two && rows.len() == 1) {
        rows.push(row(rows.len(), ops[0].0.to_owned(), String::new()));
    }
    rows
}

fn problem<'a>(problems: &'a Problems, subject: &str, op: &str) -> Option<&'a str> {
    let op = op.split(':').next().unwrap_or_default();
    problems.get(&format!("{subject}.{op}")).map(String::as_str)
}

/// A choice that is no longer offered can still be asked for.
pub fn with<'a>(options: &'a [String], value: &'a str) -> Vec<&'a str> {
    let mut all: Vec<&str> = options.iter().map(String::as_str).collect();
    if !value.is_empty() && !all.contains(&value) {
        all.push(value);
    }
    all
}

/// Whether the form has a control for this.
pub fn is_offered(offer: &Offer, key: &str, value: &str) -> bool {
    let is_known_list =
        |uid: &str| uid == NO_STAGE_CODE || offer.lists.iter().any(|it| it.uid.to_string() == uid);
    if key == "stage" || key == quantifier(offer).key() {
        return is_known_list(value);
    }
    let Some((subject, op)) = key.rsplit_once('.') else { return key == DO_NOT_CONTACT };
    let has = |ops: &[(&str, &str)]| {
        ops.iter().any(|(code, _)| *code == op || *code == format!("{op}:{value}"))
    };
    match subject {
        "last_contact" => has(&RECENCY),
        "created_on" => has(&SPAN),
        _ => {
            let field = Field::ALL.into_iter().find(|it| it.name() == subject);
            let definition = offer.fields.iter().find(|it| it.input() == subject);
            field.is_some_and(|it| has(&choices(Op::of_field(it))))
                || definition.is_some_and(|it| has(&of_definition(it).0))
        }
    }
}
