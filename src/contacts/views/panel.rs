//! The panel in which conditions are set, on the table and on the board: a dialog whose content is
//! asked for when it opens, and a page of its own without script.
use crate::web::ui::{Button, Dialog, Icon, Skeleton};

const PANEL: &str = "filter-panel";

markup::define! {
    FilterPanel {
        @Dialog::new(PANEL, "Filter contacts", Body {})
    }

    Body {
        div[id = format_args!("{PANEL}-body")] { @Skeleton { rows: 6 } }
    }

    /// In the bar, whose own controls go along; `form` is where the panel's content is.
    OpensFilter(form: String) {
        // Comes first, so that it is what the Enter key presses.
        noscript { @Button::quiet("Search").icon(Icon::Search) }
        @Button::quiet("Filter")
            .icon(Icon::Filter)
            .opens(PANEL)
            .attr("formaction", form.clone())
            .attr("hx-get", form.clone())
            .attr("hx-include", "closest form")
            .attr("hx-target", format!("#{PANEL}-body"))
    }
}
