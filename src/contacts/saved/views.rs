//! The menu of views above a list, and the forms of a view and of its columns.
use super::{PLAIN, View, pages::Offered};
use crate::{
    contacts::{Asked, Column, Step, pages::list::Found, saved},
    error::Problems,
    ids::Uid,
    shell::{Surroundings, answer},
    web::ui::{
        Breadcrumbs, Button, Crumb, Dropdown, Field, Form, FormError, Icon, MenuItem, PageHeader,
    },
    workspaces::Workspace,
};

markup::define! {
    /// Which view is open, the others to choose from, and what can be done with this one.
    Menu<'a>(around: &'a Surroundings, found: &'a Found) {
        @let open = open_view(found);
        @Dropdown::new(open.map_or(PLAIN, View::name), MenuBody { found, open })
            .icon(Icon::Eye)
        @if let Some(view) = open && !view.is_unchanged(&found.asked) {
            @Form::post(
                format!("/views/{}/keep", view.uid),
                &*around.csrf,
                Keep { query: saved::state(&found.asked) },
            ).inline()
        } else if open.is_none() && !saved::state(&found.asked).is_empty() {
            a[class = "btn btn-plain", href = new_path(found)] { "Save as a view" }
        }
    }

    Keep(query: String) {
        input[type = "hidden", name = "query", value = query];
        @Button::plain("Update the view")
    }

    MenuBody<'a>(found: &'a Found, open: Option<&'a View>) {
        @let workspace = found.workspace.uid;
        a[
            class = "menu-item",
            href = answer::workspace_path(workspace),
            "aria-current" = open.is_none().then_some("true"),
        ] { @Icon::Users span { @PLAIN } }
        @for view in found.views.iter() {
            a[
                class = "menu-item",
                href = path(workspace, view),
                "aria-current" = open.is_some_and(|it| it.uid == view.uid).then_some("true"),
            ] { @Icon::Eye span { @view.name() } }
        }
        div[class = "menu-form"] {
            @MenuItem::new("Save as a new view", new_path(found)).icon(Icon::Plus)
            @if let Some(view) = open {
                @MenuItem::new("Rename or delete this view", format!("/views/{}/edit", view.uid))
                    .icon(Icon::Pencil)
            }
        }
    }

    New<'a>(
        around: &'a Surroundings,
        workspace: &'a Workspace,
        asked: &'a Asked,
        name: &'a str,
        problems: &'a Problems,
    ) {
        @let back = asked.path(workspace.uid);
        @Breadcrumbs { crumbs: vec![Crumb::new(&*workspace.name, &*back)] }
        @PageHeader::new("Save as a view", "", "")
        div[class = "narrow"] {
            @FormError { problems }
            @Form::post(
                format!("/w/{}/views", workspace.uid),
                &*around.csrf,
                NewFields { asked, name, problems, back: &back },
            )
        }
    }

    NewFields<'a>(asked: &'a Asked, name: &'a str, problems: &'a Problems, back: &'a str) {
        input[type = "hidden", name = "query", value = saved::state(asked)];
        @if let Some(view) = asked.view {
            input[type = "hidden", name = "view", value = view.to_string()];
        }
        @Name { name, problems }
        div[class = "form-actions"] {
            @Button::primary("Save view")
            @Button::plain("Cancel").to(*back)
        }
    }

    Name<'a>(name: &'a str, problems: &'a Problems) {
        @Field::text("name", "Name", *name)
            .problem(problems.get("name").map(String::as_str))
            .help("The filters, the order and the columns of the list are kept under it")
            .autocomplete("off")
            .required()
            .attr("maxlength", saved::NAME_CHARS.to_string())
            .attr("autofocus", "true")
    }

    Edit<'a>(
        around: &'a Surroundings,
        workspace: &'a Workspace,
        view: &'a View,
        name: &'a str,
        problems: &'a Problems,
    ) {
        @let back = path(workspace.uid, view);
        @Breadcrumbs {
            crumbs: vec![
                Crumb::new(&*workspace.name, answer::workspace_path(workspace.uid)),
                Crumb::new(view.name(), &*back),
            ],
        }
        @PageHeader::new("Edit view", "", "")
        div[class = "narrow"] {
            @FormError { problems }
            @Form::post(
                format!("/views/{}/rename", view.uid),
                &*around.csrf,
                EditFields { name, problems, back: &back },
            )
            section[class = "view-delete"] {
                h2 { "Delete this view" }
                p { "Nothing happens to the contacts in it. It can be undone." }
                @Form::post(
                    format!("/views/{}/delete", view.uid),
                    &*around.csrf,
                    Button::danger("Delete view").icon(Icon::Trash),
                )
            }
        }
    }

    EditFields<'a>(name: &'a str, problems: &'a Problems, back: &'a str) {
        @Name { name, problems }
        div[class = "form-actions"] {
            @Button::primary("Save")
            @Button::plain("Cancel").to(*back)
        }
    }

    ColumnsPage<'a>(around: &'a Surroundings, offered: &'a Offered) {
        @let workspace = &offered.workspace;
        @let back = offered.asked.path(workspace.uid);
        @Breadcrumbs { crumbs: vec![Crumb::new(&*workspace.name, &*back)] }
        @PageHeader::new("Columns", of_which(offered), "")
        div[class = "narrow"] { @Columns { around, offered, back: &back } }
    }

    /// Ticked and in order, first to last; with script a row moves at once.
    Columns<'a>(around: &'a Surroundings, offered: &'a Offered, back: &'a str) {
        @FormError { problems: &offered.problems }
        @Form::post(
            format!("/w/{}/columns", offered.workspace.uid),
            &*around.csrf,
            ColumnFields { offered, back },
        )
    }

    ColumnFields<'a>(offered: &'a Offered, back: &'a str) {
        input[type = "hidden", name = "query", value = offered.asked.to_query()];
        // A press of Enter saves rather than moves.
        button[type = "submit", class = "sr-only", tabindex = "-1", "aria-hidden" = "true"] {
            "Save columns"
        }
        ol[class = "column-choice", id = "columns"] {
            @for (column, is_shown) in every(offered) {
                @ColumnRow { offered, column: &column, is_shown }
            }
        }
        div[class = "form-actions"] {
            @Button::primary("Save columns")
            @Button::plain("Cancel").to(*back)
        }
    }

    ColumnRow<'a>(offered: &'a Offered, column: &'a Column, is_shown: bool) {
        @let (code, label) = (column.code(), label(offered, column));
        li {
            label {
                input[
                    class = "checkbox",
                    type = "checkbox",
                    name = "column",
                    value = &code,
                    checked = *is_shown,
                ];
                span { @label }
            }
            div[class = "list-acts"] {
                @for step in Step::ALL {
                    @let up = step == Step::Up;
                    @let words = format!("Move {label} {}", if up { "up" } else { "down" });
                    @Button::plain(words)
                        .icon(if up { Icon::ArrowUp } else { Icon::ArrowDown })
                        .bare()
                        .attr("name", step.code())
                        .attr("value", code.clone())
                        .attr("data-move", step.code())
                }
            }
        }
    }
}

/// Where a view's list is.
pub fn path(workspace: Uid, view: &View) -> String {
    format!("{}?{}", answer::workspace_path(workspace), view.query_of_list())
}

pub fn open_view(found: &Found) -> Option<&View> {
    found.views.iter().find(|it| Some(it.uid) == found.asked.view)
}

fn new_path(found: &Found) -> String {
    let path = format!("/w/{}/views/new", found.workspace.uid);
    match found.asked.to_query().as_str() {
        "" => path,
        query => format!("{path}?{query}"),
    }
}

fn of_which(offered: &Offered) -> String {
    match &offered.view {
        Some(view) => format!("Of the view “{}”", view.name()),
        None => "Of the contact list, wherever no view is open".to_owned(),
    }
}

/// The shown ones in their order, then the others.
fn every(offered: &Offered) -> Vec<(Column, bool)> {
    let custom = offered.fields.iter().map(|it| Column::Custom(it.name.clone()));
    let all: Vec<Column> = Column::OWN.into_iter().chain(custom).collect();
    let shown = offered.columns.iter().filter(|it| all.contains(it));
    let others = all.iter().filter(|it| !offered.columns.contains(it));
    let shown = shown.map(|it| (it.clone(), true));
    shown.chain(others.map(|it| (it.clone(), false))).collect()
}

fn label(offered: &Offered, column: &Column) -> String {
    let field = offered.fields.iter().find(|it| Column::Custom(it.name.clone()) == *column);
    field.map_or(column.label(), |it| &it.label).to_owned()
}
