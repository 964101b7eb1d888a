//! The way in over HTTP. Knows no feature: sockets, limits, checks, and HTML's own vocabulary.
pub mod assets;
pub mod fault;
pub mod gallery;
pub mod layout;
pub mod request_id;
pub mod ui;
