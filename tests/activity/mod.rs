//! A contact's log: what is written in it, its tabs, and what it says of the last contact.
mod api;
mod notices;
mod pages;
mod rules;

use pi_crm::{
    audit::{Action, Done, undo},
    contacts::{self, activity},
    error::Result,
    ids::Uid,
    log::{
        self, Logged, Tab,
        manual::{Draft, Edited, When},
    },
};

use crate::support::{Answer, Household};

pub fn note(text: &str) -> Draft {
    Draft { kind: "note".into(), text: text.into(), ..Draft::default() }
}

pub fn call(outcome: &str, at: i64) -> Draft {
    let (kind, outcome) = ("call".into(), outcome.into());
    Draft { kind, outcome, at: When::At(at), ..Draft::default() }
}

impl Household {
    pub async fn writes(&self, contact: Uid, draft: &Draft) -> Done<Uid> {
        let draft = draft.clone();
        self.write(&self.andy, Action::EntryAdded, move |tx| {
            activity::write(tx, contact, &draft, None)
        })
        .await
        .expect("an entry is written")
    }

    pub async fn edits(
        &self,
        entry: Uid,
        seen: Option<&str>,
        draft: &Draft,
    ) -> Result<Done<(Uid, Edited)>> {
        let (draft, seen) = (draft.clone(), seen.map(str::to_owned));
        self.write(&self.andy, Action::EntryEdited, move |tx| {
            activity::edit(tx, entry, seen.as_deref(), &draft)
        })
        .await
    }

    pub async fn deletes(&self, entry: Uid) -> Result<Done<Uid>> {
        self.write(&self.andy, Action::EntryDeleted, move |tx| activity::delete(tx, entry)).await
    }

    pub async fn takes_back(&self, change: Option<Uid>) {
        let change = change.expect("recorded");
        undo::undo(&self.db, self.andy.clone(), change).await.expect("undone");
    }

    pub async fn entry(&self, uid: Uid) -> Logged {
        let andy = self.andy.clone();
        let found = self.db.read(move |conn| Ok(log::open(conn, &andy, uid)?.1));
        found.await.expect("an entry")
    }

    pub async fn tab(&self, contact: Uid, tab: Tab) -> log::Page {
        let andy = self.andy.clone();
        let page = self.db.read(move |conn| {
            let (scope, contact) = contacts::open(conn, &andy, contact)?;
            log::page_of(conn, &scope, contact.id, tab, None, log::PAGE)
        });
        page.await.expect("a page")
    }

    pub async fn last_contact_at(&self, contact: Uid) -> Option<i64> {
        let at = self.db.read(move |conn| {
            let sql = "SELECT last_contact_at FROM base_contacts WHERE uid = ?1";
            Ok(conn.query_row(sql, [contact], |row| row.get(0))?)
        });
        at.await.expect("a contact")
    }
}

pub fn hidden(page: &Answer, name: &str) -> String {
    let at = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.body.split_once(&at).unwrap_or_else(|| panic!("no {name}: {}", page.body));
    rest.split('"').next().unwrap_or_default().to_owned()
}
