//! What goes out of the house, and how: one client, with a limit on everything.
pub mod http;
