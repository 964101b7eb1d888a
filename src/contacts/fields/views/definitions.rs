//! The pages where fields are kept in order: the list, and one on its way out.
use crate::{
    contacts::fields::{Definition, packs::Pack},
    ids::Uid,
    shell::{
        Surroundings, answer,
        views::{AccountPage, AccountTabs, WorkspacePage, WorkspaceTabs},
    },
    web::ui::{
        Badge, Breadcrumbs, Button, Column, Crumb, Empty, Form, Icon, Notice, PageHeader, Table,
        Tone,
    },
    workspaces::Workspace,
};

/// Whose fields a page is about.
pub enum Place {
    Mine,
    In(Workspace),
}

impl Place {
    /// Where the list is; its forms post below it.
    pub fn path(&self) -> String {
        match self {
            Self::Mine => "/fields".to_owned(),
            Self::In(workspace) => format!("/w/{}/fields", workspace.uid),
        }
    }

    pub fn uid(&self) -> Option<Uid> {
        match self {
            Self::Mine => None,
            Self::In(workspace) => Some(workspace.uid),
        }
    }

    pub fn crumbs(&self) -> Vec<Crumb<'_>> {
        match self {
            Self::Mine => vec![Crumb::new("Account", "/account")],
            Self::In(workspace) => {
                vec![Crumb::new(&*workspace.name, answer::workspace_path(workspace.uid))]
            }
        }
    }

    fn sentence(&self) -> String {
        match self {
            Self::Mine => "In all your workspaces".to_owned(),
            Self::In(workspace) => format!("What contacts of {} have", workspace.name),
        }
    }
}

/// Everything that the list shows.
pub struct Shown {
    pub place: Place,
    pub fields: Vec<Definition>,
    /// Of a workspace's page: those that all workspaces have.
    pub shared: Vec<Definition>,
    pub deleted: Vec<(Definition, i64)>,
    /// How many of a pack's fields are there, of how many.
    pub packs: Vec<(Pack, usize)>,
}

markup::define! {
    List<'a>(around: &'a Surroundings, shown: &'a Shown) {
        @Breadcrumbs { crumbs: shown.place.crumbs() }
        @PageHeader::new("Custom fields", shown.place.sentence(), add(&shown.place))
        @if let Place::In(workspace) = &shown.place {
            @WorkspaceTabs { workspace: workspace.uid, at: WorkspacePage::Fields }
        } else {
            @AccountTabs { at: AccountPage::Fields }
        }
        @if shown.fields.is_empty() {
            @Empty::new(
                Icon::Note,
                "Keep what matters to you",
                "Add a field of your own, or begin with a pack below: all of it can be changed \
                 afterwards.",
            ).action(add(&shown.place))
        } else {
            @Table::new("Custom fields", columns(), Rows { around, fields: &shown.fields })
        }
        @if let Place::In(_) = shown.place {
            @Shared { fields: &shown.shared }
        }
        section[class = "section-gap", "aria-labelledby" = "packs"] {
            h2 #packs { "Field packs" }
            div[class = "packs"] {
                @for (pack, there) in shown.packs.iter() {
                    @PackCard { around, place: &shown.place, pack: *pack, there: *there }
                }
            }
        }
        @if !shown.deleted.is_empty() {
            section[class = "section-gap", "aria-labelledby" = "deleted"] {
                h2 #deleted { "Deleted fields" }
                @Table::new(
                    "Deleted fields",
                    deleted_columns(),
                    DeletedRows { around, deleted: &shown.deleted },
                )
            }
        }
    }

    Rows<'a>(around: &'a Surroundings, fields: &'a [Definition]) {
        @for (at, field) in fields.iter().enumerate() {
            tr {
                td[class = "lead"] {
                    a[href = format_args!("/fields/{}", field.uid)] { @field.label }
                    " " @Marks { field }
                }
                td[class = "sub"] { @field.kind.label() }
                td[class = "wide"] { code { @field.name } }
                td[class = "act"] {
                    div[class = "row-acts"] {
                        @Move { around, field, way: "up", can: at > 0 }
                        @Move { around, field, way: "down", can: at + 1 < fields.len() }
                        @Button::plain(format!("Delete {}", field.label))
                            .icon(Icon::Trash)
                            .bare()
                            .to(format!("/fields/{}/delete", field.uid))
                    }
                }
            }
        }
    }

    Marks<'a>(field: &'a Definition) {
        @if field.is_required { @Badge::new("required") }
        @if field.is_transaction { " " @Badge::new("in the log") }
    }

    Move<'a>(around: &'a Surroundings, field: &'a Definition, way: &'static str, can: bool) {
        @let button = Button::plain(format!("Move {} {way}", field.label))
            .icon(if *way == "up" { Icon::ArrowUp } else { Icon::ArrowDown })
            .bare();
        @if *can {
            @Form::post(
                format!("/fields/{}/move", field.uid),
                &*around.csrf,
                MoveBody { way, button },
            ).inline()
        } else {
            span[class = "form-inline", "aria-hidden" = "true"] {
                span[class = "btn btn-plain btn-icon"] {}
            }
        }
    }

    MoveBody<'a>(way: &'a str, button: Button<'a>) {
        input[type = "hidden", name = "step", value = way];
        @button
    }

    Shared<'a>(fields: &'a [Definition]) {
        section[class = "section-gap", "aria-labelledby" = "shared"] {
            div[class = "section-head"] {
                h2 #shared { "In all your workspaces" }
                a[href = "/fields"] { "Change these" }
            }
            @if fields.is_empty() {
                p[class = "help"] { "None yet. Fields added there are seen here too." }
            } else {
                ul[class = "plain-list"] {
                    @for field in fields.iter() {
                        li { @field.label " " small { @field.kind.label() } }
                    }
                }
            }
        }
    }

    PackCard<'a>(around: &'a Surroundings, place: &'a Place, pack: Pack, there: usize) {
        @let labels = pack.labels();
        div[class = "pack"] {
            h3 { @pack.label() }
            p { @labels.join(", ") }
            @if *there >= labels.len() {
                p[class = "help"] { @Icon::Check span { "All of these are there" } }
            } else {
                @Form::post(
                    format!("{}/packs", place.path()),
                    &*around.csrf,
                    PackBody { pack: *pack, there: *there, all: labels.len() },
                ).inline()
            }
        }
    }

    PackBody(pack: Pack, there: usize, all: usize) {
        input[type = "hidden", name = "pack", value = pack.code()];
        @Button::quiet(match there {
            0 => format!("Add these {all} fields"),
            there => format!("Add the other {}", all - there),
        }).icon(Icon::Plus)
    }

    DeletedRows<'a>(around: &'a Surroundings, deleted: &'a [(Definition, i64)]) {
        @for (field, kept) in deleted.iter() {
            tr {
                td[class = "lead"] { @field.label }
                td[class = "sub"] { @field.kind.label() }
                td[class = "sub"] { @kept_words(around, *kept) }
                td[class = "act"] {
                    @Form::post(
                        format!("/fields/{}/revive", field.uid),
                        &*around.csrf,
                        Button::quiet("Bring back"),
                    ).inline()
                }
            }
        }
    }

    Delete<'a>(around: &'a Surroundings, place: &'a Place, field: &'a Definition, used: i64) {
        @Breadcrumbs { crumbs: vec![Crumb::new("Custom fields", place.path())] }
        @PageHeader::new(format!("Delete {}?", field.label), "", "")
        div[class = "narrow"] {
            @Notice::new(Tone::Warning, kept_words(around, *used), "The field leaves every contact \
                and every form. The values stay, and come back when you bring the field back or \
                add one of the same name.")
            @Form::post(
                format!("/fields/{}/delete", field.uid),
                &*around.csrf,
                DeleteBody { place },
            )
        }
    }

    DeleteBody<'a>(place: &'a Place) {
        div[class = "form-actions"] {
            @Button::danger("Delete field").icon(Icon::Trash)
            @Button::plain("Cancel").to(place.path())
        }
    }
}

fn add(place: &Place) -> Button<'static> {
    Button::primary("New field").icon(Icon::Plus).to(format!("{}/new", place.path()))
}

fn columns() -> Vec<Column<'static>> {
    vec![
        Column::new("Field"),
        Column::new("Type"),
        Column::new("Name for programs"),
        Column::new("Order and delete").unlabelled(),
    ]
}

fn deleted_columns() -> Vec<Column<'static>> {
    vec![
        Column::new("Field"),
        Column::new("Type"),
        Column::new("Kept values"),
        Column::new("Bring back").unlabelled(),
    ]
}

fn kept_words(around: &Surroundings, kept: i64) -> String {
    match kept {
        0 => "No contact has a value in it".to_owned(),
        1 => "1 contact has a value in it".to_owned(),
        many => format!("{} contacts have a value in it", around.manner().number(many)),
    }
}
