//! Walks every page route as nobody and as the other user (WS-4, SE-1). A new route is walked
//! without a word here; one that names something new must say what, or this test fails.
use pi_crm::{
    accounts::{
        invitations::{self, Draft},
        users,
    },
    audit::{Action, Tx},
    contacts::{
        self, Column,
        lists::ListKind,
        reach::{self, Kind, WayDraft},
        saved,
    },
    ids::Uid,
    routes::{Access, PageRoute, pages},
    shares::{self, Wanted},
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
    way: Uid,
    invitation: Uid,
    import: Uid,
    person: Uid,
    entry: Uid,
    todo: Uid,
    share: Uid,
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
            .replace(":import", &id(self.import))
            .replace(":invitation", &id(self.invitation))
            .replace(":person", &id(self.person))
            .replace(":entry", &id(self.entry))
            .replace(":todo", &id(self.todo))
            .replace(":share", &id(self.share))
            .replace(":definition", &id(self.definition))
            .replace(":view", &id(self.view))
            .replace(":way", &id(self.way))
            .replace(":target", &Uid::new().to_string())
            .replace(":field", "first_name")
            .replace(":kind", "email")
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
    let view = saved_view(site, loans.uid).await;
    let import = site.home.import(&site.home.andy, loans.uid, "x.csv", b"Name\nRosa\n").await;
    let way = further_phone(site, rosa.value.uid).await;
    Andys {
        view,
        way,
        workspace: loans.uid,
        import,
        contact: rosa.value.uid,
        list: list.uid,
        change: rosa.change.expect("recorded"),
        session: Uid::new(),
        key: Uid::new(),
        invitation: made.value.0,
        person: made.value.1,
        entry: site.home.note(&site.home.andy, rosa.value.uid, "Rosa called").await,
        todo: site.home.todo(&site.home.andy, "Ask Rosa Ibarra", "").await.uid,
        share: ended_share(site, loans.uid, rosa.value.uid).await,
        definition: site.home.field(&site.home.andy, Some(loans.uid), birthday()).await.uid,
    }
}

async fn saved_view(site: &Site, workspace: Uid) -> Uid {
    let wanted =
        saved::Draft { name: "Rosas".into(), query: "q=rosa".into(), columns: Column::usual() };
    let save = move |tx: &Tx<'_>| {
        saved::create(tx, &workspaces::open(tx, tx.actor, workspace)?, &wanted, None)
    };
    let saved = site.home.write(&site.home.andy, Action::ViewSaved, save).await.expect("saved");
    saved.value.uid
}

/// An other phone than the first one, which is the contact's own.
async fn further_phone(site: &Site, contact: Uid) -> Uid {
    let add = move |tx: &Tx<'_>| {
        let (scope, found) = contacts::open(tx, tx.actor, contact)?;
        for value in ["808 555 0100", "808 555 0101"] {
            let draft = WayDraft { kind: Kind::Phone, label: String::new(), value: value.into() };
            reach::add(tx, &scope, contact, &draft, None)?;
        }
        Ok(reach::of(tx, &scope, found.id)?.ways[0].uid)
    };
    let andy = site.home.andy.clone();
    site.home.db.write(andy, Action::ContactEdited, add).await.expect("added").value
}

/// Rosa was shared with Monalisa once, and no longer is.
pub async fn ended_share(site: &Site, workspace: Uid, contact: Uid) -> Uid {
    let (home, user) = (&site.home, site.home.monalisa.user().expect("a person"));
    let share = move |tx: &Tx<'_>| {
        let scope = workspaces::open(tx, tx.actor, workspace)?;
        let people = vec![users::find(tx, user)?.uid];
        shares::share(tx, &scope, &[contact], &Wanted { people, ..Wanted::default() })?;
        Ok(shares::given(tx, tx.actor)?[0].uid)
    };
    let shared = home.write(&home.andy, Action::ContactShared, share).await.expect("shared").value;
    home.write(&home.andy, Action::ShareEnded, move |tx| shares::revoke(tx, shared))
        .await
        .expect("ended");
    shared
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
