//! Markup of accounts.
mod account;
mod doors;
mod household;
mod join;
mod keys;
mod second_factor;
mod second_step;

pub use account::{Account, Typed};
pub use doors::{FirstRun, FirstUser, Login, set_up_code};
pub use household::{Deactivate, Household, Person, Shown as ShownInvitation};
pub use join::{Join, JoinCode, NewUser, SomebodyElse};
pub use keys::{KeyForm, Keys, Revoke, Shown};
pub use second_factor::{CONFIRM_FIELD, Codes, Enrol, Names, SecondFactor};
pub use second_step::{CodeAtTheDoor, CodesAtTheDoor, EnrolAtTheDoor};
