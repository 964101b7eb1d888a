//! "Chrome on Windows": enough for a person to recognise their own device, and no more.

/// Longer than any honest browser's.
const MAX_BYTES: usize = 1000;

/// Looked for in this order: most browsers also claim to be the ones further down.
const BROWSERS: [(&str, &str); 10] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];

const SYSTEMS: [(&str, &str); 8] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
    ("X11", "Unix"),
];

pub fn summary(user_agent: Option<&str>) -> String {
    let text = user_agent.unwrap_or_default();
    let text = &text[..text.floor_char_boundary(MAX_BYTES)];
    let first = |table: &[(&str, &'static str)]| {
        table.iter().find(|(mark, _)| text.contains(mark)).map(|(_, name)| *name)
    };
    match (first(&BROWSERS), first(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, Some(system)) => format!("Unknown browser on {system}"),
        (None, None) => "Unknown device".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::summary;

    #[test]
    fn devices_are_named_as_their_owners_would() {
        let chrome = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
        let cases = [
            (format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {chrome}"), "Chrome on Windows"),
            (format!("Mozilla/5.0 (Windows NT 10.0) {chrome} Edg/140.0.0.0"), "Edge on Windows"),
            (format!("Mozilla/5.0 (Linux; Android 15; K) {chrome}"), "Chrome on Android"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 \
                 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
                    .into(),
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:144.0) Gecko/20100101 \
                 Firefox/144.0"
                    .into(),
                "Firefox on Mac",
            ),
            ("curl/8.5.0".into(), "curl"),
            ("Mozilla/5.0 (X11; Linux x86_64)".into(), "Unknown browser on Linux"),
            ("é".repeat(4000), "Unknown device"),
            (String::new(), "Unknown device"),
        ];
        for (text, expected) in cases {
            assert_eq!(summary(Some(&text)), expected, "{text}");
        }
        assert_eq!(summary(None), "Unknown device");
    }
}
