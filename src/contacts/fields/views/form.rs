//! One field as a form: a new one, or one that is changed.
use super::definitions::Place;
use crate::{
    contacts::fields::{Definition, FieldDraft, Kind},
    error::Problems,
    shell::Surroundings,
    web::ui::{
        Breadcrumbs, Button, Choice, Crumb, Field, Form, FormError, PageHeader, Select, TextArea,
        Tick,
    },
};

/// What a form is for, and what stands in it.
pub struct Sheet<'a> {
    pub place: &'a Place,
    /// The field that is changed; none for a new one.
    pub changed: Option<&'a Definition>,
    pub draft: &'a FieldDraft,
    pub problems: &'a Problems,
}

impl Sheet<'_> {
    pub fn title(&self) -> String {
        self.changed.map_or_else(|| "New field".to_owned(), |field| field.label.clone())
    }

    fn action(&self) -> String {
        self.changed.map_or_else(|| self.place.path(), |field| format!("/fields/{}", field.uid))
    }

    fn problem(&self, field: &str) -> Option<&str> {
        self.problems.get(field).map(String::as_str)
    }
}

markup::define! {
    Edit<'a>(around: &'a Surroundings, sheet: Sheet<'a>) {
        @Breadcrumbs { crumbs: vec![Crumb::new("Custom fields", sheet.place.path())] }
        @PageHeader::new(sheet.title(), "", "")
        div[class = "narrow"] {
            @FormError { problems: sheet.problems }
            @Form::post(sheet.action(), &*around.csrf, Inputs { sheet })
        }
    }

    Inputs<'b, 'a>(sheet: &'b Sheet<'a>) {
        @let draft = sheet.draft;
        @Field::text("label", "Label", &*draft.label)
            .problem(sheet.problem("label"))
            .help("As it stands beside the value")
            .autocomplete("off")
            .required()
            .attr("autofocus", "true")
        @match sheet.changed {
            Some(field) => { @Fixed { field, seen: field.etag() } }
            None => { @Chosen { sheet } }
        }
        @if draft.kind == Kind::Dropdown || sheet.changed.is_none() {
            div[class = "for-dropdown"] {
                @TextArea::new("options", "Choices of a dropdown", draft.options.join("\n"))
                    .rows(5)
                    .problem(sheet.problem("options"))
                    .help("One on a line. A contact keeps a choice that you take away.")
            }
        }
        @if draft.kind != Kind::ContactLink || sheet.changed.is_none() {
            @Field::text("default", "Default", &*draft.default)
                .problem(sheet.problem("default"))
                .help("What a new contact begins with; leave it empty for nothing")
                .autocomplete("off")
        }
        @Tick::new("is_required", "Required", draft.is_required)
            .help("New contacts need a value; those that are there stay as they are")
        @Tick::new("is_transaction", "About a transaction", draft.is_transaction)
            .help("Changes go into the contact’s log, and web addresses in it can be opened")
        div[class = "form-actions"] {
            @Button::primary(if sheet.changed.is_some() { "Save field" } else { "Add field" })
            @Button::plain("Cancel").to(sheet.place.path())
        }
    }

    Chosen<'b, 'a>(sheet: &'b Sheet<'a>) {
        @Select::new("type", "Type", kinds(), sheet.draft.kind.code())
            .problem(sheet.problem("type"))
            .narrow()
        @Field::text("name", "Name for programs", &*sheet.draft.name)
            .problem(sheet.problem("name"))
            .help("Made from the label if you leave it empty; it stays the same afterwards")
            .autocomplete("off")
    }

    Fixed<'a>(field: &'a Definition, seen: String) {
        input[type = "hidden", name = "etag", value = seen];
        dl[class = "fixed-facts"] {
            dt { "Type" }
            dd { @field.kind.label() }
            dt { "Name for programs" }
            dd { code { @field.name } }
        }
    }
}

fn kinds() -> Vec<Choice<'static>> {
    Kind::ALL.into_iter().map(|kind| Choice::new(kind.code(), kind.label())).collect()
}
