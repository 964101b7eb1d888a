//! Who acts: a person, one of their keys, a job, or somebody at the terminal.
use std::net::IpAddr;

use rusqlite::Connection;

use crate::{
    clock::Reading,
    error::{Error, Result},
    ids::{KeyId, UserId},
};

#[derive(Clone, Debug)]
pub struct Actor {
    pub who: Who,
    pub ip: Option<IpAddr>,
    pub request_id: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Person(UserId),
    Key { owner: UserId, key: KeyId },
    Job(&'static str),
    Terminal,
}

impl Actor {
    pub fn terminal() -> Self {
        Self { who: Who::Terminal, ip: None, request_id: None }
    }

    pub fn job(name: &'static str) -> Self {
        Self { who: Who::Job(name), ip: None, request_id: None }
    }

    pub fn person(user: UserId) -> Self {
        Self { who: Who::Person(user), ip: None, request_id: None }
    }

    /// The user whose data this actor may touch; jobs and the terminal have none of their own.
    pub fn user(&self) -> Result<UserId> {
        match self.who {
            Who::Person(user) | Who::Key { owner: user, .. } => Ok(user),
            Who::Job(_) | Who::Terminal => Err(Error::Forbidden("This needs a person".into())),
        }
    }
}

/// Something that says who acts once it is inside the transaction: a session cookie, a key.
pub trait Identify: Send + 'static {
    fn identify(self, conn: &Connection, at: Reading) -> Result<Actor>;
}

impl Identify for Actor {
    fn identify(self, _: &Connection, _: Reading) -> Result<Actor> {
        Ok(self)
    }
}
