//! The table's columns as they were chosen, and a row for each contact.
use crate::{
    contacts::{
        Column, Contact,
        bulk::views::Pick,
        fields::{Kind, values::FieldValue},
        lists::views::{StageCell, TagCell},
        pages::list::Found,
        reach::views::SilenceSign,
    },
    shell::{Surroundings, answer},
    web::ui::{self, WebLink},
};

markup::define! {
    Rows<'a>(around: &'a Surroundings, found: &'a Found) {
        @for contact in found.listing.contacts.iter() {
            tr["data-contact" = contact.uid.to_string()] {
                td[class = "picks"] { @Pick { uid: contact.uid, name: &contact.display_name() } }
                @for (at, column) in found.columns.iter().enumerate() {
                    @Cell { around, found, contact, column, is_lead: at == lead(found) }
                }
            }
        }
    }

    Cell<'a>(
        around: &'a Surroundings,
        found: &'a Found,
        contact: &'a Contact,
        column: &'a Column,
        is_lead: bool,
    ) {
        @let standings = &found.listing.standings;
        @match column {
            _ if *is_lead => {
                td[class = "lead"] {
                    a[href = answer::contact_path(contact.uid)] { @lead_text(contact, column) }
                    @SilenceSign { silence: contact.silence }
                }
            }
            Column::Name => { td { @contact.display_name() } }
            Column::FirstName => { td[class = "sub"] { @contact.first_name } }
            Column::LastName => { td[class = "sub"] { @contact.last_name } }
            Column::Company => { td[class = "sub"] { @contact.company } }
            Column::Stage => { td[class = "aside"] { @StageCell { contact, standings } } }
            Column::Tags => { td[class = "wide"] { @TagCell { contact, standings } } }
            Column::Email => { td[class = "sub"] { @contact.primary_email } }
            Column::Phone => { td[class = "num wide"] { @contact.primary_phone } }
            Column::LastContact => {
                @match found.cells.last_contact(contact.id) {
                    Some(at) => { td[class = "num when"] { @around.manner().short(at, found.now) } }
                    None => { td[class = "num when faint"] { "Never" } }
                }
            }
            Column::Created => {
                td[class = "num wide"] { @around.manner().short(contact.created_on, found.now) }
            }
            Column::Id => { td[class = "wide"] { code { @contact.uid.to_string() } } }
            Column::Custom(name) => {
                @Value { around, value: found.cells.value(contact.id, name) }
            }
        }
    }

    Value<'a>(around: &'a Surroundings, value: Option<&'a FieldValue>) {
        @match value {
            None => { td[class = "wide"] {} }
            Some(field) => {
                @let is_number = field.definition.kind == Kind::Number;
                td[class = if is_number { "num wide" } else { "wide" }] {
                    @match (field.definition.kind, &field.linked, &field.value) {
                        (Kind::Url, _, Some(href)) => { @WebLink { href } }
                        (Kind::ContactLink, Some(linked), _) => {
                            a[href = answer::contact_path(linked.uid)] { @linked.name }
                        }
                        _ => { @field.words(around.manner()) }
                    }
                }
            }
        }
    }
}

/// The column whose cells lead to the contact: the name, or else the first.
fn lead(found: &Found) -> usize {
    found.columns.iter().position(|it| *it == Column::Name).unwrap_or(0)
}

fn lead_text(contact: &Contact, column: &Column) -> String {
    let own = match column {
        Column::FirstName => contact.first_name.clone(),
        Column::LastName => contact.last_name.clone(),
        Column::Email => contact.primary_email.clone(),
        Column::Phone => contact.primary_phone.clone(),
        Column::Company => contact.company.clone(),
        _ => None,
    };
    own.unwrap_or_else(|| contact.display_name())
}

pub fn columns(found: &Found) -> Vec<ui::Column<'static>> {
    let chosen = found.columns.iter().map(|column| head(found, column));
    std::iter::once(ui::Column::picks()).chain(chosen).collect()
}

fn head(found: &Found, column: &Column) -> ui::Column<'static> {
    let (asked, workspace) = (&found.asked, found.workspace.uid);
    let field = found.fields.iter().find(|it| Column::Custom(it.name.clone()) == *column);
    let label = field.map_or(column.label(), |it| &it.label).to_owned();
    let mut head = ui::Column::new(label);
    let is_number = field.is_some_and(|it| it.kind == Kind::Number)
        || matches!(column, Column::Phone | Column::LastContact | Column::Created);
    if is_number {
        head = head.number();
    }
    // Hits stand in an order of their own.
    match asked.sort.turned_to(column) {
        Some(turned) if !asked.filter.is_search() => {
            let now = (asked.sort.column() == column).then_some(match asked.sort.is_descending() {
                true => ui::Order::Descending,
                false => ui::Order::Ascending,
            });
            head.sort(asked.with_sort(turned).path(workspace), now)
        }
        _ => head,
    }
}
