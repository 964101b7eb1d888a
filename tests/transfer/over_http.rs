//! A whole import as a browser without script and as a program does it.
use std::time::Duration;

use pi_crm::contacts::lists::ListKind;

use crate::support::{Answer, Site, Visitor};

const LEADS: &[u8] = b"First name,Last name,E-mail,Shoe size\n\
    Rosa,Ibarra,rosa@example.com,38\nTheo,Lind,theo@example.com,44\nNo,Mail,nonsense,1\n";

/// Asks until the work is done; the worker says when, not the clock.
async fn once(visitor: &Visitor, path: &str, is_there: impl Fn(&Answer) -> bool) -> Answer {
    for _ in 0..500 {
        let answer = visitor.get(path).await;
        if is_there(&answer) {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{path} never got there: {}", visitor.get(path).await.body);
}

#[tokio::test]
async fn a_file_is_uploaded_mapped_tried_brought_in_and_undone() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let stage = home.list(&home.andy, loans, ListKind::Stage, "Leads").await.uid.to_string();
    let andy = site.signed_in(&home.andy).await;
    let start = format!("/w/{loans}/import");
    assert!(andy.get(&start).await.body.contains("Nothing was imported here yet"));
    let uploaded = andy.upload(&start, "C:\\my leads.csv", LEADS).await;
    assert_eq!(uploaded.status, 303, "{}", uploaded.body);
    let import = uploaded.location().to_owned();
    let columns = andy.get(&import).await;
    assert!(columns.body.contains("my leads.csv") && columns.body.contains("Shoe size becomes"));
    assert!(columns.body.contains("38 · 44"), "{}", columns.body);

    let fields = [
        ("column-0", "first_name"),
        ("column-1", "first_name"),
        ("column-2", "primary_email"),
        ("column-3", "new-number"),
        ("tags", "From a list, Hot"),
    ];
    let twice = andy.post(&format!("{import}/check"), &fields).await;
    assert_eq!(twice.status, 422);
    assert!(twice.body.contains("Last name: “First name” is this already"), "{}", twice.body);
    assert!(twice.body.contains("From a list, Hot"), "what was typed is lost");
    let mut fields = fields.to_vec();
    fields[1] = ("column-1", "last_name");
    fields.push(("stage", &stage));
    let tried = andy.post(&format!("{import}/check"), &fields).await;
    assert_eq!(tried.status, 303, "{}", tried.body);
    let tried = once(&andy, &import, |it| it.body.contains("What would happen")).await;
    assert!(tried.body.contains("Import 2 contacts"), "{}", tried.body);
    assert!(tried.body.contains("This needs a full address"), "{}", tried.body);
    let errors = andy.get(&format!("{import}/errors")).await;
    assert!(errors.body.contains("No,Mail,nonsense,1,\"Line 4: E-mail"), "{}", errors.body);

    assert_eq!(andy.post(&format!("{import}/run"), &[]).await.status, 303);
    let done = once(&andy, &import, |it| it.body.contains("The file is imported")).await;
    assert!(done.body.contains("Undo this import"), "{}", done.body);
    let list = andy.get(&format!("/w/{loans}/contacts")).await.body;
    assert!(list.contains("Rosa Ibarra") && list.contains("From a list"), "{list}");
    let file = andy.get(&format!("/w/{loans}/export/file")).await.body;
    assert!(file.contains("Shoe size") && file.contains(",38"), "{file}");

    let again = andy.upload(&start, "again.csv", LEADS).await;
    let again = andy.get(again.location()).await.body;
    assert!(again.contains("This very file came in before"), "{again}");
    assert!(
        again.contains("value=\"new-number\"") || again.contains("custom-shoe_size"),
        "{again}"
    );

    let (_, rest) = done.body.split_once("/changes/").expect("an undo");
    let undo = format!("/changes/{}", rest.split('"').next().unwrap());
    let undo = undo.replace("&amp;", "&");
    assert_eq!(andy.post(&undo, &[]).await.status, 303);
    assert!(andy.get(&import).await.body.contains("This import was undone"));
    assert!(!andy.get(&format!("/w/{loans}/contacts")).await.body.contains("Rosa Ibarra"));
    site.stop().await;
}

#[tokio::test]
async fn progress_is_told_while_it_goes_on() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let andy = site.signed_in(&home.andy).await;
    let import = andy.upload(&format!("/w/{loans}/import"), "x.csv", LEADS).await;
    let import = import.location().to_owned();
    let fields = [("column-0", "first_name"), ("column-1", "last_name")];
    andy.post(&format!("{import}/check"), &fields).await;
    // The stream ends by itself once the work is done.
    let events = andy.get(&format!("{import}/events")).await;
    assert_eq!(events.header("content-type"), "text/event-stream");
    assert!(events.body.ends_with("event: done\ndata: \n\n"), "{}", events.body);
    site.stop().await;
}

#[tokio::test]
async fn lines_about_people_who_are_here_are_looked_at_one_by_one() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let andy = site.signed_in(&home.andy).await;
    let ways = "First name,E-mail,Company\nRosa,rosa@example.com,\nTheo,theo@example.com,\n";
    let bring_in = |file: &'static str, policy: &'static str| {
        let andy = andy.clone();
        async move {
            let path = format!("/api/csv/import?workspace={loans}&policy={policy}");
            let sent = andy
                .with("X-Csrf-Token", andy.csrf.clone().unwrap())
                .send_bytes("POST", &path, file.as_bytes().to_vec())
                .await;
            assert_eq!(sent.status, 201, "{}", sent.body);
            let id = sent.json()["data"]["id"].as_str().unwrap().to_owned();
            let path = format!("/api/csv/import/{id}");
            once(&andy, &path, |it| it.json()["data"]["state"] == "done").await;
            id
        }
    };
    bring_in(ways, "skip").await;
    let again = "First name,E-mail,Company\n\
        Rosa,rosa@example.com,Tide\nTheo,theo@example.com,Sand\n";
    let id = bring_in(again, "review").await;
    let import = format!("/imports/{id}");
    assert!(andy.get(&import).await.body.contains("Look at 2 one by one"));
    let review = format!("{import}/review");
    let first = andy.get(&review).await.body;
    assert!(first.contains("Is this Rosa?") && first.contains("<strong>Tide"), "{first}");
    let updated = andy.post(&review, &[("line", "2"), ("decision", "update")]).await;
    assert_eq!(updated.status, 303, "{}", updated.body);
    // Pressed twice, it is done once.
    andy.post(&review, &[("line", "2"), ("decision", "create")]).await;
    let next = andy.get(updated.location()).await.body;
    assert!(next.contains("Sand"), "{next}");
    andy.post(&review, &[("line", "3"), ("decision", "skip")]).await;
    let found = andy.get(&format!("/api/csv/import/{id}")).await.json();
    let figure = |name: &str| found["data"][name].as_u64().unwrap();
    assert_eq!((figure("updated"), figure("skipped"), figure("waiting")), (1, 1, 0));
    let list = andy.get(&format!("/w/{loans}/contacts")).await.body;
    assert!(list.contains("Tide") && !list.contains("Sand"), "{list}");
    site.stop().await;
}

#[tokio::test]
async fn a_program_sends_a_file_once_however_often_it_sends_it() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let andy = site.signed_in(&home.andy).await;
    let andy = andy.with("X-Csrf-Token", andy.csrf.clone().unwrap());
    let path = format!("/api/csv/import?workspace={loans}&column=Shoe%20size%3Dnew-number");
    let send = |path: String| {
        let andy = andy.with("Idempotency-Key", "one");
        async move { andy.send_bytes("POST", &path, LEADS.to_vec()).await }
    };
    let first = send(path.clone()).await;
    assert_eq!(first.status, 201, "{}", first.body);
    assert_eq!(first.json()["data"]["columns"][3]["target"], "new-number");
    let id = first.json()["data"]["id"].clone();
    assert_eq!(send(path.clone()).await.json()["data"]["id"], id);
    let other = send(format!("{path}&policy=update")).await;
    assert_eq!(other.status, 409, "{}", other.body);
    let read = format!("/api/csv/import/{}", id.as_str().unwrap());
    let done = once(&andy, &read, |it| it.json()["data"]["state"] == "done").await.json();
    assert_eq!((&done["data"]["added"], &done["data"]["wrong"]), (&2.into(), &1.into()));
    for (query, field) in [("&policy=x", "policy"), ("&column=No%3Dtags", "column")] {
        let refused = andy.send_bytes("POST", &format!("{path}{query}"), LEADS.to_vec()).await;
        assert_eq!(refused.status, 422, "{}", refused.body);
        assert!(refused.json()["error"]["fields"][field].is_string(), "{}", refused.body);
    }
    let monalisa = site.signed_in(&home.monalisa).await;
    assert_eq!(monalisa.get(&read).await.status, 404);
    site.stop().await;
}

#[tokio::test]
async fn a_large_import_is_undone_while_its_page_tells_how_far_that_is() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let andy = site.signed_in(&home.andy).await;
    let lines: String = (0..3_000).map(|at| format!("Person{at},p{at}@example.com\n")).collect();
    let file = format!("Name,E-mail\n{lines}");
    let typed = andy.with("X-Csrf-Token", andy.csrf.clone().expect("a token"));
    let path = format!("/api/csv/import?workspace={loans}&name=many.csv&policy=create");
    let begun = typed.send("POST", &path, Some(file)).await.json()["data"].clone();
    let told = format!("/api/csv/import/{}", begun["id"].as_str().expect("an import"));
    once(&andy, &told, |it| it.body.contains("\"done\",")).await;
    let change = begun["change_id"].as_str().expect("a change").to_owned();
    let undo = format!("/changes/{change}/undo?back=/workspaces");
    assert_eq!(andy.get(&undo).await.location(), "/workspaces", "nothing is under way");
    let pressed = andy.post(&undo, &[]).await;
    assert_eq!((pressed.status, pressed.location()), (303, undo.as_str()));
    let told = andy.get(&undo).await;
    let is_over = told.status == 303;
    assert!(is_over || told.body.contains("Taking it back"), "{}", told.body);
    let over = once(&andy, &undo, |it| it.status == 303).await;
    assert!(over.location().starts_with("/workspaces?done="), "{}", over.location());
    let events = andy.get(&format!("/changes/{change}/undo/events")).await;
    assert!(events.body.contains("event: done"), "{}", events.body);
    let api = andy.get(&format!("/api/changes/{change}/undo")).await.json();
    assert_eq!((&api["data"]["state"], &api["data"]["percent"]), (&"done".into(), &100.into()));
    let again = andy.json("POST", &format!("/api/changes/{change}/undo"), None).await;
    assert_eq!(again.status, 409, "{}", again.body);
    let page = andy.get(&format!("/imports/{}", begun["id"].as_str().expect("an import"))).await;
    assert!(page.body.contains("This import was undone"), "{}", page.body);
    site.stop().await;
}
