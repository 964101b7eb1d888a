//! What each column is, what happens to whom, before anything comes in.
use crate::{
    contacts::{
        fields::{Definition, Kind},
        lists::ListKind,
    },
    error::Problems,
    shell::Surroundings,
    transfer::import::{
        Plan, Policy, Target, input,
        pages::{Sheet, path},
    },
    web::ui::{Button, Choice, Field, Form, FormError, Icon, Notice, Select, Tick, Tone},
};

const SAMPLES_SHOWN: usize = 3;

markup::define! {
    Columns<'a>(around: &'a Surroundings, sheet: &'a Sheet, problems: &'a Problems) {
        @let survey = &sheet.import.survey;
        @if let Some(said) = told(sheet) {
            @Notice::new(Tone::Info, "What this file is", said)
        }
        @if survey.photos > 0 {
            @Notice::new(
                Tone::Info,
                "Photos stay behind",
                format!("{} photos are in this file; contacts have none here.", survey.photos),
            )
        }
        @FormError { problems }
        @Form::post(
            format!("{}/check", path(sheet.import.uid)),
            &*around.csrf,
            Choices { sheet, problems },
        )
        div[class = "form-actions"] {
            @Form::post(
                format!("{}/cancel", path(sheet.import.uid)),
                &*around.csrf,
                Button::plain("Forget this file").icon(Icon::Trash),
            ).inline()
        }
    }

    Choices<'a>(sheet: &'a Sheet, problems: &'a Problems) {
        @let plan = &sheet.import.plan;
        h2 { "What its columns are" }
        div[class = "mapping"] {
            @for (at, header) in sheet.import.survey.headers.iter().enumerate() {
                @if is_shown(sheet, at) {
                    div[class = "column-row"] {
                        div[class = "column-what"] {
                            strong { @header }
                            p[class = "column-samples"] { @samples(sheet, at) }
                        }
                        @Select::new(
                            input(at),
                            format!("{header} becomes"),
                            targets(&sheet.fields),
                            plan.target(at).code(),
                        ).problem(problems.get(&input(at)).map(String::as_str))
                    }
                } else {
                    input[type = "hidden", name = input(at), value = ""];
                }
            }
        }
        h2 { "What happens to them" }
        div[class = "narrow options"] {
            @Select::new(
                "policy",
                "Lines about somebody who is here already",
                Policy::ALL.map(|it| Choice::new(it.code(), it.words())).into(),
                plan.policy.code(),
            ).help(
                "Known by the same e-mail or phone, here or further up in the file.",
            )
            @Select::new("stage", "Stage", stages(sheet), stage(plan))
                .help("For those that have none in the file.")
            @Field::text("tags", "Tags for all of them", plan.tags.join(", "))
                .problem(problems.get("tags").map(String::as_str))
                .help("Separated by commas. One that is not there yet is added.")
            @Tick::new(
                "lenient",
                "Take lines without the values that are wrong",
                plan.is_lenient,
            ).help("Otherwise such a line is left out, and you can download all of them.")
        }
        div[class = "form-actions"] {
            @Button::primary("Try it")
            span[class = "form-note"] { "Nothing comes in yet." }
        }
    }
}

/// Columns without anything in them are not worth a question.
fn is_shown(sheet: &Sheet, at: usize) -> bool {
    let has_samples = sheet.import.survey.samples.get(at).is_some_and(|it| !it.is_empty());
    has_samples
        || !sheet.import.plan.target(at).code().is_empty()
            && sheet.import.survey.delimiter.is_some()
}

fn samples(sheet: &Sheet, at: usize) -> String {
    let samples = sheet.import.survey.samples.get(at).map(Vec::as_slice).unwrap_or_default();
    let shown = samples.iter().take(SAMPLES_SHOWN).map(|it| crate::text::shortened(it, 40));
    let shown = shown.collect::<Vec<_>>().join(" · ");
    if shown.is_empty() { "Nothing in it".to_owned() } else { shown }
}

fn told(sheet: &Sheet) -> Option<String> {
    let survey = &sheet.import.survey;
    let mut said = Vec::new();
    if let Some(program) = &survey.program {
        said.push(match survey.delimiter {
            Some(_) => format!("It looks like an export of {program}."),
            None => "These are vCards.".to_owned(),
        });
    }
    if survey.encoding != "UTF-8" {
        let is_guess = !survey.encoding.starts_with("UTF");
        let what_if = " If one of them looks wrong below, save the file as UTF-8 and upload that.";
        let what_if = if is_guess { what_if } else { "" };
        said.push(format!("Its letters are read as {}.{what_if}", survey.encoding));
    }
    let left = (0..survey.headers.len())
        .filter(|at| is_shown(sheet, *at) && sheet.import.plan.target(*at) == Target::Ignore);
    match left.count() {
        0 => {}
        1 => said.push("One column would be left out.".to_owned()),
        many => said.push(format!("{many} columns would be left out.")),
    }
    (!said.is_empty()).then(|| said.join(" "))
}

fn targets(fields: &[Definition]) -> Vec<Choice<'static>> {
    let fixed = Target::FIXED.iter().filter(|it| !matches!(it, Target::New(_)));
    let fixed = fixed.map(|it| Choice::new(it.code(), it.label()));
    let custom = fields.iter().map(|it| {
        Choice::new(Target::Custom(it.name.clone()).code(), format!("Field: {}", it.label))
    });
    let new = Target::NEW_KINDS.into_iter().map(|kind: Kind| {
        let target = Target::New(kind);
        Choice::new(target.code(), target.label())
    });
    fixed.chain(custom).chain(new).collect()
}

fn stages(sheet: &Sheet) -> Vec<Choice<'_>> {
    let stages = sheet.lists.iter().filter(|it| it.kind == ListKind::Stage);
    let stages = stages.map(|it| Choice::new(it.uid.to_string(), &*it.name));
    std::iter::once(Choice::new("", "None")).chain(stages).collect()
}

fn stage(plan: &Plan) -> String {
    plan.stage.map(|it| it.to_string()).unwrap_or_default()
}
