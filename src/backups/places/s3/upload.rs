//! A file on its way into a bucket: in parts as it is made, of which one is in memory; a small one
//! whole.
use std::io::{self, Write};

use super::{
    call::{Ask, Result, Storage},
    trouble::{Deed, StorageTrouble},
    xml,
};

/// Services want 5 MiB at least, and 10 000 of them at most.
pub const PART_BYTES: usize = 8 << 20;
/// What can be copied as one, which is how a backup gets its name.
const MOST_BYTES: u64 = 5_000_000_000;

pub struct Upload<'a> {
    storage: &'a Storage,
    key: &'a str,
    part: Vec<u8>,
    sent_bytes: u64,
    begun: Option<Begun>,
    /// What the writer was told in words of the system.
    pub failed: Option<StorageTrouble>,
}

/// In several parts; what each was answered.
struct Begun {
    id: String,
    tags: Vec<String>,
}

impl<'a> Upload<'a> {
    pub fn new(storage: &'a Storage, key: &'a str) -> Self {
        let part = Vec::with_capacity(PART_BYTES);
        Self { storage, key, part, sent_bytes: 0, begun: None, failed: None }
    }

    /// Sends what is left; answers with the size of the whole.
    pub fn finish(&mut self) -> Result<u64> {
        if self.begun.is_none() {
            let whole = Ask::new("PUT", self.key, Deed::Write).body(&self.part);
            self.storage.send(&whole)?;
            return Ok(self.part.len() as u64);
        }
        if !self.part.is_empty() {
            self.send_part()?;
        }
        self.put_together()?;
        Ok(self.sent_bytes)
    }

    /// Parts that were sent cost money until this is said.
    pub fn abort(&self) {
        let Some(begun) = &self.begun else { return };
        if let Err(cause) = abort(self.storage, self.key, &begun.id) {
            tracing::warn!(%cause, "parts of a backup could not be removed; the next one tries");
        }
    }

    fn send_part(&mut self) -> Result<()> {
        if self.sent_bytes + self.part.len() as u64 > MOST_BYTES {
            return Err(StorageTrouble::TooLarge);
        }
        let begun = match &mut self.begun {
            Some(begun) => begun,
            None => self.begun.insert(begin(self.storage, self.key)?),
        };
        let part = Ask::new("PUT", self.key, Deed::Write)
            .query("partNumber", begun.tags.len() + 1)
            .query("uploadId", &begun.id)
            .body(&self.part);
        let reply = self.storage.send(&part)?;
        let tag = reply.headers.get("etag").and_then(|it| it.to_str().ok());
        begun.tags.push(tag.ok_or_else(|| self.storage.not_storage())?.to_owned());
        self.sent_bytes += self.part.len() as u64;
        self.part.clear();
        Ok(())
    }

    /// Where the answer is lost it may be done all the same; then it is there.
    fn put_together(&self) -> Result<()> {
        let Some(Begun { id, tags }) = &self.begun else { return Ok(()) };
        let parts: String = (1..)
            .zip(tags)
            .map(|(nth, tag)| {
                let tag = xml::escaped(tag);
                format!("<Part><PartNumber>{nth}</PartNumber><ETag>{tag}</ETag></Part>")
            })
            .collect();
        let body = format!("<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>");
        let ask = Ask::new("POST", self.key, Deed::Write)
            .query("uploadId", id)
            .body(body.as_bytes())
            .once();
        let done = self.storage.send(&ask).and_then(|reply| no_error_inside(&reply.body));
        match done {
            Ok(()) => Ok(()),
            Err(cause) => match self.storage.size(self.key) {
                Ok(Some((bytes, _))) if bytes == self.sent_bytes => Ok(()),
                _ => Err(cause),
            },
        }
    }
}

impl Write for Upload<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.part.len() == PART_BYTES
            && let Err(cause) = self.send_part()
        {
            self.failed = Some(cause.clone());
            return Err(io::Error::other(cause));
        }
        let taken = bytes.len().min(PART_BYTES - self.part.len());
        self.part.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    /// A part goes out when it is full; the last one in `finish`.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub fn abort(storage: &Storage, key: &str, id: &str) -> Result<()> {
    match storage.send(&Ask::new("DELETE", key, Deed::Write).query("uploadId", id)) {
        Err(StorageTrouble::Gone) => Ok(()),
        other => other.map(drop),
    }
}

/// Said once: asked twice, one of the two would be left over.
fn begin(storage: &Storage, key: &str) -> Result<Begun> {
    let ask = Ask::new("POST", key, Deed::Write).query("uploads", "").once();
    let reply = storage.send(&ask)?;
    let id = xml::text(&String::from_utf8_lossy(&reply.body), "UploadId");
    Ok(Begun { id: id.ok_or_else(|| storage.not_storage())?, tags: Vec::new() })
}

/// A long work is answered with 200 before it is known how it ends.
pub fn no_error_inside(body: &[u8]) -> Result<()> {
    let text = String::from_utf8_lossy(body);
    match xml::is_a(&text, "Error") {
        false => Ok(()),
        true => Err(StorageTrouble::Other {
            status: 200,
            code: xml::text(&text, "Code").unwrap_or_default(),
            message: xml::text(&text, "Message").unwrap_or_default(),
        }),
    }
}
