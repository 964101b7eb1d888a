//! A whole workspace as one file that needs no pi-crm (BK-7).
use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};

use pi_crm::{
    actor::Actor,
    audit::Action,
    contacts::lists::ListKind,
    error::Error,
    ids::Uid,
    transfer::{
        export::download::{Written, next},
        import::Policy,
        whole,
    },
    workspaces,
};
use serde_json::Value;

use super::Desk;
use crate::{
    by_hand::by_hand,
    support::{Household, Site, household::birthday},
};

type Files = BTreeMap<String, String>;

async fn pieces(home: &Household, actor: &Actor, workspace: Uid) -> Vec<Vec<u8>> {
    let begun = home.write(actor, Action::WorkspaceExported, move |tx| {
        whole::begin(tx, &workspaces::open(tx, tx.actor, workspace)?, None)
    });
    let mut left = Written::Workspace(Box::new(begun.await.expect("it begins").value));
    let mut pieces = Vec::new();
    while let Some((rest, piece)) =
        next(&home.db, actor, workspace, left).await.expect("one more piece")
    {
        pieces.push(piece);
        left = rest;
    }
    pieces
}

fn unzipped(file: Vec<u8>) -> Files {
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).expect("an archive");
    let mut files = Files::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).expect("a file");
        let name = file.name().expect("a name").into_owned();
        let mut text = String::new();
        file.read_to_string(&mut text).expect("text, and its sum is right");
        files.insert(name, text);
    }
    files
}

fn json(files: &Files, name: &str) -> Value {
    serde_json::from_str(&files[name]).unwrap_or_else(|cause| panic!("{name}: {cause}"))
}

#[tokio::test]
async fn everything_of_a_workspace_is_in_it_and_nothing_of_another() {
    let desk = Desk::new().await;
    let (home, workspace) = (&desk.home, desk.workspace);
    home.field(&home.andy, Some(workspace), birthday()).await;
    home.list(&home.andy, workspace, ListKind::Stage, "Leads").await;
    let rosa = home.contact(&home.andy, workspace, "Rosa =HYPERLINK(1)").await.value.uid;
    home.note(&home.andy, rosa, "Likes **boats**, \"and\" commas").await;
    let other = home.workspace(&home.andy, "Elsewhere").await.uid;
    let theo = home.contact(&home.andy, other, "Theo Quint").await.value.uid;
    home.note(&home.andy, theo, "of elsewhere").await;

    let files = unzipped(pieces(home, &home.andy, workspace).await.concat());
    assert_eq!(files.len(), 10, "{:?}", files.keys());
    let readme = &files["README.txt"];
    assert!(readme.contains("The workspace “Loan Factory”"), "{readme}");
    for name in files.keys().filter(|it| *it != "README.txt") {
        assert!(readme.contains(name.as_str()), "{name} is not explained");
        let text = &files[name];
        assert!(!text.contains("Theo") && !text.contains("of elsewhere"), "{name}: {text}");
    }
    assert!(files["contacts.csv"].contains("Rosa,'=HYPERLINK(1),"), "{}", files["contacts.csv"]);
    let people = json(&files, "contacts.json");
    assert_eq!(people[0]["id"], rosa.to_string());
    assert_eq!(people[0]["last_name"], "=HYPERLINK(1)");
    let activity = json(&files, "activity.json");
    let note = activity.as_array().unwrap().iter().find(|it| it["type"] == "note").unwrap();
    assert_eq!(note["contact_id"], rosa.to_string());
    assert_eq!(note["content"]["text"], "Likes **boats**, \"and\" commas");
    assert!(files["activity.csv"].contains("\"Likes **boats**, \"\"and\"\" commas\""));
    assert!(files["stages-and-tags.csv"].contains("stage,Leads,"));
    assert!(files["fields.csv"].contains("birthday,Birthday,date,"));
    assert_eq!(json(&files, "workspace.json")["lists"][0]["name"], "Leads");
    assert_eq!(json(&files, "todos.json"), Value::Array(Vec::new()));
}

#[tokio::test]
async fn an_empty_workspace_makes_whole_files() {
    let desk = Desk::new().await;
    let files = unzipped(pieces(&desk.home, &desk.home.andy, desk.workspace).await.concat());
    for name in ["contacts.json", "activity.json", "todos.json"] {
        assert_eq!(json(&files, name), Value::Array(Vec::new()), "{name}");
    }
    assert!(files["todos.csv"].ends_with("Contact\r\n"), "{}", files["todos.csv"]);
}

#[tokio::test]
async fn its_contacts_come_in_again_and_a_large_one_goes_out_in_small_pieces() {
    const LINES: usize = 2_600;
    let desk = Desk::new().await;
    let lines: String =
        (0..LINES).map(|at| format!("Person{at},p{at}@example.com,Acme {at}\n")).collect();
    let file = format!("First name,E-mail,Company\n{lines}");
    desk.bring_in("many.csv", file.as_bytes(), |plan| plan.policy = Policy::Create).await;
    let made = pieces(&desk.home, &desk.home.andy, desk.workspace).await;
    let (all, largest) = (made.len(), made.iter().map(Vec::len).max().unwrap());
    assert!(all > 10 && largest < 400_000, "{all} pieces of at most {largest} bytes");
    let files = unzipped(made.concat());
    assert_eq!(json(&files, "contacts.json").as_array().unwrap().len(), LINES);
    // That they were imported stands in the log of each, across several chunks of it.
    let told = json(&files, "activity.json");
    let ids: std::collections::BTreeSet<&str> =
        told.as_array().unwrap().iter().map(|it| it["contact_id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), LINES);
    assert_eq!(files["activity.csv"].lines().count(), told.as_array().unwrap().len() + 1);

    let other = Desk::new().await;
    let done = other.bring_in("contacts.csv", files["contacts.csv"].as_bytes(), |_| {}).await;
    assert_eq!(done.counts.added as usize, LINES, "{:?}", done.counts);
    let again = unzipped(pieces(&other.home, &other.home.andy, other.workspace).await.concat());
    let names = |files: &Files| -> std::collections::BTreeSet<String> {
        let people = json(files, "contacts.json");
        let name = |it: &Value| format!("{} {}", it["primary_email"], it["company"]);
        people.as_array().unwrap().iter().map(name).collect()
    };
    assert_eq!(names(&files), names(&again));
}

#[tokio::test]
async fn only_its_owner_takes_it_along_and_the_log_tells() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let monalisa = site.signed_in(&home.monalisa).await;
    let path = format!("/w/{loans}/export/everything");
    assert_eq!(monalisa.post(&path, &[]).await.status, 404);
    assert_eq!(monalisa.get(&format!("/api/workspaces/{loans}/export")).await.status, 404);
    let theirs = home.monalisa.clone();
    let refused = home.write(&theirs, Action::WorkspaceExported, move |tx| {
        whole::begin(tx, &workspaces::open(tx, tx.actor, loans)?, None).map(drop)
    });
    assert!(matches!(refused.await, Err(Error::NotFound(_))));
    let andy = site.signed_in(&home.andy).await;
    let exported = || {
        let sql = "SELECT count(*) FROM audit_logs WHERE action = 'workspace.exported'";
        home.db.read(move |conn| Ok(conn.query_row(sql, [], |row| row.get::<_, i64>(0))?))
    };
    assert_eq!(exported().await.unwrap(), 0, "what was refused is no export");
    pieces(home, &home.andy, loans).await;
    assert_eq!(exported().await.unwrap(), 1);
    assert!(andy.get("/audit").await.body.contains("exported everything of"));
    let page = andy.get(&format!("/w/{loans}/settings")).await.body;
    assert!(page.contains("Download everything"), "{page}");
    site.stop().await;
}

#[tokio::test]
async fn the_terminal_writes_it_into_a_file_that_was_not_there() {
    let desk = Desk::new().await;
    let home = &desk.home;
    home.contact(&home.andy, desk.workspace, "Rosa Ibarra").await;
    home.workspace(&home.andy, "Both").await;
    home.workspace(&home.monalisa, "Both").await;
    let file = home.folder.path().join("loans.zip");
    let path = file.to_str().unwrap();
    let (status, told, problem) = by_hand(home, &["export", "Loan Factory", path]);
    assert_eq!(status, 0, "{problem}");
    assert!(told.contains("“Loan Factory”: 1 contacts in"), "{told}");
    let files = unzipped(std::fs::read(&file).unwrap());
    assert!(files["contacts.csv"].contains("Rosa,Ibarra"));
    for (words, said) in [
        (vec!["export", "Loan Factory", path], "is there already"),
        (vec!["export", "Nowhere", "/tmp/x.zip"], "there is no workspace “Nowhere”"),
        (vec!["export", "Both", "/tmp/x.zip"], "say whose with --user"),
    ] {
        let (status, _, problem) = by_hand(home, &words);
        assert_eq!(status, 1);
        assert!(problem.contains(said), "{problem}");
    }
}
