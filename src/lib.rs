//! pi-crm: a CRM appliance in one binary.
pub mod accounts;
pub mod actor;
pub mod audit;
pub mod clock;
pub mod contacts;
pub mod db;
pub mod error;
pub mod ids;
pub mod settings;
pub mod text;
pub mod when;
pub mod workspaces;
