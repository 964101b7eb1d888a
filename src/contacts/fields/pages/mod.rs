//! Pages of custom fields: where definitions are kept in order, and values on a contact's page.
pub mod definitions;
mod typed;
pub mod values;

pub use typed::{all_typed, typed};
