//! Markup of sharing: on a contact's page, what is shared with me, the record of it all.
mod card;
mod received;
mod record;
mod save;
mod section;

pub use card::{OlderLog, SharedCard};
pub use received::{Found, SharedWithMe};
pub use record::Record;
pub use save::Save;
pub use section::{Saved, Section, Typed};

use crate::web::ui::{Tab, Tabs};

markup::define! {
    /// Between what is shared with me and the record.
    ShareTabs(is_record: bool) {
        @Tabs {
            label: "Sharing".into(),
            tabs: vec![
                Tab::new("Shared with me", "/shared", !is_record),
                Tab::new("Record", "/shares", *is_record),
            ],
        }
    }
}
