//! How each kind of device is taught to trust us, in words that fit what its owner sees.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    Iphone,
    Android,
    Windows,
    Mac,
    Linux,
}

pub struct Guide {
    pub platform: Platform,
    pub title: &'static str,
    /// The first step is to get this file.
    pub file: &'static str,
    pub get: &'static str,
    pub steps: &'static [&'static str],
}

impl Platform {
    /// From what a browser says of itself. An iPad says it is a Mac; nothing can be done about it.
    pub fn of(user_agent: &str) -> Option<Self> {
        // Android says Linux too, and an iPhone says Mac: the order matters.
        [
            ("iPhone", Self::Iphone),
            ("iPad", Self::Iphone),
            ("Android", Self::Android),
            ("Windows", Self::Windows),
            ("Macintosh", Self::Mac),
            ("Linux", Self::Linux),
            ("CrOS", Self::Linux),
        ]
        .into_iter()
        .find_map(|(word, platform)| user_agent.contains(word).then_some(platform))
    }
}

/// All of them, the visitor's own first.
pub fn starting_with(own: Option<Platform>) -> Vec<(&'static Guide, bool)> {
    let mut guides: Vec<_> =
        GUIDES.iter().map(|guide| (guide, Some(guide.platform) == own)).collect();
    guides.sort_by_key(|(_, is_own)| !is_own);
    guides
}

static GUIDES: [Guide; 5] = [
    Guide {
        platform: Platform::Iphone,
        title: "iPhone and iPad",
        file: "/ca.mobileconfig",
        get: "Get the profile",
        steps: &[
            "Open this page in Safari, tap the button above, then tap Allow.",
            "Open Settings. Near the top, tap Profile Downloaded, then Install, and enter your \
             passcode.",
            "In Settings, go to General, About, and at the very bottom Certificate Trust \
             Settings. Switch on the one that ends in \u{201c}local authority\u{201d}.",
            "Come back here and tap Continue.",
        ],
    },
    Guide {
        platform: Platform::Android,
        title: "Android",
        file: "/ca.crt",
        get: "Get the certificate",
        steps: &[
            "Tap the button above and keep the file.",
            "Open Settings and search for \u{201c}CA certificate\u{201d}. (By hand: Security and \
             privacy, More security settings, Encryption and credentials, Install a certificate, \
             CA certificate.)",
            "Tap Install anyway, confirm with your screen lock, and choose pi-crm-ca.crt in \
             Downloads.",
            "Come back here and tap Continue.",
        ],
    },
    Guide {
        platform: Platform::Windows,
        title: "Windows",
        file: "/ca.crt",
        get: "Get the certificate",
        steps: &[
            "Click the button above, then open the file pi-crm-ca.crt.",
            "Click Install Certificate, choose Current User, then Next.",
            "Choose \u{201c}Place all certificates in the following store\u{201d}, click Browse, \
             choose Trusted Root Certification Authorities, then OK, Next and Finish.",
            "Windows asks once more: click Yes. Restart the browser, come back and click Continue.",
        ],
    },
    Guide {
        platform: Platform::Mac,
        title: "Mac",
        file: "/ca.crt",
        get: "Get the certificate",
        steps: &[
            "Click the button above, then open the file pi-crm-ca.crt. Keychain Access opens; if \
             it asks, add it to the login keychain.",
            "Find the certificate that ends in \u{201c}local authority\u{201d} and double-click \
             it.",
            "Open Trust, set \u{201c}When using this certificate\u{201d} to Always Trust, close \
             the window and enter your password.",
            "Restart the browser, come back and click Continue.",
        ],
    },
    Guide {
        platform: Platform::Linux,
        title: "Linux, and Firefox anywhere",
        file: "/ca.crt",
        get: "Get the certificate",
        steps: &[
            "Firefox: Settings, Privacy and Security, Certificates, View Certificates, \
             Authorities, Import. Choose pi-crm-ca.crt and tick \u{201c}Trust this CA to identify \
             websites\u{201d}.",
            "Chrome or Chromium: Settings, Privacy and security, Security, Manage certificates. \
             Under Custom (or Authorities), import pi-crm-ca.crt as trusted for websites.",
            "Programs on Debian, Ubuntu and Raspberry Pi OS: copy pi-crm-ca.pem to \
             /usr/local/share/ca-certificates/pi-crm.crt and run sudo update-ca-certificates.",
            "Come back here and click Continue.",
        ],
    },
];
