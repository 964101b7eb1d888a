//! Workspaces: the list, and deleting one.
use super::{Breadcrumbs, Crumb, PageHeader, mock, within};
use crate::web::{
    layout::Person,
    ui::{Button, Column, Field, Form, Icon, Mark, Notice, Table, Tone},
};

pub fn list(person: &Person<'_>) -> String {
    within("Workspaces", person, markup::new! { @List {} })
}

pub fn delete(person: &Person<'_>) -> String {
    within("Delete Loan Factory", person, markup::new! { @Delete {} })
}

markup::define! {
    List() {
        @PageHeader::new("Workspaces", "Each keeps its own contacts, lists and mail", markup::new! {
            @Button::primary("New workspace").to("/ui/workspaces").icon(Icon::Plus)
        })
        @Table::new("Workspaces", vec![
            Column::new("Name"),
            Column::new("Contacts").number(),
            Column::new("Last change").number(),
            Column::new("Created").number(),
        ], markup::new! {
            @for (name, contacts) in mock::WORKSPACES {
                tr {
                    td[class = "lead"] {
                        @Mark::new(name)
                        a[href = "/ui/contacts"] { @name }
                    }
                    td[class = "num aside"] { @contacts }
                    td[class = "num wide"] { "Today, 14:02" }
                    td[class = "num wide"] { "3 Jan 2026" }
                }
            }
        })
    }

    Delete() {
        @Breadcrumbs { crumbs: vec![Crumb::new("Loan Factory", "/ui/contacts")] }
        @PageHeader::new("Delete Loan Factory?", "", "")
        div[class = "narrow"] {
            @Notice::new(Tone::Warning, "This goes with it", markup::new! {
                "2,431 contacts, their log and 12 templates. It is hidden at once and can be \
                 brought back for 30 days; then it is gone."
            })
            @Form::post("/ui/workspace-delete", "demo", markup::new! {
                @Field::text("name", "Type the name of the workspace", "")
                    .autocomplete("off").attr("data-must-equal", "Loan Factory")
                    .help("Loan Factory")
                div[class = "form-actions"] {
                    @Button::danger("Delete workspace")
                    @Button::plain("Keep it").to("/ui/contacts")
                }
            })
        }
    }
}
