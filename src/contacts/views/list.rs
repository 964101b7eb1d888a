//! The list: a search box, a table, cards on a phone.
use crate::{
    contacts::views::{Look, Looks},
    contacts::{
        Listing, MOST_SORTED, Order, Position,
        lists::{
            Narrowed,
            views::{Narrowing, StageCell, TagCell},
        },
    },
    shell::{
        Surroundings, answer,
        views::{WorkspacePage, WorkspaceTabs},
    },
    web::ui::{
        self, Button, Column, Empty, FilterBar, FilterSearch, Icon, PageHeader, Steps, Table,
    },
    workspaces::Workspace,
};

markup::define! {
    List<'a>(
        around: &'a Surroundings,
        workspace: &'a Workspace,
        listing: &'a Listing,
        narrowed: &'a Narrowed,
        now: i64,
    ) {
        @PageHeader::new(
            &*workspace.name,
            counted(around, workspace.contacts),
            Looks { workspace: workspace.uid, narrowed, at: Look::Table },
        )
        @WorkspaceTabs { workspace: workspace.uid, at: WorkspacePage::Contacts }
        @if workspace.contacts == 0 {
            @Empty::new(
                Icon::Users,
                "Add the first contact",
                "A contact needs no more than a name. Everything else can come later.",
            ).action(add(workspace))
        } else {
            @FilterBar::new(
                answer::workspace_path(workspace.uid),
                "#contacts",
                Search { narrowed },
            ).typed()
            section #contacts { @Found { around, workspace, listing, narrowed, now: *now } }
        }
    }

    Search<'a>(narrowed: &'a Narrowed) {
        @FilterSearch {
            label: "Filter by name, e-mail, phone or company",
            query: (&*narrowed.search).into(),
        }
        @if narrowed.order != Order::default() {
            input[type = "hidden", name = "sort", value = narrowed.order.code()];
        }
        @if !narrowed.stage.is_empty() {
            input[type = "hidden", name = "stage", value = &narrowed.stage];
        }
        @if let Some(tag) = narrowed.tag {
            input[type = "hidden", name = "tag", value = tag.to_string()];
        }
    }

    /// What changes as one types.
    Found<'a>(
        around: &'a Surroundings,
        workspace: &'a Workspace,
        listing: &'a Listing,
        narrowed: &'a Narrowed,
        now: i64,
    ) {
        @Narrowing { around, workspace, standings: &listing.standings, narrowed }
        @if listing.contacts.is_empty() {
            @nobody(workspace, listing, narrowed)
        } else {
            @if narrowed.is_search() || narrowed.is_of_some_list() {
                p[class = "found", role = "status"] { @told(around, listing, narrowed) }
            }
            @Table::new(
                "Contacts",
                columns(workspace, narrowed),
                Rows { around, listing, now: *now },
            )
        }
        @pages(around, workspace, listing, narrowed)
    }

    Rows<'a>(around: &'a Surroundings, listing: &'a Listing, now: i64) {
        @for contact in listing.contacts.iter() {
            tr {
                td[class = "lead"] {
                    a[href = answer::contact_path(contact.uid)] { @contact.display_name() }
                }
                td[class = "sub"] { @contact.company }
                td[class = "aside"] { @StageCell { contact, standings: &listing.standings } }
                td[class = "wide"] { @TagCell { contact, standings: &listing.standings } }
                td[class = "sub"] { @contact.primary_email }
                td[class = "num wide"] { @contact.primary_phone }
                td[class = "num when"] { @around.manner().short(contact.created_on, *now) }
            }
        }
    }
}

fn add(workspace: &Workspace) -> Button<'static> {
    Button::primary("New contact")
        .icon(Icon::Plus)
        .to(format!("/w/{}/contacts/new", workspace.uid))
        .attr("data-key", "n")
}

fn counted(around: &Surroundings, total: i64) -> String {
    match total {
        0 => "No contacts yet".to_owned(),
        1 => "1 contact".to_owned(),
        _ => format!("{} contacts", around.manner().number(total)),
    }
}

fn told(around: &Surroundings, listing: &Listing, narrowed: &Narrowed) -> String {
    let number = |number| around.manner().number(number);
    match listing.total {
        Some(1) => "1 contact fits".to_owned(),
        Some(total) if !narrowed.is_search() => format!("{} contacts fit", number(total)),
        Some(total) => format!("{} contacts fit, the best first", number(total)),
        None => format!(
            "More than {} contacts fit, the best and newest first. Type more to narrow them down.",
            number(MOST_SORTED as i64)
        ),
    }
}

/// Nobody fits, or nobody is left on this page.
fn nobody<'a>(workspace: &Workspace, listing: &Listing, narrowed: &'a Narrowed) -> Empty<'a> {
    if listing.previous.is_some() || listing.next.is_some() {
        return Empty::new(
            Icon::Users,
            "Nobody is left on this page",
            "Those who stood here were changed or deleted in the meantime.",
        )
        .action(Button::quiet("To the first page").to(narrowed.path(workspace.uid)));
    }
    if !narrowed.is_search() {
        return Empty::new(
            Icon::Filter,
            "Nobody here",
            "No contact is in this stage with this tag. Choose another above.",
        );
    }
    let title = format!("Nobody fits “{}”", narrowed.search);
    let sentence = "Part of a name, a company, an address or a phone number will do.";
    let action = match narrowed.is_of_some_list() {
        true => Button::quiet("Search all contacts").to(narrowed.in_any_list().path(workspace.uid)),
        false => Button::quiet("Show all contacts").to(answer::workspace_path(workspace.uid)),
    };
    Empty::new(Icon::Search, title, sentence).action(action)
}

fn columns(workspace: &Workspace, narrowed: &Narrowed) -> Vec<Column<'static>> {
    let (mut name, mut added) = (Column::new("Name"), Column::new("Added").number());
    // Hits stand in an order of their own.
    if !narrowed.is_search() {
        let path = |order| narrowed.with_order(order).path(workspace.uid);
        let by_name = (narrowed.order == Order::Name).then_some(ui::Order::Ascending);
        let by_age = (narrowed.order == Order::Newest).then_some(ui::Order::Descending);
        name = name.sort(path(Order::Name), by_name);
        added = added.sort(path(Order::Newest), by_age);
    }
    vec![
        name,
        Column::new("Company"),
        Column::new("Stage"),
        Column::new("Tags"),
        Column::new("E-mail"),
        Column::new("Phone").number(),
        added,
    ]
}

fn pages(
    around: &Surroundings,
    workspace: &Workspace,
    listing: &Listing,
    narrowed: &Narrowed,
) -> Option<Steps<'static>> {
    if listing.previous.is_none() && listing.next.is_none() {
        return None;
    }
    let link = |way: &str, position: &Option<Position>| {
        let cursor = position.as_ref()?.cursor();
        Some(narrowed.page_path(workspace.uid, way, &cursor).into())
    };
    let number = |number| around.manner().number(number);
    let shown = number(listing.contacts.len() as i64);
    let range = match listing.total {
        Some(total) => format!("{shown} of {}", number(total)),
        None => format!("{shown} of more than {}", number(MOST_SORTED as i64)),
    };
    Some(Steps {
        range: range.into(),
        previous: link("before", &listing.previous),
        next: link("after", &listing.next),
    })
}
