//! Files that are not what they should be: each told in words, nothing kept of them.
use std::fmt::Write;

use pi_crm::{error::Error, web::limits::Limits};

use super::Desk;
use crate::support::Site;

#[tokio::test]
async fn what_cannot_be_read_is_told_and_nothing_is_kept() {
    let desk = Desk::new().await;
    let wide = vec!["x"; 501].join(",");
    let utf8_then_not = [b"Name\n".as_slice(), &"Zo\u{eb}\n".repeat(50).into_bytes()].concat();
    for (file, said) in [
        (&b""[..], "Choose a file that is not empty"),
        (b"Name,E-mail\n", "There is no contact in this file"),
        (b"Name\nA\0B\n", "There are NUL bytes in this file"),
        (b"PK\x03\x04zip", "This is an Excel workbook"),
        (b"Name\n\"never closed\nA\nB\n", "quotation mark that opens on line 2 is never closed"),
        (wide.as_bytes(), "has more than 500 columns"),
    ] {
        let refused = desk.home.try_take_in("x.csv", file).await;
        let Err(Error::Invalid(problems)) = refused else { panic!("{said}: taken") };
        assert!(problems["file"].contains(said), "{said}: {problems:?}");
    }
    assert!(desk.home.try_take_in("x.csv", &utf8_then_not).await.is_ok());
    let left = std::fs::read_dir(desk.home.imports()).unwrap().count();
    assert_eq!(left, 1, "only the good one is kept");
}

#[tokio::test]
async fn a_lost_connection_leaves_nothing() {
    let desk = Desk::new().await;
    let (pieces, waiting) = tokio::sync::mpsc::channel(4);
    pieces.send(Ok(b"Name\nRosa\n".to_vec())).await.unwrap();
    pieces.send(Err(std::io::ErrorKind::ConnectionReset.into())).await.unwrap();
    drop(pieces);
    let taken =
        pi_crm::transfer::import::intake::take_in(desk.home.imports(), "x.csv".into(), waiting);
    assert!(matches!(taken.await, Err(Error::Unavailable(_))));
    assert_eq!(std::fs::read_dir(desk.home.imports()).unwrap().count(), 0);
}

#[tokio::test]
async fn an_upload_that_ends_at_nine_tenths_leaves_nothing() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let andy = site.signed_in(&home.andy).await;
    let start = format!("/w/{loans}/import");
    let file = format!("Name\n{}", "Rosa Ibarra of Honolulu\n".repeat(40_000));
    andy.upload_and_lose_it(&start, "large.csv", file.as_bytes()).await;
    let left = || std::fs::read_dir(home.imports()).map_or(0, Iterator::count);
    while left() > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert!(andy.get(&start).await.body.contains("Nothing was imported here yet"));
    assert_eq!(andy.upload(&start, "large.csv", file.as_bytes()).await.status, 303);
    site.stop().await;
}

#[tokio::test]
async fn odd_shapes_come_in_all_the_same() {
    let desk = Desk::new().await;
    let mut columns = String::from("Name,Phone,Phone,");
    for at in 0..490 {
        let _ = write!(columns, "c{at},");
    }
    let file = format!(
        "{columns}\nRosa,808 555 0100,808 555 0101\nTheo\n\n\"Ada\nByron\",+1 808 555 0102,,\n"
    );
    let import = desk.bring_in("odd.csv", file.as_bytes(), |_| {}).await;
    assert_eq!((import.counts.added, import.counts.wrong), (3, 0));
    let names: Vec<String> = desk.contacts().await.iter().map(|it| it.display_name()).collect();
    assert_eq!(names, ["Ada Byron", "Rosa", "Theo"]);
    assert!(desk.home.everything().await.contains("808 555 0101"), "the second phone is kept");
}

#[tokio::test]
async fn a_file_that_is_too_large_is_refused_in_words_and_forms_keep_their_own_limit() {
    let limits = Limits { upload_bytes: 2_000_000, ..Limits::default() };
    let site = Site::with_limits(limits).await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let andy = site.signed_in(&home.andy).await;
    let start = format!("/w/{loans}/import");
    let large = format!("Name\n{}", "Rosa Ibarra of Honolulu\n".repeat(60_000));
    assert!(large.len() > 1_048_576, "more than a form may have");
    assert_eq!(andy.upload(&start, "large.csv", large.as_bytes()).await.status, 303);
    let larger = large.repeat(2);
    let refused = andy.upload(&start, "larger.csv", larger.as_bytes()).await;
    assert_eq!(refused.status, 413, "{}", refused.body);
    let workbook = andy.upload(&start, "x.xlsx", b"PK\x03\x04").await;
    assert_eq!(workbook.status, 422);
    assert!(workbook.body.contains("This is an Excel workbook"), "{}", workbook.body);
    let none = andy.upload(&start, "", b"").await;
    assert_eq!(none.status, 422, "{}", none.body);
    site.stop().await;
}
