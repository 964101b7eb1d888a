//! pi-crm: a CRM appliance in one binary.
pub mod actor;
pub mod clock;
pub mod error;
pub mod ids;
pub mod web;
