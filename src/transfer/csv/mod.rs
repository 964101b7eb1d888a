//! CSV as the programs of this world write it.
pub mod read;
pub mod sniff;
