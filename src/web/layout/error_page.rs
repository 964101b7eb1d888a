//! What a person reads when something did not work: what happened, what was kept, what to do.
use crate::web::ui::{Button, Icon, Text};

/// Everything an answer can be in trouble with.
#[derive(Clone, Debug)]
pub enum Trouble<'a> {
    NotFound,
    /// Not shared with who asks: no more, or never.
    NotShared,
    Forbidden(Text<'a>),
    /// Whatever else could not be taken, with its own status.
    Refused(u16, Text<'a>),
    Conflict(Text<'a>),
    /// It became another thing, which stands at this address.
    Moved(Text<'a>, String),
    TooMany {
        retry_after_s: u64,
    },
    Unavailable(Text<'a>),
    /// The cause is in the log under this id, never on the page.
    Internal {
        request_id: Text<'a>,
    },
}

markup::define! {
    /// The body of an error page, in the frame or bare.
    ErrorPage<'a>(trouble: Trouble<'a>) {
        div[class = "trouble"] {
            p[class = "trouble-code"] { @trouble.status() }
            h1 { @trouble.title() }
            p { @trouble.explanation() }
            div[class = "trouble-actions"] {
                @if let Trouble::Moved(_, to) = trouble {
                    @Button::primary("Open that one").to(to.clone())
                }
                @if let Trouble::NotShared = trouble {
                    @Button::quiet("See what is shared with you").to("/shared")
                }
                @Button::quiet("Go to the start page").to("/").icon(Icon::Home)
            }
            @if let Trouble::Internal { request_id } = trouble {
                p[class = "trouble-id"] { "Reference " code { @request_id } }
            }
        }
    }
}

impl Trouble<'_> {
    pub const fn status(&self) -> u16 {
        match self {
            Self::NotFound | Self::NotShared => 404,
            Self::Forbidden(_) => 403,
            Self::Refused(status, _) => *status,
            Self::Conflict(_) => 409,
            Self::Moved(..) => 410,
            Self::TooMany { .. } => 429,
            Self::Unavailable(_) => 503,
            Self::Internal { .. } => 500,
        }
    }

    pub const fn title(&self) -> &'static str {
        match self {
            Self::NotFound => "There is nothing here",
            Self::NotShared => "Nothing is shared here",
            Self::Forbidden(_) => "This is not allowed",
            Self::Refused(400 | 422, _) => "This could not be read",
            Self::Refused(405, _) => "There is no page to show here",
            Self::Refused(408, _) => "This came too slowly",
            Self::Refused(413, _) => "This is too large",
            Self::Refused(421, _) => "This is not our address",
            Self::Refused(..) => "This could not be taken",
            Self::Conflict(_) => "This changed in the meantime",
            Self::Moved(..) => "This became another one",
            Self::TooMany { .. } => "That was too quick",
            Self::Unavailable(_) => "Not just now",
            Self::Internal { .. } => "Something went wrong on our side",
        }
    }

    fn explanation(&self) -> String {
        match self {
            Self::NotFound => "The page may have been moved or deleted, or the link has a typing \
                 error. What was deleted in the last 30 days can be brought back from the audit \
                 log."
                .into(),
            Self::NotShared => "Perhaps its owner stopped sharing it meanwhile. Copies that you \
                 saved are yours and stay; nothing was changed."
                .into(),
            Self::Forbidden(why)
            | Self::Refused(_, why)
            | Self::Conflict(why)
            | Self::Moved(why, _)
            | Self::Unavailable(why) => why.clone().into_owned(),
            Self::TooMany { retry_after_s } => format!(
                "There were more requests than pi-crm answers in a minute. Nothing was lost; \
                 wait {} and try again.",
                wait(*retry_after_s)
            ),
            Self::Internal { .. } => {
                "Nothing you saved before is affected. Go back and try again; \
                 if it happens again, the reference below helps to find the cause in the log."
                    .into()
            }
        }
    }
}

fn wait(seconds: u64) -> String {
    match seconds {
        0 | 1 => "a second".into(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

#[cfg(test)]
mod tests {
    use super::wait;

    #[test]
    fn waiting_times_are_in_words() {
        for (seconds, expected) in [(0, "a second"), (60, "60 seconds"), (91, "2 minutes")] {
            assert_eq!(wait(seconds), expected);
        }
    }
}
