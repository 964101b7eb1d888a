//! Work in the background.
pub mod schedule;
