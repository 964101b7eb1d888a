//! What the tests stand on: a real database file, real people, a real server.
pub mod bucket;
pub mod household;
pub mod site;

pub use household::Household;
pub use site::{Answer, Site, Visitor};
