//! A condition as a person reads it: "Stage is Leads or Prospects", "Birthday is before 2000".
use super::{Channel, Condition, InStage, Op, Quantifier, Recency, Span, Test};
use crate::{
    contacts::{
        fields::{Definition, Kind, value},
        lists::{List, NO_STAGE},
    },
    ids::Uid,
    when::Manner,
};

/// By what ids and names become words.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    pub lists: &'a [List],
    pub fields: &'a [Definition],
    pub manner: &'a Manner,
}

impl Condition {
    pub fn words(&self, known: &Known<'_>) -> String {
        match self {
            Self::Stage(stages) => {
                let names = stages.iter().map(|it| match it {
                    InStage::None => NO_STAGE.to_owned(),
                    InStage::Is(uid) => known.list(*uid),
                });
                format!("Stage is {}", either(names, "or"))
            }
            Self::Tags(how, tags) => {
                let names = tags.iter().map(|tag| known.list(*tag));
                match how {
                    Quantifier::Any => format!("Tag is {}", either(names, "or")),
                    Quantifier::All => format!("Tags have {}", either(names, "and")),
                    Quantifier::None => format!("Tag is not {}", either(names, "or")),
                }
            }
            Self::Base(field, test) => test.words(field.label(), None, known),
            Self::Custom(name, test) => {
                let field = known.fields.iter().find(|it| it.name == *name);
                test.words(field.map_or(name, |it| &it.label), field, known)
            }
            Self::LastContact(recency) => match recency {
                Recency::Older(days) => format!("Last contact over {} ago", days_of(*days)),
                Recency::Newer(days) => format!("Last contact within {}", days_of(*days)),
                Recency::Never => "Never contacted".to_owned(),
            },
            Self::Created(Span::Before(day)) => {
                format!("Added before {}", known.manner.civil(*day))
            }
            Self::Created(Span::After(day)) => format!("Added after {}", known.manner.civil(*day)),
            Self::DoNot(channel, wanted) => do_not(*channel, *wanted).to_owned(),
        }
    }
}

impl Known<'_> {
    fn list(&self, uid: Uid) -> String {
        let list = self.lists.iter().find(|it| it.uid == uid);
        list.map_or_else(|| "one that was deleted".to_owned(), |it| it.name.clone())
    }
}

impl Test {
    fn words(&self, label: &str, field: Option<&Definition>, known: &Known<'_>) -> String {
        let op = self.op();
        if !op.takes_value() {
            return format!("{label} {}", op.words());
        }
        let kind = field.map(|it| it.kind);
        let values = self.values().iter().map(|value| match kind {
            Some(Kind::Date) => value::date_words(value, known.manner),
            Some(Kind::Number) => value::number_words(value, known.manner),
            Some(Kind::ContactLink) => "a certain contact".to_owned(),
            _ if op == Op::Contains => format!("“{value}”"),
            _ => value.clone(),
        });
        format!("{label} {} {}", op.words(), either(values, "or"))
    }
}

fn do_not(channel: Channel, wanted: bool) -> &'static str {
    match (channel, wanted) {
        (Channel::Any, true) => "Do not contact",
        (Channel::Any, false) => "May be contacted",
        (Channel::Mail, true) => "No e-mail wanted",
        (Channel::Mail, false) => "May be e-mailed",
        (Channel::Text, true) => "No texts wanted",
        (Channel::Text, false) => "May be texted",
    }
}

fn days_of(days: u32) -> String {
    if days == 1 { "a day".to_owned() } else { format!("{days} days") }
}

/// "a, b or c"
fn either(names: impl Iterator<Item = String>, word: &str) -> String {
    let mut names: Vec<String> = names.collect();
    match names.pop() {
        None => String::new(),
        Some(only) if names.is_empty() => only,
        Some(last) => format!("{} {word} {last}", names.join(", ")),
    }
}
