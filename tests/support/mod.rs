//! What the tests stand on: a real database file, real people, a real server.
pub mod household;

pub use household::Household;
