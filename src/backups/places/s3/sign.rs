//! Signature version 4: what proves to S3 storage who asks, and that nobody changed what was
//! asked. The path is encoded once and is not tidied, as S3 alone wants it.
use jiff::{Timestamp, tz::TimeZone};
use ring::{digest, hmac};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const SERVICE: &str = "s3";

pub struct Signer<'a> {
    pub region: &'a str,
    pub access_key: &'a str,
    pub secret_key: &'a str,
    /// Seconds since 1970.
    pub now: i64,
}

/// What is signed: exactly what goes over the wire.
pub struct Signed<'a> {
    pub method: &'a str,
    /// Encoded.
    pub path: &'a str,
    /// Encoded and in order, as `query` makes it.
    pub query: &'a str,
    /// Names in lower case; `host` among them.
    pub headers: &'a [(&'static str, String)],
    pub body_hash: &'a str,
}

impl Signer<'_> {
    /// For the header `x-amz-date`.
    pub fn date(&self) -> String {
        self.at("%Y%m%dT%H%M%SZ")
    }

    /// The header `authorization`.
    pub fn authorization(&self, signed: &Signed<'_>) -> String {
        let scope = self.scope();
        let names = signed_names(signed);
        let signature = hex(hmac::sign(&self.key(), self.to_sign(signed).as_bytes()).as_ref());
        format!(
            "{ALGORITHM} Credential={}/{scope}, SignedHeaders={names}, Signature={signature}",
            self.access_key
        )
    }

    fn to_sign(&self, signed: &Signed<'_>) -> String {
        let hash = sha256(canonical(signed).as_bytes());
        format!("{ALGORITHM}\n{}\n{}\n{hash}", self.date(), self.scope())
    }

    fn scope(&self) -> String {
        format!("{}/{}/{SERVICE}/aws4_request", self.day(), self.region)
    }

    fn key(&self) -> hmac::Key {
        let first = format!("AWS4{}", self.secret_key);
        let steps = [&*self.day(), self.region, SERVICE, "aws4_request"];
        steps.into_iter().fold(key_of(first.as_bytes()), |key, step| {
            key_of(hmac::sign(&key, step.as_bytes()).as_ref())
        })
    }

    fn day(&self) -> String {
        self.at("%Y%m%d")
    }

    fn at(&self, format: &str) -> String {
        let at = Timestamp::from_second(self.now).unwrap_or_default();
        at.to_zoned(TimeZone::UTC).strftime(format).to_string()
    }
}

pub fn sha256(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

/// Everything but letters, digits and `-._~`; of a path, its slashes stay.
pub fn encoded(text: &str, is_path: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(byte.into());
            }
            b'/' if is_path => out.push('/'),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

/// Encoded, sorted; a name without a value keeps its sign of equality.
pub fn query(pairs: &[(&str, String)]) -> String {
    let mut pairs: Vec<_> =
        pairs.iter().map(|(name, value)| (encoded(name, false), encoded(value, false))).collect();
    pairs.sort();
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("&")
}

fn canonical(signed: &Signed<'_>) -> String {
    let Signed { method, path, query, body_hash, .. } = signed;
    let headers: String =
        sorted(signed).iter().map(|(name, value)| format!("{name}:{}\n", tidy(value))).collect();
    let names = signed_names(signed);
    format!("{method}\n{path}\n{query}\n{headers}\n{names}\n{body_hash}")
}

fn sorted<'a>(signed: &Signed<'a>) -> Vec<&'a (&'static str, String)> {
    let mut headers: Vec<_> = signed.headers.iter().collect();
    headers.sort_by_key(|(name, _)| *name);
    headers
}

fn signed_names(signed: &Signed<'_>) -> String {
    let names: Vec<_> = sorted(signed).iter().map(|(name, _)| *name).collect();
    names.join(";")
}

/// Without blanks around it, and with single ones inside.
fn tidy(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn key_of(bytes: &[u8]) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, bytes)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOST: (&str, &str) = ("host", "examplebucket.s3.amazonaws.com");
    const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// The published examples' key, at midnight of 24 May 2013.
    fn signer() -> Signer<'static> {
        Signer {
            region: "us-east-1",
            access_key: "AKIAIOSFODNN7EXAMPLE",
            secret_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            now: 1_369_353_600,
        }
    }

    fn check(
        (method, path, query): (&str, &str, &str),
        more: &[(&'static str, &str)],
        body: &[u8],
        (request, signature): (&str, &str),
    ) {
        let body_hash = sha256(body);
        let always =
            [HOST, ("x-amz-date", "20130524T000000Z"), ("x-amz-content-sha256", &*body_hash)];
        let headers: Vec<_> =
            always.iter().chain(more).map(|(name, value)| (*name, (*value).to_owned())).collect();
        let signed = Signed { method, path, query, headers: &headers, body_hash: &body_hash };
        assert_eq!(sha256(canonical(&signed).as_bytes()), request, "{method} {path}?{query}");
        let told = signer().authorization(&signed);
        assert!(told.ends_with(&format!("Signature={signature}")), "{told}");
    }

    #[test]
    fn the_published_examples_come_out_as_published() {
        assert_eq!(signer().date(), "20130524T000000Z");
        check(
            ("GET", "/test.txt", ""),
            &[("range", "bytes=0-9")],
            b"",
            (
                "7344ae5b7ee6c3e7e6b0fe0640412a37625d1fbfff95c48bbb2dc43964946972",
                "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
            ),
        );
        check(
            ("PUT", &encoded("/test$file.text", true), ""),
            &[
                ("date", "Fri, 24 May 2013 00:00:00 GMT"),
                ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
            ],
            b"Welcome to Amazon S3.",
            (
                "9e0e90d9c76de8fa5b200d8c849cd5b8dc7a3be3951ddb7f6a76b4158342019d",
                "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
            ),
        );
        check(
            ("GET", "/", &query(&[("lifecycle", String::new())])),
            &[],
            b"",
            (
                "9766c798316ff2757b517bc739a67f6213b4ab36dd5da2f94eaebf79c77395ca",
                "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
            ),
        );
        check(
            ("GET", "/", &query(&[("prefix", "J".into()), ("max-keys", "2".into())])),
            &[],
            b"",
            (
                "df57d21db20da04d7fa30298dd4488ba3a2b47ca3a489c74750e0f1e7df1b9b7",
                "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
            ),
        );
    }

    #[test]
    fn the_signing_key_is_the_published_one() {
        // A key tells nothing of itself; what it signs does.
        let published = "dbb893acc010964918f1fd433add87c70e8b0db6be30c1fbeafefa5ec6ba8378";
        let bytes: Vec<u8> = (0..published.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&published[at..at + 2], 16).unwrap())
            .collect();
        let one = hmac::sign(&signer().key(), b"any");
        assert_eq!(one.as_ref(), hmac::sign(&key_of(&bytes), b"any").as_ref());
    }

    #[test]
    fn what_is_encoded_is_encoded_once() {
        assert_eq!(sha256(b""), EMPTY);
        for (text, path, value) in [
            ("a b+c", "a%20b%2Bc", "a%20b%2Bc"),
            ("a//../ü~", "a//../%C3%BC~", "a%2F%2F..%2F%C3%BC~"),
            ("50%", "50%25", "50%25"),
        ] {
            assert_eq!((&*encoded(text, true), &*encoded(text, false)), (path, value));
        }
        let pairs = [("uploads", String::new()), ("b", "2".into()), ("b", "1".into())];
        assert_eq!(query(&pairs), "b=1&b=2&uploads=");
        assert_eq!(tidy("  a   b "), "a b");
    }
}
