//! Asking S3 storage: signed, with its refusals in words, and asked again where that does no harm.
use std::{thread, time::Duration};

use super::{
    sign::{self, Signed, Signer},
    trouble::{Deed, StorageTrouble},
};
use crate::{
    backups::buckets::Bucket,
    clients::http::{Call, Failure, Http, Reply},
    clock::Clock,
};

pub type Result<T, E = StorageTrouble> = std::result::Result<T, E>;

const TRIES: u32 = 3;
const REST: Duration = Duration::from_millis(500);
/// Of an answer that is a list or a word; what is downloaded says how much it wants.
const ANSWER_BYTES: u64 = 4 << 20;

#[derive(Clone, Debug)]
pub struct Storage {
    pub bucket: Bucket,
    clock: Clock,
    http: Http,
}

pub struct Ask<'a> {
    method: &'static str,
    /// Of the bucket itself where it is empty.
    key: &'a str,
    query: Vec<(&'static str, String)>,
    headers: Vec<(&'static str, String)>,
    body: &'a [u8],
    deed: Deed,
    most_bytes: u64,
    may_repeat: bool,
}

impl<'a> Ask<'a> {
    /// Asking twice does no harm, or it is said.
    pub fn new(method: &'static str, key: &'a str, deed: Deed) -> Self {
        Self {
            method,
            key,
            query: Vec::new(),
            headers: Vec::new(),
            body: &[],
            deed,
            most_bytes: ANSWER_BYTES,
            may_repeat: true,
        }
    }

    pub fn query(mut self, name: &'static str, value: impl ToString) -> Self {
        self.query.push((name, value.to_string()));
        self
    }

    /// The name in small letters.
    pub fn header(mut self, name: &'static str, value: impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }

    pub fn body(mut self, body: &'a [u8]) -> Self {
        self.body = body;
        self
    }

    pub fn most_bytes(mut self, most_bytes: u64) -> Self {
        self.most_bytes = most_bytes;
        self
    }

    pub fn once(mut self) -> Self {
        self.may_repeat = false;
        self
    }
}

/// Whether it is worth asking again, and for what reason it was not answered.
enum Missed {
    ForNow(StorageTrouble),
    ForGood(StorageTrouble),
}

impl Storage {
    pub fn new(bucket: Bucket, clock: Clock) -> Self {
        Self { bucket, clock, http: Http::default() }
    }

    pub fn send(&self, ask: &Ask<'_>) -> Result<Reply> {
        let mut tries = 1;
        loop {
            match self.tried(ask) {
                Ok(reply) => return Ok(reply),
                Err(Missed::ForNow(cause)) if ask.may_repeat && tries < TRIES => {
                    tracing::debug!(%cause, "the storage is asked again");
                    thread::sleep(REST * 2_u32.pow(tries - 1));
                    tries += 1;
                }
                Err(Missed::ForNow(cause) | Missed::ForGood(cause)) => return Err(cause),
            }
        }
    }

    fn tried(&self, ask: &Ask<'_>) -> Result<Reply, Missed> {
        let (url, headers, now) = self.signed(ask);
        let host = self.bucket.endpoint.host();
        let call = Call {
            method: ask.method,
            url: &url,
            headers: &headers,
            body: ask.body,
            most_bytes: ask.most_bytes,
        };
        let reply = self.http.send(&call).map_err(|why| {
            let trouble = StorageTrouble::of_failure(why, host);
            match why {
                Failure::NotTrusted | Failure::NotUnderstood => Missed::ForGood(trouble),
                _ => Missed::ForNow(trouble),
            }
        })?;
        if (200..300).contains(&reply.status) {
            return Ok(reply);
        }
        let asked = (host, &*self.bucket.name, now);
        let trouble = StorageTrouble::of_reply(&reply, ask.deed, asked);
        let is_for_now = matches!(reply.status, 408 | 429 | 500 | 502 | 503 | 504);
        Err(if is_for_now { Missed::ForNow(trouble) } else { Missed::ForGood(trouble) })
    }

    /// The address, all headers, and the time that stands in them.
    fn signed(&self, ask: &Ask<'_>) -> (String, Vec<(&'static str, String)>, i64) {
        let Bucket { endpoint, region, name, access_key, secret_key, .. } = &self.bucket;
        let now = self.clock.now();
        let signer = Signer { region, access_key, secret_key: secret_key.reveal(), now };
        let slash = if ask.key.is_empty() { "" } else { "/" };
        let path = sign::encoded(&format!("/{name}{slash}{}", ask.key), true);
        let query = sign::query(&ask.query);
        let body_hash = sign::sha256(ask.body);
        let mut headers = ask.headers.clone();
        headers.extend([
            ("host", endpoint.host().to_owned()),
            ("x-amz-content-sha256", body_hash.clone()),
            ("x-amz-date", signer.date()),
        ]);
        let signed = Signed {
            method: ask.method,
            path: &path,
            query: &query,
            headers: &headers,
            body_hash: &body_hash,
        };
        let authorization = signer.authorization(&signed);
        headers.push(("authorization", authorization));
        let mark = if query.is_empty() { "" } else { "?" };
        (format!("{endpoint}{path}{mark}{query}"), headers, now)
    }

    /// As the service has it under the name that a backup is given.
    pub fn key(&self, name: &str) -> String {
        format!("{}{name}", self.bucket.prefix)
    }

    /// How large it is, and by what the same can be asked for again; none where it is not.
    pub fn size(&self, key: &str) -> Result<Option<(u64, String)>> {
        let head = match self.send(&Ask::new("HEAD", key, Deed::Look)) {
            Err(StorageTrouble::Gone) => return Ok(None),
            other => other?,
        };
        let text = |name| head.headers.get(name).and_then(|it| it.to_str().ok());
        let bytes = text("content-length").and_then(|it| it.parse().ok());
        let bytes = bytes.ok_or_else(|| self.not_storage())?;
        Ok(Some((bytes, text("etag").unwrap_or_default().to_owned())))
    }

    pub fn remove(&self, key: &str) -> Result<()> {
        match self.send(&Ask::new("DELETE", key, Deed::Remove)) {
            Err(StorageTrouble::Gone) => Ok(()),
            other => other.map(drop),
        }
    }

    pub fn not_storage(&self) -> StorageTrouble {
        StorageTrouble::NotStorage(self.bucket.endpoint.host().to_owned())
    }
}
