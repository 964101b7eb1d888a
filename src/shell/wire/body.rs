//! A JSON body, looked at field by field, so that whoever sent it hears of everything at once.
use std::collections::BTreeMap;

use poem::{Request, RequestBody, Result, error::ResponseError, http::StatusCode};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaMediaType, MetaRequest, MetaSchema, MetaSchemaRef, Registry},
    types::ParseFromJSON,
};
use serde_json::{Map, Value};

use crate::{
    audit::RequestKey,
    error::{Error, Problems, Result as Domain},
};

const JSON: &str = "application/json";

/// What a request says. Values of the wrong kind are told of by `wanted`, inside the database
/// call, so that nobody hears of them who may not ask at all.
pub struct Body<T> {
    read: std::result::Result<T, Problems>,
    /// Path and bytes: what tells two requests under one key apart.
    content: Vec<u8>,
}

/// A body that is not JSON, or that names fields nobody knows.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Unreadable {
    #[error("The body needs the header Content-Type: application/json")]
    ContentType,
    #[error("The body is not valid JSON: {0}")]
    Syntax(String),
    #[error("The body needs to be a JSON object: fields in braces")]
    NoObject,
    #[error("some fields need another look")]
    Unknown(BTreeMap<String, String>),
}

impl ResponseError for Unreadable {
    fn status(&self) -> StatusCode {
        match self {
            Self::ContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Syntax(_) | Self::NoObject => StatusCode::BAD_REQUEST,
            Self::Unknown(_) => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

impl<T> Body<T> {
    pub fn wanted(self) -> Domain<T> {
        self.read.map_err(Error::Invalid)
    }

    /// A look at what can be read of it before anybody is known.
    pub fn peek<U>(&self, look: impl FnOnce(&T) -> U) -> Option<U> {
        self.read.as_ref().ok().map(look)
    }

    /// The key by which the client asks for this to be done once, if it gave one.
    pub fn request_key(&self, header: Option<&str>) -> Domain<Option<RequestKey>> {
        header.map(|key| RequestKey::new(key, &self.content)).transpose()
    }
}

impl<'a, T: ParseFromJSON> ApiExtractor<'a> for Body<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        let schema = T::schema_ref();
        let content = vec![MetaMediaType { content_type: JSON, schema }];
        Some(MetaRequest { description: None, content, required: true })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _: ExtractParamOptions<Self::ParamType>,
    ) -> Result<Self> {
        let kind = request.content_type().unwrap_or_default();
        if !kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(JSON)) {
            return Err(Unreadable::ContentType.into());
        }
        let bytes = body.take()?.into_vec().await?;
        let read = parse(&bytes, &schema::<T>())?.and_then(|object| {
            T::parse_from_json(Some(Value::Object(object)))
                .map_err(|cause| Problems::from([("body", cause.into_message())]))
        });
        let mut content = request.uri().path().as_bytes().to_vec();
        content.extend_from_slice(&bytes);
        Ok(Self { read, content })
    }
}

fn schema<T: ParseFromJSON>() -> MetaSchema {
    Registry::new().create_fake_schema::<T>()
}

type Read = std::result::Result<Map<String, Value>, Problems>;

fn parse(bytes: &[u8], schema: &MetaSchema) -> std::result::Result<Read, Unreadable> {
    let value =
        serde_json::from_slice(bytes).map_err(|cause| Unreadable::Syntax(cause.to_string()))?;
    let Value::Object(object) = value else { return Err(Unreadable::NoObject) };
    let is_known = |name: &str| schema.properties.iter().any(|(known, _)| *known == name);
    let unknown: BTreeMap<String, String> = object
        .keys()
        .filter(|name| !is_known(name))
        .map(|name| (shortened(name), no_such_field(schema)))
        .collect();
    if !unknown.is_empty() {
        return Err(Unreadable::Unknown(unknown));
    }
    let mut problems = Problems::new();
    for (name, kind) in &schema.properties {
        let value = object.get(*name).unwrap_or(&Value::Null);
        let problem = match value {
            Value::Null => {
                schema.required.contains(name).then(|| "This needs to be there".to_owned())
            }
            value => mismatch(value, kind),
        };
        if let Some(problem) = problem {
            problems.insert(*name, problem);
        }
    }
    Ok(if problems.is_empty() { Ok(object) } else { Err(problems) })
}

/// What the value should have been, if it is of another kind.
fn mismatch(value: &Value, schema: &MetaSchemaRef) -> Option<String> {
    let MetaSchemaRef::Inline(schema) = schema else { return None };
    let (is_fine, wanted) = match schema.ty {
        "string" => (value.is_string(), "text"),
        "integer" => (value.is_i64() || value.is_u64(), "a whole number"),
        "number" => (value.is_number(), "a number"),
        "boolean" => (value.is_boolean(), "true or false"),
        "array" => {
            let Some(values) = value.as_array() else {
                return Some("This needs to be a list".to_owned());
            };
            let items = schema.items.as_deref()?;
            let bad = values.iter().find_map(|value| mismatch(value, items))?;
            return Some(bad.replace("This needs", "Each of these needs"));
        }
        _ => return None,
    };
    (!is_fine).then(|| format!("This needs to be {wanted}"))
}

fn no_such_field(schema: &MetaSchema) -> String {
    let names: Vec<&str> = schema.properties.iter().map(|(name, _)| *name).collect();
    format!("There is no such field here. There are: {}", names.join(", "))
}

/// Names are repeated in the answer, but no novels.
fn shortened(name: &str) -> String {
    name.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use poem_openapi::Object;

    use super::*;

    #[derive(Object)]
    struct Pet {
        name: String,
        age: Option<i32>,
        tags: Option<Vec<String>>,
    }

    fn read(json: &str) -> std::result::Result<Read, Unreadable> {
        parse(json.as_bytes(), &schema::<Pet>())
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let problems = read(r#"{"age": "old", "tags": ["a", 1]}"#).unwrap().unwrap_err();
        let told: Vec<_> = problems.iter().map(|(name, said)| (name, said.as_str())).collect();
        assert_eq!(
            told,
            [
                ("age", "This needs to be a whole number"),
                ("name", "This needs to be there"),
                ("tags", "Each of these needs to be text"),
            ]
        );
        assert!(read(r#"{"name": null}"#).unwrap().is_err());
        assert!(read(r#"{"name": "Rex", "age": null}"#).unwrap().is_ok());
    }

    #[test]
    fn a_field_nobody_knows_is_named() {
        let Err(Unreadable::Unknown(fields)) = read(r#"{"name": "Rex", "nmae": 1}"#) else {
            panic!("accepted");
        };
        assert_eq!(fields["nmae"], "There is no such field here. There are: name, age, tags");
    }

    #[test]
    fn what_is_no_json_object_is_refused() {
        assert!(matches!(read("{"), Err(Unreadable::Syntax(_))));
        assert!(matches!(read(""), Err(Unreadable::Syntax(_))));
        assert!(matches!(read("\"\u{1}"), Err(Unreadable::Syntax(_))));
        assert!(matches!(read("[]"), Err(Unreadable::NoObject)));
        assert!(matches!(
            parse(b"{\"name\": \"\xff\"}", &schema::<Pet>()),
            Err(Unreadable::Syntax(_))
        ));
    }
}
