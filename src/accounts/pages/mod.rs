//! Pages of accounts: the doors (sign in, first run), one's own account, API keys.
pub mod account;
pub mod keys;
pub mod password;
pub mod sessions;
pub mod set_up;
pub mod sign_in;

use poem::{
    Response,
    http::{HeaderValue, StatusCode, header},
};

use crate::error::{Error, Result};

/// A refusal that is about now, not about what was typed: the form is shown again with it.
struct NotNow {
    status: StatusCode,
    message: String,
    retry_after_s: Option<u64>,
}

impl NotNow {
    /// Any other error is passed on.
    fn from(cause: Error) -> Result<Self> {
        match cause {
            Error::TooMany { message, retry_after_s } => Ok(Self {
                status: StatusCode::TOO_MANY_REQUESTS,
                message,
                retry_after_s: Some(retry_after_s),
            }),
            Error::Unavailable(message) => {
                Ok(Self { status: StatusCode::SERVICE_UNAVAILABLE, message, retry_after_s: None })
            }
            other => Err(other),
        }
    }

    fn told_in(&self, mut response: Response) -> Response {
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

fn with_cookie(mut response: Response, cookie: HeaderValue) -> Response {
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}
