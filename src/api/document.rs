//! The description of the API, from its code: as OpenAPI 3.1 for programs, and as a list of
//! operations with what each asks of its caller.
use std::collections::BTreeMap;

use poem::http::Method;
use poem_openapi::{
    Object, OpenApi,
    registry::{
        MetaMediaType, MetaOperation, MetaParamIn, MetaPath, MetaResponse, MetaSchema,
        MetaSchemaRef, MetaSecurityScheme, MetaTag, Registry,
    },
    types,
};
use serde::Serialize;

use super::Apis;
use crate::{
    accounts::api_keys::Permission,
    shell::{schemes, wire::envelope},
};

pub const TITLE: &str = "pi-crm";
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
const DESCRIPTION: &str = "\
Everything here works on your own data only; what is not yours answers as if it did not exist.

Programs send an API key in the header `X-Api-Key`; each operation names the permission its \
key needs. A page in the browser may use its session instead; with every change it then sends \
the token that signing in answered, in `X-Csrf-Token`.

Every answer but that of `/health` is `{ \"data\": …, \"error\": null }`, or with an error \
`{ \"data\": null, \"error\": { \"code\": …, \"message\": … } }`. `code` is for programs, \
`message` for people; `fields` has a message for each field that needs another look.

Times are UTC. What is not there is null. A field or a parameter that is not known is \
refused, so that a typing error never passes for a success.";

/// What went wrong.
#[derive(Object)]
#[allow(dead_code, reason = "only its description is used; `shell::errors` writes the answer")]
struct Error {
    /// A stable word for programs, such as `not_found`
    code: String,
    /// What happened, what was kept, and what to do
    message: String,
    /// A message for each field that needs another look
    fields: Option<BTreeMap<String, String>>,
    /// To find the cause in the log of the appliance
    request_id: Option<String>,
}

/// An operation, as far as guarding it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    pub method: Method,
    /// With its parameters in braces: `/api/contacts/{id}`.
    pub path: String,
    pub access: Access,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    Everybody,
    /// A session; no key.
    PersonOnly,
    /// A session or any key.
    AnyKey,
    /// A session, or a key with one of these.
    KeyWith(Vec<&'static str>),
}

impl Operation {
    /// Is this where a request to `path` arrives?
    pub fn is_at(&self, path: &str) -> bool {
        fits(&self.path, path)
    }
}

/// Is `path` one of those that `pattern`, with its parameters in braces, stands for?
pub fn fits(pattern: &str, path: &str) -> bool {
    let mut asked = path.split('/');
    let is_met = |part: &str| match asked.next() {
        Some(given) => part.starts_with('{') || part == given,
        None => false,
    };
    pattern.split('/').all(is_met) && asked.next().is_none()
}

/// Every operation, read from the description.
pub fn operations() -> Vec<Operation> {
    let paths = Described::from_code().paths;
    let mut all = Vec::new();
    for path in &paths {
        for operation in &path.operations {
            all.push(Operation {
                method: operation.method.clone(),
                path: path.path.clone(),
                access: access(operation),
            });
        }
    }
    all
}

pub fn access(operation: &MetaOperation) -> Access {
    let by_key: Vec<&Vec<&'static str>> =
        operation.security.iter().filter_map(|way| way.get(schemes::KEY)).collect();
    match (operation.security.is_empty(), by_key.is_empty()) {
        (true, _) => Access::Everybody,
        (false, true) => Access::PersonOnly,
        _ if by_key.iter().any(|roles| roles.is_empty()) => Access::AnyKey,
        _ => Access::KeyWith(by_key.into_iter().flatten().copied().collect()),
    }
}

pub struct Described {
    pub paths: Vec<MetaPath>,
    pub registry: Registry,
}

impl Described {
    pub fn from_code() -> Self {
        let mut registry = Registry::new();
        <Apis as OpenApi>::register(&mut registry);
        <Error as types::Type>::register(&mut registry);
        let mut paths: Vec<MetaPath> =
            <Apis as OpenApi>::meta().into_iter().flat_map(|api| api.paths).collect();
        for path in &mut paths {
            for operation in &mut path.operations {
                say_security(operation);
                add_errors(&path.path, operation);
            }
        }
        Self { paths, registry }
    }

    /// Tags in the order of their operations.
    pub fn tags(&self) -> Vec<&MetaTag> {
        let mut tags: Vec<&MetaTag> = Vec::new();
        for operation in self.paths.iter().flat_map(|path| &path.operations) {
            for name in &operation.tags {
                let known = self.registry.tags.iter().find(|tag| tag.name == *name);
                tags.extend(known.filter(|tag| !tags.iter().any(|it| it.name == tag.name)));
            }
        }
        tags
    }

    pub fn schema<'a>(&'a self, schema: &'a MetaSchemaRef) -> &'a MetaSchema {
        match schema {
            MetaSchemaRef::Inline(schema) => schema,
            MetaSchemaRef::Reference(name) => &self.registry.schemas[name],
        }
    }

    pub fn json(mut self) -> String {
        for schema in self.registry.schemas.values_mut() {
            say_null(schema);
        }
        let paths = self.paths.iter().map(|path| (path.path.as_str(), path)).collect();
        let document = Document {
            openapi: "3.1.0",
            info: Info { title: TITLE, version: VERSION, description: DESCRIPTION },
            servers: [Server { url: "/" }],
            tags: self.tags(),
            paths,
            components: Components {
                schemas: &self.registry.schemas,
                security_schemes: &self.registry.security_schemes,
            },
        };
        serde_json::to_string_pretty(&document).expect("plain data")
    }
}

#[derive(Serialize)]
struct Document<'a> {
    openapi: &'static str,
    info: Info,
    servers: [Server; 1],
    tags: Vec<&'a MetaTag>,
    paths: BTreeMap<&'a str, &'a MetaPath>,
    components: Components<'a>,
}

#[derive(Serialize)]
struct Info {
    title: &'static str,
    version: &'static str,
    description: &'static str,
}

#[derive(Serialize)]
struct Server {
    url: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Components<'a> {
    schemas: &'a BTreeMap<String, MetaSchema>,
    security_schemes: &'a BTreeMap<&'static str, MetaSecurityScheme>,
}

/// A permission stands for a key that has it, and a change by session needs its token as well.
fn say_security(operation: &mut MetaOperation) {
    let is_read = operation.method == Method::GET;
    for way in &mut operation.security {
        let names: Vec<&'static str> = way.keys().copied().collect();
        for name in names {
            if let Some(permission) = Permission::parse(name) {
                way.remove(name);
                way.insert(schemes::KEY, vec![permission.name()]);
            } else if name == schemes::SESSION && !is_read {
                way.insert(schemes::CSRF, Vec::new());
            }
        }
    }
}

fn add_errors(path: &str, operation: &mut MetaOperation) {
    if path == "/health" {
        return;
    }
    let has_param = |name: &str| operation.params.iter().any(|param| param.name == name);
    let is_guarded = !operation.security.is_empty();
    let has_input = operation.request.is_some()
        || operation.params.iter().any(|param| param.in_type == MetaParamIn::Query);
    let names_a_thing = path.contains('{') || has_param("workspace");
    let told = [
        (304, "Nothing has changed", has_param("If-None-Match")),
        (400, "The body is not JSON", operation.request.is_some()),
        (401, "Not signed in, or the key is unknown, expired or revoked", is_guarded),
        (403, "The key lacks the permission, or the session's token is missing", is_guarded),
        (404, "There is nothing at this address, at least nothing of yours", names_a_thing),
        (
            409,
            "Something stands in the way; the message says what",
            operation.method != Method::GET,
        ),
        (412, "It was changed in the meantime", has_param("If-Match")),
        (422, "Some fields need another look", has_input),
        (429, "Too many calls in a minute; `Retry-After` says how long to wait", true),
    ];
    let told = told.into_iter().filter(|(.., applies)| *applies);
    operation.responses.responses.extend(told.map(|(status, said, _)| error(status, said)));
}

fn error(status: u16, description: &'static str) -> MetaResponse {
    let null = MetaSchemaRef::Inline(Box::new(MetaSchema::new("null")));
    let schema = envelope(null, <Error as types::Type>::schema_ref());
    let body = MetaMediaType { content_type: "application/json", schema };
    MetaResponse {
        description,
        status: Some(status),
        status_range: None,
        content: if status == 304 { vec![] } else { vec![body] },
        headers: vec![],
    }
}

/// OpenAPI 3.1 says with a type of its own what may be null: whatever is not required here.
fn say_null(schema: &mut MetaSchema) {
    let required = schema.required.clone();
    for (name, property) in &mut schema.properties {
        if required.contains(name) {
            continue;
        }
        let description = match property {
            MetaSchemaRef::Inline(inline) => inline.description.take(),
            MetaSchemaRef::Reference(_) => None,
        };
        let null = MetaSchemaRef::Inline(Box::new(MetaSchema::new("null")));
        let any_of = vec![property.clone(), null];
        *property =
            MetaSchemaRef::Inline(Box::new(MetaSchema { description, any_of, ..MetaSchema::ANY }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access_of(method: Method, path: &str) -> Access {
        let all = operations();
        let found = all.iter().find(|it| it.method == method && it.path == path);
        found.unwrap_or_else(|| panic!("no {method} {path}")).access.clone()
    }

    #[test]
    fn the_description_says_who_may() {
        for (method, path, access) in [
            (Method::GET, "/health", Access::Everybody),
            (Method::POST, "/api/auth/login", Access::Everybody),
            (Method::POST, "/api/auth/logout", Access::PersonOnly),
            (Method::GET, "/api/keys", Access::PersonOnly),
            (Method::DELETE, "/api/auth/keys/{id}", Access::PersonOnly),
            (Method::GET, "/api/protected", Access::AnyKey),
            (Method::GET, "/api/contacts", Access::KeyWith(vec!["read:contacts"])),
            (Method::PUT, "/api/contacts/{id}", Access::KeyWith(vec!["write:contacts"])),
            (
                Method::POST,
                "/api/changes/{id}/undo",
                Access::KeyWith(vec!["write:contacts", "write:workspaces"]),
            ),
        ] {
            assert_eq!(access_of(method.clone(), path), access, "{method} {path}");
        }
    }

    #[test]
    fn only_signing_in_and_health_are_open_to_everybody() {
        let all = operations();
        let open: Vec<&str> = all
            .iter()
            .filter(|it| it.access == Access::Everybody)
            .map(|it| it.path.as_str())
            .collect();
        assert_eq!(open, ["/api/auth/login", "/health"]);
    }

    #[test]
    fn every_operation_is_described() {
        let described = Described::from_code();
        for path in &described.paths {
            for operation in &path.operations {
                let named = format!("{} {}", operation.method, path.path);
                assert!(operation.summary.is_some(), "{named} has no summary");
                assert_eq!(operation.tags.len(), 1, "{named} needs one tag");
                for param in &operation.params {
                    assert!(param.description.is_some(), "{named}: {} is not told", param.name);
                }
            }
        }
    }

    #[test]
    fn the_document_is_openapi_3_1() {
        let document: serde_json::Value =
            serde_json::from_str(&Described::from_code().json()).expect("JSON");
        assert_eq!(document["openapi"], "3.1.0");
        let post = &document["paths"]["/api/contacts"]["post"];
        let security = post["security"].as_array().expect("ways in");
        assert_eq!(security.len(), 2);
        assert_eq!(security[0], serde_json::json!({ "session": [], "csrf": [] }));
        assert_eq!(security[1], serde_json::json!({ "key": ["write:contacts"] }));
        let schemas = &document["components"]["schemas"];
        assert_eq!(schemas["Contact"]["properties"]["company"]["anyOf"][1]["type"], "null");
        assert!(schemas["NewContact"]["example"]["workspace"].is_string());
        assert!(!document.to_string().contains("nullable"));
    }

    #[test]
    fn an_operation_knows_its_paths() {
        let operation = Operation {
            method: Method::GET,
            path: "/api/contacts/{id}".into(),
            access: Access::AnyKey,
        };
        for (path, is_here) in [
            ("/api/contacts/1", true),
            ("/api/contacts", false),
            ("/api/contacts/1/2", false),
            ("/api/keys/1", false),
        ] {
            assert_eq!(operation.is_at(path), is_here, "{path}");
        }
    }
}
