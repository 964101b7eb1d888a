//! What the product costs, measured on the real binary: `make bench`. The clients run in this
//! process, so that their work never counts as the server's. Machines are noisy: the server's
//! batches alternate with the raw ones, and medians are told.
mod client;
mod fill;
mod process;
mod raw;
mod report;
mod scene;
mod work;

use std::{fs, hint::black_box, thread, time::Duration};

use client::Client;
use pi_crm::contacts::Field;
use process::Server;
use report::{Report, median};
use scene::Scene;

const STARTS: usize = 5;
const ROUNDS: usize = 5;
const PAGES: usize = 1_500;
const EDITS: usize = 200;
const BROWSERS: usize = 8;
const PAGES_EACH: usize = 200;
const LOGINS: usize = 3;
const REST: Duration = Duration::from_secs(2);
/// After this the threads of the database and of passwords have ended.
const LONG_REST: Duration = Duration::from_secs(15);

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let scene = Scene::set().await;
    let mut report = Report::new();
    let server = started(&scene, &mut report);
    let client = Client::new(&scene.home, server.port, &scene.token);
    let (first, page_1000) = (scene.list_path(), scene.page_1000_path());
    lists(&scene, &server, &client, ("contact list", &first), &mut report).await;
    let later = ("contact list, page 1000", &*page_1000);
    lists(&scene, &server, &client, later, &mut report).await;
    others(&server, &client, &mut report);
    edits(&scene, &server, &client, &mut report);
    work::measure(&scene, &server, &client, &mut report).await;
    load(&scene, &server, &mut report);
    server.stop();
    work::import(&scene, &mut report);
    let binary = fs::metadata(process::binary()).expect("the binary").len() as f64;
    report.goal("binary", binary / 1e6, 25.0, "MB");
    println!("\n{} contacts in the workspace\n", scene.rows);
    report.print();
}

/// The first start makes keys and certificates; it is the later ones that count.
fn started(scene: &Scene, report: &mut Report) -> Server {
    let first = Server::start(&scene.home);
    report.note("CPU to ready, first start", format!("{:.0} ms", first.cpu_to_ready_ms));
    first.stop();
    let mut starts = Vec::new();
    for _ in 1..STARTS {
        let server = Server::start(&scene.home);
        starts.push(server.cpu_to_ready_ms);
        server.stop();
    }
    let server = Server::start(&scene.home);
    starts.push(server.cpu_to_ready_ms);
    report.goal("CPU to ready", median(starts), 200.0, "ms");
    thread::sleep(REST);
    report.goal("memory (PSS) idle", server.pss_mib(), 20.0, "MiB");
    server
}

/// A list page against its own raw work, turn by turn.
async fn lists(
    scene: &Scene,
    server: &Server,
    client: &Client,
    (name, path): (&str, &str),
    report: &mut Report,
) {
    let bytes = client.page(path);
    let (mut served, mut raws, mut tight, mut ratios) = (vec![], vec![], vec![], vec![]);
    for _ in 0..ROUNDS {
        let (browser, own_path) = (client.clone(), path.to_owned());
        let ask = move || {
            black_box(browser.page(&own_path));
        };
        let before = server.cpu_us();
        let raw = raw::list_page_us(scene, path, PAGES, ask).await;
        let whole = (server.cpu_us() - before) / PAGES as f64;
        served.push(whole);
        raws.push(raw);
        ratios.push(whole / raw);
        tight.push(raw::list_page_us(scene, path, PAGES, || ()).await);
    }
    report.note(
        &format!("{name}, {} kB: CPU of the server / raw / raw in a tight loop", bytes / 1000),
        format!("{:.0} / {:.0} / {:.0} µs", median(served), median(raws), median(tight)),
    );
    report.goal(&format!("{name}: server / raw"), median(ratios), 1.6, "×");
}

fn others(server: &Server, client: &Client, report: &mut Report) {
    type Ask<'a> = (&'a str, &'a dyn Fn() -> usize);
    let asks: [Ask<'_>; 2] = [
        ("header search, a name", &|| client.fragment("/search?q=kealoha")),
        ("header search, two letters", &|| client.fragment("/search?q=ma")),
    ];
    for (name, ask) in asks {
        let rounds = (0..ROUNDS).map(|_| request_us(server, PAGES / 3, |_| ask())).collect();
        report.note(&format!("{name}: CPU of the server"), format!("{:.0} µs", median(rounds)));
    }
}

fn edits(scene: &Scene, server: &Server, client: &Client, report: &mut Report) {
    let mut contact = scene.contact.clone();
    let path = format!("/contacts/{}/edit/{}", contact.uid, Field::Company.name());
    let before = server.written();
    let cpu = request_us(server, EDITS, |round| {
        let etag = contact.field_etag(Field::Company);
        let company = format!("Company{round}");
        let bytes = client.post(&path, &[("company", &company), ("etag", &etag)]);
        contact.company = Some(company);
        bytes
    });
    let after = server.written();
    let each = |after: u64, before: u64| (after - before) as f64 / EDITS as f64 / 1000.0;
    report.note("edit: CPU of the server", format!("{cpu:.0} µs"));
    let (disk, calls) =
        (each(after.to_disk, before.to_disk), each(after.by_calls, before.by_calls));
    report.note("edit: bytes to disk / in write calls", format!("{disk:.1} / {calls:.1} kB"));
}

/// Memory after a busy minute, when all has come to rest.
fn load(scene: &Scene, server: &Server, report: &mut Report) {
    let browsers: Vec<_> = (0..BROWSERS)
        .map(|_| {
            let client = Client::new(&scene.home, server.port, &scene.token);
            let paths = [scene.list_path(), scene.page_1000_path(), "/audit".to_owned()];
            thread::spawn(move || {
                for path in paths.iter().cycle().take(PAGES_EACH) {
                    client.page(path);
                }
            })
        })
        .collect();
    let (email, password) = &scene.login;
    for _ in 0..LOGINS {
        Client::new(&scene.home, server.port, &scene.token).sign_in((email, password));
    }
    for browser in browsers {
        browser.join().expect("the browser is content");
    }
    thread::sleep(LONG_REST);
    report.goal("memory (PSS) after load", server.pss_mib(), 40.0, "MiB");
}

fn request_us(server: &Server, times: usize, mut ask: impl FnMut(usize) -> usize) -> f64 {
    let before = server.cpu_us();
    for round in 0..times {
        ask(round);
    }
    (server.cpu_us() - before) / times as f64
}
