//! What the API's JSON is made of, whatever the feature: ids, moments, bodies, answers, etags.
mod answer;
mod body;
mod etag;

use std::borrow::Cow;

use poem_openapi::{
    Tags,
    registry::{MetaSchema, MetaSchemaRef},
    types::{ParseError, ParseFromJSON, ParseFromParameter, ParseResult, ToJSON, Type},
};
use serde_json::Value;

pub use answer::{Answer, Made, envelope};
pub use body::{Body, Unreadable};
pub use etag::{IfMatch, IfNoneMatch, Stale};

use crate::ids::Uid;

/// The parts of the API, in the order the page shows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Tags)]
pub enum Tag {
    /// Signing in, and who is asking
    #[oai(rename = "Sign-in")]
    SignIn,
    /// Keys for programs that act in your name
    #[oai(rename = "API keys")]
    Keys,
    /// Business lines, audiences, circles: each keeps its own contacts
    Workspaces,
    /// The people and companies a workspace knows
    Contacts,
    /// The stage a contact is in, and its tags
    #[oai(rename = "Stages and tags")]
    Lists,
    /// Contacts as files: out for other programs, in from them
    #[oai(rename = "Import and export")]
    Transfer,
    /// What you mean to do
    Todos,
    /// Taking back what was changed
    Changes,
    /// Who did what, and when
    #[oai(rename = "Audit log")]
    Audit,
    /// Copies of everything, each proven
    Backups,
    /// Is the appliance well?
    Health,
}

/// A moment as programs like it: UTC, RFC 3339.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment(pub i64);

/// The id that nothing has.
const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

const EXAMPLE_UID: &str = "01986c1e-2f5a-7c43-9d0b-6a1f4be0c2d7";

/// For the description: looks like an id, and is nobody's.
pub fn example_uid() -> Uid {
    EXAMPLE_UID.parse().expect("a uid")
}

/// A text that can be no id names nothing, just as an id that nobody has: the answer is the same.
fn uid(text: &str) -> Uid {
    text.parse().unwrap_or_else(|_| NOBODY.parse().expect("a uid"))
}

macro_rules! plain_type {
    ($type:ty, $format:literal, $example:expr) => {
        impl Type for $type {
            const IS_REQUIRED: bool = true;

            type RawValueType = Self;
            type RawElementValueType = Self;

            fn name() -> Cow<'static, str> {
                concat!("string_", $format).into()
            }

            fn schema_ref() -> MetaSchemaRef {
                MetaSchemaRef::Inline(Box::new(MetaSchema {
                    example: Some($example.into()),
                    ..MetaSchema::new_with_format("string", $format)
                }))
            }

            fn as_raw_value(&self) -> Option<&Self> {
                Some(self)
            }

            fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
                Box::new(std::iter::once(self))
            }
        }
    };
}

plain_type!(Uid, "uuid", EXAMPLE_UID);
plain_type!(Moment, "date-time", "2026-03-14T09:26:53Z");

impl ToJSON for Uid {
    fn to_json(&self) -> Option<Value> {
        Some(self.to_string().into())
    }
}

impl ParseFromJSON for Uid {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        match value {
            Some(Value::String(text)) => Ok(uid(&text)),
            other => Err(ParseError::expected_type(other.unwrap_or_default())),
        }
    }
}

impl ParseFromParameter for Uid {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        Ok(uid(value))
    }
}

impl ToJSON for Moment {
    fn to_json(&self) -> Option<Value> {
        jiff::Timestamp::from_second(self.0).ok().map(|moment| moment.to_string().into())
    }
}

impl ParseFromJSON for Moment {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        let value = value.unwrap_or_default();
        match value.as_str().and_then(|text| text.parse::<jiff::Timestamp>().ok()) {
            Some(moment) => Ok(Self(moment.as_second())),
            None => Err(ParseError::expected_type(value)),
        }
    }
}

impl ParseFromParameter for Moment {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        match value.parse::<jiff::Timestamp>() {
            Ok(moment) => Ok(Self(moment.as_second())),
            Err(_) => Err(ParseError::custom("write it like 2026-11-21T14:05:00Z")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_id_names_nothing() {
        for text in ["", "1", "01986c1e", "' OR 1=1", "é"] {
            assert_eq!(uid(text).to_string(), NOBODY, "{text}");
        }
        let real = Uid::new();
        assert_eq!(uid(&real.to_string()), real);
    }

    #[test]
    fn moments_are_utc() {
        assert_eq!(Moment(0).to_json(), Some("1970-01-01T00:00:00Z".into()));
    }
}
