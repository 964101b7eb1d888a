//! People and how they prove who they are: passwords, second factors, sessions, API keys, the
//! first user.
//! None of these tables is recorded for undo; whoever calls a verb here audits it in words.
pub mod api;
pub mod api_keys;
pub mod entrance;
pub mod first_run;
pub mod invitations;
pub mod pages;
pub mod passwords;
pub mod second_factor;
pub mod second_step;
pub mod sessions;
pub mod sign_in;
pub mod throttle;
pub mod tokens;
pub mod users;
pub mod views;

#[cfg(test)]
pub(crate) mod testing;
