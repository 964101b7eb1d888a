//! Markup of how an entry read before.
use super::entry::{Facts, Written};
use crate::{
    ids::Uid,
    log::{Entry, Logged},
    shell::{Surroundings, answer},
    web::ui::{Breadcrumbs, Crumb, PageHeader},
};

markup::define! {
    Versions<'a>(
        around: &'a Surroundings,
        contact: Uid,
        name: &'a str,
        entry: &'a Logged,
        versions: &'a [(Entry, i64)],
    ) {
        @Breadcrumbs {
            crumbs: vec![
                Crumb::new(*name, answer::contact_path(*contact)),
                Crumb::new(entry.summary(), format!("/log/{}", entry.uid)),
            ],
        }
        @PageHeader::new("Versions", entry.summary(), "")
        ol[class = "versions narrow"] {
            li {
                h2 { "Now" }
                @Written { entry: &entry.entry }
                @Facts { around, entry: &entry.entry }
            }
            @for (version, replaced_on) in versions.iter() {
                li {
                    h2 { "Until " @around.manner().date_time(*replaced_on) }
                    @Written { entry: version }
                    @Facts { around, entry: version }
                }
            }
        }
    }
}
