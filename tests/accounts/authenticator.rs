//! The app on somebody's phone: reads the link of the QR code, makes the codes of RFC 6238 with a
//! clock of its own. Written apart from the product's, so that each proves the other.
use ring::hmac;

use super::browser::Browser;
use crate::support::Site;

pub struct Authenticator {
    key: hmac::Key,
    pub secret: String,
}

impl Authenticator {
    /// Points the camera at the page.
    pub fn scan(page: &str) -> Self {
        let (_, rest) = page.split_once("otpauth://totp/pi-crm:").expect("a link for the app");
        let (_, rest) = rest.split_once("secret=").expect("a secret");
        let secret: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
        let bits = secret.bytes().flat_map(|letter| {
            let value = match letter {
                b'A'..=b'Z' => letter - b'A',
                _ => letter - b'2' + 26,
            };
            (0..5).rev().map(move |bit| value >> bit & 1)
        });
        let bits: Vec<u8> = bits.collect();
        let bytes: Vec<u8> =
            bits.chunks_exact(8).map(|it| it.iter().fold(0, |all, bit| all << 1 | bit)).collect();
        Self { key: hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &bytes), secret }
    }

    /// What it shows when its clock says `now`.
    pub fn code(&self, now: i64) -> String {
        let tag = hmac::sign(&self.key, &(now / 30).to_be_bytes());
        let tag = tag.as_ref();
        let at = usize::from(tag[19] % 16);
        let number = u32::from_be_bytes(tag[at..at + 4].try_into().expect("four bytes"));
        format!("{:06}", (number & 0x7FFF_FFFF) % 1_000_000)
    }
}

/// Turns it on for whoever is signed in; answers with the app and the recovery codes.
pub async fn turn_on(
    site: &Site,
    browser: &mut Browser,
    password: &str,
) -> (Authenticator, Vec<String>) {
    browser.get("/account/second-step").await;
    let started = browser.submit("/account/second-step", &[("app_password", password)]).await;
    assert_eq!(started.location(), "/account/second-step/enrol", "{}", started.body);
    let app = Authenticator::scan(&browser.get(started.location()).await.body);
    let code = app.code(site.home.now());
    let fields = [("new_one_time_password", code.as_str())];
    let on = browser.submit("/account/second-step/enrol", &fields).await;
    assert_eq!(on.status, 200, "{}", on.body);
    (app, recovery_codes(&on.body))
}

/// The codes on a page that shows them.
pub fn recovery_codes(page: &str) -> Vec<String> {
    let (_, rest) = page.split_once("id=\"recovery-codes\"").expect("recovery codes");
    let (_, rest) = rest.split_once('>').expect("their list");
    let (list, _) = rest.split_once('<').expect("its end");
    list.lines().map(|it| it.trim().to_owned()).collect()
}
