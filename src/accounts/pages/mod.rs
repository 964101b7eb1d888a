//! Pages of accounts: the doors (sign in, first run), one's own account, API keys.
pub mod account;
pub mod keys;
pub mod password;
pub mod sessions;
pub mod set_up;
pub mod sign_in;

use poem::{
    Response,
    http::{HeaderValue, header},
};

fn with_cookie(mut response: Response, cookie: HeaderValue) -> Response {
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}
