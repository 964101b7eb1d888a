//! The session's cookie, that of half a session, and that of the forms before there is either.
//! `__Host-` binds them to this host, to HTTPS and to the whole site.
use poem::{
    Request,
    http::{HeaderValue, header},
};

use crate::{
    accounts::{second_factor::half, sessions::LIFETIME_S, tokens::Secret},
    clock::HOUR_S,
};

pub const NAME: &str = "__Host-session";
const DOOR: &str = "__Host-door";
const HALF: &str = "__Host-half";
const DOOR_CHARS: usize = 43;
/// Long enough for a sign-in page that was left open since the morning.
const DOOR_LIFETIME_S: i64 = 12 * HOUR_S;

/// The session token that the browser sent, if it sent one.
pub fn session_token(request: &Request) -> Option<&str> {
    value(request, NAME)
}

/// What the browser was given with a form that no session guards, if it can be one of ours.
pub fn door_token(request: &Request) -> Option<&str> {
    let is_ours = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_');
    value(request, DOOR).filter(|it| it.len() == DOOR_CHARS && it.bytes().all(is_ours))
}

/// Of somebody between the two steps of signing in.
pub fn half_token(request: &Request) -> Option<&str> {
    value(request, HALF)
}

fn value<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request
        .headers()
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

pub fn set(token: &Secret) -> HeaderValue {
    written(NAME, token, LIFETIME_S, "Lax")
}

pub fn set_door(token: &Secret) -> HeaderValue {
    written(DOOR, token, DOOR_LIFETIME_S, "Strict")
}

pub fn set_half(half: &half::Begun) -> HeaderValue {
    written(HALF, &half.token, half.errand.lifetime_s(), "Strict")
}

pub fn clear_half() -> HeaderValue {
    HeaderValue::from_static("__Host-half=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict")
}

fn written(name: &str, token: &Secret, lifetime_s: i64, same_site: &str) -> HeaderValue {
    let token = token.reveal();
    let mut value = HeaderValue::try_from(format!(
        "{name}={token}; Path=/; Max-Age={lifetime_s}; Secure; HttpOnly; SameSite={same_site}"
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
