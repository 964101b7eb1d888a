//! How else the demo household's people are reached, and who asked not to be: a chance of its own,
//! so that the people stay the same.
use super::{
    DemoContact, names, phones,
    random::{self, Random},
};
use crate::contacts::reach::{Kind, Silence, WayDraft};

/// Of a hundred contacts, how many have another number, another address.
const OTHER_PHONE: usize = 9;
const OTHER_EMAIL: usize = 7;
/// Of a thousand contacts, how many do not want to hear anything, get mail, get texts.
const SILENT_PER_MILLE: [usize; 3] = [6, 10, 8];

const PHONE_LABELS: [&str; 6] = ["Mobile", "Home", "Work", "HI Mobile", "CA Mobile", "Assistant"];
const EMAIL_LABELS: [&str; 3] = ["Work", "Home", "Business"];
const OFFICES: [&str; 3] = ["work.example.com", "office.example.net", "studio.example.org"];

#[derive(Debug, Default, PartialEq)]
pub struct Means {
    /// What the primary phone is called, where there are others.
    pub phone_label: Option<&'static str>,
    pub ways: Vec<WayDraft>,
    pub silence: Silence,
}

#[derive(Clone, Debug)]
pub struct Reached {
    random: Random,
    first_number: usize,
    /// The next number that nobody's first phone has.
    slot: usize,
}

impl Reached {
    pub(super) fn new(seed: u64, size: usize) -> Self {
        let first_number = Random::new(seed).below(1_000);
        Self { random: Random::new(random::mix(seed, 0x2EAC)), first_number, slot: size }
    }

    pub fn next(&mut self, person: &DemoContact) -> Means {
        let mut means = Means { silence: self.silence(), ..Means::default() };
        if self.random.percent(OTHER_PHONE) && person.primary_phone.is_some() {
            let at = self.random.below(PHONE_LABELS.len());
            means.ways.push(self.phone(PHONE_LABELS[at]));
            if self.random.percent(20) {
                means.ways.push(self.phone(PHONE_LABELS[(at + 1) % PHONE_LABELS.len()]));
            }
            means.phone_label = Some(PHONE_LABELS[(at + 2) % PHONE_LABELS.len()]);
        }
        if self.random.percent(OTHER_EMAIL) && person.primary_email.is_some() {
            means.ways.push(self.email(person));
        }
        means
    }

    fn silence(&mut self) -> Silence {
        let [all, mail, text] = SILENT_PER_MILLE.map(|chance| self.random.below(1_000) < chance);
        Silence { all, mail, text }
    }

    fn phone(&mut self, label: &str) -> WayDraft {
        let value = phones::number(self.slot, self.first_number, &mut self.random);
        self.slot += 1;
        WayDraft { kind: Kind::Phone, label: label.to_owned(), value }
    }

    fn email(&mut self, person: &DemoContact) -> WayDraft {
        let given = person.first_name.split(' ').next().unwrap_or_default();
        let last = person.last_name.as_deref().unwrap_or("me");
        let (first, last) = (names::plain(given), names::plain(last));
        let value = format!("{first}.{last}{}@{}", self.slot % 100, self.random.pick(&OFFICES));
        self.slot += 1;
        let label = self.random.pick(&EMAIL_LABELS).to_owned();
        WayDraft { kind: Kind::Email, label, value }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo;

    #[test]
    fn a_few_are_reached_otherwise_and_very_few_not_at_all() {
        let workspace =
            demo::household(demo::SEED, 3_000, 1_800_000_000).remove(0).workspaces.remove(0);
        let all = || {
            let mut reached = workspace.reached();
            workspace.contacts().map(|person| reached.next(&person)).collect::<Vec<_>>()
        };
        let means = all();
        assert_eq!(means, all(), "the same seed, the same ways");
        let count = |is: &dyn Fn(&Means) -> bool| means.iter().filter(|it| is(it)).count();
        let others = count(&|it| !it.ways.is_empty());
        assert!((150..450).contains(&others), "{others}");
        assert!((3..40).contains(&count(&|it| it.silence.all)));
        for way in means.iter().flat_map(|it| &it.ways) {
            let digits: String = way.value.chars().filter(char::is_ascii_digit).collect();
            let is_safe = match way.kind {
                Kind::Email => way.value.contains(".example."),
                Kind::Phone => digits[digits.len() - 7..].starts_with("55501"),
            };
            assert!(is_safe, "{way:?}");
        }
    }
}
