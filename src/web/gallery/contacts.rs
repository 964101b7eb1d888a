//! The contact list, with fifty rows and with none, and the header's search with hits.
use super::{mock, within};
use crate::web::{
    layout::{Page, Person},
    ui::{
        Button, Choice, Column, Dropdown, Empty, FilterBar, FilterSearch, Hit, HitGroup, Icon,
        MenuItem, Order, PageHeader, SearchHits, Select, Stage, Steps, Tab, Table, Tabs, Tag,
        Toast,
    },
};

pub fn full(person: &Person<'_>) -> String {
    let toast =
        Toast::success("Rosa Ibarra moved to Applications.").action("Undo", "/undo", "demo");
    Page::new("Contacts", person, markup::new! { @List { rows: 50 } }).toast(toast).whole()
}

pub fn empty(person: &Person<'_>) -> String {
    within("Contacts", person, markup::new! { @Nothing {} })
}

pub fn search(person: &Person<'_>) -> String {
    let hits = SearchHits { query: "am".into(), groups: hits() }.to_string();
    let page =
        Page::new("Contacts", person, markup::new! { @List { rows: 8 } }).query("am").whole();
    let place = r#"class="search-results">"#;
    page.replacen(place, &format!("{place}{hits}"), 1)
}

fn hits() -> Vec<HitGroup<'static>> {
    let people = (0..60).step_by(12).map(mock::contact).map(|contact| Hit {
        href: "/ui/contact".into(),
        title: format!("{} {}", contact.first, contact.last).into(),
        detail: contact.email.into(),
    });
    let workspace =
        Hit { href: "/ui/contacts".into(), title: "Family & Friends".into(), detail: "".into() };
    vec![
        HitGroup { label: "Contacts".into(), icon: Icon::User, hits: people.collect() },
        HitGroup { label: "Workspaces".into(), icon: Icon::Briefcase, hits: vec![workspace] },
    ]
}

fn columns() -> Vec<Column<'static>> {
    let by = |name: &str, now| Column::new(name.to_owned()).sort("/ui/contacts", now);
    vec![
        by("Name", None),
        by("Company", None),
        by("Stage", None),
        Column::new("E-mail"),
        Column::new("Phone").number(),
        Column::new("Tags"),
        by("Last contact", None).number(),
        by("Created", Some(Order::Descending)).number(),
        by("Id", None).number(),
    ]
}

fn stages() -> Vec<Choice<'static>> {
    ["", "Leads", "Prospects", "Applications", "Closed", "Lost"]
        .map(|name| Choice::new(name, if name.is_empty() { "Any stage" } else { name }))
        .to_vec()
}

markup::define! {
    List(rows: usize) {
        @PageHeader::new("Loan Factory", "2,431 contacts", markup::new! { @Actions {} })
        @Tabs { label: "Views".into(), tabs: vec![
            Tab::new("All", "/ui/contacts", true).count("2,431"),
            Tab::new("Hot leads", "/ui/contacts", false).count("38"),
            Tab::new("Not contacted in 60 days", "/ui/contacts", false).count("412"),
        ] }
        @FilterBar::new("/ui/contacts", "#contacts", markup::new! { @Filters {} })
        section #contacts {
            @Table::new("Contacts", columns(), markup::new! {
                @for at in 0..*rows { @Row { contact: mock::contact(at) } }
            })
            @Steps {
                range: "1–50 of 2,431".into(), previous: None, next: Some("/ui/contacts".into()),
            }
        }
    }

    Actions() {
        @Dropdown::more("More actions", markup::new! {
            @MenuItem::new("Import", "/ui/contacts").icon(Icon::Upload)
            @MenuItem::new("Export", "/ui/contacts").icon(Icon::Download)
            @MenuItem::new("Settings", "/ui/contacts").icon(Icon::Settings)
            @MenuItem::new("Delete workspace", "/ui/workspace-delete").icon(Icon::Trash).danger()
        })
        @Button::primary("New contact").to("/ui/contact-new").icon(Icon::Plus)
    }

    Filters() {
        @FilterSearch {
            label: "Filter by name, e-mail, phone or company", query: "".into(),
        }
        @Select::new("stage", "Stage", stages(), "")
        @Button::quiet("Tags").icon(Icon::Tag).inert()
        @Button::quiet("Columns").icon(Icon::Columns).inert()
    }

    Row(contact: mock::Contact) {
        tr {
            td[class = "lead"] {
                a[href = "/ui/contact"] { @contact.first " " @contact.last }
            }
            td[class = "sub"] { @contact.company }
            td[class = "aside"] { @Stage::new(contact.stage.0, contact.stage.1) }
            td[class = "wide"] { @contact.email }
            td[class = "num wide"] { @contact.phone }
            td[class = "wide"] { @for tag in contact.tags { @Tag::new(*tag) } }
            @let never = contact.last_contact == "Never";
            td[class = if never { "num faint when" } else { "num when" }] {
                @contact.last_contact
            }
            td[class = "num wide"] { @contact.created }
            td[class = "num wide"] { @contact.number }
        }
    }

    Nothing() {
        @PageHeader::new("Open Houses", "No contacts yet", markup::new! { @Actions {} })
        @Empty::new(
            Icon::Users,
            "Add the first contact",
            "A contact needs no more than a name. Or bring your address book along as a CSV file \
             from Google, Outlook or your phone.",
        ).action(Button::primary("New contact").to("/ui/contact-new").icon(Icon::Plus))
    }
}
