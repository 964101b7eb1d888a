//! Work in the background.
pub mod schedule;
mod undos;
pub mod worker;

pub use undos::Undos;
