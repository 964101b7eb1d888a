//! A filter in an address: `q=rosa&stage=…&tag.all=…&custom-birthday.before=2000-01-01`. What is
//! not understood is told under its name and never passed over, since a filter that asks for less
//! would fit more people than were meant.
//!
//! A form says the same in two controls: `company.op=contains&company.value=acme`.
use super::{
    Channel, Condition, Filter, InStage, MOST_CONDITIONS, MOST_DAYS, MOST_NAMED, MOST_VALUE_CHARS,
    Op, Quantifier, Recency, Span, Test,
};
use crate::{
    contacts::{Field, fields::values::INPUT, lists::NO_STAGE_CODE},
    error::{Problems, Result, unless_any},
    text::{self, limits},
    urls,
};

pub const SEARCH: &str = "q";
const STAGE: &str = "stage";
const TAG: &str = "tag";
const LAST_CONTACT: &str = "last_contact";
const CREATED: &str = "created_on";
const YES: &str = "yes";
const NO: &str = "no";
/// The two controls of a form's row.
const OP: &str = "op";
const VALUE: &str = "value";

impl Filter {
    /// All that is understood of these pairs, and what is wrong with the rest.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Self, Problems) {
        let mut problems = Problems::new();
        let mut filter = Self::default();
        for (key, value) in rows(pairs) {
            let value = text::trim(&value).to_owned();
            // An empty control of a form asks for nothing.
            if value.is_empty() {
                continue;
            }
            match understood(filter, &key, &value) {
                Ok(wider) => filter = wider,
                Err((kept, wrong)) => {
                    filter = kept;
                    problems.insert(key, wrong);
                }
            }
        }
        (filter, problems)
    }

    /// The query of an address, or of a saved view.
    pub fn from_query(query: &str) -> Result<Self> {
        let pairs: Vec<_> = urls::pairs(query.as_bytes()).flatten().collect();
        let pairs = pairs.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        let (filter, problems) = Self::from_pairs(pairs);
        unless_any(problems)?;
        Ok(filter)
    }

    /// The one way to write it: reading it again gives the same filter.
    pub fn to_query(&self) -> String {
        let pairs = self.pairs();
        let written = pairs.iter().map(|(key, value)| format!("{key}={}", urls::encoded(value)));
        written.collect::<Vec<_>>().join("&")
    }

    /// The same as names and values, for the hidden fields of a form.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        if self.is_search() {
            pairs.push((SEARCH.to_owned(), self.search.clone()));
        }
        for condition in &self.conditions {
            condition.write(&mut pairs);
        }
        pairs
    }
}

/// With each form row of two controls told as one pair, empty ones too.
pub fn rows<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    // The subject of a row that waits for its value, and where its pair stands.
    let mut open: Option<(String, usize)> = None;
    let mut tags = Quantifier::Any.key();
    for (key, value) in pairs {
        match key.rsplit_once('.') {
            Some((TAG, OP)) => {
                let known = Quantifier::ALL.into_iter().find(|it| it.code() == value);
                tags = known.unwrap_or(Quantifier::Any).key();
            }
            Some((subject, OP)) => {
                open = None;
                // A choice may bring its value along: `is:yes`.
                match value.split_once(':') {
                    Some((op, value)) => rows.push((format!("{subject}.{op}"), value.to_owned())),
                    None if value.is_empty() => {}
                    None => {
                        let takes_value = Op::from_code(value).is_none_or(Op::takes_value)
                            && value != Recency::Never.code();
                        open = takes_value.then(|| (subject.to_owned(), rows.len()));
                        let said = if takes_value { "" } else { YES };
                        rows.push((format!("{subject}.{value}"), said.to_owned()));
                    }
                }
            }
            Some((subject, VALUE)) => match open.take() {
                Some((asked, at)) if asked == subject => value.clone_into(&mut rows[at].1),
                // Nothing is asked of it.
                other => open = other,
            },
            _ if key == TAG => rows.push((tags.to_owned(), value.to_owned())),
            _ => rows.push((key.to_owned(), value.to_owned())),
        }
    }
    rows
}

type Understood = Result<Filter, (Filter, String)>;

fn understood(filter: Filter, key: &str, value: &str) -> Understood {
    if key == SEARCH {
        return match value.chars().count() > limits::LINE {
            true => Err((filter, format!("Search for at most {} characters", limits::LINE))),
            false => Ok(filter.with_search(value)),
        };
    }
    match condition(key, value) {
        Err(wrong) => Err((filter, wrong)),
        Ok(condition) => {
            let wider = filter.clone().and(condition);
            match wider.is_within_limits() {
                true => Ok(wider),
                false => Err((filter, "That is more than one filter may ask for".to_owned())),
            }
        }
    }
}

impl Filter {
    fn is_within_limits(&self) -> bool {
        self.conditions.len() <= MOST_CONDITIONS
            && self.conditions.iter().all(|it| it.named() <= MOST_NAMED)
    }
}

fn condition(key: &str, value: &str) -> Result<Condition, String> {
    if value.chars().count() > MOST_VALUE_CHARS {
        return Err(format!("Shorten this to {MOST_VALUE_CHARS} characters"));
    }
    if let Some(tags) = Quantifier::ALL.into_iter().find(|it| it.key() == key) {
        return Ok(Condition::Tags(tags, vec![value.parse().map_err(|_| NO_LIST)?]));
    }
    if let Some(channel) = Channel::ALL.into_iter().find(|it| it.key() == key) {
        return Ok(Condition::DoNot(channel, yes_no(value)?));
    }
    if key == STAGE {
        let stage = match value {
            NO_STAGE_CODE => InStage::None,
            uid => InStage::Is(uid.parse().map_err(|_| NO_LIST)?),
        };
        return Ok(Condition::Stage(vec![stage]));
    }
    let (subject, op) = key.rsplit_once('.').ok_or(NOTHING)?;
    match subject {
        LAST_CONTACT => Ok(Condition::LastContact(recency(op, value)?)),
        CREATED => Ok(Condition::Created(span(op, value)?)),
        _ => {
            let op = Op::from_code(op).ok_or(NOTHING)?;
            let test = test(op, value)?;
            if let Some(name) = subject.strip_prefix(INPUT) {
                return Ok(Condition::Custom(name.to_owned(), test));
            }
            let field = Field::from_name(subject).ok_or(NOTHING)?;
            match Op::of_field(field).contains(&op) {
                true => Ok(Condition::Base(field, test)),
                false => Err(NOTHING.to_owned()),
            }
        }
    }
}

const NOTHING: &str = "There is nothing of this name to filter by";
const NO_LIST: &str = "There is no such stage or tag here";
const NO_DAYS: &str = "This needs a number of days, such as 60";
const NO_DAY: &str = "This needs a day such as 2026-02-28";

fn test(op: Op, value: &str) -> Result<Test, String> {
    if op.takes_value() {
        return Ok(Test::one(op, value));
    }
    match yes_no(value)? {
        true => Ok(Test::of(op)),
        false if op == Op::Empty => Ok(Test::of(Op::Filled)),
        false => Ok(Test::of(Op::Empty)),
    }
}

fn yes_no(value: &str) -> Result<bool, String> {
    match value {
        YES => Ok(true),
        NO => Ok(false),
        _ => Err("Say yes or no".to_owned()),
    }
}

fn recency(op: &str, value: &str) -> Result<Recency, String> {
    let days = || {
        let days: u32 = value.parse().map_err(|_| NO_DAYS)?;
        if (1..=MOST_DAYS).contains(&days) { Ok(days) } else { Err(NO_DAYS.to_owned()) }
    };
    match op {
        "older" => Ok(Recency::Older(days()?)),
        "newer" => Ok(Recency::Newer(days()?)),
        "never" if yes_no(value)? => Ok(Recency::Never),
        "never" => Err("Say yes, or leave it out".to_owned()),
        _ => Err(NOTHING.to_owned()),
    }
}

fn span(op: &str, value: &str) -> Result<Span, String> {
    let day = || {
        let is_iso = value.len() == 10 && value.as_bytes()[4] == b'-';
        value.parse().ok().filter(|_| is_iso).ok_or_else(|| NO_DAY.to_owned())
    };
    match op {
        "before" => Ok(Span::Before(day()?)),
        "after" => Ok(Span::After(day()?)),
        _ => Err(NOTHING.to_owned()),
    }
}

impl Recency {
    pub fn code(self) -> &'static str {
        match self {
            Self::Older(_) => "older",
            Self::Newer(_) => "newer",
            Self::Never => "never",
        }
    }
}

impl Span {
    pub fn code(self) -> &'static str {
        match self {
            Self::Before(_) => "before",
            Self::After(_) => "after",
        }
    }
}

impl Condition {
    fn named(&self) -> usize {
        match self {
            Self::Stage(stages) => stages.len(),
            Self::Tags(_, tags) => tags.len(),
            Self::Base(_, test) | Self::Custom(_, test) => test.values().len(),
            Self::LastContact(_) | Self::Created(_) | Self::DoNot(..) => 1,
        }
    }

    fn write(&self, pairs: &mut Vec<(String, String)>) {
        let mut add = |key: String, value: String| pairs.push((key, value));
        match self {
            Self::Stage(stages) => stages.iter().for_each(|it| add(STAGE.into(), it.code())),
            Self::Tags(how, tags) => {
                tags.iter().for_each(|tag| add(how.key().into(), tag.to_string()));
            }
            Self::Base(field, test) => test.write(field.name(), add),
            Self::Custom(name, test) => test.write(&format!("{INPUT}{name}"), add),
            Self::LastContact(recency) => {
                let value = match recency {
                    Recency::Older(days) | Recency::Newer(days) => days.to_string(),
                    Recency::Never => YES.to_owned(),
                };
                add(format!("{LAST_CONTACT}.{}", recency.code()), value);
            }
            Self::Created(span) => {
                let (Span::Before(day) | Span::After(day)) = span;
                add(format!("{CREATED}.{}", span.code()), day.to_string());
            }
            Self::DoNot(channel, wanted) => {
                add(channel.key().into(), if *wanted { YES } else { NO }.into());
            }
        }
    }

    /// The name in an address under which it stands, and a problem with it is told.
    pub fn key(&self) -> String {
        let mut pairs = Vec::new();
        self.write(&mut pairs);
        pairs.into_iter().next().map_or_else(String::new, |(key, _)| key)
    }
}

impl Test {
    fn write(&self, subject: &str, mut add: impl FnMut(String, String)) {
        let key = format!("{subject}.{}", self.op().code());
        match self.op().takes_value() {
            true => self.values().iter().for_each(|it| add(key.clone(), it.clone())),
            false => add(key, YES.to_owned()),
        }
    }
}

impl InStage {
    /// As it stands in an address.
    pub fn code(self) -> String {
        match self {
            Self::None => NO_STAGE_CODE.to_owned(),
            Self::Is(uid) => uid.to_string(),
        }
    }
}
