//! Stage and tags on a contact's page, and what else on it tells of them.
use poem::http::StatusCode;

use super::Mark;
use crate::{
    audit::read::Told,
    contact_page::notices::{Notices, views::Pinned},
    contacts::{
        Contact,
        lists::{ListKind, NO_STAGE, Standings},
    },
    error::Problems,
    log::{self, views::Entries},
    shell::{Surroundings, answer, views::RecentChanges},
    web::ui::{
        Button, Choice, EditConflict, EditInPlace, Field, Form, Icon, Select, Toast, Toasts,
    },
};

/// The stage as a form, with what was chosen if it could not be saved.
#[derive(Default)]
pub struct OpenStage {
    pub chosen: Option<String>,
    pub problems: Problems,
    pub is_conflict: bool,
}

impl OpenStage {
    pub fn status(&self) -> StatusCode {
        match (self.is_conflict, self.problems.is_empty()) {
            (true, _) => StatusCode::CONFLICT,
            (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
            (false, true) => StatusCode::OK,
        }
    }
}

markup::define! {
    /// Both rows among a contact's details.
    Rows<'a>(
        around: &'a Surroundings,
        contact: &'a Contact,
        standings: &'a Standings,
        open: Option<&'a OpenStage>,
        typed: &'a str,
        problems: &'a Problems,
    ) {
        @match open {
            Some(open) => { @StageForm { around, contact, standings, open } }
            None => { @StageRow { contact, standings, is_saved: false } }
        }
        @TagsRow { around, contact, standings, typed, problems }
    }

    /// In the head of the page: the stage and the tags as marks.
    Marks<'a>(contact: &'a Contact, standings: &'a Standings) {
        @if let Some(list) = standings.stage(contact.id) { @Mark { list } }
        @for list in standings.tags(contact.id) { @Mark { list } }
    }

    StageRow<'a>(contact: &'a Contact, standings: &'a Standings, is_saved: bool) {
        @at_rest(contact, standings, *is_saved)
    }

    StageForm<'a>(
        around: &'a Surroundings,
        contact: &'a Contact,
        standings: &'a Standings,
        open: &'a OpenStage,
    ) {
        div[class = "edit-row edit-open", "data-escape" = true] {
            @Form::post(
                stage_path(contact, "/edit"),
                &*around.csrf,
                StageFields { contact, standings, open },
            ).hx("closest .edit-row")
        }
    }

    StageFields<'a>(contact: &'a Contact, standings: &'a Standings, open: &'a OpenStage) {
        @let now = standings.stage(contact.id);
        @let uid = now.map(|list| list.uid.to_string()).unwrap_or_default();
        input[type = "hidden", name = "seen", value = &uid];
        @open.is_conflict.then(|| EditConflict {
            theirs: now.map_or(NO_STAGE, |list| &list.name).into(),
            when: "in the meantime".into(),
        })
        @Select::new(
            "stage",
            "Stage",
            choices(standings),
            open.chosen.as_deref().unwrap_or(&uid),
        )
            .problem(open.problems.get("stage").map(String::as_str))
            .attr("autofocus", "true")
        div[class = "edit-actions"] {
            @Button::primary(if open.is_conflict { "Move anyway" } else { "Move" })
            a[
                class = "btn btn-plain",
                href = stage_path(contact, ""),
                "data-cancel" = true,
                "hx-get" = stage_path(contact, ""),
                "hx-target" = "closest .edit-row",
                "hx-swap" = "outerHTML",
            ] {
                @if open.is_conflict { "Leave it there" } else { "Cancel" }
            }
        }
    }

    TagsRow<'a>(
        around: &'a Surroundings,
        contact: &'a Contact,
        standings: &'a Standings,
        typed: &'a str,
        problems: &'a Problems,
    ) {
        @let path = format!("{}/tags", answer::contact_path(contact.uid));
        div[id = "tags-row", class = "edit-row"] {
            span[class = "edit-label"] { "Tags" }
            div[class = "edit-fixed tag-list"] {
                @for tag in standings.tags(contact.id) {
                    @Form::post(
                        format!("{path}/remove"),
                        &*around.csrf,
                        Worn { uid: tag.uid.to_string(), name: &tag.name, hue: tag.colour.hue() },
                    ).inline().hx("#tags-row")
                }
                @Form::post(&*path, &*around.csrf, NewTag { contact, standings, typed, problems })
                    .inline()
                    .hx("#tags-row")
            }
        }
    }

    Worn<'a>(uid: String, name: &'a str, hue: u32) {
        input[type = "hidden", name = "tag", value = uid];
        span[class = format_args!("tag tag-worn hue-{hue}")] {
            @name
            button[type = "submit", class = "tag-off", title = format_args!("Remove {name}")] {
                @Icon::X
                span[class = "sr-only"] { "Remove the tag " @name }
            }
        }
    }

    NewTag<'a>(
        contact: &'a Contact,
        standings: &'a Standings,
        typed: &'a str,
        problems: &'a Problems,
    ) {
        @Field::text("name", "Add a tag", *typed)
            .id("new-tag")
            .problem(problems.get("name").map(String::as_str))
            .autocomplete("off")
            .attr("list", "known-tags")
            .attr("placeholder", "Add a tag")
        datalist[id = "known-tags"] {
            @for tag in others(contact, standings) { option[value = tag] {} }
        }
        @Button::plain("Add tag").icon(Icon::Plus).bare()
    }

    /// After a move: the row at rest, and what else on the page tells of it.
    SavedStage<'a>(news: &'a News<'a>) {
        @at_rest(news.contact, news.standings, true)
        @Elsewhere { news }
    }

    SavedTags<'a>(news: &'a News<'a>) {
        @TagsRow {
            around: news.around,
            contact: news.contact,
            standings: news.standings,
            typed: "",
            problems: &Problems::new(),
        }
        @Elsewhere { news }
    }

    Elsewhere<'a>(news: &'a News<'a>) {
        @let back = answer::contact_path(news.contact.uid);
        div[id = "contact-marks", class = "page-meta", "hx-swap-oob" = "true"] {
            @Marks { contact: news.contact, standings: news.standings }
        }
        div[id = "changes-list", "hx-swap-oob" = "true"] {
            @RecentChanges {
                around: news.around,
                changes: news.changes,
                back: &back,
                now: news.now,
            }
        }
        div[id = "activity-list", "hx-swap-oob" = "true"] {
            @Entries {
                around: news.around,
                contact: news.contact.uid,
                page: news.log,
                now: news.now,
            }
        }
        @Pinned {
            around: news.around,
            contact: news.contact.uid,
            notices: news.notices,
            is_news: true,
        }
        @Toasts { toasts: news.toast }
    }
}

/// What is new on a contact's page after a change of its stage or tags.
pub struct News<'a> {
    pub around: &'a Surroundings,
    pub notices: &'a Notices,
    pub contact: &'a Contact,
    pub standings: &'a Standings,
    pub changes: &'a [Told],
    pub log: &'a log::Page,
    pub toast: &'a [Toast<'a>],
    pub now: i64,
}

fn at_rest<'a>(contact: &'a Contact, standings: &'a Standings, is_saved: bool) -> EditInPlace<'a> {
    let value = standings.stage(contact.id).map_or(NO_STAGE, |list| &list.name);
    let row = EditInPlace::new("stage", "Stage", value, stage_path(contact, "/edit"));
    if is_saved { row.saved() } else { row }
}

fn stage_path(contact: &Contact, verb: &str) -> String {
    format!("{}/stage{verb}", answer::contact_path(contact.uid))
}

fn choices(standings: &Standings) -> Vec<Choice<'_>> {
    let stages = standings.of_kind(ListKind::Stage);
    let stages = stages.map(|list| Choice::new(list.uid.to_string(), &*list.name));
    std::iter::once(Choice::new("", NO_STAGE)).chain(stages).collect()
}

/// The tags that the contact does not have yet.
fn others<'a>(contact: &Contact, standings: &'a Standings) -> Vec<&'a str> {
    let worn: Vec<_> = standings.tags(contact.id).map(|tag| tag.id).collect();
    let tags = standings.of_kind(ListKind::Tag).filter(|tag| !worn.contains(&tag.id));
    tags.map(|tag| tag.name.as_str()).collect()
}
