//! SQL of the log: entries, what they are about, their changesets.
mod derived;
mod details;
mod entries;
mod subjects;

pub use derived::*;
pub use details::*;
pub use entries::*;
pub use subjects::*;
