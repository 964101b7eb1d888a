//! After a start whose database key is wrapped: nothing is open, and everybody sees the same page,
//! which asks for the passphrase and tells nothing of the household.
mod guesses;
pub mod pages;
mod views;

use std::{net::IpAddr, path::PathBuf, sync::Arc};

use tokio::sync::{mpsc, watch};

use self::guesses::Guesses;
use crate::{
    accounts::passwords::Passwords,
    clock::Clock,
    db::key::{Found, Key},
    error::{Error, Result},
};

/// What becomes of a passphrase that was right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum State {
    #[default]
    Waiting,
    Opening,
    Open,
    /// The database does not open, though the key does; whoever knew the passphrase is told why.
    Failed(String),
}

/// Cheap to clone: the page's end of it. The server holds the other, which opens the database.
#[derive(Clone)]
pub struct Lock(Arc<Parts>);

struct Parts {
    key_file: PathBuf,
    clock: Clock,
    guesses: Guesses,
    passwords: Passwords,
    keys: mpsc::Sender<Key>,
    state: watch::Sender<State>,
}

impl Lock {
    /// With the keys that people bring.
    pub fn new(key_file: PathBuf, clock: Clock) -> (Self, mpsc::Receiver<Key>) {
        let (keys, brought) = mpsc::channel(1);
        let (guesses, passwords) = (Guesses::default(), Passwords::default());
        let state = watch::Sender::new(State::Waiting);
        (Self(Arc::new(Parts { key_file, clock, guesses, passwords, keys, state })), brought)
    }

    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    pub fn state(&self) -> State {
        self.0.state.borrow().clone()
    }

    pub fn tell(&self, state: State) {
        self.0.state.send_replace(state);
    }

    /// Charged before it is looked at. Whatever is wrong with it, the answer is the same; where it
    /// is right, it comes once the database is open, or cannot be.
    pub async fn unlock(&self, address: Option<IpAddr>, passphrase: String) -> Result<State> {
        if self.state() == State::Opening {
            return Ok(self.settled().await);
        }
        let now = self.0.clock.now();
        self.0.guesses.charge(address, now)?;
        let key_file = self.0.key_file.clone();
        // Read anew: at the terminal it may have got another passphrase meanwhile, or none.
        let open = move || match Found::read(&key_file) {
            Some(Found::Wrapped(wrapped)) => Ok(wrapped.open(&passphrase)),
            Some(Found::Plain(key)) => Ok(Some(key)),
            None => Err(Error::Unavailable(
                "The key file of this pi-crm is gone or damaged. Put it back, then try again."
                    .into(),
            )),
        };
        let key = self.0.passwords.in_turn(open).await??;
        let Some(key) = key else {
            return Err(Error::invalid("passphrase", "This is not the passphrase"));
        };
        self.0.guesses.give_back(address);
        self.tell(State::Opening);
        self.0.keys.send(key).await.map_err(Error::internal)?;
        Ok(self.settled().await)
    }

    async fn settled(&self) -> State {
        let mut state = self.0.state.subscribe();
        let settled = state.wait_for(|it| *it != State::Opening).await;
        settled.map(|it| it.clone()).unwrap_or_default()
    }
}
