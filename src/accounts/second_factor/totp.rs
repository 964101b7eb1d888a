//! Codes from a secret and the time (RFC 6238: SHA-1, six digits, thirty seconds), and the secret
//! as apps take it.
use std::fmt;

use ring::hmac;

use crate::accounts::tokens;

/// As long as the hash, as the standard advises.
pub const SECRET_BYTES: usize = 20;
pub const STEP_S: i64 = 30;

const DIGITS: usize = 6;
const MODULUS: u32 = 1_000_000;
const ISSUER: &str = "pi-crm";
const GROUP_CHARS: usize = 4;

/// What app and box share. Debugging shows nothing of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Shared(pub [u8; SECRET_BYTES]);

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shared(…)")
    }
}

impl Shared {
    pub fn code(&self, step: i64) -> u32 {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let tag = hmac::sign(&key, &step.to_be_bytes());
        truncated(tag.as_ref()) % MODULUS
    }

    /// In groups of four, for typing.
    pub fn grouped(&self) -> String {
        let text = tokens::base32(&self.0);
        let groups: Vec<&str> =
            (0..text.len()).step_by(GROUP_CHARS).map(|at| &text[at..at + GROUP_CHARS]).collect();
        groups.join(" ")
    }

    /// What the QR code says, and what opens the app on the phone itself.
    pub fn link(&self, email: &str) -> String {
        let (account, secret) = (escaped(email), tokens::base32(&self.0));
        format!("otpauth://totp/{ISSUER}:{account}?secret={secret}&issuer={ISSUER}")
    }
}

pub fn step_at(now: i64) -> i64 {
    now.div_euclid(STEP_S)
}

/// Six digits, however they were spaced; `None` for anything else.
pub fn parse(typed: &str) -> Option<u32> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let is_code = digits.len() == DIGITS && digits.bytes().all(|it| it.is_ascii_digit());
    is_code.then(|| digits.parse().ok()).flatten()
}

fn truncated(tag: &[u8]) -> u32 {
    let at = usize::from(tag[tag.len() - 1] & 0xF);
    u32::from_be_bytes([tag[at] & 0x7F, tag[at + 1], tag[at + 2], tag[at + 3]])
}

fn escaped(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| match is_plain(byte) {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of the standard's own examples.
    const EXAMPLE: Shared = Shared(*b"12345678901234567890");

    #[test]
    fn the_standards_examples_come_out() {
        for (now, eight_digits) in [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000, 65_353_130),
        ] {
            assert_eq!(EXAMPLE.code(step_at(now)), eight_digits % MODULUS, "{now}");
        }
    }

    /// The counter-based examples that the time-based ones stand on (RFC 4226, appendix D).
    #[test]
    fn the_examples_by_counter_come_out() {
        let codes = [755224, 287082, 359152, 969429, 338314, 254676, 287922, 162583, 399871];
        for (step, code) in codes.into_iter().enumerate() {
            assert_eq!(EXAMPLE.code(step as i64), code, "{step}");
        }
    }

    #[test]
    fn six_digits_are_a_code_however_they_are_spaced() {
        for (typed, code) in [
            ("123456", Some(123_456)),
            (" 123 456 ", Some(123_456)),
            ("000-042", Some(42)),
            ("12345", None),
            ("1234567", None),
            ("12345a", None),
            ("١٢٣٤٥٦", None),
            ("", None),
        ] {
            assert_eq!(parse(typed), code, "{typed}");
        }
    }

    #[test]
    fn the_secret_is_written_for_apps_and_never_for_a_log() {
        assert_eq!(EXAMPLE.grouped(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert_eq!(
            EXAMPLE.link("andy+x@example.com"),
            "otpauth://totp/pi-crm:andy%2Bx%40example.com\
             ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=pi-crm"
        );
        assert_eq!(format!("{EXAMPLE:?}"), "Shared(…)");
    }
}
