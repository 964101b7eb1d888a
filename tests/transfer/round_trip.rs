//! Out of a workspace and into an empty one: nothing is lost, whatever the text (CS-1).
use pi_crm::{
    audit::Action,
    contacts::{
        self, Draft,
        fields::{FieldDraft, Kind, Reader, value},
        lists::{self, Colour, ListDraft, ListKind},
    },
    ids::Uid,
    transfer::{
        export::{Format, Wanted, Writing},
        import::Policy,
    },
    workspaces,
};
use proptest::{
    collection::vec,
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use super::Desk;
use crate::support::Household;

/// What spreadsheets, quotes and lines could trip over.
const NASTY: &[&str] = &[
    "=1+1",
    "+SUM(A1)",
    "-x",
    "@cmd",
    "'=",
    "''",
    "\"",
    "\"\"",
    "a,b",
    "a;b",
    "a|b",
    " ::: ",
    "Zoë",
    "誕生日",
    "🎂",
    "O'Brien",
    "\\n",
    "\\",
    "50%",
    "-5",
    "+1 (808)",
    "x",
    "é\u{301}",
    "tab",
    ": ",
    "TRUE",
    "0012",
    "1e5",
    "\u{a0}mid\u{a0}",
    "A: b",
    "* myContacts",
];

fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => proptest::sample::select(NASTY).prop_map(str::to_owned),
        2 => "[a-zA-Z ,;\"'=+@-]{0,12}",
        1 => "[a-z]{30,40}",
    ];
    vec(part, 1..4).prop_map(|parts| parts.concat().trim().to_owned())
}

fn lines() -> impl Strategy<Value = String> {
    vec(text(), 1..4).prop_map(|lines| lines.join("\n").trim().to_owned())
}

#[derive(Clone, Debug)]
struct Somebody {
    draft: Draft,
    phones: Vec<(Option<String>, String)>,
    emails: Vec<(Option<String>, String)>,
    labels: [Option<String>; 2],
    stage: Option<String>,
    tags: Vec<String>,
    refused: [bool; 3],
    values: Vec<(&'static str, String)>,
}

fn label() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(text().prop_map(|it| it.chars().take(30).collect::<String>()))
        .prop_map(|it| it.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()))
}

fn name() -> impl Strategy<Value = String> {
    text().prop_map(|it| it.chars().take(50).collect::<String>().trim().to_owned())
}

/// A workspace has room for so many stages.
fn list() -> impl Strategy<Value = String> {
    proptest::sample::select(NASTY).prop_map(|it| it.trim().to_owned())
}

fn phone() -> impl Strategy<Value = String> {
    (100u32..999, 1000u32..9999).prop_map(|(one, two)| format!("+1 (808) {one}-{two}"))
}

fn somebody(at: usize) -> impl Strategy<Value = Somebody> {
    let draft = (name(), name(), text(), any::<bool>(), phone()).prop_map(
        move |(first_name, last_name, company, has_email, phone)| Draft {
            first_name,
            last_name,
            primary_email: if has_email { format!("p.{at}+x@example.com") } else { String::new() },
            primary_phone: phone,
            company,
        },
    );
    let values = (
        proptest::option::of(text()),
        proptest::option::of(lines()),
        proptest::option::of((-99_999i64..99_999).prop_map(|it| format!("{}.5", it))),
        proptest::option::of(proptest::sample::select(&["1985-02-28", "--02-29"][..])),
        proptest::option::of(proptest::sample::select(&["yes", "no"][..])),
        proptest::option::of(proptest::sample::select(&["Buyer; =x", "Seller, \"y\""][..])),
    )
        .prop_map(|(text, long, number, day, yes, choice)| {
            let some: Vec<(&'static str, Option<String>)> = vec![
                ("motto", text),
                ("notes", long),
                ("shoe_size", number),
                ("birthday", day.map(str::to_owned)),
                ("client", yes.map(str::to_owned)),
                ("kind", choice.map(str::to_owned)),
            ];
            let filled = some.into_iter().filter_map(|(name, it)| Some((name, it?)));
            filled.filter(|(_, it)| !it.is_empty()).collect::<Vec<_>>()
        });
    let ways = (
        vec((label(), phone()), 0..3),
        vec(label(), 0..3).prop_map(move |labels| {
            let address = |(way, label)| (label, format!("other{at}.{way}@example.com"));
            labels.into_iter().enumerate().map(address).collect::<Vec<_>>()
        }),
    );
    let rest =
        ([label(), label()], proptest::option::of(list()), vec(list(), 0..4), any::<[bool; 3]>());
    (draft, values, ways, rest).prop_map(
        |(draft, values, (phones, emails), (labels, stage, tags, refused))| Somebody {
            draft,
            phones,
            emails,
            labels,
            stage: stage.filter(|it| !it.is_empty()),
            tags: tags.into_iter().filter(|it| !it.is_empty()).collect(),
            refused,
            values,
        },
    )
}

async fn fields(home: &Household) {
    for (label, kind, options) in [
        ("Motto", Kind::Text, &[][..]),
        ("Notes", Kind::LongText, &[]),
        ("Shoe size", Kind::Number, &[]),
        ("Birthday", Kind::Date, &[]),
        ("Client", Kind::YesNo, &[]),
        ("Kind", Kind::Dropdown, &["Buyer; =x", "Seller, \"y\""]),
    ] {
        let options = options.iter().map(|it| (*it).to_owned()).collect();
        let draft = FieldDraft { options, ..FieldDraft::new(label, kind) };
        home.field(&home.andy, None, draft).await;
    }
}

/// By the verbs where there is one; a text that no field would take is left out.
async fn add(home: &Household, workspace: Uid, person: Somebody) {
    home.write(&home.andy, Action::ContactCreated, move |tx| {
        let scope = workspaces::open(tx, tx.actor, workspace)?;
        let reader = Reader::default();
        let takes = |(name, value): &(&str, String)| match *name {
            "motto" => value::check(Kind::Text, &[], value, &reader).is_ok(),
            "notes" => value::check(Kind::LongText, &[], value, &reader).is_ok(),
            _ => true,
        };
        let values: Vec<(String, String)> = person
            .values
            .iter()
            .filter(|it| takes(it))
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect();
        let made = contacts::create_with(tx, &scope, &person.draft, &values, None)?;
        for (kind, ways) in [("phone", &person.phones), ("email", &person.emails)] {
            for (at, (label, value)) in ways.iter().enumerate() {
                let is_known = ways[..at].iter().any(|(_, it)| it == value);
                if is_known || *value == person.draft.primary_phone {
                    continue;
                }
                tx.execute(
                    "INSERT INTO contact_ways (uid, contact_id, kind, label, value, position)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    (Uid::new(), made.id, kind, label, value, at as i64),
                )?;
            }
        }
        // An address that is not there has no name.
        let email_label = person.labels[0].clone().filter(|_| made.primary_email.is_some());
        tx.execute(
            "UPDATE base_contacts SET email_label = ?2, phone_label = ?3, do_not_contact = ?4,
                 do_not_mail = ?5, do_not_text = ?6, last_contact_at = ?7
             WHERE id = ?1",
            (
                made.id,
                email_label,
                &person.labels[1],
                person.refused[0],
                person.refused[1],
                person.refused[2],
                person.refused[0].then_some(1_700_000_000),
            ),
        )?;
        for tag in &person.tags {
            lists::tag_by_name(tx, &scope, made.uid, tag)?;
        }
        if let Some(name) = &person.stage {
            let all = lists::all(tx, &scope)?;
            let known = all.into_iter().find(|it| {
                it.kind == ListKind::Stage && it.name.to_lowercase() == name.to_lowercase()
            });
            let draft =
                ListDraft { kind: ListKind::Stage, name: name.clone(), colour: Colour::Blue };
            let stage = match known {
                Some(stage) => stage,
                None => lists::create(tx, &scope, &draft)?,
            };
            lists::move_seen(tx, &scope, made.uid, None, Some(stage.uid))?;
        }
        Ok(())
    })
    .await
    .expect("somebody is added");
}

async fn export(home: &Household, workspace: Uid, format: Format) -> String {
    let andy = home.andy.clone();
    let text = home.db.read(move |conn| {
        let scope = workspaces::open(conn, &andy, workspace)?;
        let wanted = Wanted { format, ..Wanted::default() };
        let mut writing = Writing::begin(conn, &scope, &wanted)?;
        let mut text = String::new();
        while let Some(piece) = writing.next(conn, &scope)? {
            text.push_str(&piece);
        }
        Ok(text)
    });
    text.await.expect("an export")
}

/// All that is known of everybody in a workspace, ids aside.
async fn known(home: &Household, workspace: Uid) -> Vec<String> {
    let sql = "SELECT json_array (c.first_name, c.last_name, c.primary_email, c.primary_phone,
             c.company, c.email_label, c.phone_label, c.do_not_contact, c.do_not_mail,
             c.do_not_text, c.created_on, c.last_contact_at,
             (SELECT name FROM contact_lists WHERE id = c.primary_list_id),
             (SELECT group_concat (name, char (10)) FROM (SELECT l.name
                 FROM contact_list_assignments AS a JOIN contact_lists AS l ON l.id = a.list_id
                 WHERE a.contact_id = c.id ORDER BY l.name)),
             (SELECT group_concat (told, char (10)) FROM (
                 SELECT y.kind || '/' || coalesce (y.label, '') || '/' || y.value AS told
                 FROM contact_ways AS y WHERE y.contact_id = c.id ORDER BY y.kind, y.position)),
             (SELECT group_concat (told, char (10)) FROM (
                 SELECT v.definition_id || '=' || v.value AS told
                 FROM custom_fields AS v WHERE v.contact_id = c.id ORDER BY v.definition_id)))
         FROM base_contacts AS c
         JOIN workspaces AS w ON w.id = c.workspace_id
         WHERE w.uid = ?1";
    let rows = home.db.read(move |conn| {
        let mut statement = conn.prepare(sql)?;
        let rows = statement.query_map([workspace], |row| row.get(0))?;
        Ok(rows.collect::<Result<Vec<String>, _>>()?)
    });
    let mut rows = rows.await.expect("everybody");
    rows.sort();
    rows
}

#[tokio::test]
async fn what_goes_out_as_csv_comes_in_whole() {
    let desk = Desk::new().await;
    let home = &desk.home;
    fields(home).await;
    let from = home.workspace(&home.andy, "From").await.uid;
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    for at in 0..120 {
        let person = somebody(at).new_tree(&mut runner).expect("somebody").current();
        if person.draft.check().is_ok() {
            add(home, from, person).await;
        }
    }
    let file = export(home, from, Format::Csv).await;
    let import =
        desk.bring_in("all.csv", file.as_bytes(), |plan| plan.policy = Policy::Create).await;
    assert_eq!(import.counts.wrong, 0, "{:?}", desk.find(import.uid).await.counts);
    let (before, after) = (known(home, from).await, known(home, desk.workspace).await);
    assert!(before.len() > 60, "{}", before.len());
    assert_eq!(after.len(), before.len());
    for (one, other) in before.iter().zip(&after) {
        assert_eq!(one, other);
    }
}

#[tokio::test]
async fn what_goes_out_as_cards_comes_in_with_names_ways_and_lists() {
    let desk = Desk::new().await;
    let home = &desk.home;
    let from = home.workspace(&home.andy, "From").await.uid;
    let somebody = Somebody {
        draft: Draft {
            first_name: "Rosa; \\ \"R\"".into(),
            last_name: "Ibarra, the 2nd".into(),
            primary_email: "rosa@example.com".into(),
            primary_phone: "+1 808 555 0100".into(),
            company: "Tide; Sand, \\Co ".repeat(12),
        },
        phones: vec![(Some("Boat, aft".into()), "+1 808 555 0101".into())],
        emails: vec![(None, "r@home.example".into())],
        labels: [Some("Desk".into()), None],
        stage: Some("Leads, hot".into()),
        tags: vec!["a;b".into(), "c,d".into()],
        refused: [false; 3],
        values: Vec::new(),
    };
    add(home, from, somebody).await;
    for format in [Format::Vcard3, Format::Vcard4] {
        let file = export(home, from, format).await;
        let desk = Desk::new().await;
        desk.bring_in("all.vcf", file.as_bytes(), |_| {}).await;
        assert_eq!(known(&desk.home, desk.workspace).await, known(home, from).await);
    }
}
