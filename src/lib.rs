//! pi-crm: a CRM appliance for a household or small office, in one binary.
//!
//! # The way of a request
//!
//! ```text
//! browser ─ HTML ─► web (doors) ─► shell (who, what) ─► contacts/pages ─┐
//!                                                                       ├─► contacts/mod
//! program ─ JSON ─► web (doors) ─► shell (who, what) ─► contacts/api ───┘   (verbs, rules)
//! terminal, schedule ────────────────────────────────────────────────────►       │
//!                                                                          contacts/store
//! ```
//!
//! # The rooms, from the bottom up (`tests/tidy.rs` keeps the order)
//!
//! - [`error`], [`ids`], [`clock`], [`text`], [`rich_text`], [`when`], [`phones`], [`urls`]: words
//!   that everything else is said in; [`secret`]: one in hand; [`private_file`]: the one way that
//!   one comes onto the disk; [`spreadsheet`]: the one way that lines leave as CSV.
//! - [`actor`]: who acts. [`db`]: the encrypted database, one writer and many readers.
//!   [`clients`]: what goes out of the house, by one client.
//! - [`audit`]: the one place that every change goes through; undo.
//! - [`web`]: the doors, limits, headers, and HTML's own vocabulary. Knows no feature.
//! - [`sending`]: whether anything may be sent at all. [`vault`]: credentials, sealed once more.
//! - [`settings`], [`accounts`], [`workspaces`], [`log`] (what happened with each contact),
//!   [`contacts`] (with their stages and tags), [`search`], [`palette`]: the features. Each has
//!   the same rooms: `mod` (types, verbs, rules), `store` (SQL), `pages`, `api`, `views`.
//! - [`shares`]: contacts that somebody else of the household may read.
//! - [`presets`]: what a workspace of a certain kind usually starts with.
//! - [`todos`]: what a person means to do.
//! - [`demo`], [`jobs`]: made-up households, what recurs.
//! - [`key_file`]: how the database key is kept, and getting another one.
//! - [`transfer`]: contacts out as files and in from files; a whole workspace as one.
//! - [`backups`]: copies that prove themselves, and the way back from them.
//! - [`config`], [`app`]: what is configured, and everything composed once.
//! - [`trash`]: what can be brought back, and what is erased for good.
//! - [`shell`]: what all pages and operations share above the features.
//! - [`contact_page`]: what every feature tells of one contact, put together.
//! - [`home`], [`api`], [`routes`], [`doctor`]: the start page, the addresses, the findings.
//! - [`locked`]: all there is to see until somebody has typed the passphrase.
//! - [`server`], [`cli`]: the whole put together, and the way to start it.
//!
//! # What always holds
//!
//! - A row of a workspace is read or written only with a [`workspaces::Scope`], which only
//!   `workspaces::open` and `open_of` make, and only for the owner. Not visible is not found.
//! - A person's change goes through [`db::Db::write`]: one closure, one transaction, one line in
//!   the log, one undo. What the machine keeps for itself goes through `Db::upkeep`, which refuses
//!   to touch a table of record.
//! - Every table is recorded for undo or named as exempt with its reason ([`audit::EXEMPT`]).
//! - The log is append-only; names and values stand beside it, so that they can be erased.
//! - Who acts is found out within the same transaction as the change: an ended session or a revoked
//!   key cannot slip through.
//! - A proven password leads on through [`accounts::sign_in::admit`] only: to a session, or halfway
//!   to the second step, and half a session opens nothing.
//! - Nothing waits inside a database closure: no network, no Argon2.
//! - A key is let go of by being overwritten, and no core is ever dumped. Where a passphrase wraps
//!   the database key, no other file on the box opens what it protects.
//! - Nothing expires, is renewed or is purged by a clock earlier than the build.
//! - A form that cannot be taken is given back whole and under its own id, whatever stood in the
//!   way; secrets alone have to be typed again ([`shell::Kept`]).
//! - A backup counts once it was read back and restored on trial; nothing of it is ever plain on
//!   the disk. A database is replaced at a start alone, and the one before is set aside.
//! - Every page works without script, and no page has script or style in line.
//! - Errors are words in one place ([`shell::errors`]); causes go to the log, never to a person.
//!
//! Deliberately absent: an ORM, a client-side framework, a second template for fragments, sessions
//! or caches outside the database, and any connection from outside the home network.
pub mod accounts;
pub mod actor;
pub mod api;
pub mod app;
pub mod audit;
pub mod backups;
pub mod cli;
pub mod clients;
pub mod clock;
pub mod config;
pub mod contact_page;
pub mod contacts;
pub mod db;
pub mod demo;
pub mod doctor;
pub mod error;
pub mod home;
pub mod ids;
pub mod jobs;
pub mod key_file;
pub mod locked;
pub mod log;
pub mod palette;
pub mod phones;
pub mod presets;
pub mod private_file;
pub mod rich_text;
pub mod routes;
pub mod search;
pub mod secret;
pub mod sending;
pub mod server;
pub mod settings;
pub mod shares;
pub mod shell;
pub mod spreadsheet;
pub mod text;
pub mod todos;
pub mod transfer;
pub mod trash;
pub mod urls;
pub mod vault;
pub mod web;
pub mod when;
pub mod workspaces;
