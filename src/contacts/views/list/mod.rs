//! The list: a search box, conditions as chips, a table, cards on a phone.
mod rows;

use rows::{Rows, columns};

use crate::{
    contacts::{
        Asked, Position, Total,
        bulk::views::Bar,
        filter::Known,
        lists::views::Narrowing,
        pages::list::Found as All,
        saved::views::Menu,
        views::{FilterPanel, Look, Looks, OpensFilter},
    },
    ids::Uid,
    shell::{
        Surroundings, answer,
        views::{WorkspacePage, WorkspaceTabs},
    },
    web::ui::{
        Button, Empty, FilterBar, FilterSearch, Icon, Notice, PageHeader, Steps, Table, Tone,
    },
    workspaces::Workspace,
};

markup::define! {
    List<'a>(around: &'a Surroundings, found: &'a All) {
        @let workspace = &found.workspace;
        @PageHeader::new(
            &*workspace.name,
            counted(around, workspace.contacts),
            Looks { workspace: workspace.uid, asked: &found.asked, at: Look::Table },
        )
        @WorkspaceTabs { workspace: workspace.uid, at: WorkspacePage::Contacts }
        @if workspace.contacts == 0 {
            @Empty::new(
                Icon::Users,
                "Add the first contact",
                "A contact needs no more than a name. Everything else can come later.",
            ).action(add(workspace))
        } else {
            div[class = "list-bar"] {
                div[class = "list-views"] { @Menu { around, found } }
                @FilterBar::new(
                    answer::workspace_path(workspace.uid),
                    "#contacts",
                    Search { found },
                ).typed()
                @Button::quiet("Columns").icon(Icon::Columns).to(with_query(found, "columns"))
            }
            section #contacts { @Found { around, found } }
            @FilterPanel {}
        }
    }

    Search<'a>(found: &'a All) {
        @let asked = &found.asked;
        @FilterSearch {
            label: "Filter by name, e-mail, phone or company",
            query: asked.filter.search().into(),
        }
        @for (name, value) in asked.pairs() {
            @if name != "q" { input[type = "hidden", name = name, value = value]; }
        }
        @OpensFilter { form: Look::Table.filter_path(found.workspace.uid) }
    }

    /// What changes as one types.
    Found<'a>(around: &'a Surroundings, found: &'a All) {
        @let (workspace, listing, asked) = (&found.workspace, &found.listing, &found.asked);
        @Problems { found }
        @Narrowing { around, workspace, standings: &listing.standings, asked }
        @if !asked.filter.conditions().is_empty() { @Chips { around, found } }
        @if listing.contacts.is_empty() {
            @nobody(found)
        } else {
            @if !asked.filter.is_empty() {
                p[class = "found", role = "status"] {
                    @told(around, found)
                    " "
                    a[href = export_path(found)] { "Export these" }
                }
            }
            @Table::new("Contacts", columns(found), Rows { around, found })
            @Bar {
                around,
                workspace: workspace.uid,
                asked,
                all: all_that_fit(around, found),
            }
        }
        @pages(around, found)
    }

    /// What stands in the address and is not understood: nobody is shown until it is mended, for
    /// leaving it out would show more people than were meant.
    Problems<'a>(found: &'a All) {
        @if !found.problems.is_empty() {
            @Notice::new(
                Tone::Warning,
                "A part of this filter is not understood, so nobody is shown",
                Wrong { found },
            )
        }
    }

    Wrong<'a>(found: &'a All) {
        ul {
            @for (key, problem) in found.problems.iter() { li { code { @key } ": " @problem } }
        }
        a[href = Asked::default().path(found.workspace.uid)] { "Show all contacts" }
    }

    /// The conditions, each with the way to take it off.
    Chips<'a>(around: &'a Surroundings, found: &'a All) {
        @let known = Known {
            lists: &found.listing.standings.lists,
            fields: &found.fields,
            manner: around.manner(),
        };
        @let (asked, workspace) = (&found.asked, found.workspace.uid);
        ul[class = "chips", "aria-label" = "Filters"] {
            @for (at, condition) in asked.filter.conditions().iter().enumerate() {
                @let words = condition.words(&known);
                @let without = asked.with_filter(asked.filter.without(at));
                li[class = "chip"] {
                    span { @words }
                    a[href = without.path(workspace), title = "Remove this filter"] {
                        @Icon::X
                        span[class = "sr-only"] { "Remove the filter: " @words }
                    }
                }
            }
            li {
                a[
                    class = "btn btn-plain",
                    href = asked.with_filter(asked.filter.of_words_alone()).path(workspace),
                ] { "Clear all" }
            }
        }
    }
}

/// A page about this list, that leads back to it as it is now.
fn with_query(found: &All, page: &str) -> String {
    let path = format!("/w/{}/{page}", found.workspace.uid);
    match found.asked.to_query().as_str() {
        "" => path,
        query => format!("{path}?{query}"),
    }
}

fn add(workspace: &Workspace) -> Button<'static> {
    Button::primary("New contact").icon(Icon::Plus).to(format!("/w/{}/contacts/new", workspace.uid))
}

fn all_that_fit(around: &Surroundings, found: &All) -> String {
    let number = |number| around.manner().number(number);
    match found.listing.total {
        Total::Exactly(total) => format!("All {} that fit", number(total)),
        Total::Over(most) => format!("All that fit, over {}", number(most)),
    }
}

fn counted(around: &Surroundings, total: i64) -> String {
    match total {
        0 => "No contacts yet".to_owned(),
        1 => "1 contact".to_owned(),
        _ => format!("{} contacts", around.manner().number(total)),
    }
}

/// "312 of 4,000 contacts fit"
fn export_path(found: &All) -> String {
    format!("/w/{}/export?{}", found.workspace.uid, found.asked.filter.to_query())
}

fn told(around: &Surroundings, found: &All) -> String {
    let number = |number| around.manner().number(number);
    let all = number(found.workspace.contacts);
    let is_search = found.asked.filter.is_search();
    match found.listing.total {
        Total::Exactly(1) => format!("1 of {all} contacts fits"),
        Total::Exactly(total) if is_search => {
            format!("{} of {all} contacts fit, the best first", number(total))
        }
        Total::Exactly(total) => format!("{} of {all} contacts fit", number(total)),
        Total::Over(most) if is_search => format!(
            "More than {} of {all} contacts fit, the best and newest first. Type more to narrow \
             them down.",
            number(most)
        ),
        Total::Over(most) => format!("More than {} of {all} contacts fit", number(most)),
    }
}

/// Nobody fits, or nobody is left on this page.
fn nobody(found: &All) -> Empty<'_> {
    let (asked, workspace) = (&found.asked, found.workspace.uid);
    let listing = &found.listing;
    if listing.previous.is_some() || listing.next.is_some() {
        return Empty::new(
            Icon::Users,
            "Nobody is left on this page",
            "Those who stood here were changed or deleted in the meantime.",
        )
        .action(Button::quiet("To the first page").to(asked.path(workspace)));
    }
    let has_conditions = !asked.filter.conditions().is_empty();
    if !asked.filter.is_search() {
        let all = Button::quiet("Clear all filters")
            .to(asked.with_filter(Default::default()).path(workspace));
        return Empty::new(
            Icon::Filter,
            "Nobody fits all of these filters",
            "Take one off above, or clear them all.",
        )
        .action(all);
    }
    let title = format!("Nobody fits “{}”", asked.filter.search());
    let sentence = "Part of a name, a company, an address or a phone number will do.";
    let words_alone = asked.with_filter(asked.filter.of_words_alone());
    let action = match has_conditions {
        true => Button::quiet("Search all contacts").to(words_alone.path(workspace)),
        false => Button::quiet("Show all contacts").to(answer::workspace_path(workspace)),
    };
    Empty::new(Icon::Search, title, sentence).action(action)
}

fn pages(around: &Surroundings, found: &All) -> Option<Steps<'static>> {
    let listing = &found.listing;
    if listing.previous.is_none() && listing.next.is_none() {
        return None;
    }
    let link = |way: &str, position: &Option<Position>| {
        let cursor = position.as_ref()?.cursor();
        Some(found.asked.page_path(found.workspace.uid, way, &cursor).into())
    };
    let number = |number| around.manner().number(number);
    let shown = number(listing.contacts.len() as i64);
    let range = match listing.total {
        Total::Exactly(total) => format!("{shown} of {}", number(total)),
        Total::Over(most) => format!("{shown} of more than {}", number(most)),
    };
    Some(Steps {
        range: range.into(),
        previous: link("before", &listing.previous),
        next: link("after", &listing.next),
    })
}

impl Asked {
    /// Where the list is that this asks for.
    pub fn path(&self, workspace: Uid) -> String {
        match self.to_query().as_str() {
            "" => answer::workspace_path(workspace),
            query => format!("{}?{query}", answer::workspace_path(workspace)),
        }
    }

    /// Another page of it, as it is now.
    pub fn page_path(&self, workspace: Uid, way: &str, cursor: &str) -> String {
        let path = self.path(workspace);
        let and = if path.contains('?') { '&' } else { '?' };
        format!("{path}{and}{way}={cursor}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contacts::{Filter, filter::InStage};

    #[test]
    fn another_page_is_of_the_same_list() {
        let workspace = Uid::new();
        let plain = Asked::default();
        let list = answer::workspace_path(workspace);
        assert_eq!(plain.path(workspace), list);
        assert_eq!(plain.page_path(workspace, "after", "7a"), format!("{list}?after=7a"));
        let unstaged = plain.with_filter(Filter::default().in_stage(Some(InStage::None)));
        let path = unstaged.page_path(workspace, "before", "7a");
        assert_eq!(path, format!("{list}?stage=none&before=7a"));
    }
}
