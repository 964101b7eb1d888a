//! Finding things (CT-8): search, the list's places, the log's filters.
mod filters;
mod forms;
mod log;
mod narrowed;
mod places;
mod search;

use pi_crm::{
    audit::Action,
    contacts::{self, Draft, Listing, Query},
    error::Result,
    ids::Uid,
    workspaces,
};

use crate::support::Household;

/// First name, last name, e-mail, phone, company.
fn draft([first, last, email, phone, company]: [&str; 5]) -> Draft {
    Draft {
        first_name: first.into(),
        last_name: last.into(),
        primary_email: email.into(),
        primary_phone: phone.into(),
        company: company.into(),
    }
}

/// All of them by one change.
async fn fill(home: &Household, workspace: Uid, drafts: Vec<Draft>) {
    home.write(&home.andy, Action::DemoBuilt, move |tx| {
        let scope = workspaces::open(tx, tx.actor, workspace)?;
        for draft in &drafts {
            contacts::create(tx, &scope, draft, None)?;
        }
        Ok(())
    })
    .await
    .expect("contacts are created");
}

async fn list(home: &Household, workspace: Uid, query: Query) -> Result<Listing> {
    let andy = home.andy.clone();
    home.db
        .read(move |conn| {
            let scope = workspaces::open(conn, &andy, workspace)?;
            contacts::list(conn, &scope, &query)
        })
        .await
}

fn names(listing: &Listing) -> Vec<String> {
    listing.contacts.iter().map(|it| it.display_name()).collect()
}
