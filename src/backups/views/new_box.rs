//! Markup of restoring on a new box: first the backup is brought here, then it is restored.
use super::{
    bucket::{Keys, Where},
    restore::{Attempted, File, Key, Which, is_open},
};
use crate::{
    accounts::views::set_up_code,
    backups::{
        buckets::Typed,
        pages::restore::{Choice, NEW_BOX, new_box::Step},
    },
    error::Problems,
    web::ui::{Button, Field, Form, FormError, Icon, Notice, Tone},
};

markup::define! {
    NewBox<'a>(
        csrf: &'a str,
        choice: &'a Choice,
        problems: &'a Problems,
        notice: Option<&'a str>,
        step: Step,
        needs_code: bool,
        typed: &'a Typed,
        most: u64,
    ) {
        h1 { "Restore a backup" }
        p[class = "door-lead"] {
            "Plug in the drive with the backups, or say below where they are. Have the recovery \
            sheet at hand."
        }
        @if let Some(notice) = *notice { @Notice::new(Tone::Error, notice, "") }
        @Attempted { choice, events: format!("{NEW_BOX}/events") }
        @if is_open(choice) {
            @let none = Problems::new();
            @let of = |form: Step| if form == *step { *problems } else { &none };
            @let code = |form: Step| needs_code.then(|| code(form, of(form)));
            @FormError { problems }
            @Form::post(NEW_BOX, *csrf, Chosen {
                choice,
                code: code(Step::Restore),
                problems: of(Step::Restore),
            })
            details[class = "fold", open = *step == Step::Bucket] {
                summary { "It is in S3 storage" }
                @Form::post(
                    format!("{NEW_BOX}/bucket"),
                    *csrf,
                    FromBucket { typed, code: code(Step::Bucket), problems: of(Step::Bucket) },
                )
            }
            details[class = "fold", open = *step == Step::File] {
                summary { "It is a file on this device" }
                @Form::post(
                    format!("{NEW_BOX}/upload"),
                    *csrf,
                    FromFile { code: code(Step::File), problems: of(Step::File), most: *most },
                ).attr("enctype", "multipart/form-data")
            }
        }
        p[class = "door-note"] { a[href = "/first-run"] { "Begin anew instead" } }
    }

    Chosen<'a>(choice: &'a Choice, code: Option<Field<'a>>, problems: &'a Problems) {
        @Which { choice, problems }
        @code
        @Key { problems, help: "The line on the sheet that begins with AGE-SECRET-KEY-1." }
        input[type = "hidden", name = "sure", value = "yes"];
        @Button::primary("Restore")
    }

    FromBucket<'a>(code: Option<Field<'a>>, typed: &'a Typed, problems: &'a Problems) {
        @code
        @Where { typed, problems }
        @Keys { typed, problems, is_known: false }
        @Button::quiet("Look for backups").icon(Icon::Search)
    }

    /// The code stands before the file, and is looked at before it.
    FromFile<'a>(code: Option<Field<'a>>, problems: &'a Problems, most: u64) {
        @code
        @File { problem: problems.get("upload").map(String::as_str), most: *most }
        @Button::quiet("Upload").icon(Icon::Upload)
    }
}

fn code(form: Step, problems: &Problems) -> Field<'_> {
    let problem = problems.get(form.code_id()).map(String::as_str);
    set_up_code(form.code_id(), "", problem)
}
