//! Is the appliance well? For a watchdog or a monitor: no envelope, and nothing to be learned.
use poem::Result;
use poem_openapi::{ApiResponse, Object, OpenApi, payload::Json};

use crate::{accounts::users, app::App, shell::wire::Tag};

pub struct Api;

#[derive(Object)]
struct Health {
    /// `ok` or `unavailable`
    status: String,
}

#[derive(ApiResponse)]
enum Answer {
    /// All is well
    #[oai(status = 200)]
    Well(Json<Health>),
    /// The database cannot be read
    #[oai(status = 503)]
    Unavailable(Json<Health>),
}

#[OpenApi(tag = "Tag::Health")]
impl Api {
    /// Is it well?
    ///
    /// For watchdogs and monitors; needs no sign-in. The answer has no envelope.
    #[oai(path = "/health", method = "get", operation_id = "health")]
    async fn health(&self, request: &poem::Request) -> Result<Answer> {
        let app: &App = request.data().expect("routes carry the app");
        let told = |status: &str| Json(Health { status: status.to_owned() });
        match app.db.read(users::count).await {
            Ok(_) => Ok(Answer::Well(told("ok"))),
            Err(cause) => {
                tracing::error!(%cause, "the database cannot be read");
                Ok(Answer::Unavailable(told("unavailable")))
            }
        }
    }
}
