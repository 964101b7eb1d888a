//! The query of an address: pairs of names and values, written and read in one way everywhere.

/// Text that is not UTF-8 under its percent signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotText;

/// For a value inside a query string.
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                out.push(byte.into());
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// As a posted form and the query of an address have them, in order.
pub fn pairs(query: &[u8]) -> impl Iterator<Item = Result<(String, String), NotText>> {
    query.split(|&byte| byte == b'&').filter(|pair| !pair.is_empty()).map(|pair| {
        let at = pair.iter().position(|&byte| byte == b'=').unwrap_or(pair.len());
        let value = pair.get(at + 1..).unwrap_or_default();
        Ok((decoded(&pair[..at])?, decoded(value)?))
    })
}

/// The same query without the pairs of these names.
pub fn without(query: &str, names: &[&str]) -> String {
    let is_named = |pair: &&str| {
        let key = pair.split('=').next().unwrap_or_default();
        decoded(key.as_bytes()).is_ok_and(|key| names.contains(&&*key))
    };
    query.split('&').filter(|pair| !is_named(pair)).collect::<Vec<_>>().join("&")
}

fn decoded(text: &[u8]) -> Result<String, NotText> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        rest = tail;
        bytes.push(match (first, tail) {
            (b'+', _) => b' ',
            (b'%', [high, low, after @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    rest = after;
                    high * 16 + low
                }
                _ => b'%',
            },
            (other, _) => *other,
        });
    }
    String::from_utf8(bytes).map_err(|_| NotText)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|value| value as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for text in ["", "a&b=c", "Zoë + 1 %", "\u{1F600}\n", "100%25"] {
            let query = format!("q={}&x=", encoded(text));
            let read: Vec<_> = pairs(query.as_bytes()).collect();
            assert_eq!(read, [Ok(("q".into(), text.to_owned())), Ok(("x".into(), "".into()))]);
        }
    }

    #[test]
    fn pairs_are_left_out_by_their_names() {
        assert_eq!(without("a=1&b=2&%61=3&ab=4", &["a"]), "b=2&ab=4");
        assert_eq!(without("a=%ff&%ff=1", &["b"]), "a=%ff&%ff=1");
        assert_eq!(without("", &["a"]), "");
    }

    #[test]
    fn what_is_no_text_is_told() {
        assert_eq!(pairs(b"a=%ff").next(), Some(Err(NotText)));
        assert_eq!(pairs(b"&&bare").next(), Some(Ok(("bare".into(), String::new()))));
        assert_eq!(pairs(b"a=%zz%4").next(), Some(Ok(("a".into(), "%zz%4".into()))));
    }
}
