//! What an address or a number is called, where only its header says so.

/// "Business Phone 2" is Business.
pub fn label(header: &str) -> Option<String> {
    const NO_LABEL: &[&str] = &[
        "phone",
        "phones",
        "e",
        "mail",
        "email",
        "emails",
        "address",
        "addresses",
        "number",
        "telephone",
        "tel",
        "value",
        "primary",
        "other",
        "others",
        "further",
        "additional",
        "secondary",
        "contact",
    ];
    let words = header.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty());
    let words: Vec<&str> = words
        .filter(|it| !NO_LABEL.contains(&&*it.to_lowercase()))
        .filter(|it| !it.chars().all(|c| c.is_ascii_digit()))
        .collect();
    let label = words.join(" ");
    (!label.is_empty() && label.chars().count() <= 40).then_some(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_names_the_label() {
        for (header, named) in [
            ("Business Phone 2", Some("Business")),
            ("E-mail Address", None),
            ("CA Mobile", Some("CA Mobile")),
            ("Phone 1 - Value", None),
        ] {
            assert_eq!(label(header).as_deref(), named, "{header}");
        }
    }
}
