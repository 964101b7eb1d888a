//! What the columns of a file probably mean: by their headers, as the programs of this world write
//! them, and by what stands below (CS-3).
mod kinds;
mod known;
mod label;

pub use kinds::kind_of;
pub use known::{GOOGLE, OWN, program};
pub use label::label;

use self::{
    kinds::fits,
    known::{MEANINGS, WORTH_A_FIELD},
};
use super::targets::Target;
use crate::{
    contacts::{
        Field,
        fields::{Definition, Reader, slug},
    },
    ids::Uid,
};

/// A target for each column. `samples` are the first cells of each.
pub fn suggested(
    headers: &[String],
    samples: &[Vec<String>],
    fields: &[Definition],
    reader: &Reader,
) -> Vec<Target> {
    let mut targets: Vec<Target> = Vec::with_capacity(headers.len());
    for (at, header) in headers.iter().enumerate() {
        let below = &samples[at];
        let wanted = meaning(header, below, fields, reader);
        let is_free = wanted.is_for_many() || !targets.contains(&wanted);
        targets.push(if is_free { wanted } else { Target::Ignore });
    }
    label_neighbours(headers, &mut targets);
    let has_names = targets.contains(&Target::Base(Field::FirstName))
        || targets.contains(&Target::Base(Field::LastName));
    if has_names {
        let whole = targets.iter_mut().filter(|it| **it == Target::FullName);
        // Cards have a name as one where they have it in no parts.
        whole.for_each(|it| *it = Target::Ignore);
        keep_whole_names_of_cards(headers, &mut targets);
    }
    targets
}

fn keep_whole_names_of_cards(headers: &[String], targets: &mut [Target]) {
    let cards = crate::transfer::vcard::read::columns();
    if headers == cards
        && let Some(at) = headers.iter().position(|it| it == "Name")
    {
        targets[at] = Target::FullName;
    }
}

fn meaning(header: &str, below: &[String], fields: &[Definition], reader: &Reader) -> Target {
    let key = plain(header);
    if let Some(field) = custom(header, &key, fields) {
        return Target::Custom(field.name.clone());
    }
    let filled = || below.iter().filter(|it| !it.trim().is_empty());
    if key == "id" && filled().next().is_some() && filled().all(|it| it.parse::<Uid>().is_ok()) {
        return Target::Id;
    }
    if let Some((target, _)) = MEANINGS.iter().find(|(_, keys)| keys.contains(&&*key)) {
        return target.clone();
    }
    if let Some(target) = numbered(&key) {
        return target;
    }
    let worth = WORTH_A_FIELD.iter().find(|(_, keys)| keys.contains(&&*key));
    match worth {
        Some((kind, _)) if filled().next().is_some() => {
            let fits = filled().all(|it| fits(*kind, it, reader));
            Target::New(if fits { *kind } else { kind_of(below, reader) })
        }
        _ => Target::Ignore,
    }
}

fn custom<'a>(header: &str, key: &str, fields: &'a [Definition]) -> Option<&'a Definition> {
    let exact =
        |it: &&Definition| it.label == header || format!("{} ({})", it.label, it.name) == header;
    let similar = |it: &&Definition| plain(&it.label) == key || it.name == slug(header);
    let is_base = MEANINGS.iter().any(|(_, keys)| keys.contains(&key));
    let found = fields.iter().find(exact);
    found.or_else(|| fields.iter().find(similar).filter(|_| !key.is_empty() && !is_base))
}

/// `email2value`, `email2address`, `phone3`, `homephone2`, `phone1type`.
fn numbered(key: &str) -> Option<Target> {
    let is_label = ["label", "type"].iter().any(|end| key.ends_with(end));
    let has_number = key.contains(|c: char| c.is_ascii_digit());
    let is_fax = key.contains("fax") || key.contains("displayname");
    if !has_number || is_fax {
        return None;
    }
    let is_email = key.starts_with("email");
    let is_phone = key.contains("phone");
    match (is_label, is_email, is_phone) {
        (true, true, _) | (true, _, true) => Some(Target::LabelOfNext),
        (_, true, _) => Some(Target::OtherEmails),
        (_, _, true) => Some(Target::OtherPhones),
        _ => None,
    }
}

/// A label stands before its address with some programs, and behind it with others.
fn label_neighbours(headers: &[String], targets: &mut [Target]) {
    let stem = |at: usize| -> String {
        let key = plain(&headers[at]);
        let end = ["label", "type", "value", "address"].into_iter().find(|it| key.ends_with(it));
        key.strip_suffix(end.unwrap_or_default()).unwrap_or(&key).to_owned()
    };
    for at in 0..targets.len() {
        if targets[at] != Target::LabelOfNext {
            continue;
        }
        let is_next = at + 1 < targets.len() && stem(at + 1) == stem(at);
        let is_before = at > 0 && stem(at - 1) == stem(at);
        targets[at] = match (is_next, is_before) {
            (true, _) => Target::LabelOfNext,
            (false, true) => Target::LabelOfPrevious,
            (false, false) => Target::Ignore,
        };
    }
}

/// Letters and digits only, in lower case.
pub fn plain(header: &str) -> String {
    header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(headers: &[&str], rows: &[&[&str]]) -> Vec<String> {
        let headers: Vec<String> = headers.iter().map(|it| (*it).to_owned()).collect();
        let below = |at: usize| rows.iter().map(|row| row[at].to_owned()).collect();
        let samples: Vec<Vec<String>> = (0..headers.len()).map(below).collect();
        let targets = suggested(&headers, &samples, &[], &Reader::default());
        targets.iter().map(Target::code).collect()
    }

    #[test]
    fn google_contacts_map_by_themselves() {
        assert_eq!(
            codes(
                &[
                    "First Name",
                    "Last Name",
                    "Labels",
                    "E-mail 1 - Label",
                    "E-mail 1 - Value",
                    "E-mail 2 - Label",
                    "E-mail 2 - Value",
                    "Phone 1 - Label",
                    "Phone 1 - Value",
                    "Organization Name",
                    "Birthday",
                ],
                &[&[
                    "Ada",
                    "L",
                    "* myContacts",
                    "* ",
                    "a@b.co",
                    "Work",
                    "",
                    "Mobile",
                    "1",
                    "",
                    "1985-02-28"
                ]],
            ),
            [
                "first_name",
                "last_name",
                "tags",
                "label_of_next",
                "primary_email",
                "label_of_next",
                "other_emails",
                "label_of_next",
                "primary_phone",
                "company",
                "new-date",
            ]
        );
    }

    #[test]
    fn other_programs_map_by_themselves() {
        assert_eq!(
            codes(
                &[
                    "First Name",
                    "Last Name",
                    "Company",
                    "Business Phone",
                    "Home Phone 2",
                    "Mobile Phone",
                    "Home Fax",
                    "E-mail Address",
                    "E-mail 2 Address",
                    "E-mail 2 Display Name",
                    "Name",
                ],
                &[&["", "", "", "", "", "", "", "", "", "", ""]],
            ),
            [
                "first_name",
                "last_name",
                "company",
                "other_phones",
                "other_phones",
                "primary_phone",
                "",
                "primary_email",
                "other_emails",
                "",
                "",
            ]
        );
        assert_eq!(
            codes(&["Name", "Stage", "Email 1", "Email 1 - Type", "Phone 2"], &[&[""; 5]]),
            ["full_name", "stage", "primary_email", "label_of_previous", "other_phones"]
        );
    }
}
