//! People at the doors and on their own pages (SE-1, SE-2, SE-4).
mod account;
mod authenticator;
mod browser;
mod exposed;
mod first_run;
mod invitations;
mod keys;
mod second_factor;
mod sign_in;

use pi_crm::{
    accounts::{passwords, users},
    actor::Actor,
    ids::Uid,
};

use crate::support::Site;

const PASSWORD: &str = "plum tractor 9 violin";

async fn give_password(site: &Site, actor: &Actor) {
    let user = actor.user().expect("a person");
    let now = site.home.now();
    let hash = passwords::hash(PASSWORD).expect("a hash");
    site.home
        .db
        .upkeep(move |conn| users::set_password(conn, user, &hash, now))
        .await
        .expect("a password is set");
}

/// The path of a route with ids that nothing ever had.
fn anything_at(pattern: &str) -> String {
    let part = |part: &str| match part {
        ":field" => "first_name".to_owned(),
        part if part.starts_with(':') => Uid::new().to_string(),
        part => part.to_owned(),
    };
    pattern.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// What the log says of this person's data, newest first: "signed in with Chrome: As …".
async fn told(site: &Site, actor: &Actor) -> Vec<String> {
    let owner = actor.user().expect("a person");
    let db = site.home.db.clone();
    let page = site
        .home
        .db
        .read(move |conn| pi_crm::audit::read::page(conn, owner, &Default::default(), db.columns()))
        .await
        .expect("the log");
    let line = |it: &pi_crm::audit::read::Told| {
        let about = it.subjects.first().map_or("", |it| it.label.as_str());
        let said = it.entry.words.as_deref().unwrap_or_default();
        format!("{} {} {about}: {said}", it.entry.who(), it.entry.words())
    };
    page.entries.iter().map(line).collect()
}
