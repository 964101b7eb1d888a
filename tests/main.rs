//! Every test of the product that opens a database or starts a server, in one binary.
mod accounts;
mod api;
mod audit_rules;
mod bad_database;
mod bad_input;
mod doors;
mod finding;
mod isolation;
mod routes_are_guarded;
mod schema;
mod support;
mod tidy;
