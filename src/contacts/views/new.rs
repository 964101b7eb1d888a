//! The form for a new contact.
use crate::{
    contacts::{
        Draft,
        fields::{
            Definition,
            views::control::{Asked, Control},
        },
    },
    error::Problems,
    shell::{Surroundings, answer},
    web::ui::{Breadcrumbs, Button, Crumb, Field, Form, FormError, PageHeader},
    when::Manner,
    workspaces::Workspace,
};

markup::define! {
    New<'a>(
        around: &'a Surroundings,
        workspace: &'a Workspace,
        draft: &'a Draft,
        fields: &'a [(Definition, String)],
        problems: &'a Problems,
    ) {
        @let list = answer::workspace_path(workspace.uid);
        @Breadcrumbs { crumbs: vec![Crumb::new(&*workspace.name, &*list)] }
        @PageHeader::new("New contact", "", "")
        div[class = "narrow"] {
            @FormError { problems }
            @Form::post(&*list, &*around.csrf, Fields { draft, fields, problems, cancel: &list })
        }
    }

    Fields<'a>(
        draft: &'a Draft,
        fields: &'a [(Definition, String)],
        problems: &'a Problems,
        cancel: &'a str,
    ) {
        @let problem = |field: &str| problems.get(field).map(String::as_str);
        div[class = "field-pair"] {
            @Field::text("first_name", "First name", &*draft.first_name)
                .problem(problem("first_name"))
                .autocomplete("off")
                .attr("autofocus", "true")
            @Field::text("last_name", "Last name", &*draft.last_name)
                .problem(problem("last_name"))
                .autocomplete("off")
        }
        @Field::email("primary_email", "E-mail", &*draft.primary_email)
            .problem(problem("primary_email"))
            .autocomplete("off")
        @Field::phone("primary_phone", "Phone", &*draft.primary_phone)
            .problem(problem("primary_phone"))
            .autocomplete("off")
            .help("As you would dial it; it is kept as you type it")
        @Field::text("company", "Company", &*draft.company)
            .problem(problem("company"))
            .autocomplete("off")
        @let is_open = |definition: &Definition| {
            definition.is_required || problems.contains_key(&definition.input())
        };
        @for (definition, value) in fields.iter().filter(|(it, _)| is_open(it)) {
            @Control { asked: asked(definition, value, problems) }
        }
        @if fields.iter().any(|(it, _)| !is_open(it)) {
            details[class = "fold"] {
                summary { "More details" }
                div[class = "form"] {
                    @for (definition, value) in fields.iter().filter(|(it, _)| !is_open(it)) {
                        @Control { asked: asked(definition, value, problems) }
                    }
                }
            }
        }
        div[class = "form-actions"] {
            @Button::primary("Add contact")
            @Button::plain("Cancel").to(*cancel)
        }
    }
}

/// The fields of the form with what was typed, or with their defaults on a new one.
pub fn filled_in(
    definitions: Vec<Definition>,
    typed: Option<Vec<(String, String)>>,
    manner: &Manner,
) -> Vec<(Definition, String)> {
    let value = |definition: &Definition| match &typed {
        Some(typed) => typed
            .iter()
            .find(|(name, _)| *name == definition.name)
            .map(|(_, value)| value.clone())
            .unwrap_or_default(),
        None => definition.as_typed(definition.default.as_deref().unwrap_or_default(), manner),
    };
    definitions
        .into_iter()
        .map(|definition| {
            let value = value(&definition);
            (definition, value)
        })
        .collect()
}

fn asked<'a>(definition: &'a Definition, value: &'a str, problems: &'a Problems) -> Asked<'a> {
    let problem = problems.get(&definition.input()).map(String::as_str);
    Asked { definition, value, problem, contact: None, found: &[], is_focused: false }
}
