//! pi-crm: a CRM appliance in one binary.
pub mod actor;
pub mod audit;
pub mod clock;
pub mod config;
pub mod contacts;
pub mod db;
pub mod demo;
pub mod error;
pub mod ids;
pub mod text;
pub mod workspaces;
