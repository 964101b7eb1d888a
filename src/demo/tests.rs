use std::collections::{HashMap, HashSet};

use super::*;
use crate::clock::DAY_S;

const NOW: i64 = 1_800_000_000;
const FIRST_OF_ALL: &str = "Allison Some(\"Cruz\") 1673888153";

fn everybody(seed: u64, contacts: usize) -> Vec<DemoContact> {
    let household = household(seed, contacts, NOW);
    household.iter().flat_map(|user| &user.workspaces).flat_map(|one| one.contacts()).collect()
}

fn sizes(contacts: usize) -> Vec<(&'static str, usize)> {
    let household = household(SEED, contacts, NOW);
    let workspaces = household.iter().flat_map(|user| &user.workspaces);
    workspaces.map(|workspace| (workspace.name, workspace.size)).collect()
}

#[test]
fn the_same_seed_makes_the_same_people() {
    assert_eq!(everybody(SEED, 3_000), everybody(SEED, 3_000));
    assert_ne!(everybody(SEED, 500), everybody(SEED + 1, 500));
}

/// A dependency or a compiler that changed its arithmetic would show here.
#[test]
fn another_machine_makes_the_same_people() {
    let first = &everybody(SEED, 3_000)[0];
    let told = format!("{} {:?} {:?}", first.first_name, first.last_name, first.created_on);
    assert_eq!(told, FIRST_OF_ALL);
}

#[test]
fn one_workspace_holds_seventy_percent() {
    let split = sizes(100_000);
    assert_eq!(split[0], ("Loan Factory", 70_000));
    assert_eq!(split.len(), 7);
    for total in [0, 1, 7, 99, 3_000, 100_000] {
        let made: usize = sizes(total).iter().map(|(_, size)| size).sum();
        assert_eq!(made, total);
        assert_eq!(everybody(SEED, total).len(), total);
    }
}

#[test]
fn nobody_can_be_reached() {
    for person in everybody(SEED, 20_000) {
        if let Some(email) = &person.primary_email {
            let (_, domain) = email.split_once('@').unwrap();
            let domain = domain.to_lowercase();
            let reserved = ["example.com", "example.org", "example.net", "example"];
            let is_reserved = reserved
                .iter()
                .any(|known| domain == *known || domain.ends_with(&format!(".{known}")));
            assert!(is_reserved && email.is_ascii(), "{email}");
            assert!(email.parse::<email_address::EmailAddress>().is_ok(), "{email}");
        }
        if let Some(phone) = &person.primary_phone {
            let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
            let ten = digits.strip_prefix('1').filter(|ten| ten.len() == 10).unwrap_or(&digits);
            let (area, rest) = ten.split_at(3);
            let area = area.parse().unwrap();
            assert!(phones::LOCAL.contains(&area) || phones::FAR.contains(&area), "{phone}");
            assert!(rest.len() == 7 && rest.starts_with("55501"), "{phone}");
        }
        assert!(person.primary_email.is_some() || person.primary_phone.is_some(), "{person:?}");
    }
}

#[test]
fn names_do_not_repeat_absurdly() {
    let people = everybody(SEED, 3_000);
    let mut names = HashMap::<_, usize>::new();
    for person in &people {
        *names.entry((&person.first_name, &person.last_name)).or_default() += 1;
    }
    let most = names.iter().filter(|((_, last), _)| last.is_some()).max_by_key(|(_, count)| *count);
    assert!(names.len() * 100 >= people.len() * 75, "{} distinct names", names.len());
    assert!(*most.unwrap().1 <= 12, "{most:?}");
}

#[test]
fn a_few_people_are_there_twice_and_only_a_few() {
    let household = household(SEED, 3_000, NOW);
    let largest: Vec<_> = household[0].workspaces[0].contacts().collect();
    let emails = || largest.iter().filter_map(|person| person.primary_email.as_ref());
    let distinct: HashSet<_> = emails().map(|email| email.to_lowercase()).collect();
    let twice = emails().count() - distinct.len();
    assert!((5..60).contains(&twice), "{twice} addresses come twice among {}", largest.len());
}

#[test]
fn contacts_spread_over_four_years_and_more_of_them_are_recent() {
    let people = everybody(SEED, 3_000);
    let age_days = |person: &DemoContact| (NOW - person.created_on) / DAY_S;
    assert!(people.iter().all(|person| (0..=4 * 365 + 3).contains(&age_days(person))));
    let recent = people.iter().filter(|person| age_days(person) < 365).count();
    assert!(recent * 100 / people.len() >= 45, "{recent} in the last year");
    assert!(people.iter().any(|person| age_days(person) > 1_300));
}
