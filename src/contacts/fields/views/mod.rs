//! Markup of custom fields: their definitions, one of them as a form, and a contact's values.
pub mod control;
pub mod definitions;
pub mod form;
pub mod section;

pub use section::{OpenValue, Section};
