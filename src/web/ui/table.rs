//! Tables: columns that sort by link, rows by the feature; on a phone each row reads as a card.
use super::{Icon, Text};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Ascending,
    Descending,
}

#[derive(Clone, Debug)]
pub struct Column<'a> {
    label: Text<'a>,
    class: &'static str,
    sort: Option<(Text<'a>, Option<Order>)>,
    hidden_label: bool,
    is_picks: bool,
}

impl<'a> Column<'a> {
    /// Over a column of checkboxes: ticks all of the page, where there is script.
    pub fn picks() -> Self {
        Self { is_picks: true, class: "picks", ..Self::new("Pick all of this page") }
    }

    pub fn new(label: impl Into<Text<'a>>) -> Self {
        Self { label: label.into(), class: "", sort: None, hidden_label: false, is_picks: false }
    }

    /// Figures and dates: set to the right, digits of one width.
    pub fn number(mut self) -> Self {
        self.class = "num";
        self
    }

    /// The label is read out but not shown, as over a column of buttons.
    pub fn unlabelled(mut self) -> Self {
        self.hidden_label = true;
        self
    }

    /// Where a click leads, and how the rows are sorted by this column now, if they are.
    pub fn sort(mut self, href: impl Into<Text<'a>>, now: Option<Order>) -> Self {
        self.sort = Some((href.into(), now));
        self
    }

    fn aria_sort(&self) -> Option<&'static str> {
        match self.sort.as_ref()?.1? {
            Order::Ascending => Some("ascending"),
            Order::Descending => Some("descending"),
        }
    }
}

markup::define! {
    /// Rows are `tr`s of the feature. The class of a cell says what it becomes on a phone: `lead`
    /// (the name), `aside` or `act` (at the right of it; `act` holds a button), `sub` (below),
    /// `when` (below, at the right), `wide` (only on a desktop).
    Table<'a, B: markup::Render>(caption: Text<'a>, columns: Vec<Column<'a>>, rows: B) {
        div[class = "table-wrap"] {
            table.data {
                caption[class = "sr-only"] { @caption }
                thead {
                    tr {
                        @for column in columns.iter() {
                            th.{column.class}[scope = "col", "aria-sort" = column.aria_sort()] {
                                @Head { column }
                            }
                        }
                    }
                }
                tbody { @rows }
            }
        }
    }

    Head<'a>(column: &'a Column<'a>) {
        @if column.is_picks {
            input[class = "checkbox pick-all", type = "checkbox", "aria-label" = &column.label];
        } else if let Some((href, now)) = &column.sort {
            a[href = href] {
                @column.label
                @match now {
                    Some(Order::Ascending) => { @Icon::ArrowUp }
                    Some(Order::Descending) => { @Icon::ArrowDown }
                    None => {}
                }
            }
        } else {
            span[class = column.hidden_label.then_some("sr-only")] { @column.label }
        }
    }
}

impl<'a, B: markup::Render> Table<'a, B> {
    pub fn new(caption: impl Into<Text<'a>>, columns: Vec<Column<'a>>, rows: B) -> Self {
        Self { caption: caption.into(), columns, rows }
    }
}
