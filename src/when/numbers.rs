//! Numbers as people type them, in one plain notation.
use super::Manner;

/// "-1250.5" of "-1.250,5" for a German reader, of "-1,250.5" for an American one; the plain
/// notation is understood by everybody. None for what is no number.
pub fn plain_number(manner: &Manner, typed: &str) -> Option<String> {
    let habits = manner.locale.habits();
    let (group, decimal) = (habits.group.chars().next()?, habits.decimal);
    let blank = |c: char| c.is_whitespace() || matches!(c, '\'' | '’');
    let text: String = typed.chars().filter(|c| !blank(*c)).collect();
    let (sign, text) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(&text)),
    };
    let (whole, part) = text.split_once(decimal).unwrap_or((text, ""));
    let as_read = grouped(whole, group).and_then(|whole| joined(sign, &whole, part));
    // With a point and nothing else, as programs write it.
    as_read.or_else(|| {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        joined(sign, whole, part)
    })
}

/// The plain notation as this reader would type it: without that, "1.234" in a field would come
/// back from a German reader as a thousand and more.
pub fn typed_number(manner: &Manner, plain: &str) -> String {
    plain.replace('.', &manner.locale.habits().decimal.to_string())
}

/// The digits of "1.250.000" where the point stands between thousands; none where it does not.
fn grouped(whole: &str, group: char) -> Option<String> {
    let mut groups = whole.split(group);
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let is_grouped = !rest.is_empty()
        && (1..=3).contains(&first.len())
        && rest.iter().all(|digits| digits.len() == 3);
    (is_grouped || rest.is_empty()).then(|| whole.chars().filter(|c| *c != group).collect())
}

fn joined(sign: &str, whole: &str, part: &str) -> Option<String> {
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !is_digits(part) || (whole.is_empty() && part.is_empty()) {
        return None;
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    let is_zero = whole == "0" && part.bytes().all(|byte| byte == b'0');
    let sign = if is_zero { "" } else { sign };
    Some(if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::when::Locale;

    #[test]
    fn a_number_is_understood_in_the_reader_s_notation_and_in_the_plain_one() {
        let check = |locale, typed: &str, plain: Option<&str>| {
            let manner = Manner { locale, ..Manner::default() };
            assert_eq!(plain_number(&manner, typed).as_deref(), plain, "{locale:?} {typed}");
        };
        for locale in Locale::ALL {
            check(locale, "1250.5", Some("1250.5"));
            check(locale, "\u{2212}7", Some("-7"));
            check(locale, "-0.0", Some("0.0"));
            for none in ["", ".", ",", "-", "1e5", "1.2.3", "½", "1,2,3"] {
                check(locale, none, None);
            }
        }
        check(Locale::EnUs, "1,250.5", Some("1250.5"));
        check(Locale::EnUs, "1,25", None);
        check(Locale::DeDe, "1.250,5", Some("1250.5"));
        check(Locale::DeDe, "1.250", Some("1250"));
        check(Locale::DeDe, "12,5", Some("12.5"));
        check(Locale::FrFr, "1\u{202F}250,5", Some("1250.5"));
    }

    #[test]
    fn what_a_field_shows_comes_back_as_the_same_number() {
        for locale in Locale::ALL {
            let manner = Manner { locale, ..Manner::default() };
            for plain in ["1.234", "-0.125", "1250.5", "1234567", "6.750"] {
                let typed = typed_number(&manner, plain);
                assert_eq!(plain_number(&manner, &typed).as_deref(), Some(plain), "{locale:?}");
            }
        }
    }
}
