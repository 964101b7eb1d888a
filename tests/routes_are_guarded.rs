//! Walks every page route as nobody and as the other user (WS-4, SE-1). A new route is walked
//! without a word here; one that names something new must say what, or this test fails.
use pi_crm::{
    accounts::{
        invitations::{self, Draft},
        users,
    },
    audit::{Action, Tx},
    contacts::{Column, lists::ListKind, saved},
    ids::Uid,
    routes::{Access, PageRoute, pages},
    workspaces,
};

use crate::support::{Answer, Site, Visitor, household::birthday};

/// What of Andy's stands in a path.
struct Andys {
    workspace: Uid,
    contact: Uid,
    list: Uid,
    change: Uid,
    session: Uid,
    key: Uid,
    definition: Uid,
    view: Uid,
    invitation: Uid,
    person: Uid,
}

impl Andys {
    fn path(&self, pattern: &str) -> String {
        self.filled(pattern, |uid| uid.to_string())
    }

    /// The same path with ids that nothing ever had.
    fn never(&self, pattern: &str) -> String {
        self.filled(pattern, |_| Uid::new().to_string())
    }

    fn filled(&self, pattern: &str, id: impl Fn(Uid) -> String) -> String {
        let path = pattern
            .replace(":workspace", &id(self.workspace))
            .replace(":contact", &id(self.contact))
            .replace(":list", &id(self.list))
            .replace(":change", &id(self.change))
            .replace(":session", &id(self.session))
            .replace(":key", &id(self.key))
            .replace(":invitation", &id(self.invitation))
            .replace(":person", &id(self.person))
            .replace(":definition", &id(self.definition))
            .replace(":view", &id(self.view))
            .replace(":field", "first_name")
            .replace(":name", "contacts");
        assert!(!path.contains(':'), "{pattern} names something this test does not know");
        path
    }
}

async fn andys(site: &Site) -> Andys {
    let loans = site.home.workspace(&site.home.andy, "Harbour Loans").await;
    let rosa = site.home.contact(&site.home.andy, loans.uid, "Rosa Ibarra").await;
    let draft = Draft { name: "Guest".into(), email: String::new(), role: "member".into() };
    let invite = move |tx: &Tx<'_>| {
        let by = tx.actor.user()?;
        let made = invitations::create(tx, Some(by), &draft, tx.at)?;
        Ok((made.invitation.uid, users::find(tx, by)?.uid))
    };
    let andy = site.home.andy.clone();
    let made = site.home.db.write(andy, Action::PersonInvited, invite).await.expect("invited");
    let list = site.home.list(&site.home.andy, loans.uid, ListKind::Stage, "Leads").await;
    let wanted =
        saved::Draft { name: "Rosas".into(), query: "q=rosa".into(), columns: Column::usual() };
    let save = move |tx: &Tx<'_>| {
        saved::create(tx, &workspaces::open(tx, tx.actor, loans.uid)?, &wanted, None)
    };
    let view = site.home.write(&site.home.andy, Action::ViewSaved, save).await.expect("saved");
    Andys {
        view: view.value.uid,
        workspace: loans.uid,
        contact: rosa.value.uid,
        list: list.uid,
        change: rosa.change.expect("recorded"),
        session: Uid::new(),
        key: Uid::new(),
        invitation: made.value.0,
        person: made.value.1,
        definition: site.home.field(&site.home.andy, Some(loans.uid), birthday()).await.uid,
    }
}

async fn ask(visitor: &Visitor, page: &PageRoute, path: &str) -> Answer {
    match page.method.as_str() {
        "GET" => visitor.get(path).await,
        _ => {
            let fields = [("name", "x"), ("typed_name", "Harbour Loans"), ("step", "down")];
            visitor.post(path, &fields).await
        }
    }
}

#[tokio::test]
async fn nobody_gets_past_the_door() {
    let site = Site::new().await;
    let andys = andys(&site).await;
    let before = site.home.everything().await;
    for page in pages().iter().filter(|page| page.access == Access::Person) {
        let answer = ask(&site.nobody(), page, &andys.path(page.path)).await;
        let said = format!("{} {}: {} {}", page.method, page.path, answer.status, answer.body);
        match page.method.as_str() {
            "GET" => {
                assert_eq!(answer.status, 303, "{said}");
                assert!(answer.location().starts_with("/login"), "{said}");
            }
            _ => assert_eq!(answer.status, 401, "{said}"),
        }
        assert!(!answer.body.contains("Rosa"), "{said}");
    }
    assert_eq!(site.home.everything().await, before);
    site.stop().await;
}

#[tokio::test]
async fn to_monalisa_what_is_andys_does_not_exist() {
    let site = Site::new().await;
    let andys = andys(&site).await;
    let monalisa = site.signed_in(&site.home.monalisa).await;
    let before = site.home.everything().await;
    for page in pages().iter().filter(|page| page.path.contains(':')) {
        if page.access != Access::Person {
            continue;
        }
        let theirs = ask(&monalisa, page, &andys.path(page.path)).await;
        let nobodys = ask(&monalisa, page, &andys.never(page.path)).await;
        let said = format!("{} {}: {} {}", page.method, page.path, theirs.status, theirs.body);
        assert_eq!(theirs.status, 404, "{said}");
        assert_eq!(nobodys.status, 404, "{said}");
        assert_eq!(theirs.body, nobodys.body, "{said}");
    }
    for page in pages().iter().filter(|page| page.method.as_str() == "GET") {
        if page.path.contains(':') || page.access != Access::Person {
            continue;
        }
        let answer = monalisa.get(&format!("{}?q=rosa", page.path)).await;
        for secret in ["Rosa Ibarra", "Harbour Loans"] {
            assert!(!answer.body.contains(secret), "{} shows {secret}", page.path);
        }
    }
    assert_eq!(site.home.everything().await, before);
    site.stop().await;
}

#[tokio::test]
async fn a_form_without_its_token_changes_nothing_and_keeps_what_was_typed() {
    let site = Site::new().await;
    let andys = andys(&site).await;
    let mut andy = site.signed_in(&site.home.andy).await;
    andy.csrf = Some("wrong".into());
    let before = site.home.everything().await;
    for page in pages().iter().filter(|page| page.method.as_str() == "POST") {
        if page.access != Access::Person {
            continue;
        }
        let answer = ask(&andy, page, &andys.path(page.path)).await;
        assert_eq!(answer.status, 403, "{} {}", page.path, answer.body);
        assert!(answer.body.contains("Harbour Loans"), "{}: what was typed is lost", page.path);
    }
    assert_eq!(site.home.everything().await, before);
    site.stop().await;
}
