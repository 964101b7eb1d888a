//! Markup of contacts.
mod filter;
mod list;
mod look;
mod new;
mod one;
mod panel;

pub use filter::Filter;
pub use list::{Found, List};
pub use look::{Look, Looks};
pub use new::{New, filled_in};
pub use one::{Changes, EditRow, Open, RestRow, SavedRow};
pub use panel::{FilterPanel, OpensFilter};
