//! CSV: written as RFC 4180 has it, read as the programs of this world write it.
pub mod read;
pub mod sniff;
mod write;

pub use write::{BOM, Line};
