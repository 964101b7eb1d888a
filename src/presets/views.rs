//! Markup of presets: the cards to choose from, and the form to look one over.
use super::{ALL, Family, Form, Plan, Preset, form::is_same, pages};
use crate::{
    contacts::{fields::packs::Pack, lists::Colour},
    error::Problems,
    settings::{Shown, views::SettingFields},
    shell::{Surroundings, answer},
    web::ui::{
        self, Badge, Breadcrumbs, Button, Crumb, Field, FormError, Icon, Mark, Notice, PageHeader,
        TextArea, Tick, Tone,
    },
    workspaces::Workspace,
};

/// Lines of a list's box: enough for most presets without scrolling.
const ROWS: u8 = 7;

markup::define! {
    /// Blank first; below it, the presets.
    New<'a>(
        around: &'a Surroundings,
        workspaces: &'a [Workspace],
        name: &'a str,
        problems: &'a Problems,
    ) {
        @Breadcrumbs { crumbs: vec![Crumb::new("Workspaces", "/workspaces")] }
        @PageHeader::new("New workspace", "", "")
        @FormError { problems }
        div[class = "narrow"] {
            @ui::Form::post("/workspaces", &*around.csrf, BlankFields { name, problems })
        }
        h2[class = "section-gap"] { "Or start from a preset" }
        p[class = "help"] { "You can change everything before it is made, and later." }
        @Cards { to: pages::NEW, workspaces }
    }

    BlankFields<'a>(name: &'a str, problems: &'a Problems) {
        @Field::text("name", "Name", *name)
            .problem(problem(problems, "name"))
            .help("A business line, an audience, a circle of people")
            .autocomplete("off")
            .required()
            .attr("autofocus", "true")
        div[class = "form-actions"] {
            @Button::primary("Create workspace")
            @Button::plain("Cancel").to("/workspaces")
        }
    }

    /// Every preset; those under whose name there is a workspace say so.
    Cards<'a>(to: &'a str, workspaces: &'a [Workspace]) {
        @for (family, title) in [
            (Family::Plain, "For any household or office"),
            (Family::Example, "Examples, ready to use or rename"),
        ] {
            h3[class = "card-group"] { @title }
            ul[class = "cards"] {
                @for preset in ALL.iter().filter(|it| it.family == family) {
                    li {
                        @Card {
                            preset,
                            to,
                            is_there: workspaces.iter().any(|it| is_same(&it.name, preset.name)),
                        }
                    }
                }
            }
        }
    }

    Card<'a>(preset: &'static Preset, to: &'a str, is_there: bool) {
        article.card {
            h4 {
                @Mark::new(preset.name)
                a[href = format_args!("{to}?preset={}", preset.key)] { @preset.name }
                @if *is_there { " " @Badge::good("Added") }
            }
            p { @preset.purpose }
            p[class = "card-stages"] {
                @for (name, colour) in first_lists(preset) { @Chip { name, colour: *colour } " " }
            }
        }
    }

    Chip<'a>(name: &'a str, colour: Colour) {
        @ui::Stage::coloured(*name, colour.hue())
    }

    /// A preset before it is made.
    FromPreset<'a>(
        around: &'a Surroundings,
        preset: &'static Preset,
        form: &'a Form,
        problems: &'a Problems,
    ) {
        @Breadcrumbs { crumbs: vec![
            Crumb::new("Workspaces", "/workspaces"),
            Crumb::new("New workspace", pages::NEW),
        ] }
        @PageHeader::new(preset.name, preset.purpose, "")
        @FormError { problems }
        div[class = "preset"] {
            @ui::Form::post("/workspaces", &*around.csrf, FromPresetFields {
                preset, form, problems,
            })
        }
    }

    FromPresetFields<'a>(preset: &'static Preset, form: &'a Form, problems: &'a Problems) {
        input[type = "hidden", name = "preset", value = preset.key];
        @Field::text("name", "Name", &*form.name)
            .problem(problem(problems, "name"))
            .autocomplete("off")
            .required()
        @Lists { form, problems }
        @Packs { offered: &Pack::ALL, form }
        fieldset[class = "field-set"] {
            legend { "How it works" }
            @let shown = shown(preset);
            @SettingFields { shown: &shown, typed: &form.settings, problems }
        }
        @Notice::new(Tone::Info, "What to do first", preset.welcome)
        div[class = "form-actions"] {
            @Button::primary("Create workspace")
            @Button::quiet("Create and choose another")
                .attr("name", pages::ANOTHER.0)
                .attr("value", pages::ANOTHER.1)
            @Button::plain("Cancel").to(pages::NEW)
        }
    }

    Lists<'a>(form: &'a Form, problems: &'a Problems) {
        div[class = "field-pair"] {
            @TextArea::new("stages", "Stages", &*form.stages)
                .rows(ROWS)
                .problem(problem(problems, "stages"))
                .help("One on a line, in their order. A contact is in one at a time.")
            @TextArea::new("tags", "Tags", &*form.tags)
                .rows(ROWS)
                .problem(problem(problems, "tags"))
                .help("One on a line; a contact can have any number. Colours can be changed later.")
        }
    }

    Packs<'a>(offered: &'a [Pack], form: &'a Form) {
        @if !offered.is_empty() {
            fieldset[class = "field-set"] {
                legend { "Fields for contacts" }
                @for pack in offered.iter() {
                    @Tick::one_of("packs", pack.code(), pack.label(), form.packs.contains(pack))
                        .help(pack.labels().join(", "))
                }
            }
        }
    }

    /// The presets that an existing workspace can take from.
    More<'a>(workspace: &'a Workspace) {
        @Way { workspace }
        @PageHeader::new(
            "Add from a preset",
            "Only what this workspace does not have yet is added; what is there stays as it is",
            "",
        )
        @Cards { to: &more_path(workspace), workspaces: &[] }
    }

    Way<'a>(workspace: &'a Workspace) {
        @Breadcrumbs { crumbs: vec![
            Crumb::new(&*workspace.name, answer::workspace_path(workspace.uid)),
            Crumb::new("Settings", crate::workspaces::pages::settings_path(workspace.uid)),
        ] }
    }

    /// What a workspace lacks of a preset.
    Missing<'a>(
        around: &'a Surroundings,
        workspace: &'a Workspace,
        preset: &'static Preset,
        missing: &'a Plan,
        form: &'a Form,
        problems: &'a Problems,
    ) {
        @Way { workspace }
        @PageHeader::new(format!("Add from {}", preset.name), preset.purpose, "")
        @FormError { problems }
        div[class = "preset"] {
            @if is_complete(missing) && problems.is_empty() {
                @Notice::new(
                    Tone::Success,
                    "Nothing is missing",
                    "This workspace has all stages, tags and fields of this preset already.",
                )
                div[class = "form-actions section-gap"] {
                    @Button::quiet("Choose another").to(more_path(workspace))
                }
            } else {
                @ui::Form::post(more_path(workspace), &*around.csrf, MissingFields {
                    workspace, preset, missing, form, problems,
                })
            }
        }
    }

    MissingFields<'a>(
        workspace: &'a Workspace,
        preset: &'static Preset,
        missing: &'a Plan,
        form: &'a Form,
        problems: &'a Problems,
    ) {
        input[type = "hidden", name = "preset", value = preset.key];
        @let there = there(preset, missing);
        @if !there.is_empty() {
            p[class = "help"] { "Already there and left as they are: " @there.join(", ") "." }
        }
        @Lists { form, problems }
        @Packs { offered: &missing.packs, form }
        div[class = "form-actions"] {
            @Button::primary("Add to this workspace").icon(Icon::Plus)
            @Button::plain("Cancel").to(more_path(workspace))
        }
    }
}

/// What tells presets apart at a glance: the stages, or where there are none, the tags.
fn first_lists(preset: &Preset) -> &'static [(&'static str, Colour)] {
    if preset.stages.is_empty() { preset.tags } else { preset.stages }
}

pub fn more_path(workspace: &Workspace) -> String {
    format!("/w/{}/presets", workspace.uid)
}

fn is_complete(missing: &Plan) -> bool {
    missing.stages.is_empty() && missing.tags.is_empty() && missing.packs.is_empty()
}

/// What of the preset the workspace has already.
fn there(preset: &Preset, missing: &Plan) -> Vec<&'static str> {
    let lists = [(preset.stages, &missing.stages), (preset.tags, &missing.tags)];
    let names = lists.into_iter().flat_map(|(all, missing)| {
        let is_missing = |name: &str| missing.iter().any(|(it, _)| it == name);
        all.iter().map(|(name, _)| *name).filter(move |name| !is_missing(name))
    });
    let packs = preset.packs.iter().filter(|it| !missing.packs.contains(it));
    names.chain(packs.map(|it| it.label())).collect()
}

fn shown(preset: &Preset) -> Vec<Shown> {
    let shown = |it: crate::settings::Sent| Shown {
        setting: it.setting,
        value: it.wanted,
        is_chosen: false,
    };
    preset.settings().into_iter().map(shown).collect()
}

fn problem<'a>(problems: &'a Problems, field: &str) -> Option<&'a str> {
    problems.get(field).map(String::as_str)
}
