//! What the doors say when they turn a request away, before any feature has seen it.
use poem::{
    Response,
    error::ResponseError,
    http::{StatusCode, header},
};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error(
        "At most {} can be sent here, and this is more. Nothing was saved. Make it shorter \
         and send it again.",
        size(*limit_bytes)
    )]
    BodyTooLarge { limit_bytes: u64 },
    #[error("The request came too slowly, so it was given up. Nothing was saved. Try again.")]
    BodyTooSlow,
    /// What a handler had begun in the database is finished all the same.
    #[error("This took too long to wait for, and may still be saved. See whether it is there.")]
    TooSlow,
    #[error("Something went wrong on our side. It has been noted; please try again.")]
    Panicked,
    #[error("This server does not answer to that name. Open {instead} instead.")]
    WrongHost { instead: String },
    #[error(
        "This was sent from another site, so it was refused. Nothing was changed. Open the page \
         here and try again."
    )]
    ForeignOrigin,
    #[error("Nothing is accepted over plain HTTP. Use {instead} instead. Nothing was changed.")]
    PlainHttp { instead: String },
    #[error("There is nothing at this address.")]
    NotFound,
}

impl Fault {
    /// A stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BodyTooLarge { .. } => "body_too_large",
            Self::BodyTooSlow => "body_too_slow",
            Self::TooSlow => "timeout",
            Self::Panicked => "internal",
            Self::WrongHost { .. } => "wrong_host",
            Self::ForeignOrigin => "foreign_origin",
            Self::PlainHttp { .. } => "plain_http",
            Self::NotFound => "not_found",
        }
    }
}

impl ResponseError for Fault {
    fn status(&self) -> StatusCode {
        match self {
            Self::BodyTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BodyTooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooSlow => StatusCode::SERVICE_UNAVAILABLE,
            Self::Panicked => StatusCode::INTERNAL_SERVER_ERROR,
            Self::WrongHost { .. } => StatusCode::MISDIRECTED_REQUEST,
            Self::ForeignOrigin => StatusCode::FORBIDDEN,
            Self::PlainHttp { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotFound => StatusCode::NOT_FOUND,
        }
    }

    /// The bare form, for where nobody further out gives it a page.
    fn as_response(&self) -> Response {
        let mut response = Response::builder()
            .status(self.status())
            .content_type("text/plain; charset=utf-8")
            .header(header::CACHE_CONTROL, "no-store")
            .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
            .body(format!("{self}\n"));
        if matches!(self, Self::PlainHttp { .. }) {
            response
                .headers_mut()
                .insert(header::ALLOW, header::HeaderValue::from_static("GET, HEAD"));
        }
        response
    }
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{} KiB", bytes / 1024),
        _ => format!("{} MiB", bytes / 1_048_576),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_told_in_words_a_person_knows() {
        for (bytes, words) in [(512, "512 bytes"), (2048, "2 KiB"), (1 << 20, "1 MiB")] {
            let fault = Fault::BodyTooLarge { limit_bytes: bytes };
            assert!(fault.to_string().contains(words), "{fault}");
        }
    }
}
