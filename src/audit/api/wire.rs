//! Changes as JSON.
use poem_openapi::Object;

use crate::ids::Uid;

#[derive(Object)]
pub struct Change {
    /// By which this can be undone; null when nothing changed
    pub change: Option<Uid>,
}

/// What was taken back.
#[derive(Object)]
#[oai(rename = "Undone")]
pub struct UndoneOut {
    /// What it was about, by name
    pub label: String,
    /// By which the undo itself can be undone
    pub change: Option<Uid>,
}
