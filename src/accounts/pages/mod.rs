//! Pages of accounts: the doors (sign in, second step, first run), one's own account, two-step
//! sign-in, API keys.
pub mod account;
pub mod household;
pub mod join;
pub mod keys;
pub mod password;
pub mod second_factor;
pub mod second_step;
pub mod sessions;
pub mod set_up;
pub mod sign_in;

use poem::{
    Response,
    http::{HeaderValue, header},
};

use crate::{
    accounts::{second_factor::half::Errand, sign_in::Admitted},
    shell::{answer, cookie},
};

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
