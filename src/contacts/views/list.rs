//! The list: a table, cards on a phone.
use crate::{
    contacts::{
        Listing, Order, Position,
        lists::{
            Narrowed,
            views::{Narrowing, StageCell, TagCell},
        },
    },
    shell::{
        Surroundings, answer,
        views::{WorkspacePage, WorkspaceTabs},
    },
    web::ui::{self, Button, Column, Empty, Icon, PageHeader, Pagination, Table},
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
        @PageHeader::new(&*workspace.name, counted(around, listing.total), add(workspace))
        @WorkspaceTabs { workspace: workspace.uid, at: WorkspacePage::Contacts }
        @Narrowing { around, workspace, standings: &listing.standings, narrowed }
        @if listing.total == 0 && workspace.contacts > 0 {
            @Empty::new(
                Icon::Filter,
                "Nobody here",
                "No contact is in this stage with this tag. Choose another above.",
            )
        } else if listing.contacts.is_empty() && listing.total == 0 {
            @Empty::new(
                Icon::Users,
                "Add the first contact",
                "A contact needs no more than a name. Everything else can come later.",
            ).action(add(workspace))
        } else {
            section #contacts {
                @Table::new(
                    "Contacts",
                    columns(workspace, narrowed),
                    Rows { around, listing, now: *now },
                )
                @pages(around, workspace, listing, narrowed)
            }
        }
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
    Button::primary("New contact").icon(Icon::Plus).to(format!("/w/{}/contacts/new", workspace.uid))
}

fn counted(around: &Surroundings, total: i64) -> String {
    match total {
        0 => "No contacts yet".to_owned(),
        1 => "1 contact".to_owned(),
        _ => format!("{} contacts", around.manner().number(total)),
    }
}

fn columns(workspace: &Workspace, narrowed: &Narrowed) -> Vec<Column<'static>> {
    let path = |order| narrowed.with_order(order).path(workspace.uid);
    let by_name = (narrowed.order == Order::Name).then_some(ui::Order::Ascending);
    let by_age = (narrowed.order == Order::Newest).then_some(ui::Order::Descending);
    vec![
        Column::new("Name").sort(path(Order::Name), by_name),
        Column::new("Company"),
        Column::new("Stage"),
        Column::new("Tags"),
        Column::new("E-mail"),
        Column::new("Phone").number(),
        Column::new("Added").number().sort(path(Order::Newest), by_age),
    ]
}

fn pages(
    around: &Surroundings,
    workspace: &Workspace,
    listing: &Listing,
    narrowed: &Narrowed,
) -> Option<Pagination<'static>> {
    if listing.previous.is_none() && listing.next.is_none() {
        return None;
    }
    let link = |way: &str, position: &Option<Position>| {
        let cursor = position.as_ref()?.cursor();
        let path = answer::workspace_path(workspace.uid);
        Some(format!("{path}?{way}={cursor}{}", narrowed.query("&")).into())
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
