//! Somebody entered twice: found when they are entered, on their page, and by a scan of the whole
//! workspace (CT-13 to CT-16).
mod apart;
mod store;

pub use apart::{ask_again, keep_separate, remember};
