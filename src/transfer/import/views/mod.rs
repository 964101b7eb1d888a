//! Markup of imports.
mod columns;
mod review;
mod start;
mod state;

pub use review::Review;
pub use start::Start;
pub use state::{Figures, One};
