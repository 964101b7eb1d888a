//! E-mails and phones of both: one of each kind is the primary, and no other is lost (CT-14).
use super::{Comparison, Pick, Side, Wanted, store};
use crate::{
    audit::Tx,
    contacts::{Contact, Field, reach::Keys},
    error::Result,
    workspaces::Scope,
};

/// A kind of way to reach somebody, with the columns that are about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Email,
    Phone,
}

impl Way {
    pub const ALL: [Self; 2] = [Self::Email, Self::Phone];

    pub fn field(self) -> Field {
        match self {
            Self::Email => Field::PrimaryEmail,
            Self::Phone => Field::PrimaryPhone,
        }
    }

    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }
}

/// An address or a number, and what it is called.
#[derive(Clone, Debug)]
pub(super) struct Address {
    /// Among the further ones.
    pub id: Option<i64>,
    pub value: String,
    pub key: Option<String>,
    pub label: Option<String>,
}

/// Makes room behind the target's further ones for those of the source.
pub(super) fn line_up(tx: &Tx<'_>, scope: &Scope, sides: &Comparison) -> Result<()> {
    store::shift_ways(tx, scope, sides.source.contact.id, sides.target.contact.id)
}

/// Called when the contact has its primary ones and all further ones of both: those that gave way
/// join the further ones, and what is there twice is there once.
pub(super) fn settle(
    tx: &Tx<'_>,
    scope: &Scope,
    sides: &Comparison,
    wanted: &Wanted,
    now: &Contact,
) -> Result<()> {
    for way in Way::ALL {
        let primary = of(tx, scope, way, now, None)?;
        for side in [&sides.target, &sides.source] {
            if let Some(former) = of(tx, scope, way, &side.contact, side.facts.label(way))? {
                store::keep_way(tx, scope, now.id, way, &former)?;
            }
        }
        store::label_primary(tx, scope, now.id, way, label(sides, wanted, way, now))?;
        single_out(tx, scope, now, way, primary)?;
    }
    Ok(())
}

fn of(
    tx: &Tx<'_>,
    scope: &Scope,
    way: Way,
    contact: &Contact,
    label: Option<&str>,
) -> Result<Option<Address>> {
    let Some(value) = contact.get(way.field()) else { return Ok(None) };
    let key = match way {
        Way::Email => Keys::of(tx, scope, Some(value), None)?.email,
        Way::Phone => Keys::of(tx, scope, None, Some(value))?.phone,
    };
    let (value, label) = (value.to_owned(), label.map(str::to_owned));
    Ok(Some(Address { id: None, value, key, label }))
}

/// Takes away what is the primary one or stands there twice; one with a label is kept rather than
/// one without.
fn single_out(
    tx: &Tx<'_>,
    scope: &Scope,
    now: &Contact,
    way: Way,
    primary: Option<Address>,
) -> Result<()> {
    let mut further = store::ways(tx, scope, now.id, way)?;
    further.sort_by_key(|it| it.label.is_none());
    let mut kept: Vec<Address> = primary.into_iter().collect();
    for address in further {
        match kept.iter().any(|it| it.is_same(&address, way)) {
            true => store::remove_way(tx, scope, now.id, &address)?,
            false => kept.push(address),
        }
    }
    Ok(())
}

impl Address {
    pub fn words(self) -> String {
        match self.label {
            Some(label) => format!("{} ({label})", self.value),
            None => self.value,
        }
    }

    /// Two extensions of one number are two.
    fn is_same(&self, other: &Self, way: Way) -> bool {
        match (&self.key, &other.key, way) {
            (Some(one), Some(two), Way::Email) => one == two,
            (Some(one), Some(two), Way::Phone) => {
                let [ours, theirs] = [digits(&self.value), digits(&other.value)];
                one == two && (ours.ends_with(&theirs) || theirs.ends_with(&ours))
            }
            _ => self.value == other.value,
        }
    }
}

fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}

/// What the primary one was called where it came from.
fn label<'a>(sides: &'a Comparison, wanted: &Wanted, way: Way, now: &Contact) -> Option<&'a str> {
    let is_source =
        wanted.base.iter().any(|(it, pick)| *it == way.field() && *pick == Pick::Source);
    let mut order = [&sides.target, &sides.source];
    if is_source {
        order.reverse();
    }
    let value = now.get(way.field())?;
    let same = order.into_iter().filter(|side| side.contact.get(way.field()) == Some(value));
    same.filter_map(|side: &Side| side.facts.label(way)).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_is_one_in_any_notation_and_two_with_other_extensions() {
        let phone = |value: &str| Address {
            id: None,
            value: value.into(),
            key: crate::phones::e164(value, "US"),
            label: None,
        };
        let check = |one, other, is_same| {
            assert_eq!(phone(one).is_same(&phone(other), Way::Phone), is_same, "{one} {other}");
        };
        check("(808) 555-0100", "+1 808 555 0100", true);
        check("808.555.0100", "1-808-555-0100", true);
        check("808 555 0100", "808 555 0101", false);
        check("808 555 0100 x12", "808 555 0100 x13", false);
        check("808 555 0100 x12", "808 555 0100", false);
        check("ask Ana", "ask Ana", true);
        check("ask Ana", "808 555 0100", false);
    }
}
