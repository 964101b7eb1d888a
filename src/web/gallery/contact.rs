//! One contact: at rest, being edited, in conflict, and new with problems.
use super::{Breadcrumbs, Crumb, PageHeader, within};
use crate::{
    error::Problems,
    web::{
        layout::Person,
        ui::{
            Avatar, Badge, Button, Dialog, Diff, Dropdown, EditConflict, EditForm, EditInPlace,
            Field, Form, FormError, Icon, MenuItem, Notice, Stage, Tag, Tone,
        },
    },
};

pub fn at_rest(person: &Person<'_>) -> String {
    within("Noelani Kealoha", person, markup::new! { @Contact { editing: false } })
}

pub fn editing(person: &Person<'_>) -> String {
    within("Noelani Kealoha", person, markup::new! { @Contact { editing: true } })
}

pub fn new(person: &Person<'_>) -> String {
    let problems = Problems::from([
        ("primary_email", "“noelani@” lacks what comes after the @".to_owned()),
        ("primary_phone", "This number has too few digits for the United States".to_owned()),
    ]);
    within("New contact", person, markup::new! { @New { problems: &problems } })
}

fn clashing() -> Field<'static> {
    Field::email("primary_email", "E-mail", "noelani@kealoha.org")
}

fn wrong() -> Field<'static> {
    Field::phone("primary_phone", "Phone", "(808) 555-01")
        .problem(Some("Too few digits for the United States"))
}

const HOME: &str = "/ui/contact";

markup::define! {
    Contact(editing: bool) {
        @Breadcrumbs { crumbs: vec![Crumb::new("Loan Factory", "/ui/contacts")] }
        header[class = "page-head"] {
            @Avatar::large("Noelani Kealoha")
            div[class = "page-title"] {
                h1 { "Noelani Kealoha" }
                div[class = "page-meta"] {
                    @Stage::new("Applications", 2)
                    @Tag::new("Referral") @Tag::new("VA loan")
                    @Badge::bad("Do not mail")
                }
            }
            div[class = "page-actions"] {
                @Button::quiet("Undo last change").icon(Icon::Undo)
                @Dropdown::more("More actions", markup::new! {
                    @MenuItem::new("Share with Monalisa", HOME).icon(Icon::Share)
                    @MenuItem::new("Delete contact", HOME).icon(Icon::Trash).danger()
                        .opens("delete")
                })
            }
        }
        @Notice::new(Tone::Warning, "The last mail came back", markup::new! {
            "Nobody reads " strong { "noelani@oldmail.example" } ". Mail to it is on hold."
        })
        div[class = "columns"] {
            section["aria-labelledby" = "details"] {
                h2 #details { "Details" }
                div[class = "edit-list"] { @Details { editing: *editing } }
            }
            section["aria-labelledby" = "changes"] {
                h2 #changes { "Recent changes" }
                @Changes {}
            }
        }
        @Dialog::new("delete", "Delete Noelani Kealoha?", markup::new! {
            p { "She goes to the trash with her log and can be brought back for 30 days." }
            @Form::post(HOME, "demo", markup::new! {
                div[class = "modal-actions"] {
                    @Button::quiet("Keep").inert().attr("data-close", "true")
                    @Button::danger("Delete contact")
                }
            })
        })
    }

    Details(editing: bool) {
        @EditInPlace::new("first_name", "First name", "Noelani", HOME)
        @EditInPlace::new("last_name", "Last name", "Kealoha", HOME)
        @if *editing {
            @EditForm::new(clashing(), HOME, "demo", "e1", HOME).conflict(EditConflict {
                theirs: "n.kealoha@work.example".into(),
                when: "2 minutes ago".into(),
            })
            @EditForm::new(wrong(), HOME, "demo", "e2", HOME)
        } else {
            @EditInPlace::new("primary_email", "E-mail", "noelani@kealoha.org", HOME)
            @EditInPlace::new("primary_phone", "Phone", "(808) 555-0142", HOME)
        }
        @EditInPlace::new("company", "Company", "", HOME)
        div[class = "edit-row"] {
            span[class = "edit-label"] { "Created" }
            span[class = "edit-fixed"] { "12 November 2026, 09:14" }
        }
    }

    Changes() {
        ol[class = "timeline"] {
            li {
                p[class = "timeline-head"] { strong { "Andy Kim" } " edited the contact" }
                p[class = "timeline-when"] { "Today, 14:02" }
                @Diff::new("E-mail", Some("noelani@oldmail.example"), Some("noelani@kealoha.org"))
                @Diff::new("Phone", None::<&str>, Some("(808) 555-0142"))
            }
            li {
                p[class = "timeline-head"] { strong { "Andy Kim" } " moved the stage" }
                p[class = "timeline-when"] { "Yesterday, 17:40" }
                @Diff::new("Stage", Some("Prospects"), Some("Applications"))
            }
            li {
                p[class = "timeline-head"] { strong { "Import" } " created the contact" }
                p[class = "timeline-when"] { "12 Nov 2026, 09:14" }
            }
        }
        p[class = "more-link"] { a[href = "/ui/audit"] { "All changes" } }
    }

    New<'a>(problems: &'a Problems) {
        @Breadcrumbs { crumbs: vec![Crumb::new("Loan Factory", "/ui/contacts")] }
        @PageHeader::new("New contact", "", "")
        div[class = "narrow"] {
            @FormError { problems }
            @Form::post(HOME, "demo", markup::new! {
                div[class = "field-pair"] {
                    @Field::text("first_name", "First name", "Noelani").autocomplete("off")
                    @Field::text("last_name", "Last name", "Kealoha").autocomplete("off")
                }
                @Field::email("primary_email", "E-mail", "noelani@")
                    .problem(problems.get("primary_email").cloned())
                @Field::phone("primary_phone", "Phone", "555-01")
                    .problem(problems.get("primary_phone").cloned())
                    .help("As you would dial it; kept as you typed it")
                @Field::text("company", "Company", "")
                div[class = "form-actions"] {
                    @Button::primary("Add contact")
                    @Button::plain("Cancel").to("/ui/contacts")
                }
            })
        }
    }
}
