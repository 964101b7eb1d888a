//! Markup of contacts.
mod list;
mod new;
mod one;

pub use list::{Found, List};
pub use new::New;
pub use one::{EditRow, Open, RestRow, SavedRow, Show};
