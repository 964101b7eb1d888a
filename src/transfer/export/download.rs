//! An export on its way: a chunk is read and written down while the one before is sent.
use std::io;

use hyper::body::Bytes;
use poem::{
    Response,
    http::{HeaderValue, header},
};

use super::Writing;
use crate::{
    actor::Actor,
    db::Db,
    error::{Error, Result},
    ids::Uid,
    transfer::whole::Whole,
    web::streamed::streamed,
    workspaces,
};

/// What can be written down as a file, a piece at a time.
pub enum Written {
    Contacts(Writing),
    /// On the heap: it is much the larger one.
    Workspace(Box<Whole>),
}

impl Written {
    fn content_type(&self) -> &'static str {
        match self {
            Self::Contacts(writing) => writing.format.content_type(),
            Self::Workspace(_) => "application/zip",
        }
    }

    fn extension(&self) -> &'static str {
        match self {
            Self::Contacts(writing) => writing.format.extension(),
            Self::Workspace(_) => "zip",
        }
    }
}

/// One more piece; None when all is written.
pub async fn next(
    db: &Db,
    actor: &Actor,
    workspace: Uid,
    mut written: Written,
) -> Result<Option<(Written, Vec<u8>)>> {
    let actor = actor.clone();
    db.read(move |conn| {
        let scope = workspaces::open(conn, &actor, workspace)?;
        let piece = match &mut written {
            Written::Contacts(writing) => writing.next(conn, &scope)?.map(String::into_bytes),
            Written::Workspace(whole) => whole.next(conn, &scope)?,
        };
        Ok(piece.map(|piece| (written, piece)))
    })
    .await
}

/// The answer to a download whose permission is proven; `name` is the file's, without its end.
pub fn download(db: Db, actor: Actor, workspace: Uid, written: Written, name: &str) -> Response {
    let (pieces, body) = streamed();
    let content_type = written.content_type();
    let disposition = attachment(name, written.extension());
    tokio::spawn(async move {
        let mut written = written;
        loop {
            let piece = match next(&db, &actor, workspace, written).await {
                Ok(None) => return,
                Ok(Some((rest, piece))) => {
                    written = rest;
                    Ok(Bytes::from(piece))
                }
                Err(cause) => {
                    tracing::warn!(cause = told(&cause), "an export broke off");
                    let _ = pieces.send(Err(io::Error::other("the export broke off"))).await;
                    return;
                }
            };
            if pieces.send(piece).await.is_err() {
                return;
            }
        }
    });
    let mut response = Response::builder().content_type(content_type).body(body);
    response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    response
}

fn told(cause: &Error) -> String {
    match cause {
        Error::Internal(cause) => cause.to_string(),
        other => other.to_string(),
    }
}

/// The name in plain letters, and beside it as it is.
pub fn attachment(name: &str, end: &str) -> HeaderValue {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || " -_.".contains(c);
    let plain: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    let encoded: String = name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect();
    let header =
        format!("attachment; filename=\"{plain}.{end}\"; filename*=UTF-8''{encoded}.{end}");
    HeaderValue::try_from(header).unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_keeps_its_name_in_any_alphabet() {
        let header = attachment("Zoë & \"Co\"", "csv");
        assert_eq!(
            header.to_str().unwrap(),
            "attachment; filename=\"Zo_ _ _Co_.csv\"; \
             filename*=UTF-8''Zo%C3%AB%20%26%20%22Co%22.csv"
        );
    }
}
