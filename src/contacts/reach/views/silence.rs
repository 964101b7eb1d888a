//! What is not to be sent: a line, a form, and the marks in the head of the page.
use crate::{
    contacts::{
        Contact,
        reach::{Reach, Silence},
    },
    shell::{Surroundings, answer},
    web::ui::{Badge, EditConflict, EditControl, EditInPlace, Icon, Tick},
};

markup::define! {
    SilenceRow<'a>(contact: &'a Contact, reach: &'a Reach, is_saved: bool) {
        @let row = EditInPlace::new(
            "do-not-contact",
            "Do-not-contact",
            reach.silence.words(),
            format!("{}/edit", silence_path(contact)),
        );
        @if *is_saved { @row.saved() } else { @row }
    }

    SilenceForm<'a>(
        around: &'a Surroundings,
        contact: &'a Contact,
        reach: &'a Reach,
        typed: Option<Silence>,
        is_conflict: bool,
    ) {
        @EditControl {
            control: Ticks { silence: typed.unwrap_or(reach.silence) },
            action: format!("{}/edit", silence_path(contact)).into(),
            csrf: (&*around.csrf).into(),
            etag: reach.silence.code().into(),
            cancel_href: silence_path(contact).into(),
            conflict: is_conflict.then(|| EditConflict {
                theirs: reach.silence.words().into(),
                when: "in the meantime".into(),
            }),
        }
    }

    Ticks(silence: Silence) {
        fieldset[class = "ticks"] {
            legend { "Do-not-contact" }
            @Tick::new("all", "Nothing at all", silence.all)
                .help("No mail, no texts, no campaign, whoever asks for it")
                .attr("autofocus", "true")
            @Tick::new("mail", "No e-mail", silence.mail)
            @Tick::new("text", "No texts", silence.text)
        }
    }

    /// In a list of many: a sign beside the name, that says it in words too.
    SilenceSign(silence: Silence) {
        @let words = silence.marks().join(", ");
        @if !words.is_empty() {
            " "
            span[class = "silence-sign", title = &words] {
                @Icon::Ban
                span[class = "sr-only"] { "(" @words.to_lowercase() ")" }
            }
        }
    }

    /// In the head of the page: what must not be overlooked.
    SilenceMarks<'a>(reach: &'a Reach) {
        @for mark in reach.silence.marks() { @Badge::bad(mark) }
    }
}

fn silence_path(contact: &Contact) -> String {
    format!("{}/do-not-contact", answer::contact_path(contact.uid))
}
