//! A day's work with contacts: searching, filtering, adding, files in and out.
use std::{thread, time::Duration};

use pi_crm::{
    contacts::{
        self, Asked,
        fields::{self, Kind},
        filter::{Condition, Filter, InStage, Op, Quantifier, Recency, Selection, Test},
        lists::{self, ListKind},
    },
    workspaces,
};

use crate::{
    ROUNDS,
    client::Client,
    process::{Server, own_thread_us},
    report::{Report, median},
    request_us,
    scene::Scene,
};

const ASKS: usize = 100;
const CREATED: usize = 200;
const IMPORTED: usize = 100_000;
const LOOK: Duration = Duration::from_millis(200);

pub async fn measure(scene: &Scene, server: &Server, client: &Client, report: &mut Report) {
    let list = scene.list_path();
    let filter = four_ways(scene).await;
    let asked = Asked { filter: filter.clone(), ..Asked::default() };
    let of_four = format!("{list}?{}", asked.to_query());
    let contact = format!("/contacts/{}", scene.contact.uid);
    let asks = [
        ("search, a few hundred hits", format!("{list}?q=kealoha"), 3.0),
        ("search, a very common term", format!("{list}?q=example"), 10.0),
        ("stage, tag, field and last contact: 50 of it and how many", of_four, 35.0),
        ("contact page with its log", contact, 1.5),
    ];
    for (name, path, goal) in asks {
        let rounds = (0..ROUNDS)
            .map(|_| request_us(server, ASKS, |_| client.page(&path)) / 1000.0)
            .collect();
        report.goal(&format!("{name}: CPU"), median(rounds), goal, "ms");
    }
    let (count_ms, count) = counted(scene, filter).await;
    report.goal(&format!("the same, how many alone ({count})"), count_ms, 20.0, "ms");
    create(server, client, &list, report);
    export(scene, server, client, report);
}

/// Four conditions that leave a few.
async fn four_ways(scene: &Scene) -> Filter {
    let (person, workspace) = (scene.person.clone(), scene.workspace);
    scene
        .app
        .db
        .read(move |conn| {
            let scope = workspaces::open(conn, &person, workspace)?;
            let lists = lists::all(conn, &scope)?;
            let first = |kind| lists.iter().find(|it| it.kind == kind).expect("a list").uid;
            let fields = fields::seen(conn, &scope)?;
            let number = fields.iter().find(|it| it.kind == Kind::Number).expect("a number");
            Ok(Filter::default()
                .and(Condition::Stage(vec![InStage::Is(first(ListKind::Stage))]))
                .and(Condition::Tags(Quantifier::Any, vec![first(ListKind::Tag)]))
                .and(Condition::Custom(number.name.clone(), Test::one(Op::AtLeast, "250000")))
                .and(Condition::LastContact(Recency::Older(30))))
        })
        .await
        .expect("lists and fields")
}

async fn counted(scene: &Scene, filter: Filter) -> (f64, i64) {
    let (person, workspace) = (scene.person.clone(), scene.workspace);
    let now = scene.app.db.clock().now();
    let timed = scene.app.db.read(move |conn| {
        let scope = workspaces::open(conn, &person, workspace)?;
        let (mut figures, mut count) = (Vec::new(), 0);
        for _ in 0..ROUNDS {
            let before = own_thread_us();
            count = contacts::count(conn, &scope, &Selection::All(filter.clone()), now)?;
            thread::yield_now();
            figures.push((own_thread_us() - before) / 1000.0);
        }
        Ok((median(figures), count))
    });
    timed.await.expect("a count")
}

fn create(server: &Server, client: &Client, list: &str, report: &mut Report) {
    let cpu = request_us(server, CREATED, |round| {
        let email = format!("somebody{round}@bench.test");
        // No number of the demo's, all of which have 555 in the middle.
        let phone = format!("907277{round:04}");
        client.post(
            list,
            &[
                ("first_name", "Somebody"),
                ("last_name", &format!("New{round}")),
                ("primary_email", &email),
                ("primary_phone", &phone),
            ],
        )
    });
    report.goal("a contact is added: CPU", cpu / 1000.0, 2.0, "ms");
}

fn export(scene: &Scene, server: &Server, client: &Client, report: &mut Report) {
    let path = format!("/w/{}/export/file", scene.workspace);
    let before = server.cpu_us();
    let bytes = client.page(&path);
    let seconds = (server.cpu_us() - before) / 1e6;
    report.goal(
        &format!("export of the workspace, {} MB: CPU", bytes / 1_000_000),
        seconds,
        1.2,
        "s",
    );
}

/// As a program does it, into a server that has done nothing else, so that the peak is its own.
pub fn import(scene: &Scene, report: &mut Report) {
    let server = Server::start(&scene.home);
    let client = Client::new(&scene.home, server.port, &scene.token);
    let before = server.cpu_us();
    let path = format!("/api/csv/import?workspace={}", scene.workspace);
    let begun = client.upload(&path, people());
    let import = begun["data"]["id"].as_str().expect("an import").to_owned();
    let mut most = 0.0_f64;
    let told = loop {
        thread::sleep(LOOK);
        most = most.max(server.pss_mib());
        let told = client.read(&format!("/api/csv/import/{import}"));
        match told["data"]["state"].as_str() {
            Some("done") => break told,
            Some("failed") => panic!("the import failed: {told}"),
            _ => {}
        }
    };
    let seconds = (server.cpu_us() - before) / 1e6;
    assert_eq!(told["data"]["added"], IMPORTED, "{told}");
    report.at_least(
        "import, with duplicates looked for",
        IMPORTED as f64 / seconds,
        4000.0,
        "rows/s of CPU",
    );
    report.goal("import: memory (PSS) at most", most, 60.0, "MiB");
    server.stop();
}

fn people() -> Vec<u8> {
    let mut file = "First name,Last name,E-mail,Phone,Company,Tags\n".to_owned();
    for at in 0..IMPORTED {
        let (area, line) = (201 + at / 10_000, at % 10_000);
        let company = at % 900;
        file += &format!("Newcomer,Number {at},newcomer{at}@imported.test,");
        file += &format!("({area}) 277-{line:04},Company {company},New\n");
    }
    file.into_bytes()
}
