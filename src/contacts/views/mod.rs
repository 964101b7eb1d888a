//! Markup of contacts.
mod list;
mod look;
mod new;
mod one;

pub use list::{Found, List};
pub use look::{Look, Looks};
pub use new::{New, filled_in};
pub use one::{Changes, EditRow, Open, RestRow, SavedRow};
