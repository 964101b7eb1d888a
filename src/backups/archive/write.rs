//! Making an archive: one stream, from the database's pages to wherever it is kept.
use std::io::{self, Write};

use tar::{EntryType, Header};
use zstd::Encoder;

use super::{DATABASE, DATABASE_KEY, MANIFEST, Manifest, STEPS, STEPS_TEXT, Small, WRAPPED_KEY};
use crate::{backups::recovery::RecoveryKey, db::pages::Snapshot, error::Result};

/// In what time what size comes out: little time, on a small processor.
const LEVEL: i32 = 3;
const BLOCK: usize = 512;

pub struct Content<'a> {
    pub manifest: &'a Manifest,
    pub database_key: &'a str,
    /// The same as it lay in its file, where a passphrase wraps it.
    pub wrapped_key: Option<&'a str>,
    pub certificates: &'a [Small],
    pub snapshot: &'a Snapshot,
}

/// The inner result is what the place said, the outer one what the database did.
pub fn write(
    content: &Content<'_>,
    key: &RecoveryKey,
    to: &mut dyn Write,
    mut one_page_more: impl FnMut() -> io::Result<()>,
) -> Result<io::Result<()>> {
    let mut tar = match begun(content, key, to) {
        Ok(tar) => tar,
        Err(cause) => return Ok(Err(cause)),
    };
    let paged = content.snapshot.each_page(|page| {
        one_page_more()?;
        tar.write_all(page)
    })?;
    Ok(paged.and_then(|()| ended(tar, content.snapshot.bytes())))
}

type Sealed<'a> = Encoder<'static, age::stream::StreamWriter<&'a mut dyn Write>>;

fn begun<'a>(
    content: &Content<'_>,
    key: &RecoveryKey,
    to: &'a mut dyn Write,
) -> io::Result<Sealed<'a>> {
    let recipient = key.recipient();
    let sealed = age::Encryptor::with_recipients([&recipient as &dyn age::Recipient].into_iter())
        .map_err(io::Error::other)?
        .wrap_output(to)?;
    let mut tar = Encoder::new(sealed, LEVEL)?;
    tar.include_checksum(true)?;
    let made_on = content.manifest.made_on;
    let manifest = serde_json::to_vec_pretty(content.manifest)?;
    let mut small = |name: &str, bytes: &[u8]| {
        tar.write_all(&header(name, bytes.len() as u64, made_on)?)?;
        tar.write_all(bytes)?;
        fill(&mut tar, bytes.len() as u64)
    };
    small(MANIFEST, &manifest)?;
    small(STEPS, STEPS_TEXT.as_bytes())?;
    small(DATABASE_KEY, content.database_key.as_bytes())?;
    if let Some(wrapped) = content.wrapped_key {
        small(WRAPPED_KEY, wrapped.as_bytes())?;
    }
    for (name, bytes) in content.certificates {
        small(name, bytes)?;
    }
    tar.write_all(&header(DATABASE, content.snapshot.bytes(), made_on)?)?;
    Ok(tar)
}

fn ended(mut tar: Sealed<'_>, database_bytes: u64) -> io::Result<()> {
    fill(&mut tar, database_bytes)?;
    tar.write_all(&[0; 2 * BLOCK])?;
    tar.finish()?.finish()?.flush()
}

fn header(name: &str, bytes: u64, made_on: i64) -> io::Result<[u8; BLOCK]> {
    let mut header = Header::new_ustar();
    header.set_path(name)?;
    header.set_size(bytes);
    header.set_mode(0o600);
    header.set_mtime(made_on.try_into().unwrap_or(0));
    header.set_entry_type(EntryType::Regular);
    header.set_cksum();
    Ok(*header.as_bytes())
}

/// Every entry ends with a whole block.
fn fill(tar: &mut impl Write, bytes: u64) -> io::Result<()> {
    let over = (bytes % BLOCK as u64) as usize;
    if over == 0 { Ok(()) } else { tar.write_all(&[0; BLOCK][over..]) }
}
