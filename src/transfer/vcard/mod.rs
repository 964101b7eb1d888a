//! vCards, 3.0 and 4.0: what phones and address books exchange.
mod line;
pub mod read;
mod write;

pub use write::{Version, small, write};
