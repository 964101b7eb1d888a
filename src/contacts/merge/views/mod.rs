//! Markup of merging: whom with, and both side by side.
mod row;

pub use row::{OneRow, Other, Row};

use super::{
    Comparison, Side,
    pages::{
        Again, Whom,
        choices::{self, Chosen, STAGE, TYPED},
    },
};
use crate::{
    contacts::{
        Contact, Field,
        fields::{pages::all_typed, values::FieldValue, views::control::Asked},
        reach::{Kind, Silence, Way},
    },
    ids::Uid,
    shell::{Surroundings, answer},
    web::ui::{
        Avatar, Breadcrumbs, Button, Crumb, Form, FormError, Icon, Notice, PageHeader, Tone,
    },
    when::Manner,
    workspaces::Workspace,
};

const OTHER_KEPT: &str = "The other is kept too, unless it is the same";

markup::define! {
    Pick<'a>(whom: &'a Whom) {
        @let name = whom.contact.display_name();
        @Head { workspace: &whom.workspace, contact: &whom.contact }
        @PageHeader::new(format!("Merge {name} with …"), "", "")
        div[class = "narrow"] {
            @if let Some(problem) = whom.problem {
                @Notice::new(Tone::Warning, "Nothing was merged", problem)
            }
            @if !whom.twins.is_empty() {
                h2 { "May be the same" }
                ul[class = "merge-hits"] {
                    @for twin in whom.twins.iter() {
                        @Hit {
                            whom,
                            other: twin.contact.uid,
                            name: &twin.contact.display_name(),
                            detail: twin.reason.words(),
                        }
                    }
                }
            }
            form[
                class = "form",
                method = "get",
                action = merge_path(whom.contact.uid),
                role = "search",
            ] {
                div[class = "field"] {
                    label["for" = "merge-q"] { "Somebody else in " @whom.workspace.name }
                    input[
                        id = "merge-q",
                        class = "input",
                        type = "search",
                        name = "q",
                        value = &whom.part,
                        autocomplete = "off",
                        maxlength = "200",
                        "hx-get" = merge_path(whom.contact.uid),
                        "hx-trigger" = "input changed delay:200ms",
                        "hx-target" = "#merge-found",
                        "hx-sync" = "this:replace",
                    ];
                    p[class = "help"] { "A part of the name, an address or a number" }
                }
                noscript { @Button::quiet("Search").icon(Icon::Search) }
            }
            div[id = "merge-found", "aria-live" = "polite"] { @Found { whom } }
            div[class = "form-actions"] {
                @Button::plain("Cancel").to(answer::contact_path(whom.contact.uid))
            }
        }
    }

    Found<'a>(whom: &'a Whom) {
        @if whom.found.is_empty() && !whom.part.trim().is_empty() {
            p[class = "help"] { "Nobody else here fits “" @whom.part "”" }
        } else if !whom.found.is_empty() {
            ul[class = "merge-hits"] {
                @for hit in whom.found.iter() {
                    @Hit { whom, other: hit.uid, name: &hit.name, detail: &hit.detail }
                }
            }
        }
    }

    Hit<'a>(whom: &'a Whom, other: Uid, name: &'a str, detail: &'a str) {
        li {
            a[href = with_path(whom.contact.uid, *other)] {
                @Avatar::new(*name)
                span { @name small { @detail } }
                @Icon::ChevronRight
            }
        }
    }

    Head<'a>(workspace: &'a Workspace, contact: &'a Contact) {
        @Breadcrumbs {
            crumbs: vec![
                Crumb::new(&*workspace.name, answer::workspace_path(workspace.uid)),
                Crumb::new(contact.display_name(), answer::contact_path(contact.uid)),
            ],
        }
    }

    Screen<'a>(
        around: &'a Surroundings,
        workspace: &'a Workspace,
        sides: &'a Comparison,
        again: &'a Again,
        back: &'a str,
        now: i64,
    ) {
        @let target = &sides.target;
        @Head { workspace, contact: &target.contact }
        @PageHeader::new(
            "Merge two contacts",
            "All that both have is joined. Choose where they differ. This can be undone.",
            Button::quiet("Swap")
                .icon(Icon::ChevronsUpDown)
                .attr("title", "Keep the other one")
                .to(swapped(sides, back)),
        )
        @if again.is_changed {
            @Notice::new(
                Tone::Warning,
                "One of the two was changed in the meantime",
                "Nothing was merged yet. What you chose is kept; look it over once more.",
            )
        }
        @FormError { problems: &again.problems }
        @Form::post(
            merge_path(target.contact.uid),
            &*around.csrf,
            Body { around, sides, again, back, now: *now },
        )
    }

    Body<'a>(
        around: &'a Surroundings,
        sides: &'a Comparison,
        again: &'a Again,
        back: &'a str,
        now: i64,
    ) {
        @let names = names(sides);
        @let names = [names[0].as_str(), names[1].as_str()];
        @let manner = around.manner();
        input[type = "hidden", name = "source", value = sides.source.contact.uid.to_string()];
        input[type = "hidden", name = "seen", value = &sides.seen];
        @if !back.is_empty() { input[type = "hidden", name = "back", value = back]; }
        div[class = "merge"] {
            div[class = "merge-row merge-heads"] {
                span {}
                @Who { around, side: &sides.target, what: "Stays", now: *now }
                @Who { around, side: &sides.source, what: "Is merged into it", now: *now }
            }
            @for field in Field::ALL { @OneRow { row: &base(sides, field, again), names } }
            @OneRow { row: &stage(sides, again), names }
            @let typed = all_typed(&again.fields);
            @for (ours, theirs) in sides.target.custom.iter().zip(&sides.source.custom) {
                @OneRow { row: &custom(ours, theirs, manner, again, &typed), names }
            }
            @Joined { around, sides }
        }
        div[class = "form-actions"] {
            @Button::primary("Merge")
            @Button::plain("Cancel").to(match back.is_empty() {
                true => answer::contact_path(sides.target.contact.uid),
                false => answer::own_path(back).to_owned(),
            })
        }
    }

    Who<'a>(around: &'a Surroundings, side: &'a Side, what: &'a str, now: i64) {
        @let name = side.contact.display_name();
        div[class = "merge-who"] {
            @Avatar::new(&*name)
            div {
                a[href = answer::contact_path(side.contact.uid)] { @name }
                small { @what ", added " @around.manner().short(side.contact.created_on, *now) }
            }
        }
    }

    /// What needs no choice.
    Joined<'a>(around: &'a Surroundings, sides: &'a Comparison) {
        @for (label, words) in joined(around, sides) {
            div[class = "merge-row"] {
                span[class = "merge-label"] { @label }
                span[class = "merge-both"] { @Icon::Check span { @words } }
            }
        }
    }
}

pub fn merge_path(contact: Uid) -> String {
    format!("{}/merge", answer::contact_path(contact))
}

/// Both side by side, the first of them staying.
pub fn with_path(target: Uid, source: Uid) -> String {
    format!("{}?with={source}", merge_path(target))
}

fn swapped(sides: &Comparison, back: &str) -> String {
    let path = with_path(sides.source.contact.uid, sides.target.contact.uid);
    if back.is_empty() { path } else { format!("{path}&back={}", answer::encoded(back)) }
}

/// As the two are told apart, also where they have one name.
fn names(sides: &Comparison) -> [String; 2] {
    let [one, other] = [&sides.target, &sides.source].map(|side| side.contact.display_name());
    match one == other {
        true => ["the one that stays".into(), "the other one".into()],
        false => [one, other],
    }
}

/// What was chosen, or else what would be: the value that is there, the target's before the other.
fn chosen(again: &Again, name: &str, has: &[String; 2]) -> Chosen {
    let usual = if has[0].is_empty() { Chosen::Source } else { Chosen::Target };
    choices::chosen(&again.fields, name).unwrap_or(usual)
}

fn base<'a>(sides: &'a Comparison, field: Field, again: &'a Again) -> Row<'a> {
    let has = [&sides.target, &sides.source]
        .map(|side| side.contact.get(field).unwrap_or_default().to_owned());
    let is_way = Kind::of_field(field).is_some();
    Row {
        name: field.name().to_owned(),
        label: field.label().into(),
        chosen: chosen(again, field.name(), &has),
        has,
        other: Other::Base { field, typed: again.fields.get(&format!("{TYPED}{}", field.name())) },
        problem: again.problems.get(field.name()).map(String::as_str),
        note: is_way.then_some(OTHER_KEPT),
    }
}

fn stage<'a>(sides: &'a Comparison, again: &'a Again) -> Row<'a> {
    let has = [&sides.target, &sides.source]
        .map(|side| side.stage.as_ref().map_or_else(String::new, |it| it.name.clone()));
    Row {
        name: STAGE.to_owned(),
        label: "Stage".into(),
        chosen: chosen(again, STAGE, &has),
        has,
        other: Other::None,
        problem: None,
        note: None,
    }
}

fn custom<'a>(
    ours: &'a FieldValue,
    theirs: &'a FieldValue,
    manner: &Manner,
    again: &'a Again,
    typed: &'a [(String, String)],
) -> Row<'a> {
    let definition = &ours.definition;
    let name = definition.input();
    let has = [ours.words(manner), theirs.words(manner)];
    let value = typed.iter().find(|(it, _)| *it == definition.name).map_or("", |(_, it)| it);
    let asked =
        Asked { definition, value, problem: None, contact: None, found: &[], is_focused: false };
    Row {
        chosen: chosen(again, &name, &has),
        label: (&*definition.label).into(),
        problem: again.problems.get(&name).map(String::as_str),
        has,
        other: Other::Custom(asked),
        note: None,
        name,
    }
}

fn joined(around: &Surroundings, sides: &Comparison) -> Vec<(&'static str, String)> {
    let (target, source) = (&sides.target, &sides.source);
    let mut rows = Vec::new();
    let mut tags: Vec<&str> =
        target.tags.iter().chain(&source.tags).map(|tag| &*tag.name).collect();
    let mut known = std::collections::HashSet::new();
    tags.retain(|tag| known.insert(*tag));
    if !tags.is_empty() {
        rows.push(("Tags", tags.join(", ")));
    }
    let ways = target.reach.ways.iter().chain(&source.reach.ways);
    let ways: Vec<String> = ways.map(written).collect();
    if !ways.is_empty() {
        rows.push(("Further", ways.join(", ")));
    }
    let silence = target.reach.silence.joined(source.reach.silence);
    if silence != Silence::default() {
        rows.push(("Do not contact", silence.words().to_owned()));
    }
    let entries = around.manner().number(target.facts.logged + source.facts.logged);
    rows.push(("Activity", format!("All entries of both: {entries}")));
    rows
}

fn written(way: &Way) -> String {
    match &way.label {
        Some(label) => format!("{} ({label})", way.value),
        None => way.value.clone(),
    }
}
