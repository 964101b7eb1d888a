//! E-mails and phones of both: one of each kind is the primary, and no other is lost (CT-14).
use super::{Comparison, Pick, Side, Wanted, store};
use crate::{
    audit::Tx,
    contacts::{
        self, Contact, Field,
        reach::{Keys, Kind},
    },
    error::Result,
    text,
    workspaces::Scope,
};

/// An address or a number, and what it is called.
#[derive(Clone, Debug)]
pub(super) struct Address {
    /// Among the further ones.
    pub id: Option<i64>,
    pub value: String,
    pub key: Option<String>,
    pub label: Option<String>,
}

/// What becomes the primary one stands among the target's further ones no longer. What is taken
/// out for it is given back: another extension of one number is another phone.
pub(super) fn make_room(
    tx: &Tx<'_>,
    scope: &Scope,
    sides: &Comparison,
    base: &[(Field, String)],
) -> Result<Vec<(Kind, Address)>> {
    let mut taken = Vec::new();
    let target = &sides.target.contact;
    for kind in Kind::ALL {
        let value = base.iter().find(|(field, _)| *field == kind.field());
        let value = text::trim(value.map_or("", |(_, value)| value));
        let key = key(tx, scope, kind, value)?;
        for address in store::ways(tx, scope, target.id, kind)? {
            if address.value == value || (key.is_some() && address.key == key) {
                store::remove_way(tx, scope, target.id, &address)?;
                taken.push((kind, address));
            }
        }
    }
    Ok(taken)
}

/// Leaves room behind the target's further ones for those of the source.
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
    taken: Vec<(Kind, Address)>,
) -> Result<()> {
    let now = contacts::find(tx, scope, sides.target.contact.uid)?;
    for (kind, address) in taken {
        store::keep_way(tx, scope, now.id, kind, &address)?;
    }
    for kind in Kind::ALL {
        let primary = of(tx, scope, kind, &now, None)?;
        for side in [&sides.target, &sides.source] {
            if let Some(former) = of(tx, scope, kind, &side.contact, side.reach.label(kind))? {
                store::keep_way(tx, scope, now.id, kind, &former)?;
            }
        }
        store::label_primary(tx, scope, now.id, kind, label(sides, wanted, kind, &now))?;
        single_out(tx, scope, &now, kind, primary)?;
    }
    Ok(())
}

fn key(tx: &Tx<'_>, scope: &Scope, kind: Kind, value: &str) -> Result<Option<String>> {
    Ok(match kind {
        Kind::Email => Keys::of(tx, scope, Some(value), None)?.email,
        Kind::Phone => Keys::of(tx, scope, None, Some(value))?.phone,
    })
}

fn of(
    tx: &Tx<'_>,
    scope: &Scope,
    kind: Kind,
    contact: &Contact,
    label: Option<&str>,
) -> Result<Option<Address>> {
    let Some(value) = contact.get(kind.field()) else { return Ok(None) };
    let key = key(tx, scope, kind, value)?;
    let (value, label) = (value.to_owned(), label.map(str::to_owned));
    Ok(Some(Address { id: None, value, key, label }))
}

/// Takes away what is the primary one or stands there twice; one with a label is kept rather than
/// one without.
fn single_out(
    tx: &Tx<'_>,
    scope: &Scope,
    now: &Contact,
    kind: Kind,
    primary: Option<Address>,
) -> Result<()> {
    let mut further = store::ways(tx, scope, now.id, kind)?;
    further.sort_by_key(|it| it.label.is_none());
    let mut kept: Vec<Address> = primary.into_iter().collect();
    for address in further {
        match kept.iter().any(|it| it.is_same(&address, kind)) {
            true => store::remove_way(tx, scope, now.id, &address)?,
            false => kept.push(address),
        }
    }
    Ok(())
}

impl Address {
    /// Two extensions of one number are two.
    fn is_same(&self, other: &Self, kind: Kind) -> bool {
        match (&self.key, &other.key, kind) {
            (Some(one), Some(two), Kind::Email) => one == two,
            (Some(one), Some(two), Kind::Phone) => {
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
fn label<'a>(sides: &'a Comparison, wanted: &Wanted, kind: Kind, now: &Contact) -> Option<&'a str> {
    let is_source =
        wanted.base.iter().any(|(it, pick)| *it == kind.field() && *pick == Pick::Source);
    let mut order = [&sides.target, &sides.source];
    if is_source {
        order.reverse();
    }
    let value = now.get(kind.field())?;
    let same = order.into_iter().filter(|side| side.contact.get(kind.field()) == Some(value));
    same.filter_map(|side: &Side| side.reach.label(kind)).next()
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
            assert_eq!(phone(one).is_same(&phone(other), Kind::Phone), is_same, "{one} {other}");
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
