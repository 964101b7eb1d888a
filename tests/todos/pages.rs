//! The pages of todos as a browser without script has them, and the parts that HTMX asks for.
use super::about;
use crate::support::{Answer, Site, Visitor};

/// The value of the hidden field of this name, as the page has it.
fn hidden(page: &Answer, name: &str) -> String {
    let at = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.body.split_once(&at).unwrap_or_else(|| panic!("no {name}"));
    rest.split('"').next().unwrap_or_default().to_owned()
}

async fn told(visitor: &Visitor, answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.body);
    visitor.get(answer.location()).await.body
}

#[tokio::test]
async fn a_todo_lives_its_life_without_script() {
    let site = Site::new().await;
    site.home.workspace(&site.home.andy, "Loan Factory").await;
    let andy = site.signed_in(&site.home.andy).await;
    let empty = andy.get("/todos").await;
    assert!(empty.body.contains("Nothing to do"), "{}", empty.body);
    let fields = [("title", "Call <Ana> tomorrow"), ("back", "/todos")];
    let page = told(&andy, &andy.post("/todos", &fields).await).await;
    assert!(page.contains("“Call &lt;Ana&gt;” was added for "), "{page}");
    assert!(page.contains("Upcoming") && page.contains("Tomorrow"), "{page}");
    let path = page.split("action=\"/todos/").nth(1).expect("a row").split('/').next().unwrap();
    let path = format!("/todos/{path}");

    let form = andy.get(&format!("{path}/edit?back=/")).await;
    assert!(form.body.contains("value=\"Call &lt;Ana&gt;\""), "{}", form.body);
    let etag = hidden(&form, "etag");
    let edit = |title: &'static str, day: &'static str| {
        [("title", title), ("due_day", day), ("etag", etag.as_str()), ("back", "/")]
    };
    let wrong = andy.post(&format!("{path}/edit"), &edit("Call Ana", "31.12.")).await;
    assert_eq!(wrong.status, 422, "{}", wrong.body);
    assert!(wrong.body.contains("This needs a day") && wrong.body.contains("value=\"31.12.\""));
    let saved = andy.post(&format!("{path}/edit"), &edit("Call Ana", "2020-01-01")).await;
    assert!(saved.location().starts_with("/?done="), "{}", saved.location());
    let home = told(&andy, &saved).await;
    assert!(home.contains("“Call Ana” was saved.") && home.contains("Overdue"), "{home}");
    let stale = andy.post(&format!("{path}/edit"), &edit("Mine", "2020-01-01")).await;
    assert_eq!(stale.status, 409, "{}", stale.body);
    assert!(stale.body.contains("Save mine") && stale.body.contains("value=\"Mine\""));

    let put_off = andy.post(&format!("{path}/snooze"), &[("until", "next-week")]).await;
    assert!(told(&andy, &put_off).await.contains("was put off to"));
    let past = [("until", "day"), ("day", "2020-01-01")];
    assert_eq!(andy.post(&format!("{path}/snooze"), &past).await.status, 409);
    let ticked = andy.post(&format!("{path}/done"), &[("done", "1")]).await;
    assert!(told(&andy, &ticked).await.contains("“Call Ana” is done."));
    let done = andy.get("/todos?show=done").await.body;
    assert!(done.contains("Open again: Call Ana"), "{done}");
    let gone = andy.post(&format!("{path}/delete"), &[]).await;
    assert!(told(&andy, &gone).await.contains("“Call Ana” was deleted."));
    assert_eq!(andy.get(&format!("{path}/edit")).await.status, 404);
    site.stop().await;
}

#[tokio::test]
async fn what_cannot_be_added_is_kept_on_the_form() {
    let site = Site::new().await;
    let andy = site.signed_in(&site.home.andy).await;
    let fields = [("title", ""), ("due_day", "2026-12-01"), ("note", "Bring tea")];
    let refused = andy.post("/todos", &fields).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("Bring tea") && refused.body.contains("Fill this in"));
    let part = andy.with("HX-Request", "true").post("/todos", &fields).await;
    assert_eq!((part.status, part.header("HX-Retarget")), (422, "#todo-add"));
    assert!(part.body.contains("value=\"2026-12-01\"") && !part.body.contains("<html"));
    site.stop().await;
}

#[tokio::test]
async fn a_form_sent_twice_adds_once() {
    let site = Site::new().await;
    let andy = site.signed_in(&site.home.andy).await;
    let fields = [("title", "Once"), ("form_id", "the-same")];
    for _ in 0..2 {
        assert_eq!(andy.post("/todos", &fields).await.status, 303);
    }
    assert_eq!(super::agenda(&site.home, &site.home.andy).await, ["Without a date: Once"]);
    site.stop().await;
}

#[tokio::test]
async fn todos_stand_with_their_contact_and_their_workspace() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let family = home.workspace(&home.andy, "Family").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    about(home, &home.andy, rosa, "Send rates").await;
    let andy = site.signed_in(&home.andy).await;
    assert!(andy.get(&format!("/contacts/{rosa}")).await.body.contains("Send rates"));
    assert!(andy.get("/").await.body.contains("Send rates"));
    assert!(andy.get(&format!("/todos?workspace={loans}")).await.body.contains("Send rates"));
    assert!(!andy.get(&format!("/todos?workspace={family}")).await.body.contains("Send rates"));
    let monalisa = site.signed_in(&home.monalisa).await;
    assert_eq!(monalisa.get(&format!("/todos?workspace={loans}")).await.status, 404);
    assert_eq!(monalisa.get(&format!("/todos/new?contact={rosa}")).await.status, 404);
    site.stop().await;
}

#[tokio::test]
async fn a_tick_answers_with_the_panel_it_stood_in() {
    let site = Site::new().await;
    let home = &site.home;
    let loans = home.workspace(&home.andy, "Loan Factory").await.uid;
    let rosa = home.contact(&home.andy, loans, "Rosa Ibarra").await.value.uid;
    let todo = about(home, &home.andy, rosa, "Send rates").await;
    home.todo(&home.andy, "Buy paper", "").await;
    let andy = site.signed_in(&home.andy).await.with("HX-Request", "true");
    let back = format!("/contacts/{rosa}");
    let fields = [("done", "1"), ("back", back.as_str())];
    let part = andy.post(&format!("/todos/{}/done", todo.uid), &fields).await;
    assert_eq!(part.status, 200, "{}", part.body);
    assert!(part.body.contains("Done lately") && part.body.contains("“Send rates” is done."));
    assert!(!part.body.contains("Buy paper") && !part.body.contains("<html"), "{}", part.body);
    site.stop().await;
}
