//! Markup of contacts.
mod list;
mod new;
mod one;

pub use list::{Found, List};
pub use new::{New, filled_in};
pub use one::{Changes, EditRow, Open, RestRow, SavedRow};
