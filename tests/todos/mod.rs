//! Todos (DB-2): what is done with them, on whose wall "today" hangs, and whose they are.
mod api;
mod pages;
mod rules;

use pi_crm::{
    actor::Actor,
    audit::Action,
    ids::Uid,
    settings::{self, Owner, Setting},
    todos::{self, Agenda, Draft, Filter, Group, Todo},
};

use crate::support::Household;

/// What this person has to do, as "Overdue: Call Ana".
pub async fn agenda(home: &Household, actor: &Actor) -> Vec<String> {
    let (actor, now) = (actor.clone(), home.now());
    let found = home.db.read(move |conn| {
        let now = todos::on_the_wall(conn, actor.user()?, now)?;
        Ok(Agenda::of(todos::open(conn, &actor, Filter::default())?, now))
    });
    let agenda = found.await.expect("an agenda");
    let of = |group: Group| {
        let told = move |it: &Todo| format!("{}: {}", group.label(), it.title);
        agenda.group(group).iter().map(told)
    };
    Group::ALL.into_iter().flat_map(of).collect()
}

pub async fn lives_in(home: &Household, actor: &Actor, zone: &'static str) {
    let user = actor.user().expect("a person");
    let set = move |conn: &rusqlite::Connection| {
        settings::set(conn, Owner::User(user), Setting::TimeZone, zone, 0)
    };
    home.db.upkeep(set).await.expect("a zone");
}

pub async fn about(home: &Household, actor: &Actor, contact: Uid, title: &str) -> Todo {
    let draft = Draft { title: title.into(), contact: Some(contact), ..Draft::default() };
    home.write(actor, Action::TodoAdded, move |tx| todos::add(tx, &draft, None))
        .await
        .expect("added")
        .value
}
