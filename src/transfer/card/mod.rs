//! One contact as a card: to be scanned by a phone, or downloaded (CT-19).
pub mod pages;
mod views;
