//! The components one by one, each in its states.
use super::{PageHeader, fields::Fields, mock};
use crate::web::ui::{
    Avatar, Badge, Button, CopyList, CopyOnce, Dialog, Diff, Dropdown, Empty, Form, Icon, KeyHint,
    Mark, MenuItem, Notice, Pagination, Progress, Qr, Skeleton, Stage, Tab, Tabs, Tag, Toast, Tone,
};

markup::define! {
    Components<'a>(pages: &'a [(&'static str, &'static str)]) {
        @PageHeader::new("Components", "Every piece in every state", markup::new! {
            @Button::quiet("Quiet").icon(Icon::Book)
            @Button::primary("Primary").icon(Icon::Plus)
        })
        div[class = "gallery"] {
            @Part { title: "Whole pages", body: markup::new! {
                ul[class = "links"] {
                    @for (name, label) in pages.iter() {
                        li { a[href = format_args!("/ui/{name}")] { @label } }
                    }
                }
            } }
            @Buttons {}
            @Marks {}
            @Fields {}
            @Says {}
            @Reveals {}
        }
    }

    Part<'a, B: markup::Render>(title: &'a str, body: B) {
        section[class = "part"] {
            h2 { @title }
            div { @body }
        }
    }

    Buttons() {
        @Part { title: "Buttons", body: markup::new! {
            div[class = "line"] {
                @Button::primary("Save") @Button::quiet("Cancel") @Button::plain("Skip")
                @Button::danger("Delete")
            }
            div[class = "line"] {
                @Button::primary("New contact").icon(Icon::Plus)
                @Button::quiet("Export").icon(Icon::Download)
                @Button::quiet("Edit").icon(Icon::Pencil).bare()
                @Button::plain("Close").icon(Icon::X).bare()
                @Button::quiet("A link").to("/ui").icon(Icon::External)
            }
            div[class = "line"] {
                @Button::primary("Disabled").attr("disabled", "")
                @Button::quiet("Disabled").attr("disabled", "")
                @Button::primary("Saving").attr("aria-busy", "true")
                @Button::quiet("Saving").attr("aria-busy", "true")
            }
        } }
        @Part { title: "Menus, dialogs, tabs", body: markup::new! {
            div[class = "line"] {
                @Dropdown::new("Move to", markup::new! {
                    @MenuItem::new("Leads", "/ui") @MenuItem::new("Prospects", "/ui")
                    @MenuItem::new("Delete", "/ui").icon(Icon::Trash).danger()
                }).icon(Icon::ArrowRight)
                @Button::quiet("Open a dialog").to("/ui/workspace-delete").opens("sample-dialog")
            }
            @Tabs { label: "Sample".into(), tabs: vec![
                Tab::new("All activity", "/ui", true).count("14"),
                Tab::new("E-mails", "/ui", false),
                Tab::new("Notes", "/ui", false),
            ] }
            @Pagination {
                range: "51–100 of 2,431".into(),
                newer: Some("/ui".into()),
                older: Some("/ui".into()),
            }
            @Dialog::new("sample-dialog", "Delete 12 contacts?", markup::new! {
                p { "They go to the trash and can be brought back for 30 days." }
                @Form::post("/ui", "demo", markup::new! {
                    div[class = "modal-actions"] {
                        @Button::quiet("Keep them").inert().attr("data-close", "true")
                        @Button::danger("Delete 12 contacts")
                    }
                })
            })
        } }
    }

    Marks() {
        @Part { title: "Marks", body: markup::new! {
            div[class = "line"] {
                @for (name, at) in mock::STAGES {
                    @Stage::new(name, at)
                }
            }
            div[class = "line"] {
                @for (name, hue) in mock::HUES { @Stage::coloured(name, hue) }
            }
            div[class = "line"] {
                @for (name, hue) in mock::HUES { @Tag::coloured(name, hue) }
            }
            div[class = "line"] {
                @Tag::new("Referral") @Tag::new("VA loan") @Badge::new("Draft")
                @Badge::good("Active") @Badge::warn("In 6 days") @Badge::bad("Do not mail")
            }
            div[class = "line"] {
                @for name in ["Andy Kim", "Monalisa Reyes", "Kaito Nakamura", "Lan Anh Nguyễn"] {
                    @Avatar::new(name)
                }
                @for (name, _) in mock::WORKSPACES { @Mark::new(name) }
                @KeyHint { keys: &["Ctrl", "K"] }
            }
        } }
    }

    Says() {
        @Part { title: "Notices", body: markup::new! {
            @Notice::new(Tone::Info, "Your backup is 3 hours old", "The next one runs at 02:00.")
            @Notice::new(Tone::Success, "Import finished", "412 contacts added, 3 need a look.")
            @Notice::new(Tone::Warning, "This key expires in 6 days", "Make a new one before then.")
            @Notice::new(Tone::Error, "The disk is full", markup::new! {
                "Nothing was saved. Free some space and try again."
            })
        } }
        @Part { title: "Toasts", body: markup::new! {
            div[class = "toasts-sample"] {
                @Toast::success("Noelani Kealoha was deleted.").action("Undo", "/ui", "demo")
                @Toast::new(Tone::Info, "The export is ready.").link("Download", "/ui")
                @Toast::error("The contact changed in the meantime, so nothing was undone.")
            }
        } }
        @Part { title: "Waiting and nothing", body: markup::new! {
            @Progress::new("Importing contacts.csv", 1204, 2431)
            @Skeleton { rows: 3 }
            @Empty::new(
                Icon::Inbox,
                "Nothing needs attention",
                "Bounces, replies and new shares show up here.",
            ).action(Button::quiet("Go to contacts").to("/ui/contacts"))
        } }
    }

    Reveals() {
        @Part { title: "Changes, secrets, codes", body: markup::new! {
            @Diff::new("E-mail", Some("old@example.org"), Some("new@example.org"))
            @Diff::new("Company", None::<&str>, Some("Harbor Title"))
            @Diff::new("Phone", Some("(808) 555-0142"), None::<&str>)
            @CopyOnce::new("sample-secret", "pc_7Qm2vXw9Kd4Tz8Rb1Nf6Hs3Jp5Lc0Ya")
            @CopyList::new("sample-codes", "Recovery codes", vec![
                "ZZSA-QRV1-DTBR".into(), "P7NM-W8V2-GBD2".into(), "EBMG-WQE4-VVVV".into(),
                "QTWT-MCEZ-Z62R".into(),
            ])
            @Qr::new("https://pi-crm.local/")
        } }
    }
}
