//! pi-crm: a CRM appliance in one binary.
pub mod actor;
pub mod clock;
pub mod db;
pub mod error;
pub mod ids;
