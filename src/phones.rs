//! Phone numbers in the one notation in which any two of them compare: E.164.
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat, enums::Region};

/// "+18085550100" for "(808) 555-0100 x12" typed in the US; none for what no exchange would dial,
/// such as 911. An extension is no part of it.
pub fn e164(typed: &str, country: &str) -> Option<String> {
    let region = Region::from_code(country).ok();
    let number = PHONE_NUMBER_UTIL.parse(typed, region).ok()?;
    number.is_possible_with_reason().ok()?;
    Some(number.format_as(PhoneNumberFormat::E164).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_in_any_notation_is_one_number() {
        for typed in [
            "(808) 555-0100",
            "808.555.0100",
            "+1 808 555 0100",
            "1-808-555-0100",
            "8085550100 x12",
        ] {
            assert_eq!(e164(typed, "US").as_deref(), Some("+18085550100"), "{typed}");
        }
        assert_eq!(e164("030 901820", "DE").as_deref(), Some("+4930901820"));
        assert_eq!(e164("+49 (0)30 901820", "US").as_deref(), Some("+4930901820"));
        for none in ["911", "call me", "", "12", "1".repeat(30).as_str()] {
            assert_eq!(e164(none, "US"), None, "{none}");
        }
        assert_eq!(e164("808 555 0100", "no country"), None);
    }
}
