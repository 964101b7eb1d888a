//! The list of what others share with me.
use super::ShareTabs;
use crate::{
    shares::{Place, Received},
    shell::{Surroundings, answer},
    web::ui::{Badge, Column, Empty, FilterBar, FilterSearch, Icon, PageHeader, Pagination, Table},
};

markup::define! {
    SharedWithMe<'a>(around: &'a Surroundings, place: &'a Place, typed: &'a str, is_any: bool) {
        @PageHeader::new(
            "Shared with me",
            "To read, as their owners have them now; save a copy to change something",
            "",
        )
        @ShareTabs { is_record: false }
        @if *is_any {
            @FilterBar::new(
                "/shared",
                "#shared",
                FilterSearch {
                    label: "Filter by name, e-mail, phone, company or owner",
                    query: (*typed).into(),
                },
            ).typed()
            section #shared { @Found { around, place, typed } }
        } else {
            @Empty::new(
                Icon::Share,
                "Nothing is shared with you",
                "When somebody in the household shares a contact with you, it shows here to read.",
            )
        }
    }

    Found<'a>(around: &'a Surroundings, place: &'a Place, typed: &'a str) {
        @if place.shares.is_empty() {
            @Empty::new(
                Icon::Search,
                "Nobody fits",
                "Nobody who is shared with you has all of these words.",
            )
        } else {
            @Table::new("Shared with me", columns(), Rows { around, place })
            @if place.next.is_some() {
                @Pagination { range: "".into(), newer: None, older: older(place, typed) }
            }
        }
    }

    Rows<'a>(around: &'a Surroundings, place: &'a Place) {
        @for share in place.shares.iter() { @Row { around, share } }
    }

    Row<'a>(around: &'a Surroundings, share: &'a Received) {
        tr {
            td[class = "lead"] {
                a[href = format_args!("/shared/{}", share.uid)] { @share.name }
                @if share.seen_on.is_none() { " " @Badge::good("New") }
            }
            td[class = "sub"] { @share.company }
            td[class = "sub"] { "from " @share.from }
            td[class = "wide"] { @share.purpose }
            td[class = "num when"] { @around.manner().date(share.created_on) }
        }
    }
}

fn older(place: &Place, typed: &str) -> Option<crate::web::ui::Text<'static>> {
    let next = place.next?;
    Some(match typed {
        "" => format!("/shared?before={next}").into(),
        typed => format!("/shared?q={}&before={next}", answer::encoded(typed)).into(),
    })
}

fn columns() -> Vec<Column<'static>> {
    vec![
        Column::new("Name"),
        Column::new("Company"),
        Column::new("From"),
        Column::new("Purpose"),
        Column::new("Shared").number(),
    ]
}
