//! What a form brought, kept beside the request until its answer is known: whatever goes wrong in
//! between, `Held` can give it back.
use std::sync::{Arc, Mutex, PoisonError};

use poem::Request;

use super::{Fields, cookie};
use crate::{
    accounts::tokens,
    ids::Uid,
    web::{layout::CSRF_HEADER, ui},
};

const LABEL: &str = "pi-crm held 1";

#[derive(Clone, Debug)]
pub struct Kept {
    pub action: String,
    pub form_id: Option<String>,
    /// What was typed, without tokens and secrets.
    pub fields: Fields,
    /// Names of the fields whose text is never given back: it has to be typed again.
    pub secrets: Vec<String>,
    pub csrf: Csrf,
    door: Option<String>,
}

/// A form's token, and whose page the form was on. Who posts it as somebody else is told so, even
/// where the token is good: a form must not change hands with the browser.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Csrf {
    pub proof: String,
    pub user: Option<Uid>,
}

/// The place beside a request where its form is kept.
#[derive(Clone, Debug, Default)]
pub struct Keeping(Arc<Mutex<Option<Kept>>>);

impl Csrf {
    /// As the page of this person carries it.
    pub fn of_page(proof: &str, user: Uid) -> String {
        format!("{proof}.{user}")
    }

    pub fn parse(text: &str) -> Self {
        let (proof, user) = text.split_once('.').unwrap_or((text, ""));
        Self { proof: proof.to_owned(), user: user.parse().ok() }
    }
}

impl Kept {
    pub fn of(request: &Request, fields: &Fields) -> Self {
        let is_kept =
            |name: &str| !is_secret(name) && ![ui::CSRF_FIELD, ui::FORM_ID_FIELD].contains(&name);
        let mut secrets: Vec<String> = fields
            .iter()
            .map(|(name, _)| name)
            .filter(|it| is_secret(it))
            .map(Into::into)
            .collect();
        secrets.dedup();
        Self {
            action: request.uri().path_and_query().map_or("/", |it| it.as_str()).to_owned(),
            form_id: fields.find(ui::FORM_ID_FIELD).map(str::to_owned),
            fields: fields.only(is_kept),
            secrets,
            csrf: Csrf::parse(
                request.header(CSRF_HEADER).unwrap_or_else(|| fields.get(ui::CSRF_FIELD)),
            ),
            door: cookie::door_token(request).map(str::to_owned),
        }
    }

    /// What proves that this very form was given back by us to the browser that holds `door`, for
    /// the person who had filled it in. It outlives their session, so that one press is enough.
    pub fn proof(&self, door: &str) -> String {
        let proof = tokens::derive(door, &self.label());
        match self.csrf.user {
            Some(user) => Csrf::of_page(&proof, user),
            None => proof,
        }
    }

    pub fn is_proven(&self) -> bool {
        let is_ours = |door| tokens::is_derived(door, &self.label(), &self.csrf.proof);
        self.door.as_deref().is_some_and(is_ours)
    }

    /// What the browser holds already, if it can be ours.
    pub fn door(&self) -> Option<&str> {
        self.door.as_deref()
    }

    fn label(&self) -> String {
        let user = self.csrf.user.map(|user| user.to_string()).unwrap_or_default();
        format!("{LABEL} {user} {} {}", self.action, self.fields.content())
    }
}

impl Keeping {
    /// Keeps the form of this request, where somebody would give it back.
    pub fn keep(request: &Request, kept: &Kept) {
        if let Some(Self(place)) = request.data::<Self>() {
            *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept.clone());
        }
    }

    pub fn taken(&self) -> Option<Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A field whose text must not stand on a page again. `tests/tidy.rs` holds the password fields of
/// every form against this.
pub fn is_secret(name: &str) -> bool {
    ["password", "passphrase", "secret"].iter().any(|it| name.contains(it))
        || matches!(name, "code" | "totp" | "recovery_code")
}

#[cfg(test)]
mod tests {
    use poem::http::header;

    use super::*;

    const DOOR: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    const OTHER_DOOR: &str = "BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    const ANDY: &str = "01986c1e-2f5a-7c43-9d0b-6a1f4be0c2d7";

    fn kept(path: &str, door: &str, body: &str) -> Kept {
        let request = Request::builder()
            .uri_str(path)
            .header(header::COOKIE, format!("__Host-door={door}"))
            .finish();
        Kept::of(&request, &Fields::parse(body.as_bytes()).unwrap())
    }

    #[test]
    fn what_was_given_back_is_proven_and_nothing_else_is() {
        let first = kept("/a?x=1", DOOR, &format!("csrf=old.{ANDY}&note=a%0D%0Ab&password=x"));
        assert!(!first.is_proven());
        let csrf = first.proof(DOOR);
        let again = |path, door, csrf: &str, rest: &str| {
            kept(path, door, &format!("csrf={csrf}&{rest}")).is_proven()
        };
        assert!(again("/a?x=1", DOOR, &csrf, "note=a%0Ab&password=y&form_id=1"));
        assert!(!again("/a?x=2", DOOR, &csrf, "note=a%0Ab"), "another address");
        assert!(!again("/a?x=1", DOOR, &csrf, "note=b"), "other content");
        assert!(!again("/a?x=1", DOOR, &csrf, "note=a%0Ab&more=1"), "another field");
        assert!(!again("/a?x=1", OTHER_DOOR, &csrf, "note=a%0Ab"), "other browser");
        let other = csrf.replace("01986c1e", "01986c1f");
        assert!(!again("/a?x=1", DOOR, &other, "note=a%0Ab"), "somebody else's form");
        assert!(!again("/a?x=1", "short", &csrf, "note=a%0Ab"));
    }

    #[test]
    fn tokens_and_secrets_are_not_given_back() {
        let body = "csrf=1&form_id=2&email=a%40b.co&new_password=hush&code=123456&postal_code=9";
        let kept = kept("/a", DOOR, body);
        let names: Vec<_> = kept.fields.iter().collect();
        assert_eq!(names, [("email", "a@b.co"), ("postal_code", "9")]);
        assert_eq!(kept.secrets, ["new_password", "code"]);
        assert_eq!(kept.form_id.as_deref(), Some("2"));
    }
}
