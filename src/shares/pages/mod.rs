//! Pages of sharing: the owner's side on a contact, the receiver's side, the record.
pub mod given;
pub mod received;
