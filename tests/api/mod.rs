//! The API over the real server: who gets in, what a program sees, and what it is told.
mod audit;
mod doors;
mod guarded;
mod life;
mod presets;

use pi_crm::{
    accounts::api_keys::{self, Draft, Permission},
    actor::Actor,
    audit::Action,
    ids::Uid,
};
use serde_json::Value;

use crate::support::{Answer, Site, Visitor};

/// A program of this person's, and its key's id.
pub async fn key(site: &Site, owner: &Actor, permissions: &[Permission]) -> (Visitor, Uid) {
    let names: Vec<&'static str> = permissions.iter().map(|it| it.name()).collect();
    let user = owner.user().expect("a person");
    let created = site
        .home
        .db
        .write(owner.clone(), Action::KeyCreated, move |tx| {
            let draft = Draft { name: "test", permissions: &names, expires_in_days: Some(30) };
            api_keys::create(tx, user, &draft, None)
        })
        .await
        .expect("a key")
        .value;
    let text = created.text.expect("made just now");
    (site.nobody().with("X-Api-Key", text.reveal()), created.key.uid)
}

pub fn code(answer: &Answer) -> String {
    let body = answer.json();
    assert_eq!(body["data"], Value::Null, "{}", answer.body);
    body["error"]["code"].as_str().expect("a code").to_owned()
}

pub fn data(answer: &Answer) -> Value {
    let body = answer.json();
    assert_eq!(body["error"], Value::Null, "{} {}", answer.status, answer.body);
    body["data"].clone()
}
