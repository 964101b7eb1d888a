//! Contacts out as files, and in from files.
mod bad_files;
mod coming_in;
mod export;
mod layouts;
mod of_some;
mod over_http;
mod power_cut;
mod round_trip;
mod undo;
mod whole;

use pi_crm::{
    contacts::{self, Contact, Query},
    db::Db,
    ids::Uid,
    jobs::worker::{Step, Work},
    transfer::import::{self, Import, Plan, State, work::Importer},
    workspaces,
};

use crate::support::Household;

/// A household with a workspace into which files come.
pub struct Desk {
    pub home: Household,
    pub workspace: Uid,
}

impl Desk {
    pub async fn new() -> Self {
        let home = Household::new().await;
        let workspace = home.workspace(&home.andy, "Loan Factory").await.uid;
        Self { home, workspace }
    }

    pub async fn upload(&self, name: &str, file: &[u8]) -> Uid {
        self.home.import(&self.home.andy, self.workspace, name, file).await
    }

    pub async fn find(&self, import: Uid) -> Import {
        let andy = self.home.andy.clone();
        let found = self.home.db.read(move |conn| Ok(import::open(conn, &andy, import)?.1));
        found.await.expect("an import")
    }

    /// Sets the worker to it, by the plan as it was suggested and changed.
    pub async fn set_out(&self, import: Uid, is_dry: bool, change: fn(&mut Plan)) {
        let mut plan = self.find(import).await.plan;
        change(&mut plan);
        self.home
            .write(&self.home.andy, pi_crm::audit::Action::ContactsImported, move |tx| {
                let (scope, found) = import::open(tx, tx.actor, import)?;
                import::check(tx, &scope, &found, &plan)?;
                if is_dry {
                    return Ok(());
                }
                // As if it had been tried before.
                let (_, found) = import::open(tx, tx.actor, import)?;
                import::reopen(tx, &scope, &found)?;
                let (_, found) = import::open(tx, tx.actor, import)?;
                import::run(tx, &scope, &found)
            })
            .await
            .expect("it begins");
    }

    pub fn importer(&self) -> Importer {
        importer(&self.home.db, self)
    }

    pub async fn work(&self) {
        let importer = self.importer();
        while importer.step().await.expect("a step") == Step::More {}
    }

    /// Uploads, and brings everything in.
    pub async fn bring_in(&self, name: &str, file: &[u8], change: fn(&mut Plan)) -> Import {
        let import = self.upload(name, file).await;
        self.set_out(import, false, change).await;
        self.work().await;
        let found = self.find(import).await;
        assert_eq!(found.state, State::Done, "{:?}", found.said);
        found
    }

    pub async fn contacts(&self) -> Vec<Contact> {
        let (andy, workspace) = (self.home.andy.clone(), self.workspace);
        self.home
            .db
            .read(move |conn| {
                let scope = workspaces::open(conn, &andy, workspace)?;
                let query = Query { most: 200, ..Query::at(0) };
                Ok(contacts::list(conn, &scope, &query)?.contacts)
            })
            .await
            .expect("contacts")
    }
}

fn importer(db: &Db, desk: &Desk) -> Importer {
    Importer::new(db.clone(), desk.home.imports())
}
