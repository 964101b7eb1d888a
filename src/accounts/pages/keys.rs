//! API keys: what there is, a new one (shown this once), and revoking.
use poem::{
    Response, Result, handler,
    http::{HeaderValue, StatusCode, header},
    web::Path,
};

use crate::{
    accounts::{
        api_keys::{self, Draft, Made},
        tokens::Secret,
        views::{self, KeyForm, Shown},
    },
    audit::{Action, RequestKey, Tx},
    error::{Error, Problems, Result as Domain},
    ids::Uid,
    shell::{Fields, Submission, Visit, answer},
};

const PATH: &str = "/account/keys";

#[handler]
pub async fn list(visit: Visit) -> Result<Response> {
    page(&visit, StatusCode::OK, &KeyForm::default(), &Problems::new(), None).await
}

#[handler]
pub async fn create(form: Submission) -> Result<Response> {
    let typed = typed(&form.fields);
    let (wanted, request) = (typed.clone(), form.request);
    let visit = form.visit;
    let made = visit.write(Action::KeyCreated, move |tx| created(tx, &wanted, &request)).await;
    match made {
        Ok(done) => {
            let Made { key, text } = done.value;
            let shown = Shown { name: &key.name, secret: text.as_ref().map(Secret::reveal) };
            let (empty, none) = (KeyForm::default(), Problems::new());
            page(&visit, StatusCode::OK, &empty, &none, Some(shown)).await
        }
        Err(Error::Invalid(problems)) => {
            page(&visit, StatusCode::UNPROCESSABLE_ENTITY, &typed, &problems, None).await
        }
        Err(Error::Conflict(message)) => {
            let problems = Problems::from([("name", message)]);
            page(&visit, StatusCode::CONFLICT, &typed, &problems, None).await
        }
        Err(cause) => Err(cause.into()),
    }
}

fn created(tx: &Tx<'_>, typed: &KeyForm, request: &RequestKey) -> Domain<Made> {
    let permissions: Vec<&str> = typed.permissions.iter().map(String::as_str).collect();
    let draft = Draft {
        name: &typed.name,
        permissions: &permissions,
        expires_in_days: days(&typed.expires_in_days),
    };
    api_keys::create(tx, tx.actor.user()?, &draft, Some(request))
}

#[handler]
pub async fn ask_to_revoke(visit: Visit, Path(key): Path<Uid>) -> Result<Response> {
    let (around, key) =
        visit.read(move |conn, actor| api_keys::own(conn, actor.user()?, key)).await?;
    let body = views::Revoke { around: &around, key: &key };
    Ok(around.answer("Revoke a key", body))
}

#[handler]
pub async fn revoke(form: Submission, Path(key): Path<Uid>) -> Result<Response> {
    let verb = move |tx: &Tx<'_>| api_keys::revoke(tx, tx.actor.user()?, key);
    let done = form.visit.write(Action::KeyRevoked, verb).await?;
    Ok(answer::done(PATH, done.entry))
}

async fn page(
    visit: &Visit,
    status: StatusCode,
    typed: &KeyForm,
    problems: &Problems,
    shown: Option<Shown<'_>>,
) -> Result<Response> {
    let (around, keys) = visit.read(|conn, actor| api_keys::list(conn, actor.user()?)).await?;
    let at = visit.app.db.clock().read();
    let body = views::Keys { around: &around, keys: &keys, typed, problems, shown, at };
    let mut response = around.answer_with(status, "API keys", body);
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, no_store);
    Ok(response)
}

fn typed(fields: &Fields) -> KeyForm {
    KeyForm {
        name: fields.get("name").to_owned(),
        permissions: fields.all("permissions").map(str::to_owned).collect(),
        expires_in_days: fields.get("expires_in_days").to_owned(),
    }
}

/// Nothing is never; what is no number is none that a key may live.
fn days(text: &str) -> Option<u32> {
    (!text.is_empty()).then(|| text.parse().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::days;

    #[test]
    fn an_expiry_is_never_or_a_number_of_days() {
        for (text, expected) in
            [("", None), ("90", Some(90)), ("-1", Some(0)), ("soon", Some(0)), ("1e9", Some(0))]
        {
            assert_eq!(days(text), expected, "{text}");
        }
    }
}
