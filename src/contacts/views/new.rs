//! The form for a new contact.
use crate::{
    contacts::Draft,
    error::Problems,
    shell::{Surroundings, answer},
    web::ui::{Breadcrumbs, Button, Crumb, Field, Form, FormError, PageHeader},
    workspaces::Workspace,
};

markup::define! {
    New<'a>(
        around: &'a Surroundings,
        workspace: &'a Workspace,
        draft: &'a Draft,
        problems: &'a Problems,
    ) {
        @let list = answer::workspace_path(workspace.uid);
        @Breadcrumbs { crumbs: vec![Crumb::new(&*workspace.name, &*list)] }
        @PageHeader::new("New contact", "", "")
        div[class = "narrow"] {
            @FormError { problems }
            @Form::post(&*list, &*around.csrf, Fields { draft, problems, cancel: &list })
        }
    }

    Fields<'a>(draft: &'a Draft, problems: &'a Problems, cancel: &'a str) {
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
        div[class = "form-actions"] {
            @Button::primary("Add contact")
            @Button::plain("Cancel").to(*cancel)
        }
    }
}
