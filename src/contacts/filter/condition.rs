//! What can be asked of a contact, one thing at a time.
use jiff::civil;

use crate::{
    contacts::{Field, fields::Kind},
    ids::Uid,
    text,
};

pub const MOST_DAYS: u32 = 36_500;
pub const MOST_VALUE_CHARS: usize = 200;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// In one of these stages.
    Stage(Vec<InStage>),
    Tags(Quantifier, Vec<Uid>),
    Base(Field, Test),
    /// A custom field by its name, as programs say it.
    Custom(String, Test),
    LastContact(Recency),
    Created(Span),
    DoNot(Channel, bool),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InStage {
    None,
    Is(Uid),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    Any,
    All,
    None,
}

/// When somebody was last written to, spoken with or met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recency {
    /// More than so many days ago.
    Older(u32),
    /// Within so many days.
    Newer(u32),
    Never,
}

/// Days of the owner's calendar, which themselves are not among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    Before(civil::Date),
    After(civil::Date),
}

/// What somebody wants none of. Who wants nothing at all wants no mail and no texts either.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    Any,
    Mail,
    Text,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// One of these.
    Is,
    /// None of these; nothing at all is none of them too.
    IsNot,
    Contains,
    Before,
    After,
    AtLeast,
    AtMost,
    Empty,
    Filled,
}

/// A value against what is asked of it: as many values as its kind takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    op: Op,
    values: Vec<String>,
}

impl Condition {
    /// Takes over what another of the same kind asks, where both together are one question.
    pub(super) fn take_in(&mut self, other: &Self) -> bool {
        match (self, other) {
            (Self::Stage(known), Self::Stage(more)) => join(known, more),
            (Self::Tags(one, known), Self::Tags(two, more)) if one == two => join(known, more),
            (Self::Base(one, known), Self::Base(two, more)) if one == two => known.take_in(more),
            (Self::Custom(one, known), Self::Custom(two, more)) if one == two => {
                known.take_in(more)
            }
            (known, other) => known == other,
        }
    }
}

fn join<T: Clone + PartialEq>(known: &mut Vec<T>, more: &[T]) -> bool {
    for it in more {
        if !known.contains(it) {
            known.push(it.clone());
        }
    }
    true
}

impl Test {
    /// Several values are alternatives: one `and` more of the same kind adds to them.
    pub fn one(op: Op, value: &str) -> Self {
        let value = text::trim(value).to_owned();
        let values = if op.takes_value() { vec![value] } else { Vec::new() };
        Self { op, values }
    }

    pub fn of(op: Op) -> Self {
        Self { op, values: Vec::new() }
    }

    pub fn op(&self) -> Op {
        self.op
    }

    pub fn values(&self) -> &[String] {
        &self.values
    }

    fn take_in(&mut self, other: &Self) -> bool {
        match self.op == other.op && self.op.takes_several() {
            true => join(&mut self.values, &other.values),
            false => self == other,
        }
    }
}

impl Op {
    pub const ALL: [Self; 9] = [
        Self::Is,
        Self::IsNot,
        Self::Contains,
        Self::Before,
        Self::After,
        Self::AtLeast,
        Self::AtMost,
        Self::Empty,
        Self::Filled,
    ];

    /// As addresses and the API say it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Is => "is",
            Self::IsNot => "is-not",
            Self::Contains => "contains",
            Self::Before => "before",
            Self::After => "after",
            Self::AtLeast => "at-least",
            Self::AtMost => "at-most",
            Self::Empty => "empty",
            Self::Filled => "filled",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Is => "is",
            Self::IsNot => "is not",
            Self::Contains => "contains",
            Self::Before => "is before",
            Self::After => "is after",
            Self::AtLeast => "is at least",
            Self::AtMost => "is at most",
            Self::Empty => "is empty",
            Self::Filled => "is filled in",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|op| op.code() == code)
    }

    pub fn takes_value(self) -> bool {
        !matches!(self, Self::Empty | Self::Filled)
    }

    pub fn takes_several(self) -> bool {
        matches!(self, Self::Is | Self::IsNot)
    }

    /// What can be asked of a custom field of this type, the most usual first.
    pub fn of_kind(kind: Kind) -> &'static [Self] {
        use Op::{After, AtLeast, AtMost, Before, Contains, Empty, Filled, Is, IsNot};
        match kind {
            Kind::Text | Kind::Url | Kind::Phone | Kind::Email => {
                &[Contains, Is, IsNot, Empty, Filled]
            }
            Kind::LongText | Kind::Json => &[Contains, Empty, Filled],
            Kind::Date => &[After, Before, Is, Empty, Filled],
            Kind::Number => &[AtLeast, AtMost, Is, IsNot, Empty, Filled],
            Kind::YesNo | Kind::ContactLink => &[Is, Empty, Filled],
            Kind::Dropdown => &[Is, IsNot, Empty, Filled],
        }
    }

    /// The same of a base field.
    pub fn of_field(field: Field) -> &'static [Self] {
        use Op::{Contains, Empty, Filled, Is, IsNot};
        match field {
            Field::PrimaryPhone => &[Contains, Empty, Filled],
            _ => &[Contains, Is, IsNot, Empty, Filled],
        }
    }
}

impl Quantifier {
    pub const ALL: [Self; 3] = [Self::Any, Self::All, Self::None];

    /// The name in an address under which the tags stand.
    pub fn key(self) -> &'static str {
        match self {
            Self::Any => "tag",
            Self::All => "tag.all",
            Self::None => "tag.none",
        }
    }

    /// As a form's choice has it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::All => "all",
            Self::None => "none",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Any => "has any of",
            Self::All => "has all of",
            Self::None => "has none of",
        }
    }
}

impl Channel {
    pub const ALL: [Self; 3] = [Self::Any, Self::Mail, Self::Text];

    /// As the column and addresses name it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Any => "do_not_contact",
            Self::Mail => "do_not_mail",
            Self::Text => "do_not_text",
        }
    }
}
