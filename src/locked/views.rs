//! Markup of the locked page; nothing on it is of the household.
use crate::web::ui::{Button, Field, Form, Icon, Notice, Tone};

markup::define! {
    /// `refusal` is a title and what to do about it.
    Locked<'a>(csrf: &'a str, next: &'a str, refusal: Option<(&'a str, &'a str)>) {
        h1 { "Locked" }
        p[class = "door-lead"] {
            "pi-crm has started and waits for the passphrase of its key. Until then nobody can \
            sign in, nothing is sent, and nothing is backed up."
        }
        @if let Some((title, advice)) = *refusal {
            @Notice::new(Tone::Error, title, advice)
        }
        @Form::post("/unlock", *csrf, Fields { next })
        p[class = "door-note"] {
            "Forgotten? A backup can be restored without it, with the recovery key of the printed \
            sheet: " code { "sudo pi-crm restore --help" } " at the terminal of the box."
        }
    }

    Fields<'a>(next: &'a str) {
        input[type = "hidden", name = "next", value = next];
        @Field::password("passphrase", "Passphrase")
            .help("The one for the whole box, not your own password.")
            .autocomplete("off")
            .attr("autofocus", "true")
            .required()
        @Button::primary("Unlock").icon(Icon::Key)
    }

    Opening<'a>(next: &'a str) {
        h1 { "Being opened" }
        p[class = "door-lead", role = "status"] {
            "The passphrase was right, and the database is being opened. After an update this can \
            take some minutes; the page comes back by itself."
        }
        p[class = "door-note"] { a[href = next] { "Look again" } }
    }
}
