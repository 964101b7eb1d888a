//! Markup of what a restore set aside.
use crate::{
    backups::{pages::PATH, restore::aside::Aside, trouble::size},
    shell::Surroundings,
    web::ui::{Button, Form},
};

markup::define! {
    Asides<'a>(around: &'a Surroundings, all: &'a [Aside]) {
        section[class = "section-gap", "aria-labelledby" = "aside"] {
            h2 #aside { "Set aside" }
            p {
                "What was served before a restore is kept until you remove it. It holds " strong {
                    @size(all.iter().map(|it| it.bytes).sum())
                } " of this box’s disk."
            }
            @for aside in all.iter() {
                details[class = "fold"] {
                    summary {
                        "Set aside " @around.manner().date_time(aside.since) ", " @size(aside.bytes)
                    }
                    div {
                        p {
                            "Once removed, what was entered between that backup and the restore \
                            cannot be had back. Backups stay as they are."
                        }
                        @Form::post(
                            format!("{PATH}/aside/remove"),
                            &*around.csrf,
                            Button::danger("Remove for good")
                                .attr("name", "name")
                                .attr("value", aside.name.clone()),
                        ).inline()
                    }
                }
            }
        }
    }
}
