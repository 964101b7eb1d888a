//! Exports of a part: those of a filter, those who were picked, some columns.
use pi_crm::contacts::lists::{self, ListKind};

use crate::support::{Site, Visitor};

/// The lines of a CSV behind its headers.
async fn lines(visitor: &Visitor, path: &str) -> Vec<String> {
    let file = visitor.get(path).await;
    assert_eq!(file.status, 200, "{}", file.body);
    file.body.lines().skip(1).map(str::to_owned).collect()
}

#[tokio::test]
async fn only_those_who_are_wanted_are_in_a_file() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let realty = home.workspace(&home.andy, "RateReady Realtors").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    let theo = home.contact(&home.andy, loans, "Theo Lind").await.value.uid;
    home.contact(&home.andy, loans, "Ada Byron").await;
    let elsewhere = home.contact(&home.andy, realty, "Kai Elsewhere").await.value.uid;
    let hers = home.workspace(&home.monalisa, "Open Houses").await.uid;
    let hers = home.contact(&home.monalisa, hers, "Hers Alone").await.value.uid;
    let hot = home.list(&home.andy, loans, ListKind::Tag, "Hot").await.uid;
    let tagged = pi_crm::audit::Action::ContactTagged;
    home.write(&home.andy, tagged, move |tx| {
        let scope = pi_crm::workspaces::open(tx, tx.actor, loans)?;
        lists::tag_by_name(tx, &scope, rosa, "Hot")
    })
    .await
    .unwrap();
    let andy = site.signed_in(&home.andy).await;
    let name = "column=first_name";
    for file in [
        format!("/w/{loans}/export/file?{name}"),
        format!("/api/csv/export?workspace={loans}&{name}"),
    ] {
        let of = async |rest: &str| lines(&andy, &format!("{file}{rest}")).await;
        assert_eq!(of("&last_name.is=Lind").await, ["Theo"]);
        assert_eq!(of(&format!("&tag={hot}")).await, ["Rosa"]);
        assert_eq!(of("&q=byron").await, ["Ada"]);
        assert_eq!(of(&format!("&contact={theo}&contact={rosa}")).await, ["Rosa", "Theo"]);
        let picked = format!("&contact={theo}&contact={elsewhere}&contact={hers}");
        assert_eq!(of(&picked).await, ["Theo"], "nobody of another workspace");
        for wrong in ["&shoe_size.is=44", "&last_name.under=Lind", "&contact=no-id"] {
            let refused = andy.get(&format!("{file}{wrong}")).await;
            assert_eq!(refused.status, 422, "{wrong}: {}", refused.body);
            for somebody in ["Rosa", "Theo", "Ada"] {
                assert!(!refused.body.contains(somebody), "{wrong}: {}", refused.body);
            }
        }
    }
    site.stop().await;
}
