//! A few contacts that the people of the demo household show each other.
use crate::{
    accounts::users::User,
    actor::Actor,
    audit::Action,
    contacts,
    db::Db,
    error::Result,
    shares::{self, Wanted},
    workspaces,
};

/// What for, and whether the history goes along.
const SHARED: [(&str, bool); 3] = [
    ("Looks for a house in Kailua", true),
    ("Asked about your open house on Sunday", false),
    ("Knows a good roofer", false),
];

/// Everybody shares the newest contacts of a workspace of theirs with everybody else.
pub async fn share(db: &Db, people: &[User]) -> Result<()> {
    for user in people {
        let others = people.iter().filter(|it| it.id != user.id).map(|it| it.uid);
        let others: Vec<_> = others.collect();
        if others.is_empty() {
            continue;
        }
        let actor = Actor::person(user.id);
        let reader = actor.clone();
        let newest = db.read(move |conn| contacts::newest(conn, &reader, SHARED.len())).await?;
        for (contact, (purpose, with_history)) in newest.into_iter().zip(SHARED) {
            let wanted = Wanted { people: others.clone(), with_history, purpose: purpose.into() };
            let (workspace, uid) = (contact.workspace, contact.uid);
            db.write(actor.clone(), Action::ContactShared, move |tx| {
                let scope = workspaces::open(tx, tx.actor, workspace)?;
                shares::share(tx, &scope, &[uid], &wanted)
            })
            .await?;
        }
    }
    Ok(())
}
