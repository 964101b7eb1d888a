//! The notice on every start page while nothing may be sent.
use super::Hold;
use crate::{
    shell::Surroundings,
    web::ui::{Button, Form, Notice, Tone},
};

markup::define! {
    Held<'a>(around: &'a Surroundings, hold: &'a Hold, is_owner: bool) {
        @Notice::new(
            Tone::Warning,
            "Nothing is sent at present",
            Words { around, hold, is_owner: *is_owner },
        )
    }

    Words<'a>(around: &'a Surroundings, hold: &'a Hold, is_owner: bool) {
        p {
            @hold.why " What was sent after that backup was made is not known here, and would be \
            sent a second time. Look through campaigns and todos first."
        }
        @if *is_owner {
            @Form::post(
                "/household/sending",
                &*around.csrf,
                Button::quiet("Release sending"),
            ).inline()
        } else {
            p { "An owner can release it." }
        }
    }
}
