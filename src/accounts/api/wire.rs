//! People, sign-ins and keys as JSON.
use poem_openapi::{Object, types::Example};

use crate::{
    accounts::api_keys::{ApiKey, State},
    clock::Reading,
    ids::Uid,
    shell::wire::Moment,
};

#[derive(Object)]
#[oai(example)]
pub struct Login {
    pub email: String,
    pub password: String,
    /// Six digits from the app, or a recovery code, where two-step sign-in is on
    pub code: Option<String>,
}

#[derive(Object)]
#[oai(rename = "User")]
pub struct UserOut {
    pub id: Uid,
    pub name: String,
    pub email: String,
}

/// A session just begun. Its cookie came with this answer.
#[derive(Object)]
pub struct SignedIn {
    /// To be sent in the header `X-Csrf-Token` with every change
    pub csrf_token: String,
    pub user: UserOut,
}

#[derive(Object)]
pub struct SignedOut {
    pub signed_out: bool,
}

/// Who is asking.
#[derive(Object)]
pub struct Me {
    /// The id of the person whose data this is
    pub user: Uid,
    pub name: String,
    /// `session` or `key`
    pub by: String,
    /// What may be done this way
    pub permissions: Vec<String>,
}

/// What a new key may do, and for how long.
#[derive(Object)]
#[oai(example)]
pub struct NewKey {
    /// For yourself, to tell it from others: at most 100 characters
    pub name: String,
    /// Such as `read:contacts`; at least one
    pub permissions: Vec<String>,
    /// From 1 to 3650; without it the key does not expire
    pub expires_in_days: Option<u32>,
}

#[derive(Object)]
#[oai(rename = "Key")]
pub struct KeyOut {
    pub id: Uid,
    pub name: String,
    /// The visible beginning of the key
    pub prefix: String,
    pub permissions: Vec<String>,
    /// `live`, `expired` or `revoked`
    pub state: String,
    pub created_on: Moment,
    pub expires_on: Option<Moment>,
    pub last_used_on: Option<Moment>,
    pub revoked_on: Option<Moment>,
}

/// Your keys, the newest first; revoked ones stay to be seen for a while.
#[derive(Object)]
#[oai(rename = "Keys")]
pub struct KeysOut {
    pub keys: Vec<KeyOut>,
}

/// A new key.
#[derive(Object)]
pub struct CreatedKey {
    /// The key itself. It is shown now and never again: null when the same request made it before
    pub secret: Option<String>,
    pub key: KeyOut,
}

impl KeyOut {
    pub fn new(key: ApiKey, at: Reading) -> Self {
        let state = match key.state(at) {
            State::Live => "live",
            State::Expired => "expired",
            State::Revoked => "revoked",
        };
        Self {
            id: key.uid,
            name: key.name,
            prefix: key.prefix,
            permissions: key.permissions.iter().map(|it| it.name().to_owned()).collect(),
            state: state.to_owned(),
            created_on: Moment(key.created_on),
            expires_on: key.expires_on.map(Moment),
            last_used_on: key.last_used_on.map(Moment),
            revoked_on: key.revoked_on.map(Moment),
        }
    }
}

impl Example for Login {
    fn example() -> Self {
        Self {
            email: "andy@example.com".into(),
            password: "plum tractor 9 violin".into(),
            code: Some("492039".into()),
        }
    }
}

impl Example for NewKey {
    fn example() -> Self {
        Self {
            name: "Spreadsheet".into(),
            permissions: vec!["read:workspaces".into(), "read:contacts".into()],
            expires_in_days: Some(90),
        }
    }
}
