//! Contacts out of a workspace and into one: as CSV for spreadsheets and other programs, as vCards
//! for phones and address books (CS-1 to CS-3, CT-19).
pub mod card;
mod cells;
pub mod columns;
mod csv;
pub mod export;
pub mod import;
mod vcard;
pub mod whole;
