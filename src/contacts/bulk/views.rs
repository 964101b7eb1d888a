//! Markup of changes to many: the bar under the list, and the page that asks.
use super::pages::{Asking, COMPANY, Wanted};
use crate::{
    contacts::{
        Asked,
        lists::{List, ListKind, NO_STAGE, NO_STAGE_CODE},
    },
    error::Problems,
    ids::Uid,
    shell::{Surroundings, answer},
    web::ui::{Breadcrumbs, Button, Choice, Crumb, Field, Form, Notice, PageHeader, Select, Tone},
};

/// What can be done to many, as the bar has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Tag,
    Untag,
    Move,
    Set,
    Silence,
    Unsilence,
    Delete,
}

impl Deed {
    const ALL: [Self; 7] = [
        Self::Tag,
        Self::Untag,
        Self::Move,
        Self::Set,
        Self::Silence,
        Self::Unsilence,
        Self::Delete,
    ];

    fn code(self) -> &'static str {
        match self {
            Self::Tag => "tag",
            Self::Untag => "untag",
            Self::Move => "move",
            Self::Set => "set",
            Self::Silence => "silence",
            Self::Unsilence => "unsilence",
            Self::Delete => "delete",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.code() == code)
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Tag => "Add a tag",
            Self::Untag => "Remove a tag",
            Self::Move => "Move to a stage",
            Self::Set => "Set a field",
            Self::Silence => "Do not contact",
            Self::Unsilence => "May be contacted",
            Self::Delete => "Delete",
        }
    }

    fn verb(self) -> &'static str {
        match self {
            Self::Tag => "Add tag",
            Self::Untag => "Remove tag",
            Self::Move => "Move",
            Self::Set => "Set",
            Self::Silence => "Mark “Do not contact”",
            Self::Unsilence => "Lift “Do not contact”",
            Self::Delete => "Delete",
        }
    }
}

markup::define! {
    /// The checkbox of a row; its form is the bar.
    Pick<'a>(uid: Uid, name: &'a str) {
        input[
            class = "checkbox pick",
            type = "checkbox",
            name = "contact",
            value = uid.to_string(),
            form = "bulk",
            "aria-label" = format_args!("Pick {name}"),
        ];
    }

    /// Shows itself as soon as somebody is picked, without script too.
    Bar<'a>(around: &'a Surroundings, workspace: Uid, asked: &'a Asked, all: String) {
        @Form::post(
            format!("{}/bulk", answer::workspace_path(*workspace)),
            &*around.csrf,
            BarFields { workspace: *workspace, asked, all },
        ).attr("id", "bulk").attr("aria-label", "Change those picked")
    }

    BarFields<'a>(workspace: Uid, asked: &'a Asked, all: &'a str) {
        input[type = "hidden", name = "asked", value = asked.to_query()];
        span[id = "bulk-count", class = "bulk-count", role = "status"] {}
        label[class = "bulk-all"] {
            input[class = "checkbox", type = "checkbox", name = "all", value = "1"];
            span { @all }
        }
        div[class = "bulk-deeds"] {
            @for deed in Deed::ALL.into_iter().filter(|it| *it != Deed::Delete) {
                button[type = "submit", class = "btn btn-quiet", name = "do", value = deed.code()] {
                    @deed.title()
                }
            }
            button[
                type = "submit",
                class = "btn btn-quiet",
                formaction = format_args!("{}/bulk/export", answer::workspace_path(*workspace)),
            ] { "Export" }
            button[
                type = "submit",
                class = "btn btn-danger",
                name = "do",
                value = Deed::Delete.code(),
            ] { @Deed::Delete.title() }
        }
    }

    /// What is about to happen, to how many; nothing is done before the button here.
    Confirm<'a>(
        around: &'a Surroundings,
        asking: &'a Asking,
        wanted: &'a Wanted,
        trouble: Option<&'a str>,
        problems: &'a Problems,
    ) {
        @let workspace = &asking.workspace;
        @Breadcrumbs {
            crumbs: vec![Crumb::new(&*workspace.name, wanted.asked.path(workspace.uid))],
        }
        @PageHeader::new(wanted.deed.title(), counted(around, asking.count), "")
        div[class = "narrow"] {
            @if let Some(trouble) = trouble {
                @Notice::new(Tone::Warning, "Look once more", *trouble)
            }
            p[class = "bulk-said"] { @explained(around, wanted, asking.count) }
            @Form::post(
                format!("{}/bulk/run", answer::workspace_path(workspace.uid)),
                &*around.csrf,
                ConfirmFields { around, asking, wanted, problems },
            )
        }
    }

    ConfirmFields<'a>(
        around: &'a Surroundings,
        asking: &'a Asking,
        wanted: &'a Wanted,
        problems: &'a Problems,
    ) {
        input[type = "hidden", name = "do", value = wanted.deed.code()];
        input[type = "hidden", name = "asked", value = wanted.asked.to_query()];
        input[type = "hidden", name = "expected", value = asking.count];
        @if wanted.is_all {
            input[type = "hidden", name = "all", value = "1"];
        } else {
            @for uid in wanted.picked.iter() {
                input[type = "hidden", name = "contact", value = uid.to_string()];
            }
        }
        @if wanted.deed == Deed::Tag {
            @Field::text("chosen", "Tag", &*wanted.chosen)
                .help("One of yours, or a new one")
                .problem(problem(problems, &["name"]))
                .autocomplete("off")
                .attr("list", "known-tags")
            datalist[id = "known-tags"] {
                @for tag in asking.lists.iter().filter(|it| it.kind == ListKind::Tag) {
                    option[value = &*tag.name] {}
                }
            }
        } else if let Some((label, choices)) = choices(asking, wanted.deed) {
            @Select::new("chosen", label, choices, &*wanted.chosen)
                .problem(problem(problems, &["tag", "stage", "field"]))
        }
        @if wanted.deed == Deed::Set {
            @Field::text("value", "Value", &*wanted.value)
                .help("As on a contact’s page. Left empty, what stands there is taken away.")
                .problem(problem(problems, &["value"]))
        }
        div[class = "form-actions"] {
            @let label = format!("{}: {}", wanted.deed.verb(), counted(around, asking.count));
            @if wanted.deed == Deed::Delete {
                @Button::danger(label)
            } else {
                @Button::primary(label)
            }
            @Button::plain("Cancel").to(wanted.asked.path(asking.workspace.uid))
        }
    }
}

fn problem<'a>(problems: &'a Problems, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| problems.get(name)).map(String::as_str)
}

fn counted(around: &Surroundings, count: i64) -> String {
    match count {
        1 => "1 contact".to_owned(),
        many => format!("{} contacts", around.manner().number(many)),
    }
}

fn explained(around: &Surroundings, wanted: &Wanted, count: i64) -> String {
    let who = match (wanted.is_all, count) {
        (_, 1) => "The one contact that you picked".to_owned(),
        (true, _) => format!("All {} that fit the list’s filter", counted(around, count)),
        (false, _) => format!("The {} that you picked", counted(around, count)),
    };
    let what = match wanted.deed {
        Deed::Tag => "get a tag. Who has it already stays as they are.",
        Deed::Untag => "lose a tag. The contacts themselves stay.",
        Deed::Move => "move to a stage, and each one’s log says so.",
        Deed::Set => "get the same value in a field, whatever stands there now.",
        Deed::Silence => "are marked as not to be contacted, by mail, text or call.",
        Deed::Unsilence => {
            "may be contacted again. Who asked for no e-mail or no texts alone keeps that."
        }
        Deed::Delete => "are deleted, with their values, tags and log.",
    };
    format!("{who}: they {what} It is one change, and can be undone as one.")
}

fn choices<'a>(asking: &'a Asking, deed: Deed) -> Option<(&'static str, Vec<Choice<'a>>)> {
    let of = |kind| asking.lists.iter().filter(move |list: &&List| list.kind == kind);
    let choice = |list: &'a List| Choice::new(list.uid.to_string(), &*list.name);
    match deed {
        Deed::Untag => Some(("Tag", of(ListKind::Tag).map(choice).collect())),
        Deed::Move => {
            let none = Choice::new(NO_STAGE_CODE, NO_STAGE);
            Some(("Stage", of(ListKind::Stage).map(choice).chain([none]).collect()))
        }
        Deed::Set => {
            let company = Choice::new(COMPANY, "Company");
            let fields = asking.fields.iter();
            let fields = fields.map(|field| Choice::new(field.uid.to_string(), &*field.label));
            Some(("Field", std::iter::once(company).chain(fields).collect()))
        }
        Deed::Tag | Deed::Silence | Deed::Unsilence | Deed::Delete => None,
    }
}
