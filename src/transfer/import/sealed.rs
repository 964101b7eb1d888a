//! An uploaded file while it waits on the disk: sealed piece by piece under a key that only the
//! database knows, so that what is encrypted at rest does not lie about in the clear (SE-9).
use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

const PIECE: usize = 64 * 1024;
pub const KEY_BYTES: usize = 32;

pub struct Sealer {
    file: File,
    key: LessSafeKey,
    piece: Vec<u8>,
    index: u64,
}

impl Sealer {
    pub fn create(path: &Path, key: &[u8; KEY_BYTES]) -> io::Result<Self> {
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        Ok(Self { file, key: keyed(key)?, piece: Vec::with_capacity(PIECE + 16), index: 0 })
    }

    pub fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let room = PIECE - self.piece.len();
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            self.piece.extend_from_slice(now);
            bytes = later;
            // Only when more follows: the last piece says that it is the last.
            if self.piece.len() == PIECE && !bytes.is_empty() {
                self.seal(false)?;
            }
        }
        Ok(())
    }

    /// Everything is on the disk when this returns.
    pub fn finish(mut self) -> io::Result<()> {
        self.seal(true)?;
        self.file.sync_all()
    }

    fn seal(&mut self, is_last: bool) -> io::Result<()> {
        let nonce = nonce(self.index);
        let about = Aad::from([u8::from(is_last)]);
        self.key.seal_in_place_append_tag(nonce, about, &mut self.piece).map_err(broken)?;
        self.file.write_all(&self.piece)?;
        self.piece.clear();
        self.index += 1;
        Ok(())
    }
}

pub struct Unsealed {
    file: File,
    key: LessSafeKey,
    left: u64,
    index: u64,
    piece: Vec<u8>,
    from: usize,
}

impl Unsealed {
    pub fn open(path: &Path, key: &[u8; KEY_BYTES]) -> io::Result<Self> {
        let file = File::open(path)?;
        let left = file.metadata()?.len();
        Ok(Self { file, key: keyed(key)?, left, index: 0, piece: Vec::new(), from: 0 })
    }

    fn next_piece(&mut self) -> io::Result<()> {
        let whole = (PIECE + CHACHA20_POLY1305.tag_len()) as u64;
        let bytes = whole.min(self.left);
        self.left -= bytes;
        self.piece.resize(bytes as usize, 0);
        self.file.read_exact(&mut self.piece)?;
        let about = Aad::from([u8::from(self.left == 0)]);
        let opened = self.key.open_in_place(nonce(self.index), about, &mut self.piece);
        let length = opened.map_err(broken)?.len();
        self.piece.truncate(length);
        self.from = 0;
        self.index += 1;
        Ok(())
    }
}

impl Read for Unsealed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.from == self.piece.len() && self.left > 0 {
            self.next_piece()?;
        }
        let bytes = buffer.len().min(self.piece.len() - self.from);
        buffer[..bytes].copy_from_slice(&self.piece[self.from..self.from + bytes]);
        self.from += bytes;
        Ok(bytes)
    }
}

fn keyed(key: &[u8; KEY_BYTES]) -> io::Result<LessSafeKey> {
    Ok(LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, key).map_err(broken)?))
}

/// Each key seals one file, so that a piece's number is enough.
fn nonce(index: u64) -> Nonce {
    let mut bytes = [0; NONCE_LEN];
    bytes[..8].copy_from_slice(&index.to_le_bytes());
    Nonce::assume_unique_for_key(bytes)
}

fn broken(_: ring::error::Unspecified) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the uploaded file was changed or cut short")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(path: &Path, content: &[u8]) {
        let mut sealer = Sealer::create(path, &[7; KEY_BYTES]).unwrap();
        for part in content.chunks(1_000) {
            sealer.write(part).unwrap();
        }
        sealer.finish().unwrap();
    }

    fn opened(path: &Path) -> io::Result<Vec<u8>> {
        let mut content = Vec::new();
        Unsealed::open(path, &[7; KEY_BYTES])?.read_to_end(&mut content)?;
        Ok(content)
    }

    #[test]
    fn a_file_comes_back_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        for (at, size) in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE].into_iter().enumerate() {
            let path = folder.path().join(at.to_string());
            let content: Vec<u8> = (0..size).map(|it| (it % 251) as u8).collect();
            sealed(&path, &content);
            let on_disk = std::fs::read(&path).unwrap();
            assert!(size < 100 || !on_disk.windows(50).any(|it| it == &content[..50]));
            assert_eq!(opened(&path).unwrap(), content, "{size}");
            let whole = (PIECE + 16) as u64;
            if size > PIECE {
                std::fs::File::options().write(true).open(&path).unwrap().set_len(whole).unwrap();
                assert!(opened(&path).is_err(), "cut after a piece of {size}");
            }
        }
    }
}
