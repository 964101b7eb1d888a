//! Signing in over the API did not succeed, in words for whoever wrote the program.
use poem::http::StatusCode;

use crate::accounts::sign_in::REFUSAL;

#[derive(Clone, Debug, thiserror::Error)]
pub enum Refused {
    #[error("{REFUSAL}")]
    Password,
    #[error(
        "The password is right, and this account asks for a second step: send the same again with \
         `code`, six digits from the app or a recovery code."
    )]
    CodeNeeded,
    /// The sentence says why.
    #[error("{0}")]
    Code(String),
    #[error(
        "Nobody signs in here with a password alone, and this account has no second step yet. \
         Sign in with a browser once and set it up; API keys work as before."
    )]
    EnrolmentNeeded,
}

impl Refused {
    /// A stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Password => "refused",
            Self::CodeNeeded => "second_factor_required",
            Self::Code(_) => "second_factor_refused",
            Self::EnrolmentNeeded => "second_factor_setup_required",
        }
    }
}

impl poem::error::ResponseError for Refused {
    fn status(&self) -> StatusCode {
        StatusCode::UNAUTHORIZED
    }
}
