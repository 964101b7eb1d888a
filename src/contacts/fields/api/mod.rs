//! Custom fields over the API: definitions, and the values of one contact.
mod definitions;
mod values;
pub mod wire;

pub use definitions::Definitions;
pub use values::Values;
