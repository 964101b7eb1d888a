//! Etags: what a client has seen, and what it asks to be compared before anything is done.
use std::borrow::Cow;

use poem::http::StatusCode;
use poem_openapi::{
    registry::{MetaSchema, MetaSchemaRef},
    types::{ParseFromParameter, ParseResult, Type},
};

/// The thing is no longer as the client saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "It was changed in the meantime. Nothing was saved; read it again and send the change with \
     its new ETag."
)]
pub struct Stale;

impl poem::error::ResponseError for Stale {
    fn status(&self) -> StatusCode {
        StatusCode::PRECONDITION_FAILED
    }
}

/// Do it only if the thing is still like this.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IfMatch(Option<String>);

/// Answer only if it is no longer like this.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IfNoneMatch(Option<String>);

impl IfMatch {
    /// Without the header there is nothing to compare, and the last one wins. A weak etag is not
    /// enough to change something by.
    pub fn check(&self, etag: &str) -> Result<(), Stale> {
        let Some(list) = &self.0 else { return Ok(()) };
        let names = |one: &str| one == "*" || one.strip_prefix('"') == Some(&format!("{etag}\""));
        if list.split(',').map(str::trim).any(names) { Ok(()) } else { Err(Stale) }
    }
}

impl IfNoneMatch {
    pub(super) fn names(&self, etag: &str) -> bool {
        let Some(list) = &self.0 else { return false };
        let quoted = format!("\"{etag}\"");
        list.split(',')
            .map(|one| one.trim().trim_start_matches("W/"))
            .any(|one| one == "*" || one == quoted)
    }
}

macro_rules! header_type {
    ($type:ident, $example:literal) => {
        impl Type for $type {
            const IS_REQUIRED: bool = false;

            type RawValueType = Self;
            type RawElementValueType = Self;

            fn name() -> Cow<'static, str> {
                "string".into()
            }

            fn schema_ref() -> MetaSchemaRef {
                MetaSchemaRef::Inline(Box::new(MetaSchema {
                    example: Some($example.into()),
                    ..MetaSchema::new("string")
                }))
            }

            fn as_raw_value(&self) -> Option<&Self> {
                Some(self)
            }

            fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
                Box::new(std::iter::once(self))
            }
        }

        impl ParseFromParameter for $type {
            fn parse_from_parameter(value: &str) -> ParseResult<Self> {
                Ok(Self(Some(value.to_owned())))
            }

            /// A list may come as one line or as several.
            fn parse_from_parameters<I: IntoIterator<Item = A>, A: AsRef<str>>(
                lines: I,
            ) -> ParseResult<Self> {
                let lines: Vec<String> =
                    lines.into_iter().map(|line| line.as_ref().to_owned()).collect();
                Ok(Self((!lines.is_empty()).then(|| lines.join(","))))
            }
        }
    };
}

header_type!(IfMatch, "\"3f0a91c2d4e5b687\"");
header_type!(IfNoneMatch, "\"3f0a91c2d4e5b687\"");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_compared_strongly() {
        for (header, is_fine) in [
            (None, true),
            (Some("*"), true),
            (Some("\"abc\""), true),
            (Some("\"x\", \"abc\""), true),
            (Some("W/\"abc\""), false),
            (Some("abc"), false),
            (Some("\"abd\""), false),
            (Some(""), false),
        ] {
            let header = IfMatch(header.map(str::to_owned));
            assert_eq!(header.check("abc").is_ok(), is_fine, "{header:?}");
        }
    }

    #[test]
    fn a_copy_is_compared_weakly() {
        for (header, is_known) in [
            (None, false),
            (Some("*"), true),
            (Some("W/\"abc\""), true),
            (Some("\"x\",\"abc\""), true),
            (Some("\"abd\""), false),
        ] {
            let header = IfNoneMatch(header.map(str::to_owned));
            assert_eq!(header.names("abc"), is_known, "{header:?}");
        }
    }

    #[test]
    fn no_line_is_no_header() {
        let parsed = IfMatch::parse_from_parameters(Vec::<String>::new()).expect("parsed");
        assert_eq!(parsed, IfMatch::default());
    }
}
