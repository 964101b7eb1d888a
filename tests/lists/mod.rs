//! Stages and tags (LI-1 to LI-3) and the log they leave (LG-1).
mod api;
mod pages;
mod rules;
mod undo;

use pi_crm::{
    audit::{Action, Done},
    contacts::{
        self,
        lists::{self, Assignment, List, ListKind, Moved, StageChange, Standings},
    },
    error::Result,
    ids::Uid,
    log::{self, Logged},
    workspaces,
};

use crate::support::Household;

/// Andy's workspace with three stages, two tags and some people.
pub struct Loans {
    pub workspace: Uid,
    pub leads: List,
    pub prospects: List,
    pub closed: List,
    pub hot: List,
    pub vip: List,
    pub people: Vec<Uid>,
}

pub async fn loans(home: &Household, names: &[&str]) -> Loans {
    let andy = &home.andy;
    let workspace = home.workspace(andy, "Loan Factory").await.uid;
    let stage = |name| home.list(andy, workspace, ListKind::Stage, name);
    let tag = |name| home.list(andy, workspace, ListKind::Tag, name);
    let (leads, prospects, closed) =
        (stage("Leads").await, stage("Prospects").await, stage("Closed").await);
    let (hot, vip) = (tag("Hot").await, tag("VIP").await);
    let mut people = Vec::new();
    for name in names {
        people.push(home.contact(andy, workspace, name).await.value.uid);
    }
    Loans { workspace, leads, prospects, closed, hot, vip, people }
}

impl Loans {
    /// Moves and tags some people as one change.
    pub async fn assign(
        &self,
        home: &Household,
        people: &[Uid],
        wanted: Assignment,
    ) -> Result<Done<()>> {
        let (workspace, people) = (self.workspace, people.to_vec());
        home.write(&home.andy, Action::ContactsSorted, move |tx| {
            let scope = workspaces::open(tx, tx.actor, workspace)?;
            lists::assign(tx, &scope, &people, &wanted)
        })
        .await
    }

    pub async fn put(&self, home: &Household, people: &[Uid], stage: &List) {
        let wanted = Assignment { stage: StageChange::To(stage.uid), ..Assignment::default() };
        self.assign(home, people, wanted).await.expect("moved");
    }

    pub async fn tag(&self, home: &Household, people: &[Uid], tag: &List) {
        let wanted = Assignment { add: vec![tag.uid], ..Assignment::default() };
        self.assign(home, people, wanted).await.expect("tagged");
    }

    pub async fn lists(&self, home: &Household) -> Vec<List> {
        let (andy, workspace) = (home.andy.clone(), self.workspace);
        let lists =
            home.db.read(move |conn| lists::all(conn, &workspaces::open(conn, &andy, workspace)?));
        lists.await.expect("lists")
    }

    /// Each list as "Leads 2".
    pub async fn counts(&self, home: &Household) -> Vec<String> {
        let lists = self.lists(home).await;
        lists.iter().map(|list| format!("{} {}", list.name, list.contacts)).collect()
    }
}

/// From the stage a person saw to another, as the contact's page does it.
pub async fn moved(
    home: &Household,
    contact: Uid,
    seen: Option<Uid>,
    to: Option<Uid>,
) -> Result<Done<Moved>> {
    home.write(&home.andy, Action::ContactMoved, move |tx| {
        let (scope, _) = contacts::open(tx, tx.actor, contact)?;
        lists::move_seen(tx, &scope, contact, seen, to)
    })
    .await
}

/// The contact's stage and tags by name.
pub async fn standing(home: &Household, contact: Uid) -> (Option<String>, Vec<String>) {
    let andy = home.andy.clone();
    let found = home.db.read(move |conn| {
        let (scope, contact) = contacts::open(conn, &andy, contact)?;
        let all: Standings = lists::standings(conn, &scope, &[contact.id])?;
        let stage = all.stage(contact.id).map(|list| list.name.clone());
        let tags = all.tags(contact.id).map(|list| list.name.clone()).collect();
        Ok((stage, tags))
    });
    found.await.expect("a contact")
}

/// What the contact's log says, the newest first.
pub async fn logged(home: &Household, contact: Uid) -> Vec<Logged> {
    let andy = home.andy.clone();
    let found = home.db.read(move |conn| {
        let (scope, contact) = contacts::open(conn, &andy, contact)?;
        Ok(log::page(conn, &scope, contact.id, None)?.entries)
    });
    found.await.expect("a log")
}
