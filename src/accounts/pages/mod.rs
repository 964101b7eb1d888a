//! Pages of accounts: the doors (sign in, second step, first run), one's own account, two-step
//! sign-in, API keys.
pub mod account;
pub mod keys;
pub mod password;
pub mod second_factor;
pub mod second_step;
pub mod sessions;
pub mod set_up;
pub mod sign_in;

use poem::{
    Response,
    http::{HeaderValue, StatusCode, header},
};

use crate::{
    accounts::{second_factor::half::Errand, sign_in::Admitted},
    error::{Error, Result},
    shell::{answer, cookie},
};

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

/// On to where one was going, or first to the second step.
fn admitted(admitted: &Admitted, next: &str) -> Response {
    match admitted {
        Admitted::In(signed_in) => {
            with_cookie(answer::see_other(next), cookie::set(&signed_in.session.token))
        }
        Admitted::Halfway(half) => {
            let path = match half.errand {
                Errand::Code => second_step::CODE_PATH,
                Errand::Enrol => second_step::ENROL_PATH,
            };
            let on = answer::see_other(&second_step::with_next(path, next));
            with_cookie(on, cookie::set_half(half))
        }
    }
}
