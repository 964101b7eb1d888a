//! SQL of the log: entries, what they are about, their changesets.
mod deleted;
mod derived;
mod details;
mod entries;
mod erase;
mod subjects;
mod undos;

pub use deleted::*;
pub use derived::*;
pub use details::*;
pub use entries::*;
pub use erase::*;
pub use subjects::*;
pub use undos::*;
