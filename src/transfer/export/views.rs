//! The page on which columns are chosen.
use super::{
    Format,
    pages::{Offer, pairs},
};
use crate::{
    contacts::Selection,
    shell::{
        Surroundings, answer,
        views::{WorkspacePage, WorkspaceTabs},
    },
    web::ui::{Breadcrumbs, Button, Choice, Crumb, FormError, Icon, PageHeader, Select, Tick},
};

markup::define! {
    Export<'a>(around: &'a Surroundings, offer: &'a Offer) {
        @let workspace = &offer.workspace;
        @Breadcrumbs {
            crumbs: vec![Crumb::new(&*workspace.name, answer::workspace_path(workspace.uid))],
        }
        @PageHeader::new("Export contacts", told(around, offer), "")
        @WorkspaceTabs { workspace: workspace.uid, at: WorkspacePage::Transfer }
        @FormError { problems: &offer.problems }
        @if let Some((whom, _)) = &offer.whom {
            @Form { offer, whom }
        } else {
            @Button::plain("Export all contacts").to(format!("/w/{}/export", workspace.uid))
        }
    }

    Form<'a>(offer: &'a Offer, whom: &'a Selection) {
        form.form[
            method = "get",
            action = format_args!("/w/{}/export/file", offer.workspace.uid),
        ] {
            @for (name, value) in pairs(whom) {
                input[type = "hidden", name = name, value = value];
            }
            div[class = "narrow"] {
                @Select::new("format", "Kind of file", formats(), "csv")
                    .problem(offer.problems.get("format").map(String::as_str))
                    .help(
                        "A vCard has names, company, e-mails, phones and tags; a CSV has \
                         everything that is ticked below and can be imported again without losing \
                         anything.",
                    )
            }
            fieldset[class = "field-set"] {
                legend { "Columns of the CSV" }
                div[class = "tick-columns"] {
                    @for column in offer.columns.iter() {
                        @Tick::one_of("column", column.code(), column.label(), true)
                    }
                }
            }
            div[class = "form-actions"] {
                @Button::primary("Download").icon(Icon::Download)
                @Button::plain("Cancel").to(answer::workspace_path(offer.workspace.uid))
            }
        }
    }
}

fn formats() -> Vec<Choice<'static>> {
    let words = |format| match format {
        Format::Csv => "CSV, for spreadsheets and other programs",
        Format::Vcard4 => "vCard 4.0, for phones and address books",
        Format::Vcard3 => "vCard 3.0, for older ones and Outlook",
    };
    Format::ALL.map(|it| Choice::new(it.code(), words(it))).into()
}

fn told(around: &Surroundings, offer: &Offer) -> String {
    let all = offer.workspace.contacts;
    match offer.whom.as_ref().map(|(_, count)| *count) {
        Some(some) if some != all => {
            let number = |count| around.manner().number(count);
            format!("{} of {}", number(some), counted(around, all))
        }
        _ => counted(around, all),
    }
}

fn counted(around: &Surroundings, contacts: i64) -> String {
    match contacts {
        0 => "No contact yet".to_owned(),
        1 => "1 contact".to_owned(),
        many => format!("{} contacts", around.manner().number(many)),
    }
}
