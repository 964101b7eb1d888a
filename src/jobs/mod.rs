//! Work in the background.
pub mod schedule;
pub mod worker;
