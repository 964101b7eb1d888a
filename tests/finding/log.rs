//! The audit log's filters and places.
use crate::support::Site;

#[tokio::test]
async fn the_log_is_filtered_by_workspace_and_by_contact() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let family = home.workspace(&home.andy, "Family").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value;
    home.contact(&home.andy, loans, "Theo Lim").await;
    home.contact(&home.andy, family, "Aunt Mele").await;
    let andy = site.signed_in(&home.andy).await;
    let part = andy.with("HX-Request", "true").with("HX-Request-Type", "partial");
    let check = async |query: &str, shown: &[&str], hidden: &[&str]| {
        let entries = part.get(&format!("/audit?{query}")).await;
        assert_eq!(entries.status, 200, "{query}: {}", entries.body);
        for name in shown {
            assert!(entries.body.contains(name), "{query} hides {name}: {}", entries.body);
        }
        for name in hidden {
            assert!(!entries.body.contains(name), "{query} shows {name}: {}", entries.body);
        }
    };
    let everybody = ["Rosa Ibarra", "Theo Lim", "Aunt Mele"];
    check("", &everybody, &[]).await;
    check(&format!("workspace={loans}"), &everybody[..2], &everybody[2..]).await;
    check(&format!("contact={}", rosa.uid), &everybody[..1], &everybody[1..]).await;
    check(&format!("contact={}&action=contact.edited", rosa.uid), &[], &everybody).await;
    // A place that is not one filters nothing.
    for before in ["", "x", "1", "999999", "00000000-0000-0000-0000-000000000000"] {
        check(&format!("before={before}"), &everybody, &["Nothing"]).await;
    }

    let history = andy.get(&format!("/audit?contact={}", rosa.uid)).await.body;
    assert!(history.contains("<h1>History</h1>"), "{history}");
    assert!(history.contains(&format!("name=\"contact\" value=\"{}\"", rosa.uid)), "{history}");
    let page = andy.get(&format!("/contacts/{}", rosa.uid)).await.body;
    assert!(page.contains(&format!("href=\"/audit?contact={}\"", rosa.uid)), "{page}");

    let monalisa = site.signed_in(&home.monalisa).await;
    for theirs in [format!("workspace={loans}"), format!("contact={}", rosa.uid)] {
        assert_eq!(monalisa.get(&format!("/audit?{theirs}")).await.status, 404, "{theirs}");
    }
    assert_eq!(andy.get("/audit?contact=1").await.status, 404);
    site.stop().await;
}

#[tokio::test]
async fn the_log_goes_on_from_an_entry_and_says_when_nothing_is_older() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    for at in 0..60 {
        home.contact(&home.andy, loans, &format!("Person{at:02} Same")).await;
    }
    let andy = site.signed_in(&home.andy).await;
    let first = andy.get("/audit?what=contact").await.body;
    let (_, rest) = first.split_once("before=").expect("older entries");
    let place = rest.split(['"', '&']).next().expect("a place");
    assert_eq!(place.len(), 36, "a uid: {place}");
    let second = andy.get(&format!("/audit?what=contact&before={place}")).await.body;
    assert!(second.contains("Person09") && !second.contains("Person10"), "{second}");
    let nothing = andy.get(&format!("/audit?what=key&before={place}")).await.body;
    assert!(nothing.contains("Nothing older") && nothing.contains("To the newest"), "{nothing}");
    // Another's entry is no place here.
    let open = home.workspace(&home.monalisa, "Open Houses").await.uid;
    let theirs = home.contact(&home.monalisa, open, "Ana Lee").await;
    let ignored = andy.get(&format!("/audit?before={}", theirs.change.expect("recorded"))).await;
    assert!(ignored.body.contains("Person59"), "{}", ignored.body);
    site.stop().await;
}
