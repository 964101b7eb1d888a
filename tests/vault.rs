//! The vault (SE-9, PR-3): what is kept in it can be used, and read nowhere else.
use pi_crm::{
    audit::{Action, Tx},
    error::{Error, Result},
    ids::WorkspaceId,
    vault::{self, Entry, Kind, Owner, Secret},
};

use crate::support::{Household, Site};

const KEY: &str = "EXAMPLE-access-key/that-nobody-should-see";
const DRIVE: Entry<'_> =
    Entry { owner: Owner::Household, kind: Kind::BackupTarget, name: "iDrive" };

async fn put(home: &Household, entry: Entry<'static>, text: &'static str) -> Result<()> {
    let key = home.db.seal_key();
    let verb = move |tx: &Tx<'_>| vault::put(tx, &key, entry, &Secret::new(text));
    home.write(&home.andy, Action::BackupsChanged, verb).await.map(|_| ())
}

async fn open(home: &Household, entry: Entry<'static>) -> Result<Option<String>> {
    let key = home.db.seal_key();
    let found = home.db.read(move |conn| vault::open(conn, &key, entry)).await?;
    Ok(found.map(|it| it.reveal().to_owned()))
}

async fn tamper(home: &Household, sql: &'static str) {
    home.db.upkeep(move |conn| Ok(conn.execute_batch(sql)?)).await.unwrap();
}

#[tokio::test]
async fn what_is_put_in_is_used_exchanged_and_forgotten() {
    let home = Household::new().await;
    assert_eq!(open(&home, DRIVE).await.unwrap(), None);
    put(&home, DRIVE, "first").await.unwrap();
    put(&home, DRIVE, KEY).await.unwrap();
    assert_eq!(open(&home, DRIVE).await.unwrap().as_deref(), Some(KEY));
    let other = Entry { name: "Another", ..DRIVE };
    assert_eq!(open(&home, other).await.unwrap(), None);

    let forget = |tx: &Tx<'_>| vault::forget(tx, DRIVE);
    let gone = home.write(&home.andy, Action::BackupsChanged, forget).await.unwrap();
    assert!(gone.value && gone.change.is_none(), "it cannot be undone");
    assert!(!home.db.read(|conn| vault::has(conn, DRIVE)).await.unwrap());
}

#[tokio::test]
async fn each_owner_and_kind_has_its_own() {
    let home = Household::new().await;
    home.workspace(&home.andy, "Family").await;
    let owner = Owner::Workspace(WorkspaceId(1));
    let mail = Entry { owner, kind: Kind::MailProvider, ..DRIVE };
    put(&home, DRIVE, "of all").await.unwrap();
    put(&home, mail, "of one").await.unwrap();
    assert_eq!(open(&home, DRIVE).await.unwrap().as_deref(), Some("of all"));
    assert_eq!(open(&home, mail).await.unwrap().as_deref(), Some("of one"));
    assert_eq!(open(&home, Entry { owner, ..DRIVE }).await.unwrap(), None);
}

#[tokio::test]
async fn a_row_that_was_moved_or_changed_opens_nothing() {
    for sql in [
        "UPDATE vault SET name = 'iDrive' WHERE name = 'Other'",
        "UPDATE vault SET name = 'iDrive', kind = 'backup_target' WHERE name = 'Mail'",
        "UPDATE vault SET name = 'iDrive', sealed = substr (sealed, 1, 20) WHERE name = 'Other'",
        "UPDATE vault SET name = 'iDrive', nonce = zeroblob (12) WHERE name = 'Other'",
    ] {
        let home = Household::new().await;
        put(&home, Entry { name: "Other", ..DRIVE }, KEY).await.unwrap();
        put(&home, Entry { name: "Mail", kind: Kind::MailProvider, ..DRIVE }, KEY).await.unwrap();
        tamper(&home, sql).await;
        let refused = open(&home, DRIVE).await;
        assert!(matches!(refused, Err(Error::Unavailable(_))), "{sql}: {refused:?}");
    }
}

#[tokio::test]
async fn what_is_empty_or_endless_is_not_kept() {
    let home = Household::new().await;
    assert!(matches!(put(&home, DRIVE, "").await, Err(Error::Invalid(_))));
    let endless: &'static str = "x".repeat(vault::MOST_BYTES + 1).leak();
    assert!(matches!(put(&home, DRIVE, endless).await, Err(Error::Invalid(_))));
    assert_eq!(open(&home, DRIVE).await.unwrap(), None);
}

#[tokio::test]
async fn nothing_of_it_is_in_the_log_in_changesets_or_in_answers() {
    let site = Site::new().await;
    put(&site.home, DRIVE, KEY).await.unwrap();
    let all = site.home.db.read(|conn| {
        let mut found = Vec::new();
        let tables =
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%fts%'";
        let mut statement = conn.prepare(tables)?;
        let names = statement.query_map([], |row| row.get::<_, String>(0))?;
        for name in names.collect::<std::result::Result<Vec<_>, _>>()? {
            let Ok(mut rows) = conn.prepare(&format!("SELECT * FROM \"{name}\"")) else { continue };
            let columns = rows.column_count();
            let mut rows = rows.query([])?;
            while let Some(row) = rows.next()? {
                for column in 0..columns {
                    let bytes = match row.get_ref(column)? {
                        rusqlite::types::ValueRef::Text(bytes)
                        | rusqlite::types::ValueRef::Blob(bytes) => bytes,
                        _ => continue,
                    };
                    if bytes.windows(12).any(|it| KEY.as_bytes().starts_with(it)) {
                        found.push(name.clone());
                    }
                }
            }
        }
        Ok(found)
    });
    assert_eq!(all.await.unwrap(), Vec::<String>::new(), "tables that hold it in the clear");
    let andy = site.signed_in(&site.home.andy).await;
    let log = andy.get("/audit").await.body;
    assert!(log.contains("were put into the vault") && log.contains("iDrive"), "{log}");
    assert!(!log.contains("EXAMPLE-access-key"));
    let told = andy.get("/api/audit").await.body;
    assert!(told.contains("vault") && !told.contains("EXAMPLE-access-key"), "{told}");
    site.stop().await;
}
