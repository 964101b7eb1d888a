//! What all pages and API operations share above the features: who visits, what they sent, and
//! what stands around the answer.
mod allowance;
pub mod answer;
mod caller;
pub mod cookie;
mod door;
pub mod errors;
mod fields;
mod held;
mod kept;
mod refused;
mod submission;
mod surroundings;
pub mod upload;
pub mod views;
mod visit;
pub mod wire;

pub use allowance::{Allowance, limited};
pub use caller::{Caller, Entry, KEY_HEADER, Known, NoToken, Unasked, schemes};
pub use door::{Door, DoorForm, Latch, OLD_PAGE};
pub use fields::{Fields, NoForm};
pub use kept::{Keeping, Kept, is_secret};
pub use refused::Refused;
pub use submission::{OldPage, Submission};
pub use surroundings::Surroundings;
pub use visit::{Pass, Visit, device, origin_of};
