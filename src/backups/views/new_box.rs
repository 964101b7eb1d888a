//! Markup of restoring on a new box: first the backup is brought here, then it is restored.
use super::{
    bucket::{Keys, Where},
    restore::{Attempted, File, Key, Which, is_open},
};
use crate::{
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
            @FormError { problems }
            @Form::post(NEW_BOX, *csrf, Chosen { choice, problems: of(Step::Restore) })
            details[class = "fold", open = *step == Step::Bucket] {
                summary { "It is in S3 storage" }
                @Form::post(
                    format!("{NEW_BOX}/bucket"),
                    *csrf,
                    FromBucket { typed, problems: of(Step::Bucket) },
                )
            }
            details[class = "fold", open = *step == Step::File] {
                summary { "It is a file on this device" }
                @Form::post(
                    format!("{NEW_BOX}/upload"),
                    *csrf,
                    FromFile { problems: of(Step::File), most: *most },
                ).attr("enctype", "multipart/form-data")
            }
        }
        p[class = "door-note"] { a[href = "/first-run"] { "Begin anew instead" } }
    }

    Chosen<'a>(choice: &'a Choice, problems: &'a Problems) {
        @Which { choice, problems }
        @Code { id: Step::Restore.code_id(), problems }
        @Key { problems, help: "The line on the sheet that begins with AGE-SECRET-KEY-1." }
        input[type = "hidden", name = "sure", value = "yes"];
        @Button::primary("Restore")
    }

    FromBucket<'a>(typed: &'a Typed, problems: &'a Problems) {
        @Code { id: Step::Bucket.code_id(), problems }
        @Where { typed, problems }
        @Keys { typed, problems, is_known: false }
        @Button::quiet("Look for backups").icon(Icon::Search)
    }

    /// The code stands before the file, and is looked at before it.
    FromFile<'a>(problems: &'a Problems, most: u64) {
        @Code { id: Step::File.code_id(), problems }
        @File { problem: problems.get("upload").map(String::as_str), most: *most }
        @Button::quiet("Upload").icon(Icon::Upload)
    }

    Code<'a>(id: &'a str, problems: &'a Problems) {
        @Field::text("code", "Set-up code", "")
            .id(*id)
            .problem(problems.get(id).map(String::as_str))
            .help(
                "On the screen of the box and on its card, in pi-crm-set-up-code.txt; or in the \
                 terminal where pi-crm was started",
            )
            .autocomplete("one-time-code")
            .attr("spellcheck", "false")
            .required()
    }
}
