//! A file posted with a form: the form's token comes first, then the file, piece by piece. Whoever
//! may not send it is told before a byte of it is read.
use std::{io, time::Duration};

use poem::{
    Body, FromRequest, Request, RequestBody, Result,
    web::{Field, Multipart},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt},
    sync::mpsc,
};

use super::{
    DoorForm, Fields, NoForm, OldPage, Submission, Visit, cookie, fields::is_form, kept::Csrf,
};
use crate::{
    accounts::sessions,
    error::Error,
    web::{rescue::Deadline, ui},
};

const PIECE: usize = 64 * 1024;
const MOST_WAITING: usize = 4;
/// Words beside the file: a token, a code.
const MOST_WORDS: usize = 16;
const MOST_WORD_BYTES: u64 = 4096;
/// A slow network at home takes its time; a pause within is cut much earlier.
const LONGEST: Duration = Duration::from_secs(30 * 60);

pub type Pieces = mpsc::Receiver<io::Result<Vec<u8>>>;

/// The file of a form, as it comes in.
pub struct Upload {
    pub visit: Visit,
    pub name: String,
    file: Field,
}

impl Upload {
    /// Who sends it, by what stands before the body. A form of words alone is looked at, and kept,
    /// as any other is.
    pub async fn visit(request: &Request, body: &mut RequestBody) -> Result<Visit> {
        match is_form(request) {
            true => Ok(Submission::from_request(request, body).await?.visit),
            false => Ok(Visit::of(request)?),
        }
    }

    /// Reads the form up to its file; `visit` has been let in already.
    pub async fn open(visit: Visit, request: &Request, mut body: RequestBody) -> Result<Self> {
        if is_form(request) {
            return Err(Error::invalid("file", "Choose a file").into());
        }
        if let Some(deadline) = request.data::<Deadline>() {
            deadline.extend(LONGEST);
        }
        let form = Multipart::from_request(request, &mut body).await;
        let mut form = form.map_err(|_| NoForm)?;
        let mut csrf = None;
        while let Some(field) = form.next_field().await.map_err(|_| NoForm)? {
            match (field.name(), field.file_name().is_some()) {
                (Some(ui::CSRF_FIELD), false) => csrf = Some(Csrf::parse(&words(field).await?)),
                (_, true) => {
                    let visit = from_a_page_of(visit, request, csrf)?;
                    let name = field.file_name().unwrap_or_default().to_owned();
                    return Ok(Self { visit, name, file: field });
                }
                _ => drop(words(field).await?),
            }
        }
        from_a_page_of(visit, request, csrf)?;
        Err(Error::invalid("file", "Choose a file").into())
    }

    /// The file, while it comes in. A connection that breaks off is an error in the end.
    pub fn pieces(self) -> (Visit, String, Pieces) {
        (self.visit, self.name, forwarded(self.file.into_async_read()))
    }
}

/// A file posted before there is a session. Its words come first, and what they are worth is looked
/// at before a byte of the file is read.
pub struct DoorUpload(Field);

impl DoorUpload {
    /// The form up to its file; none where no file was chosen.
    pub async fn open(
        request: &Request,
        mut body: RequestBody,
    ) -> Result<(DoorForm, Option<Self>)> {
        if is_form(request) {
            return Ok((DoorForm::from_request(request, &mut body).await?, None));
        }
        let form = Multipart::from_request(request, &mut body).await;
        let mut form = form.map_err(|_| NoForm)?;
        let (mut fields, mut file) = (Vec::new(), None);
        while let Some(field) = form.next_field().await.map_err(|_| NoForm)? {
            if let Some(name) = field.file_name() {
                file = (!name.is_empty()).then_some(Self(field));
                break;
            }
            let name = field.name().unwrap_or_default().to_owned();
            if fields.len() < MOST_WORDS {
                fields.push((name, words(field).await?));
            }
        }
        Ok((DoorForm::of(request, Fields::from_iter(fields))?, file))
    }

    /// From here on it may take its time.
    pub fn pieces(self, request: &Request) -> Pieces {
        if let Some(deadline) = request.data::<Deadline>() {
            deadline.extend(LONGEST);
        }
        forwarded(self.0.into_async_read())
    }
}

/// However long it says it is, no more of it is taken into memory.
async fn words(field: Field) -> Result<String> {
    let mut bytes = Vec::new();
    let read = field.into_async_read().take(MOST_WORD_BYTES).read_to_end(&mut bytes).await;
    read.map_err(|_| NoForm)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn from_a_page_of(visit: Visit, request: &Request, csrf: Option<Csrf>) -> Result<Visit> {
    let token = cookie::session_token(request).ok_or(Error::Unauthenticated)?;
    match csrf {
        Some(csrf) if sessions::is_csrf_token(token, &csrf.proof) => Ok(visit.only_for(csrf.user)),
        _ => Err(OldPage.into()),
    }
}

/// A file that is a request's whole body, for programs.
pub fn whole_body(request: &Request, body: Body) -> Pieces {
    if let Some(deadline) = request.data::<Deadline>() {
        deadline.extend(LONGEST);
    }
    forwarded(body.into_async_read())
}

/// Read on while whoever takes the pieces writes them down.
fn forwarded(file: impl AsyncRead + Send + 'static) -> Pieces {
    let (sender, pieces) = mpsc::channel(MOST_WAITING);
    tokio::spawn(async move {
        let mut file = std::pin::pin!(file);
        loop {
            let mut piece = vec![0; PIECE];
            let read = file.read(&mut piece).await;
            let is_over = !matches!(read, Ok(1..));
            let piece = match read {
                Ok(0) => return,
                Ok(read) => {
                    piece.truncate(read);
                    Ok(piece)
                }
                Err(cause) => Err(cause),
            };
            if sender.send(piece).await.is_err() || is_over {
                return;
            }
        }
    });
    pieces
}
