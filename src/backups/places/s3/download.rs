//! A file on its way out of a bucket: piece by piece, so that a lost connection costs one of them,
//! and always of the same object.
use std::io::{self, ErrorKind, Read};

use super::{
    call::{Ask, Result, Storage},
    trouble::{Deed, StorageTrouble},
    upload::PART_BYTES,
};

pub struct Download {
    storage: Storage,
    key: String,
    tag: String,
    bytes: u64,
    /// Where the next piece begins.
    next: u64,
    piece: io::Cursor<Vec<u8>>,
}

impl Download {
    pub fn open(storage: Storage, key: String) -> Result<Self> {
        let (bytes, tag) = storage.size(&key)?.ok_or(StorageTrouble::Gone)?;
        Ok(Self { storage, key, tag, bytes, next: 0, piece: io::Cursor::default() })
    }

    fn fetch(&self) -> Result<Vec<u8>> {
        let end = self.bytes.min(self.next + PART_BYTES as u64);
        let wanted = end - self.next;
        let mut ask = Ask::new("GET", &self.key, Deed::Look)
            .header("range", format!("bytes={}-{}", self.next, end - 1))
            .most_bytes(wanted + 1);
        if !self.tag.is_empty() {
            ask = ask.header("if-match", &self.tag);
        }
        let reply = self.storage.send(&ask)?;
        match reply.body.len() as u64 == wanted {
            true => Ok(reply.body),
            false => Err(self.storage.not_storage()),
        }
    }
}

impl Read for Download {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let is_at_end = self.piece.position() == self.piece.get_ref().len() as u64;
        if is_at_end && self.next < self.bytes {
            // The one before is given back first, so that only one is there.
            self.piece = io::Cursor::default();
            let piece = self.fetch().map_err(|cause| io::Error::new(ErrorKind::NetworkDown, cause));
            self.piece = io::Cursor::new(piece?);
            self.next += self.piece.get_ref().len() as u64;
        }
        self.piece.read(buffer)
    }
}
