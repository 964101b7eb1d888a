//! Markup of accounts.
mod account;
mod doors;
mod keys;

pub use account::{Account, Typed};
pub use doors::{FirstRun, FirstUser, Login};
pub use keys::{KeyForm, Keys, Revoke, Shown};
