//! The same person entered twice, the way it happens: in a hurry, months apart, by phone.
use super::{DemoContact, phones, random::Random};

const NICKNAMES: [(&str, &str); 16] = [
    ("Michael", "Mike"),
    ("Jennifer", "Jen"),
    ("Christopher", "Chris"),
    ("Matthew", "Matt"),
    ("Elizabeth", "Liz"),
    ("Katherine", "Kate"),
    ("Daniel", "Dan"),
    ("Joseph", "Joe"),
    ("Robert", "Bob"),
    ("William", "Bill"),
    ("Thomas", "Tom"),
    ("Steven", "Steve"),
    ("Francisco", "Paco"),
    ("Jose", "Pepe"),
    ("Roberto", "Beto"),
    ("Kimberly", "Kim"),
];

pub fn again(person: &DemoContact, created_on: i64, random: &mut Random) -> DemoContact {
    let mut again = DemoContact { created_on, ..person.clone() };
    match random.below(5) {
        0 => again.last_name = again.last_name.map(|name| typo(&name, random)),
        1 => again.first_name = nickname(&again.first_name),
        2 => again.first_name = again.first_name.to_lowercase(),
        3 => again.company = None,
        _ => {}
    }
    again.primary_phone = again.primary_phone.map(|phone| phones::rewritten(&phone, random));
    // One of the two ways to reach them is often missing the second time.
    match random.below(4) {
        0 if again.primary_phone.is_some() => again.primary_email = None,
        1 if again.primary_email.is_some() => again.primary_phone = None,
        2 => again.primary_email = again.primary_email.map(|email| email.to_uppercase()),
        _ => {}
    }
    again
}

fn nickname(name: &str) -> String {
    let known = NICKNAMES.iter().find(|(whole, _)| *whole == name);
    known.map_or(name, |(_, short)| short).to_owned()
}

/// Two neighbouring letters change places, or one comes twice.
fn typo(name: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    if letters.len() < 4 {
        return name.to_owned();
    }
    let at = 1 + random.below(letters.len() - 2);
    if random.percent(50) {
        letters.swap(at, at + 1);
    } else {
        letters.insert(at, letters[at]);
    }
    letters.into_iter().collect()
}
