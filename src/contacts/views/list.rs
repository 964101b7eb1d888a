//! The list: a search box, a table, cards on a phone.
use crate::{
    contacts::{Contact, Listing, MOST_SORTED, Order, Place, Position, Query},
    shell::{Surroundings, answer},
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
        query: &'a Query,
        now: i64,
    ) {
        @PageHeader::new(
            &*workspace.name,
            counted(around, workspace.contacts),
            Actions { workspace },
        )
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
                Search { query },
            ).typed()
            section #contacts { @Found { around, workspace, listing, query, now: *now } }
        }
    }

    Search<'a>(query: &'a Query) {
        @FilterSearch {
            label: "Filter by name, e-mail, phone or company",
            query: (&*query.search).into(),
        }
        @if query.order != Order::default() {
            input[type = "hidden", name = "sort", value = query.order.code()];
        }
    }

    /// What changes as one types.
    Found<'a>(
        around: &'a Surroundings,
        workspace: &'a Workspace,
        listing: &'a Listing,
        query: &'a Query,
        now: i64,
    ) {
        @if listing.contacts.is_empty() {
            @nobody(workspace, query)
        } else {
            @if is_search(query) { p[class = "found", role = "status"] { @told(around, listing) } }
            @Table::new(
                "Contacts",
                columns(workspace, query),
                Rows { around, contacts: &listing.contacts, now: *now },
            )
        }
        @pages(around, workspace, listing, query)
    }

    Actions<'a>(workspace: &'a Workspace) {
        @Button::quiet("Settings")
            .icon(Icon::Settings)
            .to(format!("/w/{}/settings", workspace.uid))
        @add(workspace)
    }

    Rows<'a>(around: &'a Surroundings, contacts: &'a [Contact], now: i64) {
        @for contact in contacts.iter() {
            tr {
                td[class = "lead"] {
                    a[href = answer::contact_path(contact.uid)] { @contact.display_name() }
                }
                td[class = "sub"] { @contact.company }
                td[class = "sub"] { @contact.primary_email }
                td[class = "num wide"] { @contact.primary_phone }
                td[class = "num when"] { @around.manner().short(contact.created_on, *now) }
            }
        }
    }
}

fn add(workspace: &Workspace) -> Button<'static> {
    Button::primary("New contact").icon(Icon::Plus).to(format!("/w/{}/contacts/new", workspace.uid))
}

fn counted(around: &Surroundings, total: i64) -> String {
    match total {
        0 => "No contacts yet".to_owned(),
        1 => "1 contact".to_owned(),
        _ => format!("{} contacts", around.manner().number(total)),
    }
}

fn is_search(query: &Query) -> bool {
    !query.search.trim().is_empty()
}

fn told(around: &Surroundings, listing: &Listing) -> String {
    let number = |number| around.manner().number(number);
    match listing.total {
        Some(1) => "1 contact fits".to_owned(),
        Some(total) => format!("{} contacts fit, the best first", number(total)),
        None => format!(
            "More than {} contacts fit, the best and newest first. Type more to narrow them down.",
            number(MOST_SORTED as i64)
        ),
    }
}

/// Nobody fits, or nobody is left on this page.
fn nobody<'a>(workspace: &Workspace, query: &'a Query) -> Empty<'a> {
    let path = answer::workspace_path(workspace.uid);
    if query.place == Place::Start {
        let sentence = "Part of a name, a company, an address or a phone number will do.";
        return Empty::new(Icon::Search, format!("Nobody fits “{}”", query.search), sentence)
            .action(Button::quiet("Show all contacts").to(path));
    }
    Empty::new(
        Icon::Users,
        "Nobody is left on this page",
        "Those who stood here were changed or deleted in the meantime.",
    )
    .action(Button::quiet("To the first page").to(address(workspace, query)))
}

fn columns(workspace: &Workspace, query: &Query) -> Vec<Column<'static>> {
    let (mut name, mut added) = (Column::new("Name"), Column::new("Added").number());
    // Hits stand in an order of their own.
    if !is_search(query) {
        let path = answer::workspace_path(workspace.uid);
        let by_name = (query.order == Order::Name).then_some(ui::Order::Ascending);
        let by_age = (query.order == Order::Newest).then_some(ui::Order::Descending);
        added = added.sort(format!("{path}?sort=newest"), by_age);
        name = name.sort(path, by_name);
    }
    vec![name, Column::new("Company"), Column::new("E-mail"), Column::new("Phone").number(), added]
}

/// The list as it is searched and sorted, from its start.
fn address(workspace: &Workspace, query: &Query) -> String {
    let path = answer::workspace_path(workspace.uid);
    match is_search(query) {
        true => format!("{path}?q={}", answer::encoded(query.search.trim())),
        false => format!("{path}?sort={}", query.order.code()),
    }
}

fn pages(
    around: &Surroundings,
    workspace: &Workspace,
    listing: &Listing,
    query: &Query,
) -> Option<Steps<'static>> {
    if listing.previous.is_none() && listing.next.is_none() {
        return None;
    }
    let link = |way: &str, position: &Option<Position>| {
        let cursor = position.as_ref()?.cursor();
        Some(format!("{}&{way}={cursor}", address(workspace, query)).into())
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
