//! A backup as a file: `age` around `zstd` around `tar`, so that stock tools take it apart. First
//! what it is of, then the key and the certificates, last the database, plain in its own pages.
mod read;
mod write;

use std::{collections::BTreeMap, path::PathBuf};

use serde::{Deserialize, Serialize};

use super::trouble::{Result, Trouble};
use crate::db::SCHEMA_VERSION;

pub use read::{Opened, open};
pub use write::{Content, write};

pub const FORMAT: u32 = 1;
pub const DATABASE: &str = "pi-crm.db";
const MANIFEST: &str = "manifest.json";
const DATABASE_KEY: &str = "database.key";
const WRAPPED_KEY: &str = "database.key.wrapped";
const CERTIFICATES: &str = "tls/";
const STEPS: &str = "RESTORE.txt";
const STEPS_TEXT: &str = include_str!("steps.txt");

/// What the archive is of; stands at its beginning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    pub made_by: String,
    pub made_on: i64,
    /// Which household, whatever box it runs on.
    pub household: String,
    pub schema: i64,
    pub page_bytes: u32,
    pub pages: u32,
    /// Rows of each table that counts.
    pub counts: BTreeMap<String, i64>,
}

impl Manifest {
    pub fn bytes(&self) -> u64 {
        u64::from(self.pages) * u64::from(self.page_bytes)
    }

    fn check(self) -> Result<Self> {
        match self.format > FORMAT || self.schema > SCHEMA_VERSION {
            true => Err(Trouble::Newer { made_by: self.made_by }),
            false => Ok(self),
        }
    }
}

/// A small file that goes along: its name in the archive, and what it holds.
pub type Small = (String, Vec<u8>);

/// The local authority and its certificate, as they lie in the data folder.
pub fn certificate_path(data_dir: &std::path::Path, name: &str) -> Option<PathBuf> {
    let file = name.strip_prefix(CERTIFICATES)?;
    let is_plain = !file.is_empty() && !file.starts_with('.') && !file.contains('/');
    is_plain.then(|| data_dir.join("tls").join(file))
}
