//! Finding one's way: page header, breadcrumbs, tabs, search, filters, older and newer.
use super::{Icon, Text};

#[derive(Clone, Debug)]
pub struct Crumb<'a> {
    pub label: Text<'a>,
    pub href: Text<'a>,
}

#[derive(Clone, Debug)]
pub struct Tab<'a> {
    pub label: Text<'a>,
    pub href: Text<'a>,
    pub count: Option<Text<'a>>,
    pub current: bool,
}

/// A hit of the header's search.
#[derive(Clone, Debug)]
pub struct Hit<'a> {
    pub href: Text<'a>,
    pub title: Text<'a>,
    pub detail: Text<'a>,
}

#[derive(Clone, Debug)]
pub struct HitGroup<'a> {
    pub label: Text<'a>,
    pub icon: Icon,
    pub hits: Vec<Hit<'a>>,
}

markup::define! {
    /// The head of a page: title, a line about it, and what can be done.
    PageHeader<'a, M: markup::Render, A: markup::Render>(title: Text<'a>, meta: M, actions: A) {
        header[class = "page-head"] {
            div[class = "page-title"] {
                h1 { @title }
                div[class = "page-meta"] { @meta }
            }
            div[class = "page-actions"] { @actions }
        }
    }

    Breadcrumbs<'a>(crumbs: Vec<Crumb<'a>>) {
        nav.crumbs["aria-label" = "Breadcrumbs"] {
            ol { @for crumb in crumbs.iter() { li { a[href = &crumb.href] { @crumb.label } } } }
        }
    }

    Tabs<'a>(label: Text<'a>, tabs: Vec<Tab<'a>>) {
        nav.tabs["aria-label" = label] {
            @for tab in tabs.iter() {
                a[href = &tab.href, "aria-current" = tab.current.then_some("page")] {
                    @tab.label
                    @if let Some(count) = &tab.count { span.count { @count } }
                }
            }
        }
    }

    /// Newer and older, as keyset paging has it; `range` says where one is.
    Pagination<'a>(range: Text<'a>, newer: Option<Text<'a>>, older: Option<Text<'a>>) {
        @Pages { range, labels: ["Newer", "Older"], previous: newer, next: older }
    }

    /// The same for what is not in the order of time.
    Steps<'a>(range: Text<'a>, previous: Option<Text<'a>>, next: Option<Text<'a>>) {
        @Pages { range, labels: ["Previous", "Next"], previous, next }
    }

    Pages<'a>(
        range: &'a str,
        labels: [&'static str; 2],
        previous: &'a Option<Text<'a>>,
        next: &'a Option<Text<'a>>,
    ) {
        nav.pages["aria-label" = "Pages"] {
            span[class = "num"] { @range }
            div[class = "pages-links"] {
                @Step { label: labels[0], icon: Icon::ChevronLeft, rel: "prev", href: previous }
                @Step { label: labels[1], icon: Icon::ChevronRight, rel: "next", href: next }
            }
        }
    }

    Step<'a>(label: &'static str, icon: Icon, rel: &'static str, href: &'a Option<Text<'a>>) {
        @if let Some(href) = href {
            a[class = "btn btn-quiet", href = href, rel = rel] {
                @if *rel == "prev" { @icon }
                @label
                @if *rel == "next" { @icon }
            }
        } else {
            span[class = "btn btn-quiet", "aria-disabled" = "true"] {
                @if *rel == "prev" { @icon }
                @label
                @if *rel == "next" { @icon }
            }
        }
    }

    /// Live hits under the header's search; without script, Enter opens the page of all hits.
    SearchBox<'a>(query: Text<'a>) {
        form.search[action = "/search", method = "get", role = "search"] {
            label[class = "sr-only", "for" = "search"] { "Search contacts and workspaces" }
            @Icon::Search
            input #search[
                type = "search",
                name = "q",
                value = query,
                placeholder = "Search",
                autocomplete = "off",
                spellcheck = "false",
                maxlength = "200",
                role = "combobox",
                "aria-expanded" = "false",
                "aria-controls" = "search-results",
                "aria-autocomplete" = "list",
                "hx-get" = "/search",
                "hx-trigger" = "input delay:150ms",
                "hx-target" = "#search-results",
                "hx-sync" = "this:replace",
            ];
            kbd[class = "kbd search-key", "aria-hidden" = "true"] { "/" }
            div[id = "search-results", class = "search-results"] {}
        }
    }

    /// What the search answers to HTMX, into `#search-results`.
    SearchHits<'a>(query: Text<'a>, groups: Vec<HitGroup<'a>>) {
        @if groups.iter().all(|group| group.hits.is_empty()) {
            p[class = "search-none"] { "Nothing found for “" @query "”" }
        } else {
            div[role = "listbox", "aria-label" = "Search results"] {
                @for (at, group) in found(groups) {
                    div[role = "group", "aria-label" = &group.label] {
                        p[class = "search-group", "aria-hidden" = "true"] { @group.label }
                        @for (row, hit) in group.hits.iter().enumerate() {
                            a[
                                id = format_args!("hit-{at}-{row}"),
                                role = "option",
                                "aria-selected" = "false",
                                tabindex = "-1",
                                href = &hit.href,
                            ] {
                                @group.icon
                                span { @hit.title }
                                small { @hit.detail }
                            }
                        }
                    }
                }
            }
        }
    }

    /// The box among filters by which one searches as one types.
    FilterSearch<'a>(label: &'static str, query: Text<'a>) {
        label[class = "filter-search"] {
            span[class = "sr-only"] { @label }
            @Icon::Filter
            input[
                id = "filter-q",
                class = "input",
                "type" = "search",
                name = "q",
                value = query,
                placeholder = label,
                autocomplete = "off",
                spellcheck = "false",
                maxlength = "200",
            ];
        }
    }

    /// Filters above a list: a GET form, so that the state is in the address.
    FilterBar<'a, B: markup::Render>(
        action: Text<'a>,
        target: Text<'a>,
        is_typed: bool,
        body: B,
    ) {
        form.filters[
            action = action,
            method = "get",
            role = is_typed.then_some("search"),
            "hx-get" = action,
            "hx-target" = target,
            // Leaving the box after typing asks nothing anew: the rows stay under the pointer.
            "hx-trigger" = "change changed, submit, input changed delay:250ms",
            "hx-push-url" = (!is_typed).then_some("true"),
            "hx-replace-url" = is_typed.then_some("true"),
            "hx-sync" = "this:replace",
        ] {
            @body
            noscript { button[class = "btn btn-quiet", type = "submit"] { "Apply" } }
        }
    }
}

impl<'a, M: markup::Render, A: markup::Render> PageHeader<'a, M, A> {
    pub fn new(title: impl Into<Text<'a>>, meta: M, actions: A) -> Self {
        Self { title: title.into(), meta, actions }
    }
}

impl<'a> Crumb<'a> {
    pub fn new(label: impl Into<Text<'a>>, href: impl Into<Text<'a>>) -> Self {
        Self { label: label.into(), href: href.into() }
    }
}

impl<'a> Tab<'a> {
    pub fn new(label: impl Into<Text<'a>>, href: impl Into<Text<'a>>, current: bool) -> Self {
        Self { label: label.into(), href: href.into(), count: None, current }
    }

    /// As the person's locale writes it.
    pub fn count(mut self, count: impl Into<Text<'a>>) -> Self {
        self.count = Some(count.into());
        self
    }
}

impl<'a, B: markup::Render> FilterBar<'a, B> {
    /// `target` holds the rows; the fields stay as they are, focus included.
    pub fn new(action: impl Into<Text<'a>>, target: impl Into<Text<'a>>, body: B) -> Self {
        Self { action: action.into(), target: target.into(), is_typed: false, body }
    }

    /// For a search as one types: Back leaves the list rather than unsaying a letter.
    pub fn typed(mut self) -> Self {
        self.is_typed = true;
        self
    }
}

/// The groups that have hits, with their place among all.
fn found<'b, 'a>(groups: &'b [HitGroup<'a>]) -> impl Iterator<Item = (usize, &'b HitGroup<'a>)> {
    groups.iter().enumerate().filter(|(_, group)| !group.hits.is_empty())
}
