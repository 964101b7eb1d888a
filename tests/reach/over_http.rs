//! The same over the real server.
