//! HTTP's own vocabulary: pages, components, assets. No domain here.
pub mod assets;
pub mod gallery;
pub mod layout;
pub mod ui;
