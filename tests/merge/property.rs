//! Whatever two contacts have, merging them and undoing it gives every row back; and nothing that
//! points at a contact is ever forgotten.
use std::collections::BTreeSet;

use pi_crm::{
    audit::Action,
    contacts::{
        self, Field,
        fields::{FieldDraft, Kind, values as custom},
        lists::{self, Assignment, ListKind, StageChange},
        merge::{self, Pick, Reference, Rule, Wanted},
    },
    ids::Uid,
    log, workspaces,
};
use serde_json::json;

use super::{apart, merged, undone};
use crate::support::Household;

const SEEDS: u64 = 12;
const PEOPLE: usize = 5;

/// Every column of the schema that points at a contact.
async fn references(home: &Household) -> Vec<(Reference, String)> {
    home.db
        .read(|conn| {
            let mut statement = conn.prepare(
                "SELECT m.name, f.\"from\", f.on_delete
                 FROM sqlite_schema AS m
                 JOIN pragma_foreign_key_list(m.name) AS f
                 WHERE m.type = 'table' AND f.\"table\" = 'base_contacts'",
            )?;
            let found = statement.query_map([], |row| {
                Ok((Reference { table: row.get(0)?, column: row.get(1)? }, row.get(2)?))
            })?;
            Ok(found.collect::<Result<_, _>>()?)
        })
        .await
        .expect("the schema can be read")
}

#[tokio::test]
async fn every_column_that_points_at_contacts_has_its_rule() {
    let home = Household::new().await;
    for (reference, on_delete) in references(&home).await {
        let Reference { table, column } = &reference;
        let rule = merge::rule_of(&reference);
        let rule = rule.unwrap_or_else(|| {
            panic!("{table}.{column} points at contacts: say in contacts::merge what becomes of it")
        });
        let goes_along = rule != Rule::Join || on_delete == "CASCADE";
        assert!(goes_along, "{table}.{column}: what both have would hold the source back");
    }
}

#[tokio::test]
async fn every_column_of_a_contact_is_known_to_merging() {
    let home = Household::new().await;
    let columns: BTreeSet<_> = home.db.columns()["base_contacts"].iter().map(|it| &**it).collect();
    assert_eq!(columns, merge::COLUMNS.iter().copied().collect());
}

#[tokio::test]
async fn merge_and_undo_give_every_row_back() {
    let mut had = BTreeSet::new();
    for seed in 1..=SEEDS {
        let home = Household::new().await;
        let mut random = Random(seed * 0x9e37_79b9);
        let scene = Scene::new(&home, &mut random).await;
        let (target, source) = (scene.people[0], scene.people[1]);
        had.extend(pointing_at(&home, source).await);
        let (before, answers) = (home.everything().await, scene.answers(&home).await);
        let wanted = scene.wanted(&mut random);
        let done = merged(&home, target, source, wanted).await;
        let done = done.unwrap_or_else(|cause| panic!("seed {seed}: {cause:?}"));
        assert!(pointing_at_uid(&home, source).await.is_empty(), "seed {seed}");
        let after = home.everything().await;
        let undo = undone(&home, done.change).await;
        let undo = undo.unwrap_or_else(|cause| panic!("seed {seed}: {cause}"));
        assert_eq!(home.everything().await, before, "seed {seed}");
        assert_eq!(scene.answers(&home).await, answers, "seed {seed}");
        undone(&home, undo).await.expect("done again");
        assert_eq!(home.everything().await, after, "seed {seed}");
    }
    let home = Household::new().await;
    for (Reference { table, column }, _) in references(&home).await {
        let is_there = had.contains(&format!("{table}.{column}"));
        assert!(is_there, "no merge here had a row in {table}.{column}: let the scene make some");
    }
}

#[tokio::test]
async fn a_chain_of_merges_is_undone_backwards_only() {
    for seed in 1..=4 {
        let home = Household::new().await;
        let mut random = Random(seed * 0x2545_f491);
        let scene = Scene::new(&home, &mut random).await;
        let [a, b, c] = [scene.people[0], scene.people[1], scene.people[2]];
        let start = home.everything().await;
        let first = merged(&home, b, a, scene.wanted(&mut random)).await.expect("merged").change;
        let between = home.everything().await;
        let second = merged(&home, c, b, scene.wanted(&mut random)).await.expect("merged").change;
        let end = home.everything().await;
        let refused = undone(&home, first).await.expect_err("the later one stands in the way");
        let said = refused.to_string();
        assert!(said.contains("merged") && said.contains("Undo that one first"), "{said}");
        assert_eq!(home.everything().await, end, "seed {seed}");
        undone(&home, second).await.expect("the later one first");
        assert_eq!(home.everything().await, between, "seed {seed}");
        undone(&home, first).await.expect("then the earlier one");
        assert_eq!(home.everything().await, start, "seed {seed}");
    }
}

async fn pointing_at(home: &Household, contact: Uid) -> Vec<String> {
    let found = references(home).await;
    home.db
        .read(move |conn| {
            let mut had = Vec::new();
            for (Reference { table, column }, _) in found {
                let sql = format!(
                    "SELECT count(*) FROM {table}
                     WHERE {column} = (SELECT id FROM base_contacts WHERE uid = ?1)"
                );
                let rows: i64 = conn.query_row(&sql, [contact], |row| row.get(0))?;
                had.extend((rows > 0).then(|| format!("{table}.{column}")));
            }
            Ok(had)
        })
        .await
        .expect("the tables can be read")
}

/// Values that name a contact by its uid, as links do.
async fn pointing_at_uid(home: &Household, contact: Uid) -> Vec<String> {
    home.db
        .read(move |conn| {
            let mut statement = conn.prepare("SELECT value FROM custom_fields WHERE value = ?1")?;
            let found = statement.query_map([contact.to_string()], |row| row.get(0))?;
            Ok(found.collect::<Result<_, _>>()?)
        })
        .await
        .expect("the values can be read")
}

pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below as u64) as usize
    }

    fn one_in(&mut self, chance: usize) -> bool {
        self.below(chance) == 0
    }
}

const NAMES: [&str; 5] = ["Rosa", "Ibarra", "Zoë", "李", "O’Neill"];
const KINDS: [(&str, Kind); 4] = [
    ("nickname", Kind::Text),
    ("birthday", Kind::Date),
    ("spouse", Kind::ContactLink),
    ("file", Kind::Url),
];

/// Rows of tables that stand above contacts, told by SQL alone. ?1 contact, ?2 workspace, ?3 uid.
const ABOVE: [(&str, &str); 3] = [
    (
        "todos",
        "INSERT INTO todos (uid, owner_id, workspace_id, contact_id, title, created_on)
         SELECT ?3, owner_id, id, ?1, 'Call', 1 FROM workspaces WHERE id = ?2",
    ),
    (
        "log_versions",
        "INSERT INTO log_versions (log_id, contact_id, content, at, replaced_on)
         SELECT id, contact_id, '{}', 1, 2
         FROM communication_logs
         WHERE contact_id = ?1 AND length (?3) + ?2 > 0
         LIMIT 1",
    ),
    (
        "contact_shares",
        "INSERT INTO contact_shares (
             uid, contact_id, from_user, to_user, with_history, created_on
         )
         SELECT ?3, ?1, w.owner_id, u.id, 0, 1
         FROM workspaces AS w
         JOIN users AS u ON u.id <> w.owner_id
         WHERE w.id = ?2",
    ),
];

struct Scene {
    workspace: Uid,
    people: Vec<Uid>,
}

impl Scene {
    async fn new(home: &Household, random: &mut Random) -> Self {
        let workspace = home.workspace(&home.andy, "Loan Factory").await.uid;
        let mut people = Vec::new();
        for at in 0..PEOPLE {
            let name = format!("{} {}{at}", NAMES[random.below(5)], NAMES[random.below(5)]);
            people.push(home.contact(&home.andy, workspace, &name).await.value.uid);
        }
        for (label, kind) in KINDS {
            let is_transaction = kind == Kind::Url;
            let draft = FieldDraft { is_transaction, ..FieldDraft::new(label, kind) };
            home.field(&home.andy, Some(workspace), draft).await;
        }
        let mut lists = Vec::new();
        for (kind, name) in [
            (ListKind::Stage, "Leads"),
            (ListKind::Stage, "Closed"),
            (ListKind::Tag, "Hot"),
            (ListKind::Tag, "VIP"),
            (ListKind::Tag, "Slow"),
        ] {
            lists.push(home.list(&home.andy, workspace, kind, name).await.uid);
        }
        let scene = Self { workspace, people };
        for at in 0..PEOPLE {
            scene.dress(home, random, at, &lists).await;
        }
        scene.relate(home, random).await;
        scene
    }

    /// Base fields, values, a stage, tags, log entries, and what is known beside.
    async fn dress(&self, home: &Household, random: &mut Random, at: usize, lists: &[Uid]) {
        let (contact, people) = (self.people[at], self.people.clone());
        let other = people[(at + 1 + random.below(PEOPLE - 1)) % PEOPLE];
        let mut edits = Vec::new();
        for (field, value) in [
            (Field::PrimaryEmail, format!("p{}@example.com", random.below(4))),
            (Field::PrimaryPhone, format!("+1 808 555 010{}", random.below(4))),
            (Field::Company, format!("Company {}", random.below(3))),
        ] {
            edits.extend((!random.one_in(3)).then_some((field, value)));
        }
        let mut values = Vec::new();
        for (name, value) in [
            ("nickname", format!("N{}", random.below(3))),
            ("birthday", format!("198{}-02-01", random.below(10))),
            ("spouse", other.to_string()),
            ("file", format!("https://example.com/{}", random.below(9))),
        ] {
            values.extend((!random.one_in(4)).then(|| (name.to_owned(), value)));
        }
        let stage = (!random.one_in(3)).then(|| StageChange::To(lists[random.below(2)]));
        let add = lists[2..].iter().copied().filter(|_| random.one_in(2)).collect();
        let assignment =
            Assignment { stage: stage.unwrap_or_default(), add, ..Assignment::default() };
        let facts = [random.below(2), random.below(2), random.below(2), random.below(900)];
        let further = (0..random.below(3)).map(|_| format!("p{}@example.com", random.below(6)));
        let further: Vec<String> = further.collect();
        let workspace = self.workspace;
        home.write(&home.andy, Action::ContactEdited, move |tx| {
            let scope = workspaces::open(tx, tx.actor, workspace)?;
            let id = contacts::edit(tx, &scope, contact, &edits)?.id;
            custom::edit(tx, &scope, contact, &values)?;
            lists::assign(tx, &scope, &[contact], &assignment)?;
            let [mail, text, all, last] = facts.map(|fact| fact as i64);
            let entry = |kind, at| log::Entry::new(kind, json!({ "summary": "Spoke" }), at);
            log::write(tx, &scope, id, &entry(log::Kind::Note, tx.now))?;
            if last > 100 {
                log::write(tx, &scope, id, &entry(log::Kind::Meeting, tx.now - last))?;
            }
            for (position, value) in further.into_iter().enumerate() {
                tx.execute(
                    "INSERT INTO contact_ways (
                         uid, contact_id, kind, label, value, match_key, position
                     )
                     VALUES (?1, ?2, 'email', 'Work', ?3, ?3, ?4)",
                    (Uid::new(), id, value, position as i64 + 1),
                )?;
            }
            for (table, sql) in ABOVE {
                let known = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = ?1)";
                if tx.query_row(known, [table], |row| row.get(0))? {
                    tx.execute(sql, (id, scope.workspace(), Uid::new()))?;
                }
            }
            tx.execute(
                "UPDATE base_contacts
                 SET do_not_mail = ?2, do_not_text = ?3, do_not_contact = ?4,
                     created_on = created_on - ?5
                 WHERE id = ?1",
                (id, mail, text, all, last),
            )?;
            Ok(())
        })
        .await
        .expect("dressed");
    }

    /// What stands between contacts: kept apart, merged before.
    async fn relate(&self, home: &Household, random: &mut Random) {
        for _ in 0..4 {
            let (one, other) = (random.below(PEOPLE), random.below(PEOPLE));
            if one != other {
                apart(home, self.people[one], self.people[other]).await.expect("kept apart");
            }
        }
        if random.one_in(2) {
            let extra = home.contact(&home.andy, self.workspace, "Earlier Twin").await.value.uid;
            let into = self.people[random.below(2)];
            merged(home, into, extra, Wanted::default()).await.expect("merged before");
        }
    }

    fn wanted(&self, random: &mut Random) -> Wanted {
        let mut any = |typed: &str| match random.below(4) {
            0 => Pick::Source,
            1 => Pick::Typed(typed.to_owned()),
            _ => Pick::Target,
        };
        Wanted {
            base: vec![
                (Field::FirstName, any("Typed")),
                (Field::PrimaryEmail, any("typed@example.com")),
                (Field::PrimaryPhone, any("")),
                (Field::Company, any("Typed Company")),
            ],
            custom: vec![
                ("nickname".into(), any("Typed")),
                ("birthday".into(), any("1999-09-09")),
                ("spouse".into(), any("")),
                ("file".into(), any("https://example.com/typed")),
            ],
            stage: Some(any("")),
            seen: None,
        }
    }

    /// What the search says of everything that could be asked for here.
    async fn answers(&self, home: &Household) -> Vec<Vec<i64>> {
        let andy = home.andy.clone();
        home.db
            .read(move |conn| {
                let asked = NAMES.iter().copied().chain(["p1@example", "808555010", "company 1"]);
                asked
                    .map(|words| {
                        let found = contacts::search(conn, &andy, words, 20)?;
                        Ok(found.iter().map(|it| it.id.0).collect())
                    })
                    .collect()
            })
            .await
            .expect("answers")
    }
}
