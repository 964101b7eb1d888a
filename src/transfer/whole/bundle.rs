//! The archive: a ZIP, which any computer opens, written from its beginning to its end.
use std::{
    io::{self, Write},
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::civil::DateTime;
use zip::{
    ZipWriter,
    write::{SimpleFileOptions, StreamWriter},
};

use crate::error::{Error, Result};

pub struct Bundle {
    /// On the heap: it is passed on with each piece.
    zip: Option<Box<ZipWriter<StreamWriter<Written>>>>,
    written: Written,
    options: SimpleFileOptions,
}

/// What is packed and not sent yet.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    fn lock(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.lock().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Bundle {
    /// `wall` is the time that its files carry, by the clock of whoever takes them along.
    pub fn new(wall: Option<DateTime>) -> Self {
        let written = Written::default();
        let options = SimpleFileOptions::default().unix_permissions(0o600);
        let options = match wall.and_then(stamp) {
            Some(at) => options.last_modified_time(at),
            None => options,
        };
        let zip = Some(Box::new(ZipWriter::new_stream(written.clone())));
        Self { zip, written, options }
    }

    pub fn begin(&mut self, name: &str) -> Result<()> {
        let options = self.options;
        self.zip()?.start_file(name, options).map_err(Error::internal)
    }

    pub fn write(&mut self, text: &str) -> Result<()> {
        self.zip()?.write_all(text.as_bytes()).map_err(Error::internal)
    }

    pub fn finish(&mut self) -> Result<()> {
        match self.zip.take() {
            Some(zip) => zip.finish().map(drop).map_err(Error::internal),
            None => Ok(()),
        }
    }

    /// What came to be since the last time.
    pub fn take(&mut self) -> Vec<u8> {
        mem::take(&mut *self.written.lock())
    }

    fn zip(&mut self) -> Result<&mut ZipWriter<StreamWriter<Written>>> {
        self.zip
            .as_deref_mut()
            .ok_or_else(|| Error::internal(anyhow::anyhow!("it is written already")))
    }
}

fn stamp(wall: DateTime) -> Option<zip::DateTime> {
    let part = |it: i8| u8::try_from(it).ok();
    zip::DateTime::from_date_and_time(
        u16::try_from(wall.year()).ok()?,
        part(wall.month())?,
        part(wall.day())?,
        part(wall.hour())?,
        part(wall.minute())?,
        part(wall.second())?,
    )
    .ok()
}
