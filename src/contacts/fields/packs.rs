//! Field packs: what a line of work usually keeps, added in one go (CT-4). Afterwards they are
//! ordinary fields.
use super::{Definition, FieldDraft, FieldOwner, Kind, define, list, store};
use crate::{
    audit::Tx,
    error::{Error, Result},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pack {
    Personal,
    Mortgage,
    Realtor,
}

/// What came of adding a pack.
#[derive(Clone, Debug)]
pub struct Applied {
    pub pack: Pack,
    /// New ones, and deleted ones that came back.
    pub added: Vec<Definition>,
    /// Labels of those that were there already.
    pub there: Vec<String>,
    /// Labels of those that cannot be added, and why.
    pub refused: Vec<(String, String)>,
}

/// One field of a pack.
struct Planned {
    label: &'static str,
    name: &'static str,
    kind: Kind,
    options: &'static [&'static str],
    is_transaction: bool,
}

impl Pack {
    pub const ALL: [Self; 3] = [Self::Personal, Self::Mortgage, Self::Realtor];

    /// As in forms and in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Personal => "personal",
            Self::Mortgage => "mortgage",
            Self::Realtor => "realtor",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Personal => "Personal",
            Self::Mortgage => "Mortgage",
            Self::Realtor => "Real estate",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pack| pack.code() == code)
    }

    /// What is in it, to be told before it is added.
    pub fn labels(self) -> Vec<&'static str> {
        self.fields().iter().map(|field| field.label).collect()
    }

    fn fields(self) -> &'static [Planned] {
        match self {
            Self::Personal => PERSONAL,
            Self::Mortgage => MORTGAGE,
            Self::Realtor => REALTOR,
        }
    }
}

impl Planned {
    const fn new(label: &'static str, name: &'static str, kind: Kind) -> Self {
        Self { label, name, kind, options: &[], is_transaction: false }
    }

    const fn one_of(
        label: &'static str,
        name: &'static str,
        options: &'static [&'static str],
    ) -> Self {
        Self { options, ..Self::new(label, name, Kind::Dropdown) }
    }

    const fn logged(self) -> Self {
        Self { is_transaction: true, ..self }
    }

    fn draft(&self) -> FieldDraft {
        FieldDraft {
            name: self.name.into(),
            options: self.options.iter().map(|&option| option.into()).collect(),
            is_transaction: self.is_transaction,
            ..FieldDraft::new(self.label, self.kind)
        }
    }
}

const MARITAL: &[&str] =
    &["Single", "In a relationship", "Engaged", "Married", "Separated", "Divorced", "Widowed"];

const PERSONAL: &[Planned] = &[
    Planned::new("Birthday", "birthday", Kind::Date),
    Planned::new("Home address", "home_address", Kind::LongText),
    Planned::one_of("Marital status", "marital_status", MARITAL),
    Planned::new("Spouse", "spouse", Kind::ContactLink),
    Planned::new("Wedding anniversary", "wedding_anniversary", Kind::Date),
    Planned::new("Children’s names", "childrens_names", Kind::Text),
    Planned::new("Pets", "pets", Kind::Text),
    Planned::new("Interests", "interests", Kind::Text),
    Planned::new("Referred by", "referred_by", Kind::Text),
];

const PURPOSES: &[&str] =
    &["Purchase", "Refinance", "Cash-out refinance", "Home equity", "Construction"];
const LOANS: &[&str] = &["Conventional", "FHA", "VA", "USDA", "Jumbo", "Non-QM", "Reverse"];

const MORTGAGE: &[Planned] = &[
    Planned::one_of("Loan purpose", "loan_purpose", PURPOSES),
    Planned::one_of("Loan type", "loan_type", LOANS),
    Planned::new("Loan amount", "loan_amount", Kind::Number),
    Planned::new("Interest rate (%)", "interest_rate", Kind::Number),
    Planned::new("Property address", "property_address", Kind::Text),
    Planned::new("Loan file link", "loan_file_link", Kind::Url).logged(),
    Planned::new("Transaction notes", "transaction_notes", Kind::LongText).logged(),
    Planned::new("Application date", "application_date", Kind::Date),
    Planned::new("Pre-approval date", "pre_approval_date", Kind::Date),
    Planned::new("Pre-approval expires", "pre_approval_expires", Kind::Date),
    Planned::new("Rate lock expires", "rate_lock_expires", Kind::Date),
    Planned::new("Underwriting date", "underwriting_date", Kind::Date),
    Planned::new("Clear to close", "clear_to_close_date", Kind::Date),
    Planned::new("Closing date", "closing_date", Kind::Date),
    Planned::new("Funded on", "funded_date", Kind::Date),
];

const CLIENTS: &[&str] = &["Buyer", "Seller", "Buyer and seller", "Investor", "Renter", "Landlord"];
const HOMES: &[&str] =
    &["House", "Condo", "Townhouse", "Multi-family", "Land", "Manufactured", "Commercial"];

const REALTOR: &[Planned] = &[
    Planned::one_of("Client type", "client_type", CLIENTS),
    Planned::one_of("Property type", "property_type", HOMES),
    Planned::new("Areas of interest", "areas_of_interest", Kind::Text),
    Planned::new("Price from", "price_from", Kind::Number),
    Planned::new("Price to", "price_to", Kind::Number),
    Planned::new("Bedrooms", "bedrooms", Kind::Number),
    Planned::new("Pre-approved", "is_pre_approved", Kind::YesNo),
    Planned::new("Lender", "lender", Kind::ContactLink),
    Planned::new("Property address", "property_address", Kind::Text),
    Planned::new("Listing link", "listing_link", Kind::Url).logged(),
    Planned::new("Transaction notes", "transaction_notes", Kind::LongText).logged(),
    Planned::new("Listing date", "listing_date", Kind::Date),
    Planned::new("Listing expires", "listing_expires", Kind::Date),
    Planned::new("Offer accepted on", "offer_accepted_date", Kind::Date),
    Planned::new("Closing date", "closing_date", Kind::Date),
    Planned::new("Home anniversary", "home_anniversary", Kind::Date),
];

impl Applied {
    /// What to say where nothing could be added.
    pub fn words(&self) -> String {
        let pack = self.pack.label();
        match self.refused.first() {
            None => format!("All fields of the {pack} pack are there already. Nothing was added."),
            Some((label, why)) => {
                format!("Nothing of the {pack} pack could be added. {label}: {why}.")
            }
        }
    }
}

/// Adds what is not there yet. A field that cannot be added never keeps the others out.
pub fn apply(tx: &Tx<'_>, owner: FieldOwner<'_>, pack: Pack) -> Result<Applied> {
    let mut applied = Applied { pack, added: Vec::new(), there: Vec::new(), refused: Vec::new() };
    for field in pack.fields() {
        let label = field.label.to_owned();
        if is_there(tx, owner, field)? {
            applied.there.push(label);
            continue;
        }
        match define(tx, owner, &field.draft()) {
            Ok(definition) => applied.added.push(definition),
            Err(Error::Invalid(problems)) => {
                let why = problems.into_iter().next().map(|(_, why)| why).unwrap_or_default();
                applied.refused.push((label, why));
            }
            Err(other) => return Err(other),
        }
    }
    Ok(applied)
}

/// How many of its fields the owner has.
pub fn present(conn: &rusqlite::Connection, owner: FieldOwner<'_>, pack: Pack) -> Result<usize> {
    let names: Vec<String> = list(conn, owner)?.into_iter().map(|it| it.name).collect();
    Ok(pack.fields().iter().filter(|field| names.iter().any(|name| name == field.name)).count())
}

/// The same field, by whichever pack or hand: seen by the same contacts, of the same type.
fn is_there(tx: &Tx<'_>, owner: FieldOwner<'_>, field: &Planned) -> Result<bool> {
    let own = store::named(tx, owner, field.name)?.filter(|it| it.hidden_on.is_none());
    let seen = match (own, owner) {
        (Some(own), _) => Some(own),
        (None, FieldOwner::In(scope)) => {
            store::seen(tx, scope)?.into_iter().find(|it| it.name == field.name)
        }
        (None, FieldOwner::Mine(_)) => None,
    };
    Ok(seen.is_some_and(|it| it.kind == field.kind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contacts::fields::value::Reader;

    #[test]
    fn every_field_of_every_pack_passes_its_own_checks() {
        for pack in Pack::ALL {
            assert_eq!(Pack::from_code(pack.code()), Some(pack));
            for field in pack.fields() {
                let checked = field.draft().check(&Reader::default());
                assert!(checked.is_ok(), "{}: {checked:?}", field.label);
            }
        }
    }

    #[test]
    fn a_name_means_the_same_in_every_pack() {
        let all: Vec<&Planned> = Pack::ALL.into_iter().flat_map(Pack::fields).collect();
        for one in &all {
            for other in all.iter().filter(|other| other.name == one.name) {
                assert_eq!((one.label, one.kind), (other.label, other.kind), "{}", one.name);
            }
        }
    }
}
