//! Contacts out as files, and in from files.
mod export;
