//! The API's description as a page: grouped, every operation to open, findable by the browser.
use poem_openapi::registry::{
    MetaOperation, MetaOperationParam, MetaParamIn, MetaPath, MetaSchema, MetaSchemaRef, MetaTag,
};

use super::{
    DOCUMENT_PATH, Described,
    document::{Access, access},
};
use crate::{
    shell::KEY_HEADER,
    web::ui::{Badge, Button, Column, CopyOnce, Icon, PageHeader, Table},
};

markup::define! {
    Page<'a>(described: &'a Described) {
        @PageHeader::new("API", "Everything here by program", Actions {})
        div[class = "api"] {
            @Introduction {}
            @for tag in described.tags() { @Group { described, tag } }
        }
    }

    Actions() {
        @Button::quiet("API keys").icon(Icon::Key).to("/account/keys")
        @Button::quiet("OpenAPI document").icon(Icon::Download).to(DOCUMENT_PATH)
    }

    Introduction() {
        p {
            "A program sends an API key in the header " code { @KEY_HEADER } ". Each operation \
             names the permission its key needs. It reaches your own data only: what is somebody \
             else's answers as if it did not exist."
        }
        p {
            "Every answer is " code { "{ \"data\": …, \"error\": null }" } ", or with an error "
            code { "{ \"data\": null, \"error\": { \"code\": …, \"message\": … } }" }
            ". The status says which."
        }
    }

    Group<'a>(described: &'a Described, tag: &'a MetaTag) {
        section[class = "section-gap", "aria-labelledby" = anchor(tag.name)] {
            h2[id = anchor(tag.name)] { @tag.name }
            p { @tag.description }
            @for path in described.paths.iter() {
                @for operation in path.operations.iter() {
                    @if operation.tags.contains(&tag.name) {
                        @Operation { described, path, operation }
                    }
                }
            }
        }
    }

    Operation<'a>(described: &'a Described, path: &'a MetaPath, operation: &'a MetaOperation) {
        details[class = "operation", id = id(path, operation)] {
            summary {
                @method(operation)
                code { @path.path }
                span { @operation.summary }
            }
            div[class = "operation-body"] {
                @for paragraph in paragraphs(operation.description) {
                    p { @Words { text: &paragraph } }
                }
                p { @allowed(operation) }
                @if !operation.params.is_empty() {
                    h3 { "Parameters" }
                    @Table::new("Parameters", columns(), Params { params: &operation.params })
                }
                @if let Some(body) = body(described, operation) {
                    h3 { "Request body" }
                    @for paragraph in paragraphs(body.description) {
                        p { @Words { text: &paragraph } }
                    }
                    @Fields { described, schema: body }
                }
                @if let Some(data) = data(described, operation) {
                    h3 { "Answer" }
                    @for paragraph in paragraphs(data.description) {
                        p { @Words { text: &paragraph } }
                    }
                    @Fields { described, schema: data }
                }
                h3 { "Statuses" }
                @Statuses { operation }
                h3 { "Example" }
                @example(described, path, operation)
            }
        }
    }

    Params<'a>(params: &'a [MetaOperationParam]) {
        @for param in params.iter() {
            tr {
                td[class = "lead"] { code { @param.name } }
                td[class = "sub"] { @place(param) }
                td[class = "sub"] {
                    @Words { text: param.description.as_deref().unwrap_or_default() }
                }
            }
        }
    }

    Fields<'a>(described: &'a Described, schema: &'a MetaSchema) {
        @Table::new("Fields", columns(), Rows { described, schema, above: "" })
    }

    Rows<'a>(described: &'a Described, schema: &'a MetaSchema, above: &'a str) {
        @for (name, field) in schema.properties.iter() {
            tr {
                td[class = "lead"] { code { @above @name } }
                td[class = "sub"] { @kind(described, field, schema.required.contains(name)) }
                td[class = "sub"] {
                    @Words { text: described.schema(field).description.unwrap_or_default() }
                }
            }
            @if let Some(inner) = inner(described, field) {
                @inner_rows(described, inner, &format!("{above}{name}."))
            }
        }
    }

    /// Text of the description, where what stands between backticks is code.
    Words<'a>(text: &'a str) {
        @for (at, piece) in text.split('`').enumerate() {
            @if at % 2 == 1 { code { @piece } } else { @piece }
        }
    }

    Statuses<'a>(operation: &'a MetaOperation) {
        ul {
            @for response in operation.responses.responses.iter() {
                li { code { @response.status } " " @Words { text: response.description } }
            }
        }
    }
}

fn columns() -> Vec<Column<'static>> {
    vec![Column::new("Name"), Column::new("Kind"), Column::new("What it is")]
}

/// Rows within rows: an object's fields, named after it.
fn inner_rows(described: &Described, schema: &MetaSchema, above: &str) -> impl markup::Render {
    markup::raw(Rows { described, schema, above }.to_string())
}

fn method(operation: &MetaOperation) -> Badge<'static> {
    match operation.method.as_str() {
        "GET" => Badge::new("GET"),
        "POST" => Badge::good("POST"),
        "PUT" => Badge::warn("PUT"),
        _ => Badge::bad("DELETE"),
    }
}

fn allowed(operation: &MetaOperation) -> String {
    match access(operation) {
        Access::Everybody => "Open to everybody.".to_owned(),
        Access::PersonOnly => "Needs a signed-in person; an API key cannot do this.".to_owned(),
        Access::AnyKey => "Needs a session or any API key.".to_owned(),
        Access::KeyWith(permissions) => {
            format!("Needs a session, or an API key with {}.", permissions.join(" or "))
        }
    }
}

fn place(param: &MetaOperationParam) -> String {
    let place = match param.in_type {
        MetaParamIn::Path => "in the path",
        MetaParamIn::Header => "header",
        _ => "in the query",
    };
    let need = if param.required { "" } else { ", optional" };
    format!("{place}{need}")
}

fn kind(described: &Described, field: &MetaSchemaRef, is_required: bool) -> String {
    let schema = described.schema(field);
    let kind = match (schema.ty, schema.format) {
        (_, Some("uuid")) => "id",
        (_, Some("date-time")) => "moment",
        ("string", _) => "text",
        ("integer" | "number", _) => "number",
        ("boolean", _) => "true or false",
        ("array", _) => "list",
        _ => "object",
    };
    let or_null = if is_required { "" } else { " or null" };
    format!("{kind}{or_null}")
}

fn body<'a>(described: &'a Described, operation: &'a MetaOperation) -> Option<&'a MetaSchema> {
    let content = operation.request.as_ref()?.content.first()?;
    Some(described.schema(&content.schema))
}

/// What stands under `data` when all went well; the whole answer where there is no envelope.
fn data<'a>(described: &'a Described, operation: &'a MetaOperation) -> Option<&'a MetaSchema> {
    let content = operation.responses.responses.first()?.content.first()?;
    let whole = described.schema(&content.schema);
    match whole.properties.iter().find(|(name, _)| *name == "data") {
        Some((_, data)) => Some(described.schema(data)),
        None => Some(whole),
    }
}

/// The object within a field, or within its list.
fn inner<'a>(described: &'a Described, field: &'a MetaSchemaRef) -> Option<&'a MetaSchema> {
    let schema = described.schema(field);
    let schema = match &schema.items {
        Some(items) => described.schema(items),
        None => schema,
    };
    (!schema.properties.is_empty()).then_some(schema)
}

fn example(described: &Described, path: &MetaPath, operation: &MetaOperation) -> CopyOnce<'static> {
    CopyOnce::new(format!("{}-curl", id(path, operation)), curl(described, path, operation))
}

fn curl(described: &Described, path: &MetaPath, operation: &MetaOperation) -> String {
    let mut query = Vec::new();
    for param in operation.params.iter().filter(|it| it.in_type == MetaParamIn::Query) {
        if param.required || param.name == "confirm_name" {
            query.push(format!("{}={}", param.name, param.name.to_uppercase()));
        }
    }
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    let mut lines = vec![format!(
        "curl -X {} 'https://pi-crm.local{}{query}'",
        operation.method,
        path.path.replace("{id}", "ID"),
    )];
    match access(operation) {
        Access::Everybody => {}
        Access::PersonOnly if operation.method == "GET" => lines.push("-b cookies.txt".to_owned()),
        Access::PersonOnly => {
            lines.push("-b cookies.txt".to_owned());
            lines.push("-H 'Origin: https://pi-crm.local'".to_owned());
            lines.push("-H 'X-Csrf-Token: TOKEN'".to_owned());
        }
        Access::AnyKey | Access::KeyWith(_) => lines.push(format!("-H '{KEY_HEADER}: KEY'")),
    }
    if let Some(example) = body(described, operation).and_then(|body| body.example.as_ref()) {
        lines.push("-H 'Content-Type: application/json'".to_owned());
        lines.push(format!("-d '{example}'"));
    }
    lines.join(" \\\n  ")
}

fn paragraphs(text: Option<&'static str>) -> impl Iterator<Item = String> {
    text.unwrap_or_default()
        .split("\n\n")
        .filter(|paragraph| !paragraph.is_empty())
        .map(|paragraph| paragraph.replace('\n', " "))
}

fn anchor(name: &str) -> String {
    name.to_lowercase().replace(' ', "-")
}

fn id(path: &MetaPath, operation: &MetaOperation) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let method = operation.method.as_str().to_lowercase();
    format!("{method}{}", path.path.replace(['{', '}'], "").chars().map(plain).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_tells_everything_of_every_operation() {
        let described = Described::from_code();
        let page = Page { described: &described }.to_string();
        for path in &described.paths {
            assert!(page.contains(&path.path), "{}", path.path);
            for operation in &path.operations {
                assert!(page.contains(&format!("id=\"{}\"", id(path, operation))));
            }
        }
        for told in ["read:contacts", "contacts.company", "If-Match", "iris@example.com"] {
            assert!(page.contains(told), "{told}");
        }
        assert!(!page.contains("<script") && !page.contains("style="));
    }

    #[test]
    fn an_example_can_be_run_as_it_stands() {
        let described = Described::from_code();
        let path = described.paths.iter().find(|it| it.path == "/api/workspaces").unwrap();
        let example = curl(&described, path, &path.operations[1]);
        let expected = "curl -X POST 'https://pi-crm.local/api/workspaces' \\\n  \
            -H 'X-Api-Key: KEY' \\\n  \
            -H 'Content-Type: application/json' \\\n  \
            -d '{\"name\":\"Garden club\",\"preset\":\"personal-circle\"}'";
        assert_eq!(example, expected);
    }
}
