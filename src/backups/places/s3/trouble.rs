//! What can stand in the way between this box and S3 storage, in words for people, and by which
//! field of its form it is told.
use jiff::{Timestamp, fmt::rfc2822};

use super::xml;
use crate::clients::http::{Failure, Reply};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StorageTrouble {
    #[error("{host} cannot be reached: {why}. Check the endpoint, and whether this box is online.")]
    Unreachable { host: String, why: Failure },
    #[error(
        "The connection to {0} was lost half way. What was begun does not count, and earlier \
         backups are kept. It is tried again by itself, or press “Back up now”."
    )]
    CutOff(String),
    #[error("{0} does not answer as S3 storage does. Check the endpoint.")]
    NotStorage(String),
    #[error("There is no bucket “{0}” there. Check its name, and its region.")]
    NoBucket(String),
    #[error("The service does not know this access key. Copy it again, or make a new one there.")]
    UnknownKey,
    #[error("The secret key does not belong to the access key. Copy both again.")]
    WrongSecret,
    #[error("The region is wrong: {}", region_wanted(.0))]
    WrongRegion(Option<String>),
    #[error(
        "The clock of this box is {0} that of the service, which therefore refuses. Connect the \
         box to the internet so that it sets its clock, or set the time; then try again."
    )]
    Skewed(String),
    #[error(
        "This access key may not look into the bucket “{0}”. Give it the right to list, read and \
         write there."
    )]
    MayNotLook(String),
    #[error(
        "This access key may look into the bucket “{0}”, but not write in it. Give it the right \
         to write and to delete there. Earlier backups are kept."
    )]
    MayNotWrite(String),
    #[error(
        "This access key may not delete in the bucket “{0}”, so old backups would stay for ever. \
         Give it the right to delete there."
    )]
    MayNotRemove(String),
    #[error(
        "The storage is full, or its quota is used up. What was begun is removed, and earlier \
         backups are kept. Make room there, or keep fewer backups."
    )]
    Full,
    #[error("The backup is larger than 5 GB, which is more than one object may have there.")]
    TooLarge,
    #[error("It is no longer there.")]
    Gone,
    #[error("The service answered {status} {code}{}", because(.message))]
    Other { status: u16, code: String, message: String },
}

/// What was being done: the same refusal means different things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Look,
    Write,
    Remove,
}

impl StorageTrouble {
    /// Of the form; none where no field is to blame.
    pub fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::Unreachable { .. } | Self::NotStorage(_) => "endpoint",
            Self::NoBucket(_) | Self::MayNotWrite(_) | Self::MayNotRemove(_) => "bucket",
            Self::UnknownKey | Self::MayNotLook(_) => "access_key",
            Self::WrongSecret => "secret_key",
            Self::WrongRegion(_) => "region",
            _ => return None,
        })
    }

    pub(super) fn of_failure(why: Failure, host: &str) -> Self {
        match why {
            Failure::CutOff => Self::CutOff(host.into()),
            Failure::NotUnderstood => Self::NotStorage(host.into()),
            why => Self::Unreachable { host: host.into(), why },
        }
    }

    pub(super) fn of_reply(reply: &Reply, deed: Deed, (host, bucket, now): Asked<'_>) -> Self {
        let xml = String::from_utf8_lossy(&reply.body);
        let code = xml::text(&xml, "Code").unwrap_or_default();
        let refused = || match deed {
            Deed::Look => Self::MayNotLook(bucket.into()),
            Deed::Write => Self::MayNotWrite(bucket.into()),
            Deed::Remove => Self::MayNotRemove(bucket.into()),
        };
        match (&*code, reply.status) {
            ("RequestTimeTooSkewed" | "RequestExpired", _) => Self::Skewed(apart(reply, now)),
            ("InvalidAccessKeyId" | "NotSignedUp", _) => Self::UnknownKey,
            ("SignatureDoesNotMatch", _) => Self::WrongSecret,
            ("NoSuchBucket" | "InvalidBucketName", _) => Self::NoBucket(bucket.into()),
            (
                "AuthorizationHeaderMalformed"
                | "PermanentRedirect"
                | "TemporaryRedirect"
                | "IllegalLocationConstraintException",
                _,
            )
            | (_, 301 | 307 | 308) => Self::WrongRegion(region(reply, &xml)),
            ("QuotaExceeded" | "StorageFull" | "XMinioStorageFull", _) | (_, 507) => Self::Full,
            ("EntityTooLarge", _) => Self::TooLarge,
            ("NoSuchKey" | "NoSuchUpload", _) => Self::Gone,
            ("AccessDenied" | "AllAccessDisabled" | "AccountProblem", _) => refused(),
            // To HEAD nothing is answered but the status.
            ("", 403) if reply.body.is_empty() => refused(),
            ("", 404) if reply.body.is_empty() => Self::Gone,
            ("", 200..500) => Self::NotStorage(host.into()),
            (_, status) => {
                let message = xml::text(&xml, "Message").unwrap_or_default();
                Self::Other { status, message: message.chars().take(200).collect(), code }
            }
        }
    }
}

pub(super) type Asked<'a> = (&'a str, &'a str, i64);

/// By how much, and on which side; as far as the service says what time it has.
fn apart(reply: &Reply, now: i64) -> String {
    let date = reply.headers.get("date").and_then(|it| it.to_str().ok());
    let theirs = date.and_then(date_of);
    let Some(ahead) = theirs.map(|theirs| now - theirs).filter(|it| it.abs() >= 60) else {
        return "far from".into();
    };
    let (length, side) = (ahead.unsigned_abs(), if ahead > 0 { "ahead of" } else { "behind" });
    let (count, unit) = match length {
        0..7_200 => (length / 60, "minute"),
        7_200..172_800 => (length / 3_600, "hour"),
        _ => (length / 86_400, "day"),
    };
    format!("{count} {unit}{} {side}", if count == 1 { "" } else { "s" })
}

pub(super) fn date_of(text: &str) -> Option<i64> {
    rfc2822::DateTimeParser::new().parse_timestamp(text).ok().map(Timestamp::as_second)
}

fn region(reply: &Reply, xml: &str) -> Option<String> {
    let told = reply.headers.get("x-amz-bucket-region").and_then(|it| it.to_str().ok());
    told.map(str::to_owned).or_else(|| xml::text(xml, "Region")).filter(|it| !it.is_empty())
}

fn region_wanted(region: &Option<String>) -> String {
    match region {
        Some(region) => format!("this bucket is in {region}. Type that."),
        None => "this bucket is in another one. Look on its service’s page.".into(),
    }
}

fn because(message: &str) -> String {
    if message.is_empty() { ".".into() } else { format!(": {message}") }
}
