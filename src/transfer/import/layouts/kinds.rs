//! What a column would be as a field of its own, by what stands in it.
use crate::{
    contacts::fields::{Kind, Reader, value},
    transfer::import::dates,
};

pub fn kind_of(below: &[String], reader: &Reader) -> Kind {
    let filled: Vec<&String> = below.iter().filter(|it| !it.trim().is_empty()).collect();
    let candidates =
        [Kind::YesNo, Kind::Date, Kind::Number, Kind::Email, Kind::Url, Kind::Phone, Kind::Text];
    let is_all = |kind: &Kind| match kind {
        // A lone 1 is rather a number, and a long number rather a phone.
        Kind::YesNo => filled.iter().all(|it| it.len() > 1 && fits(*kind, it, reader)),
        Kind::Phone => {
            filled.iter().all(|it| it.contains(['+', '(', '-']) && fits(*kind, it, reader))
        }
        Kind::Url => filled.iter().all(|it| it.contains("://") && fits(*kind, it, reader)),
        _ => filled.iter().all(|it| fits(*kind, it, reader)),
    };
    match filled.is_empty() {
        true => Kind::Text,
        false => candidates.into_iter().find(is_all).unwrap_or(Kind::LongText),
    }
}

pub fn fits(kind: Kind, text: &str, reader: &Reader) -> bool {
    let text = match kind {
        Kind::Date => dates::day(text, &reader.manner).unwrap_or_else(|| text.to_owned()),
        _ => text.to_owned(),
    };
    value::check(kind, &[], &text, reader).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_field_has_the_type_of_what_it_holds() {
        let reader = Reader::default();
        for (below, kind) in [
            (&["2/28/1985", "1990-12-01"][..], Kind::Date),
            (&["12.5", "3"], Kind::Number),
            (&["yes", "no", ""], Kind::YesNo),
            (&["https://x.co/1"], Kind::Url),
            (&["(808) 555-0100"], Kind::Phone),
            (&["blue"], Kind::Text),
            (&["two\nlines"], Kind::LongText),
            (&[], Kind::Text),
        ] {
            let below: Vec<String> = below.iter().map(|it| (*it).to_owned()).collect();
            assert_eq!(kind_of(&below, &reader), kind, "{below:?}");
        }
    }
}
