//! The list: a table, cards on a phone.
use crate::{
    contacts::{Contact, Listing, Order, Position},
    shell::{Surroundings, answer},
    web::ui::{self, Button, Column, Empty, Icon, PageHeader, Pagination, Table},
    workspaces::Workspace,
};

markup::define! {
    List<'a>(
        around: &'a Surroundings,
        workspace: &'a Workspace,
        listing: &'a Listing,
        order: Order,
        now: i64,
    ) {
        @PageHeader::new(&*workspace.name, counted(around, listing.total), Actions { workspace })
        @if listing.contacts.is_empty() && listing.total == 0 {
            @Empty::new(
                Icon::Users,
                "Add the first contact",
                "A contact needs no more than a name. Everything else can come later.",
            ).action(add(workspace))
        } else {
            section #contacts {
                @Table::new(
                    "Contacts",
                    columns(workspace, *order),
                    Rows { around, contacts: &listing.contacts, now: *now },
                )
                @pages(around, workspace, listing, *order)
            }
        }
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

fn columns(workspace: &Workspace, order: Order) -> Vec<Column<'static>> {
    let path = answer::workspace_path(workspace.uid);
    let by_name = (order == Order::Name).then_some(ui::Order::Ascending);
    let by_age = (order == Order::Newest).then_some(ui::Order::Descending);
    vec![
        Column::new("Name").sort(path.clone(), by_name),
        Column::new("Company"),
        Column::new("E-mail"),
        Column::new("Phone").number(),
        Column::new("Added").number().sort(format!("{path}?sort=newest"), by_age),
    ]
}

fn pages(
    around: &Surroundings,
    workspace: &Workspace,
    listing: &Listing,
    order: Order,
) -> Option<Pagination<'static>> {
    if listing.previous.is_none() && listing.next.is_none() {
        return None;
    }
    let link = |way: &str, position: &Option<Position>| {
        let cursor = position.as_ref()?.cursor();
        let path = answer::workspace_path(workspace.uid);
        Some(format!("{path}?sort={}&{way}={cursor}", order.code()).into())
    };
    let range = format!(
        "{} of {}",
        around.manner().number(listing.contacts.len() as i64),
        around.manner().number(listing.total)
    );
    Some(Pagination {
        range: range.into(),
        newer: link("before", &listing.previous),
        older: link("after", &listing.next),
    })
}
