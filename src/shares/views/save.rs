//! Save as: choosing the workspace for a copy of what is shared.
use crate::{
    contacts::duplicates::Twin,
    error::Problems,
    shares::Card,
    shell::{Surroundings, answer},
    text,
    web::ui::{
        Breadcrumbs, Button, Choice, Crumb, Empty, Form, FormError, Icon, Notice, PageHeader,
        Select, Tone,
    },
};

markup::define! {
    /// `alike` names those of the chosen workspace who may be the same person.
    Save<'a>(
        around: &'a Surroundings,
        card: &'a Card,
        chosen: &'a str,
        alike: &'a [Twin],
        problems: &'a Problems,
    ) {
        @let path = format!("/shared/{}", card.share.uid);
        @Breadcrumbs {
            crumbs: vec![
                Crumb::new("Shared with me", "/shared"),
                Crumb::new(&*card.share.name, &*path),
            ],
        }
        @PageHeader::new(
            "Save a copy",
            "Yours to change, whatever becomes of the original",
            "",
        )
        @if around.workspaces().is_empty() {
            @Empty::new(
                Icon::Briefcase,
                "You need a workspace first",
                "A copy is kept in a workspace of yours. Add one, then come back here.",
            ).action(Button::primary("New workspace").icon(Icon::Plus).to("/workspaces/new"))
        } else {
            @FormError { problems }
            @if !alike.is_empty() {
                @Notice::new(Tone::Warning, "This may be somebody you have", Alike { alike })
            }
            div[class = "narrow"] {
                @Form::post(
                    format!("{path}/save"),
                    &*around.csrf,
                    Fields { around, card, chosen, is_alike: !alike.is_empty(), problems },
                )
            }
        }
    }

    Alike<'a>(alike: &'a [Twin]) {
        ul[class = "notice-list"] {
            @for twin in alike.iter() {
                li {
                    a[href = answer::contact_path(twin.contact.uid)] {
                        @twin.contact.display_name()
                    }
                    ": " @twin.reason.words().to_lowercase()
                }
            }
        }
        "Nothing was saved yet. Once the copy is saved you can merge the two."
    }

    Fields<'a>(
        around: &'a Surroundings,
        card: &'a Card,
        chosen: &'a str,
        is_alike: bool,
        problems: &'a Problems,
    ) {
        @if *is_alike { input[type = "hidden", name = "meant", value = "1"]; }
        @Select::new("workspace", "Workspace", choices(around), *chosen)
            .problem(problems.get("workspace").map(String::as_str))
            .help(what_goes(card))
        div[class = "form-actions"] {
            @Button::primary(if *is_alike { "Save it all the same" } else { "Save" })
            @Button::plain("Cancel").to(format!("/shared/{}", card.share.uid))
        }
    }
}

fn choices(around: &Surroundings) -> Vec<Choice<'_>> {
    let all = around.workspaces().iter();
    all.map(|it| Choice::new(it.uid.to_string(), &*it.name)).collect()
}

fn what_goes(card: &Card) -> String {
    let mut what = vec!["the details".to_owned()];
    match card.reach.ways.len() {
        0 => {}
        1 => what.push("1 further e-mail or phone".into()),
        many => what.push(format!("{many} further e-mails and phones")),
    }
    match card.fields.len() {
        0 => {}
        1 => what.push("1 more field".into()),
        many => what.push(format!("{many} more fields")),
    }
    if !card.reach.silence.marks().is_empty() {
        what.push("do-not-contact".into());
    }
    format!("Takes {}. Stage, tags and history stay with {}.", text::listed(&what), card.share.from)
}
