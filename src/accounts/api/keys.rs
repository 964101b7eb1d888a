//! API keys over the API. Only a signed-in person makes them: a key cannot beget keys.
use std::marker::PhantomData;

use poem::Result;
use poem_openapi::{
    OpenApi,
    param::{Header, Path},
};

use super::wire::{CreatedKey, KeyOut, KeysOut, NewKey};
use crate::{
    accounts::api_keys::{self, Draft, needs::Person},
    audit::Action,
    ids::Uid,
    shell::{
        Caller,
        wire::{Answer, Body, Made, Tag},
    },
};

/// The same operations live at two addresses.
pub trait Address: Send + Sync + 'static {
    const PATH: &str;
}

pub struct Main;
pub struct Alias;

impl Address for Main {
    const PATH: &str = "/api/keys";
}

impl Address for Alias {
    const PATH: &str = "/api/auth/keys";
}

pub struct Keys<A>(PhantomData<A>);

impl<A> Default for Keys<A> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

#[OpenApi(prefix_path = A::PATH, tag = "Tag::Keys")]
impl<A: Address> Keys<A> {
    /// List API keys
    #[oai(path = "/", method = "get")]
    async fn list(&self, caller: Caller<Person>) -> Result<Answer<KeysOut>> {
        let at = caller.app.db.clock().read();
        let keys = caller.read(|conn, actor| api_keys::list(conn, actor.user()?)).await?;
        let keys = keys.into_iter().map(|key| KeyOut::new(key, at)).collect();
        Ok(Answer::new(KeysOut { keys }))
    }

    /// Make an API key
    ///
    /// The answer holds the key itself, this once. With an `Idempotency-Key` the same request sent
    /// again answers with the key it made the first time and a `secret` of null: if the first
    /// answer was lost, revoke that key and make another under a new `Idempotency-Key`.
    #[oai(path = "/", method = "post")]
    async fn create(
        &self,
        caller: Caller<Person>,
        body: Body<NewKey>,
        /// Anything that no other request of yours has, such as a random id
        #[oai(name = "Idempotency-Key")]
        once: Header<Option<String>>,
    ) -> Result<Made<CreatedKey>> {
        let created = caller
            .write(Action::KeyCreated, move |tx| {
                let request = body.request_key(once.0.as_deref())?;
                let wanted = body.wanted()?;
                let permissions: Vec<&str> =
                    wanted.permissions.iter().map(String::as_str).collect();
                let draft = Draft {
                    name: &wanted.name,
                    permissions: &permissions,
                    expires_in_days: wanted.expires_in_days,
                };
                let made = api_keys::create(tx, tx.actor.user()?, &draft, request.as_ref())?;
                Ok((KeyOut::new(made.key, tx.at), made.text))
            })
            .await?;
        let (key, secret) = created.value;
        let secret = secret.map(|it| it.reveal().to_owned());
        Ok(Made::new(CreatedKey { secret, key }))
    }

    /// Revoke an API key
    ///
    /// It opens nothing from now on. This cannot be undone.
    #[oai(path = "/:id", method = "delete")]
    async fn revoke(
        &self,
        caller: Caller<Person>,
        /// The key's id
        id: Path<Uid>,
    ) -> Result<Answer<KeyOut>> {
        let revoked = caller
            .write(Action::KeyRevoked, move |tx| {
                let key = api_keys::revoke(tx, tx.actor.user()?, id.0)?;
                Ok(KeyOut::new(key, tx.at))
            })
            .await?;
        Ok(Answer::new(revoked.value))
    }
}
