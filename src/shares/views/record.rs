//! The record: what I share and ever shared, and what is shared with me.
use super::ShareTabs;
use crate::{
    shares::{Received, Share, Status},
    shell::{Surroundings, answer},
    web::ui::{Badge, Button, Column, Form, Icon, PageHeader, Table},
};

markup::define! {
    Record<'a>(around: &'a Surroundings, given: &'a [Share], received: &'a [Received]) {
        @PageHeader::new(
            "Record of sharing",
            "Who was shown whom, when and what for",
            Button::quiet("Download as CSV").icon(Icon::Download).to("/shares/export"),
        )
        @ShareTabs { is_record: true }
        section["aria-labelledby" = "given"] {
            h2 #given { "Shared by me" }
            @if given.is_empty() {
                p[class = "help"] {
                    "Nothing yet. Open a contact and tick whom to share it with under “Sharing”."
                }
            } else {
                @Table::new("Shared by me", columns("With"), Given { around, given })
            }
        }
        section[class = "section-gap", "aria-labelledby" = "got"] {
            h2 #got { "Shared with me" }
            @if received.is_empty() {
                p[class = "help"] { "Nothing at the moment." }
            } else {
                @Table::new("Shared with me", columns("From"), Got { around, received })
            }
        }
    }

    Given<'a>(around: &'a Surroundings, given: &'a [Share]) {
        @for share in given.iter() {
            tr {
                td[class = "lead"] {
                    a[href = answer::contact_path(share.contact)] { @share.contact_name }
                }
                td[class = "sub"] { "with " @share.with.name }
                td[class = "sub"] { @share.purpose }
                td[class = "wide"] { @if share.with_history { "yes" } else { "no" } }
                td[class = "aside"] { @badge(around, share.status) }
                td[class = "num when"] { @around.manner().date(share.created_on) }
                td[class = "act"] {
                    @if !matches!(share.status, Status::Ended(_)) {
                        @Form::post(
                            format!("/shares/{}/revoke?back=/shares", share.uid),
                            &*around.csrf,
                            Stop { name: &share.contact_name },
                        ).inline()
                    }
                }
            }
        }
    }

    Stop<'a>(name: &'a str) {
        button[type = "submit", class = "btn btn-plain"] {
            "Stop" span[class = "sr-only"] { " sharing " @name }
        }
    }

    Got<'a>(around: &'a Surroundings, received: &'a [Received]) {
        @for share in received.iter() {
            tr {
                td[class = "lead"] {
                    a[href = format_args!("/shared/{}", share.uid)] { @share.name }
                }
                td[class = "sub"] { "from " @share.from }
                td[class = "sub"] { @share.purpose }
                td[class = "wide"] { @if share.with_history { "yes" } else { "no" } }
                td[class = "aside"] {
                    @match share.seen_on {
                        Some(at) => { @badge(around, Status::Seen(at)) }
                        None => { @badge(around, Status::Unseen) }
                    }
                }
                td[class = "num when"] { @around.manner().date(share.created_on) }
                td[class = "act"] {}
            }
        }
    }
}

fn badge<'a>(around: &Surroundings, status: Status) -> Badge<'a> {
    match status {
        Status::Unseen => Badge::new("Not opened yet"),
        Status::Seen(at) => Badge::good(format!("Opened {}", around.manner().date(at))),
        Status::Ended(at) => Badge::new(format!("Ended {}", around.manner().date(at))),
        Status::ShutOut => Badge::warn("Shut out"),
    }
}

fn columns(whom: &'static str) -> Vec<Column<'static>> {
    vec![
        Column::new("Contact"),
        Column::new(whom),
        Column::new("Purpose"),
        Column::new("History"),
        Column::new("Status"),
        Column::new("Shared").number(),
        Column::new("Action").unlabelled(),
    ]
}
