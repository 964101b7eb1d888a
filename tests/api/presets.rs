//! A new workspace from a preset, over the API (WS-3, API-2).
use pi_crm::{
    accounts::api_keys::Permission,
    contacts,
    presets::{self, Preset},
    workspaces,
};

use super::{data, key};
use crate::support::Site;

#[tokio::test]
async fn a_program_names_a_preset() {
    let site = Site::new().await;
    let may = [Permission::ReadWorkspaces, Permission::WriteWorkspaces];
    let (program, _) = key(&site, &site.home.andy, &may).await;
    let all = data(&program.get("/api/presets").await)["presets"].clone();
    assert_eq!(all.as_array().map(Vec::len), Some(presets::ALL.len()));
    assert_eq!(all[4]["id"], "loan-factory");
    let new = serde_json::json!({ "name": "Loans", "preset": "loan-factory" });
    let once = program.with("Idempotency-Key", "p1");
    let made = once.json("POST", "/api/workspaces", Some(new.clone())).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let again = once.json("POST", "/api/workspaces", Some(new)).await;
    assert_eq!(data(&made)["workspace"], data(&again)["workspace"]);
    let uid = data(&made)["workspace"]["id"].as_str().expect("an id").parse().expect("an id");
    let andy = site.home.andy.clone();
    let lists = site
        .home
        .db
        .read(move |conn| contacts::lists::all(conn, &workspaces::open(conn, &andy, uid)?));
    let loans = Preset::find("loan-factory").expect("a preset");
    assert_eq!(lists.await.expect("lists").len(), loans.stages.len() + loans.tags.len());
    let odd = serde_json::json!({ "name": "Other", "preset": "nothing" });
    let refused = program.json("POST", "/api/workspaces", Some(odd)).await;
    assert_eq!(refused.status, 422);
    assert!(refused.json()["error"]["fields"]["preset"].is_string(), "{}", refused.body);
    site.stop().await;
}
