//! Sharing between the people of a household (WS-5 to WS-9).
mod api;
mod isolation;
mod over_http;
mod save_as;

use pi_crm::{
    accounts::users,
    audit::{Action, Done},
    contacts::{self, Contact, Field},
    error::Result,
    ids::Uid,
    shares::{self, Received, Wanted},
    workspaces,
};

use crate::support::Household;

/// Andy's Rosa, with an address and a number, in Harbour Loans.
pub struct Rosa {
    pub workspace: Uid,
    pub contact: Contact,
    pub monalisa: Uid,
}

pub async fn rosa(home: &Household) -> Rosa {
    let workspace = home.workspace(&home.andy, "Harbour Loans").await.uid;
    let rosa = home.contact(&home.andy, workspace, "Rosa Ibarra").await.value.uid;
    let edits = [
        (Field::PrimaryEmail, "rosa@ibarra.example".to_owned()),
        (Field::PrimaryPhone, "+1 808 555 0142".to_owned()),
        (Field::Company, "Ibarra Bakery".to_owned()),
    ];
    let contact = home
        .write(&home.andy, Action::ContactEdited, move |tx| {
            let scope = workspaces::open(tx, tx.actor, workspace)?;
            contacts::edit(tx, &scope, rosa, &edits)
        })
        .await
        .expect("edited")
        .value;
    let user = home.monalisa.user().expect("a person");
    let monalisa = home.db.read(move |conn| users::find(conn, user)).await.expect("there").uid;
    Rosa { workspace, contact, monalisa }
}

impl Rosa {
    pub fn wanted(&self, with_history: bool, purpose: &str) -> Wanted {
        Wanted { people: vec![self.monalisa], with_history, purpose: purpose.into() }
    }

    pub async fn share(&self, home: &Household, wanted: Wanted) -> Result<Done<()>> {
        let (workspace, contact) = (self.workspace, self.contact.uid);
        home.write(&home.andy, Action::ContactShared, move |tx| {
            let scope = workspaces::open(tx, tx.actor, workspace)?;
            shares::share(tx, &scope, &[contact], &wanted)
        })
        .await
    }

    /// Shared, and the one share as Monalisa sees it.
    pub async fn shared(&self, home: &Household, with_history: bool) -> Received {
        self.share(home, self.wanted(with_history, "Buys in Kailua")).await.expect("shared");
        received(home).await.remove(0)
    }

    pub async fn revoke(&self, home: &Household, share: Uid) -> Done<Contact> {
        home.write(&home.andy, Action::ShareEnded, move |tx| shares::revoke(tx, share))
            .await
            .expect("revoked")
    }
}

/// What Monalisa sees under “Shared with me”.
pub async fn received(home: &Household) -> Vec<Received> {
    let monalisa = home.monalisa.clone();
    home.db
        .read(move |conn| Ok(shares::received(conn, &monalisa, "", None, 50)?.shares))
        .await
        .expect("read")
}
