//! A stage or tag as a form in its row: name, colour, and how long its contacts may be silent.
use poem::http::StatusCode;

use super::Swatches;
use crate::{
    contacts::lists::{
        Colour, List, ListKind, Patience, Settings,
        patience::{INPUT, USUAL_DAYS},
    },
    error::{Problems, Result, unless_any},
    ids::Uid,
    shell::Surroundings,
    web::ui::{Button, EditConflict, Field, Form},
};

/// A list that is open for editing, with what was typed if it could not be saved.
pub struct OpenList {
    pub list: Uid,
    pub typed: Option<Typed>,
    pub problems: Problems,
    pub is_conflict: bool,
}

/// A list's settings as they stand in its form.
#[derive(Clone)]
pub struct Typed {
    pub name: String,
    pub colour: Colour,
    pub patience: String,
}

impl Typed {
    fn of(list: &List) -> Self {
        Self { name: list.name.clone(), colour: list.colour, patience: list.patience.typed() }
    }

    pub fn settings(self) -> Result<Settings> {
        let mut problems = Problems::new();
        let patience = Patience::parse(&mut problems, &self.patience);
        unless_any(problems)?;
        Ok(Settings { name: self.name, colour: self.colour, patience })
    }
}

impl OpenList {
    pub fn fresh(list: Uid) -> Self {
        Self { list, typed: None, problems: Problems::new(), is_conflict: false }
    }

    pub fn status(&self) -> StatusCode {
        match (self.is_conflict, self.problems.is_empty()) {
            (true, _) => StatusCode::CONFLICT,
            (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
            (false, true) => StatusCode::OK,
        }
    }
}

markup::define! {
    EditRow<'a>(around: &'a Surroundings, list: &'a List, open: &'a OpenList) {
        @let (id, at) = (list.uid, format!("/lists/{}/edit", list.uid));
        li[
            id = format_args!("list-{id}"),
            class = "list-row list-open",
            "data-escape" = true,
        ] {
            @Form::post(at, &*around.csrf, EditFields { list, open }).hx("closest .list-row")
        }
    }

    EditFields<'a>(list: &'a List, open: &'a OpenList) {
        @let Typed { name, colour, patience } =
            open.typed.clone().unwrap_or_else(|| Typed::of(list));
        input[type = "hidden", name = "etag", value = list.edited_etag()];
        @open.is_conflict.then(|| EditConflict {
            theirs: theirs(list).into(),
            when: "in the meantime".into(),
        })
        @Field::text("name", "Name", name)
            .id(format!("name-{}", list.uid))
            .problem(open.problems.get("name").map(String::as_str))
            .autocomplete("off")
            .attr("autofocus", "true")
        @Swatches { chosen: colour, problems: &open.problems }
        @Field::text(INPUT, "Silent after how many days", patience)
            .id(format!("patience-{}", list.uid))
            .problem(open.problems.get(INPUT).map(String::as_str))
            .help(patience_help(list.kind))
            .autocomplete("off")
            .attr("inputmode", "numeric")
            .attr("placeholder", placeholder(list.kind))
        div[class = "edit-actions"] {
            @Button::primary(if open.is_conflict { "Save mine" } else { "Save" })
            @let cancel = format!("/lists/{}", list.uid);
            a[
                class = "btn btn-plain",
                href = &cancel,
                "data-cancel" = true,
                "hx-get" = &cancel,
                "hx-target" = "closest .list-row",
                "hx-swap" = "outerHTML",
            ] { "Cancel" }
        }
    }
}

/// What the list says now, where it is not what the person saw.
fn theirs(list: &List) -> String {
    let settings = format!("{}, {}", list.name, list.colour.label().to_lowercase());
    match list.patience {
        Patience::Usual => settings,
        Patience::Days(1) => format!("{settings}, silent after a day"),
        Patience::Days(days) => format!("{settings}, silent after {days} days"),
        Patience::Endless => format!("{settings}, never silent"),
    }
}

fn patience_help(kind: ListKind) -> String {
    let usual = match kind {
        ListKind::Stage => format!("Left empty, it is {USUAL_DAYS} days."),
        ListKind::Tag => "Left empty, it is as their stage has it.".to_owned(),
    };
    format!("Marks those whom nobody was in touch with for longer. {usual} 0 is never.")
}

fn placeholder(kind: ListKind) -> String {
    match kind {
        ListKind::Stage => USUAL_DAYS.to_string(),
        ListKind::Tag => String::new(),
    }
}
