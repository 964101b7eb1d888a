//! Every table of the schema is thought of when somebody is erased: a new one fails here until it
//! is told what becomes of a person's rows in it.
use pi_crm::{
    audit::Action,
    contacts::{
        self, Field,
        lists::{self, Assignment, ListKind, StageChange},
        merge,
        reach::{self, WayDraft},
    },
    shares, workspaces,
};

use super::{
    add,
    erase::{NAME, PLANTED, Planted, found, planted},
};
use crate::support::Household;

/// Tables without a column that leads to a contact, and what of a person could be in them.
const OTHERS: &[(&str, &str)] = &[
    ("users", "people of the household"),
    ("sessions", "people of the household"),
    ("api_keys", "people of the household"),
    ("second_factors", "people of the household"),
    ("second_factor_drafts", "people of the household"),
    ("recovery_codes", "people of the household"),
    ("half_sessions", "people of the household"),
    ("invitations", "people of the household"),
    ("sign_in_throttle", "people of the household"),
    ("known_addresses", "people of the household"),
    ("system_settings", "settings"),
    ("workspaces", "what everybody shares"),
    ("workspace_counts", "numbers"),
    ("contact_lists", "what everybody shares"),
    ("contact_list_counts", "numbers"),
    ("contact_views", "a filter in its owner's words"),
    ("custom_field_definitions", "what everybody shares"),
    ("contact_share_views", "goes with its share, see below"),
    ("contact_search", "cleared by `trash::clear_traces`: searched for byte by byte"),
    ("imports", "samples of files that are over go: searched for byte by byte"),
    ("import_mappings", "names of columns"),
    ("audit_logs", "ids and kinds alone"),
    ("audit_subjects", "the name becomes (erased): searched for byte by byte"),
    ("audit_subject_counts", "numbers"),
    ("audit_words", "emptied or redacted: searched for byte by byte"),
    ("audit_details", "rewritten without them: searched for byte by byte"),
    ("undos", "what is told of one that was given up is redacted"),
    ("answered_once", "the uid of what a request made goes, see below"),
    ("erased_keys", "all that stays"),
    ("erased_secret", "all that stays"),
    ("household_identity", "a random number"),
    ("backup_targets", "names of places"),
    ("backup_buckets", "where storage is"),
    ("vault", "what opens other people’s doors, sealed"),
    ("backup_runs", "how backups went"),
    ("backup_alerts", "numbers"),
    ("sending_hold", "a sentence of the machine's own"),
];
/// Ids that wait for the search index: nothing stays in them.
const PASSING: [&str; 2] = ["contacts_to_index", "contacts_to_index_later"];

/// Table and column of all that leads to contacts, by foreign key or by name.
async fn leading(home: &Household) -> Vec<(String, String)> {
    let sql = "SELECT t.name, c.name
         FROM sqlite_schema AS t
         JOIN pragma_table_xinfo(t.name) AS c
         WHERE t.type = 'table'
           AND (c.name LIKE '%contact_id' OR EXISTS (
               SELECT 1 FROM pragma_foreign_key_list(t.name) AS f
               WHERE f.\"from\" = c.name AND f.\"table\" = 'base_contacts'
           ))
         UNION SELECT 'base_contacts', 'id'
         ORDER BY 1, 2";
    read(home, sql).await
}

async fn read(home: &Household, sql: &'static str) -> Vec<(String, String)> {
    home.db
        .read(move |conn| {
            let mut statement = conn.prepare(sql)?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
        .expect("read")
}

async fn count(home: &Household, sql: String) -> i64 {
    home.db
        .read(move |conn| Ok(conn.query_row(&sql, [], |row| row.get(0))?))
        .await
        .expect("counted")
}

#[tokio::test]
async fn every_table_is_told_what_becomes_of_a_person() {
    let home = Household::new().await;
    let leading = leading(&home).await;
    let sql = "SELECT name, '' FROM sqlite_schema
         WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'contact_search_%'";
    for (table, _) in read(&home, sql).await {
        let is_leading = leading.iter().any(|(it, _)| *it == table);
        let is_told = OTHERS.iter().any(|(it, _)| *it == table);
        assert!(
            is_leading != is_told,
            "{table}: say in OTHERS what becomes of somebody who is erased for good, or name the \
             column that leads to them …contact_id and leave a trace in `traced`"
        );
    }
}

/// A row of the person's in every table that can have one.
async fn traced(home: &Household, planted: &Planted) {
    let (workspace, uid, id) = (planted.workspace, planted.contact.uid, planted.contact.id.0);
    let source = add(home, workspace, "Xanthippe Zwiebelfisch").await.uid;
    let lead = home.list(&home.andy, workspace, ListKind::Tag, "Cold").await.uid;
    let monalisa = home.monalisa.user().expect("a person");
    let other = planted.theo.id.0;
    home.write(&home.andy, Action::ContactEdited, move |tx| {
        let scope = workspaces::open(tx, tx.actor, workspace)?;
        for (kind, value) in [
            (reach::Kind::Email, "second@planted.example"),
            (reach::Kind::Phone, "+1 808 5550199 ext. 2"),
        ] {
            let draft = WayDraft { kind, label: "Zwiebelfisch".into(), value: value.into() };
            reach::keep(tx, &scope, contacts::find(tx, &scope, uid)?.id, &draft)?;
        }
        let stage = StageChange::Clear;
        lists::assign(
            tx,
            &scope,
            &[uid],
            &Assignment { add: vec![lead], stage, ..Assignment::default() },
        )?;
        let people = pi_crm::accounts::users::find(tx, monalisa)?.uid;
        let purpose = "Zwiebelfisch".to_owned();
        let wanted = shares::Wanted { people: vec![people], with_history: true, purpose };
        shares::share(tx, &scope, &[uid], &wanted)?;
        let reader = contacts::fields::reader(tx, scope.owner())?;
        merge::merge(tx, &scope, (uid, source), &merge::Wanted::default(), &reader, None)?;
        contacts::edit(tx, &scope, uid, &[(Field::Company, "Quorlbottom & Daughters".into())])?;
        tx.execute_batch(&format!(
            "INSERT INTO kept_separate (contact_id, other_id, at) VALUES ({id}, {other}, 1);
             INSERT INTO todos (uid, owner_id, workspace_id, contact_id, title, created_on)
             SELECT randomblob(16), owner_id, id, {id}, 'Call Quorlbottom', 1 FROM workspaces;
             INSERT INTO log_versions (log_id, contact_id, content, at, replaced_on)
             SELECT min(id), contact_id, '{{\"summary\":\"Zwiebelfisch\"}}', 1, 2
             FROM communication_logs WHERE contact_id = {id};"
        ))?;
        Ok(())
    })
    .await
    .expect("traced");
    let file =
        format!("First name,Last name,E-mail\n{},xq@planted.example\n", NAME.replace(' ', ","));
    home.import(&home.andy, workspace, "people.csv", file.as_bytes()).await;
    home.db
        .upkeep(move |conn| {
            conn.execute_batch(&format!(
                "UPDATE imports SET state = 'done', waiting = 1;
                 INSERT INTO import_rows (import_id, line, kind, contact_id, said, cells)
                 SELECT id, 2, 'waiting', {id}, '', '[\"Zwiebelfisch\"]' FROM imports;
                 INSERT INTO import_rows (import_id, line, kind, said, cells)
                 SELECT id, 3, 'wrong', 'no address', '[\"Xanthippe\",\"Quorlbottom\",\"x\"]'
                 FROM imports;
                 INSERT INTO import_rows (import_id, line, kind, said, cells)
                 SELECT id, 4, 'wrong', 'no address', '[\"Theo\",\"Ibarra\",\"x\"]' FROM imports;
                 INSERT INTO notice_dismissals (contact_id, user_id, fact)
                 SELECT {id}, min(id), 'Zwiebelfisch' FROM users;
                 INSERT INTO contact_share_views (share_id, seen_on)
                 SELECT id, 1 FROM contact_shares;"
            ))?;
            Ok(())
        })
        .await
        .expect("traced");
}

#[tokio::test]
async fn nothing_leads_to_somebody_who_was_erased() {
    let home = Household::new().await;
    let planted = planted(&home).await;
    traced(&home, &planted).await;
    let (id, leading) = (planted.contact.id.0, leading(&home).await);
    let rows = |table: &str, column: &str| {
        count(&home, format!("SELECT count(*) FROM {table} WHERE {column} = {id}"))
    };
    for table in leading.iter().map(|(table, _)| table).filter(|it| !PASSING.contains(&it.as_str()))
    {
        let mut traces = 0;
        for (_, column) in leading.iter().filter(|(it, _)| it == table) {
            traces += rows(table, column).await;
        }
        assert!(traces > 0, "leave a trace in {table}");
    }
    assert_eq!(found(&home).await, PLANTED);
    planted.erase(&home).await;
    for (table, column) in &leading {
        assert_eq!(rows(table, column).await, 0, "{table}.{column} still leads to them");
    }
    for table in ["contact_share_views", "log_versions", "todos", "kept_separate"] {
        assert_eq!(count(&home, format!("SELECT count(*) FROM {table}")).await, 0, "{table}");
    }
    assert_eq!(count(&home, "SELECT count(*) FROM import_rows".into()).await, 1, "Theo's line");
    assert_eq!(count(&home, "SELECT waiting FROM imports".into()).await, 0);
    assert_eq!(found(&home).await, [""; 0]);
}
