//! The tabs of a contact's log, and how much there is under each (LG-2).
use super::Kind;

/// Counting goes no further: beyond it a tab says “99+”.
pub(super) const COUNTED: i64 = 100;

words! {
    Tab {
        All "all"
        Emails "emails"
        Texts "texts"
        Calls "calls"
        Ai "ai"
        Lists "lists"
        Notes "notes"
        Other "other"
    }
}

impl Tab {
    pub fn label(self) -> &'static str {
        match self {
            Self::All => "All activity",
            Self::Emails => "Emails",
            Self::Texts => "Texts",
            Self::Calls => "Phone calls",
            Self::Ai => "AI interactions",
            Self::Lists => "Stage & list changes",
            Self::Notes => "Notes & manual entries",
            Self::Other => "Other/system",
        }
    }

    /// What stands under it. A call is written down by hand, so it is under two.
    pub fn kinds(self) -> &'static [Kind] {
        match self {
            Self::All => Kind::ALL,
            Self::Emails => &[Kind::Email],
            Self::Texts => &[Kind::Text],
            Self::Calls => &[Kind::Call],
            Self::Ai => &[Kind::Ai],
            Self::Lists => &[Kind::StageChange],
            Self::Notes => &[Kind::Note, Kind::Call, Kind::Meeting],
            Self::Other => &[Kind::System],
        }
    }

    /// The tab that a page's address names; the first where it names none.
    pub fn of_address(address: &str) -> Self {
        let (_, query) = address.split_once('?').unwrap_or_default();
        let query = query.split('#').next().unwrap_or_default();
        let named = query.split('&').find_map(|pair| pair.strip_prefix("tab="));
        named.and_then(Self::from_code).unwrap_or(Self::All)
    }
}

/// How many entries of each kind there are, at most `COUNTED` of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts(pub(super) [i64; Kind::ALL.len()]);

impl Counts {
    pub fn of(&self, tab: Tab) -> i64 {
        let kinds = Kind::ALL.iter().zip(self.0).filter(|(kind, _)| tab.kinds().contains(kind));
        kinds.map(|(_, count)| count).sum()
    }

    /// As a tab says it; nothing where there is nothing.
    pub fn words(&self, tab: Tab) -> Option<String> {
        match self.of(tab) {
            0 => None,
            count if count < COUNTED => Some(count.to_string()),
            _ => Some(format!("{}+", COUNTED - 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_stands_under_all_and_under_one_of_its_own() {
        for kind in Kind::ALL {
            let under = Tab::ALL.iter().filter(|tab| tab.kinds().contains(kind)).count();
            let expected = if *kind == Kind::Call { 3 } else { 2 };
            assert_eq!(under, expected, "{kind:?}");
        }
        assert_eq!(Tab::ALL.len(), 8);
    }

    #[test]
    fn an_address_names_its_tab() {
        for (address, tab) in [
            ("/contacts/1", Tab::All),
            ("/contacts/1?tab=calls", Tab::Calls),
            ("https://pi-crm.local/contacts/1?done=2&tab=notes#activity", Tab::Notes),
            ("/contacts/1?tab=nothing", Tab::All),
        ] {
            assert_eq!(Tab::of_address(address), tab, "{address}");
        }
    }

    #[test]
    fn counts_are_added_up_and_end_somewhere() {
        let mut counts = Counts::default();
        let at = |kind| Kind::ALL.iter().position(|it| *it == kind).unwrap();
        counts.0[at(Kind::Note)] = 60;
        counts.0[at(Kind::Meeting)] = 39;
        assert_eq!(counts.words(Tab::Notes).as_deref(), Some("99"));
        counts.0[at(Kind::Call)] = 1;
        assert_eq!(counts.words(Tab::Notes).as_deref(), Some("99+"));
        assert_eq!(counts.words(Tab::Calls).as_deref(), Some("1"));
        assert_eq!(counts.words(Tab::Emails), None);
    }
}
