//! As much of XML as the answers of S3 storage need: the text of named elements.

/// Of each element of that name, what stands in it.
pub fn all<'a>(text: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let (begin, end) = (format!("<{name}>"), format!("</{name}>"));
    let mut rest = text;
    std::iter::from_fn(move || {
        let from = rest.find(&begin)? + begin.len();
        let length = rest[from..].find(&end)?;
        let found = &rest[from..from + length];
        rest = &rest[from + length + end.len()..];
        Some(found)
    })
}

/// Of the first of that name, as plain text.
pub fn text(xml: &str, name: &str) -> Option<String> {
    all(xml, name).next().map(plain)
}

/// The root may carry attributes.
pub fn is_a(xml: &str, name: &str) -> bool {
    xml.contains(&format!("<{name}>")) || xml.contains(&format!("<{name} "))
}

pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The ampersand last, or what it stood before would be read again.
fn plain(text: &str) -> String {
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&apos;", "'"),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.trim().to_owned(), |text, (from, to)| text.replace(from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_found_in_their_order_and_read_as_text() {
        let xml = "<?xml version=\"1.0\"?><List xmlns=\"x\"><Contents><Key>a&amp;lt;b</Key>\
                   <ETag>&quot;1&quot;</ETag></Contents><Contents><Key> c </Key></Contents></List>";
        assert!(is_a(xml, "List") && !is_a(xml, "Error"));
        let keys: Vec<_> = all(xml, "Contents").map(|it| text(it, "Key").unwrap()).collect();
        assert_eq!(keys, ["a&lt;b", "c"]);
        assert_eq!(text(xml, "ETag").as_deref(), Some("\"1\""));
        assert_eq!(text(xml, "Size"), None);
        assert_eq!(plain(&escaped("a<b>&\"c\"")), "a<b>&\"c\"");
    }

    #[test]
    fn what_is_cut_short_ends_the_list() {
        for cut in ["", "<Key>", "<Key>a", "<Key>a</Ke"] {
            assert_eq!(all(cut, "Key").count(), 0, "{cut}");
        }
    }
}
