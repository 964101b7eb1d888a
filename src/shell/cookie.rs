//! The session cookie. `__Host-` binds it to this host, to HTTPS and to the whole site.
use poem::{
    Request,
    http::{HeaderValue, header},
};

use crate::accounts::{sessions::LIFETIME_S, tokens::Secret};

pub const NAME: &str = "__Host-session";

/// The session token that the browser sent, if it sent one.
pub fn session_token(request: &Request) -> Option<&str> {
    request
        .headers()
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(NAME)?.strip_prefix('='))
}

pub fn set(token: &Secret) -> HeaderValue {
    let token = token.reveal();
    let mut value = HeaderValue::try_from(format!(
        "{NAME}={token}; Path=/; Max-Age={LIFETIME_S}; Secure; HttpOnly; SameSite=Lax"
    ))
    .expect("a token is letters and digits");
    value.set_sensitive(true);
    value
}

pub fn clear() -> HeaderValue {
    HeaderValue::from_static("__Host-session=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_cookie_is_found_among_others_and_no_other_is() {
        for (line, token) in [
            ("__Host-session=abc", Some("abc")),
            ("a=b; __Host-session=abc; c=d", Some("abc")),
            ("x__Host-session=abc", None),
            ("__Host-sessions=abc", None),
            ("", None),
        ] {
            let request = Request::builder().header(header::COOKIE, line).finish();
            assert_eq!(session_token(&request), token, "{line}");
        }
    }
}
