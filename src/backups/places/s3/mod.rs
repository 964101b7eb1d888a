//! A bucket of S3 storage as a place for backups. What was written lies under a name that no list
//! tells; proven, it is copied to its own.
mod call;
mod download;
mod sign;
mod trouble;
mod upload;
mod xml;

use std::io::Read;

pub use trouble::StorageTrouble;

use super::{Fill, Name, Place, Stored};
use crate::{
    backups::{
        buckets::Bucket,
        trouble::{Result, Trouble},
    },
    clock::{Clock, DAY_S},
    ids::Uid,
};
use call::{Ask, Storage};
use download::Download;
use trouble::Deed;
use upload::Upload;

const PART: &str = ".part";
/// A thousand names each; a bucket with more is not one of backups.
const MOST_PAGES: usize = 50;
const PAGE_NAMES: usize = 1_000;

pub struct S3(Storage);

impl S3 {
    pub fn new(bucket: Bucket, clock: Clock) -> Self {
        Self(Storage::new(bucket, clock))
    }

    /// Does once, with a small object, all that a backup will do.
    pub fn try_out(&self) -> Result<(), StorageTrouble> {
        self.look(true)?;
        let key = self.0.key(&format!("pi-crm-trial-{}", Uid::new()));
        let body = b"pi-crm writes, reads and removes this to see whether it may.";
        self.0.send(&Ask::new("PUT", &key, Deed::Write).body(body))?;
        let back = self.0.send(&Ask::new("GET", &key, Deed::Look));
        let removed = self.0.remove(&key);
        match back?.body == body {
            true => removed,
            false => Err(self.0.not_storage()),
        }
    }

    fn look(&self, may_repeat: bool) -> Result<(), StorageTrouble> {
        self.page("", 1, "", may_repeat).map(drop)
    }

    fn part(&self, name: &Name) -> String {
        self.0.key(&format!("{name}{PART}"))
    }

    fn whole(&self, name: &Name) -> String {
        self.0.key(&name.to_string())
    }

    /// The elements of one page of the list, and where the next one begins.
    fn page(
        &self,
        begins: &str,
        most: usize,
        after: &str,
        may_repeat: bool,
    ) -> Result<(String, Option<String>), StorageTrouble> {
        let mut ask = Ask::new("GET", "", Deed::Look)
            .query("list-type", 2)
            .query("max-keys", most)
            .query("prefix", self.0.key(begins));
        if !after.is_empty() {
            ask = ask.query("continuation-token", after);
        }
        let reply = self.0.send(&if may_repeat { ask } else { ask.once() })?;
        let text = String::from_utf8_lossy(&reply.body).into_owned();
        if !xml::is_a(&text, "ListBucketResult") {
            return Err(self.0.not_storage());
        }
        let is_more = xml::text(&text, "IsTruncated").as_deref() == Some("true");
        let next = xml::text(&text, "NextContinuationToken").filter(|_| is_more);
        Ok((text, next))
    }

    /// What of ours lies there: what follows the prefix, and its size.
    fn all(&self) -> Result<Vec<(String, u64)>, StorageTrouble> {
        let (mut found, mut after) = (Vec::new(), String::new());
        for _ in 0..MOST_PAGES {
            let (text, next) = self.page("pi-crm-", PAGE_NAMES, &after, false)?;
            found.extend(xml::all(&text, "Contents").filter_map(|it| {
                let name = self.name_of(&xml::text(it, "Key")?)?;
                Some((name, xml::text(it, "Size")?.parse().ok()?))
            }));
            match next {
                Some(next) => after = next,
                None => break,
            }
        }
        Ok(found)
    }

    fn name_of(&self, key: &str) -> Option<String> {
        key.strip_prefix(&*self.0.bucket.prefix).map(str::to_owned)
    }

    /// Of backups of this household that ended with the power, a day or more ago: others may be
    /// writing in the same bucket. Not every service lists parts.
    fn sweep(&self, now: &Name) -> Result<(), StorageTrouble> {
        let is_left = |file: &str| {
            let name = file.strip_suffix(PART).and_then(|it| it.parse::<Name>().ok());
            name.is_some_and(|it| it.is_of_the_same(now) && it.made_on() < now.made_on() - DAY_S)
        };
        for (file, _) in self.all()?.iter().filter(|(file, _)| is_left(file)) {
            self.0.remove(&self.0.key(file))?;
        }
        let ask = Ask::new("GET", "", Deed::Look)
            .query("prefix", self.0.key("pi-crm-"))
            .query("uploads", "");
        let Ok(reply) = self.0.send(&ask.once()) else { return Ok(()) };
        for upload in xml::all(&String::from_utf8_lossy(&reply.body), "Upload") {
            let (Some(key), Some(id)) = (xml::text(upload, "Key"), xml::text(upload, "UploadId"))
            else {
                continue;
            };
            if self.name_of(&key).is_some_and(|it| is_left(&it)) {
                upload::abort(&self.0, &key, &id)?;
            }
        }
        Ok(())
    }

    fn copied(&self, name: &Name) -> Result<(), StorageTrouble> {
        let (part, whole) = (self.part(name), self.whole(name));
        let size = |key: &str| Ok(self.0.size(key)?.map(|(bytes, _)| bytes));
        let written = size(&part)?.ok_or(StorageTrouble::Gone)?;
        let source = sign::encoded(&format!("/{}/{part}", self.0.bucket.name), true);
        let ask = Ask::new("PUT", &whole, Deed::Write).header("x-amz-copy-source", source);
        upload::no_error_inside(&self.0.send(&ask)?.body)?;
        match size(&whole)? == Some(written) {
            true => Ok(()),
            false => Err(self.0.not_storage()),
        }
    }
}

impl Place for S3 {
    /// How much room there is nobody tells; that it can be reached and opened is something.
    fn check(&self, _: u64) -> Result<()> {
        Ok(self.look(true)?)
    }

    fn write(&self, name: &Name, fill: &mut Fill<'_>) -> Result<u64> {
        if let Err(cause) = self.sweep(name) {
            tracing::warn!(%cause, "what an earlier backup left over could not be removed");
        }
        let key = self.part(name);
        let mut upload = Upload::new(&self.0, &key);
        let filled = fill(&mut upload);
        let failed = upload.failed.take();
        let done = match (filled, failed) {
            (_, Some(cause)) => Err(cause.into()),
            (Err(cause), None) => Err(cause),
            (Ok(Err(cause)), None) => Err(Trouble::at(self.0.bucket.shown(), cause)),
            (Ok(Ok(())), None) => upload.finish().map_err(Trouble::from),
        };
        if done.is_err() {
            upload.abort();
        }
        done
    }

    fn read_back(&self, name: &Name) -> Result<Box<dyn Read + Send>> {
        Ok(Box::new(Download::open(self.0.clone(), self.part(name))?))
    }

    fn keep(&self, name: &Name) -> Result<()> {
        self.copied(name)?;
        self.discard(name);
        Ok(())
    }

    fn discard(&self, name: &Name) {
        if let Err(cause) = self.0.remove(&self.part(name)) {
            tracing::warn!(%cause, "what a backup left over could not be removed");
        }
    }

    fn list(&self) -> Result<Vec<Stored>> {
        let stored =
            |(file, bytes): (String, u64)| file.parse().ok().map(|name| Stored { name, bytes });
        let mut found: Vec<_> = self.all()?.into_iter().filter_map(stored).collect();
        found.sort_by(|one, other| other.cmp(one));
        Ok(found)
    }

    fn open(&self, name: &Name) -> Result<Box<dyn Read + Send>> {
        match Download::open(self.0.clone(), self.whole(name)) {
            Err(StorageTrouble::Gone) => Err(Trouble::NoFile(name.to_string())),
            other => Ok(Box::new(other?)),
        }
    }

    fn remove(&self, name: &Name) -> Result<()> {
        Ok(self.0.remove(&self.whole(name))?)
    }
}
