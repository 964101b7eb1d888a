//! Adding a contact with the values of its custom fields.
use super::{
    Contact, Draft,
    fields::values::{self, Beginning},
    find, insert,
};
use crate::{
    audit::{RequestKey, Tx},
    error::{Error, Problems, Result},
    ids::Uid,
    workspaces::Scope,
};

pub fn create(
    tx: &Tx<'_>,
    scope: &Scope,
    draft: &Draft,
    request: Option<&RequestKey>,
) -> Result<Contact> {
    create_with(tx, scope, draft, &[], request)
}

/// The same with values of custom fields, each by the field's name; the others get their defaults.
pub fn create_with(
    tx: &Tx<'_>,
    scope: &Scope,
    draft: &Draft,
    custom: &[(String, String)],
    request: Option<&RequestKey>,
) -> Result<Contact> {
    let mut problems = Problems::new();
    let beginning = values::begin(tx, scope, custom, &mut problems)?;
    let uid = begin(tx, scope, draft, beginning, problems, request)?;
    find(tx, scope, uid)
}

/// The same with values as programs write them.
pub fn create_as_sent(
    tx: &Tx<'_>,
    scope: &Scope,
    draft: &Draft,
    custom: &[(String, String)],
    request: Option<&RequestKey>,
) -> Result<Contact> {
    let mut problems = Problems::new();
    let beginning = values::begin_as_sent(tx, scope, custom, &mut problems)?;
    let uid = begin(tx, scope, draft, beginning, problems, request)?;
    find(tx, scope, uid)
}

/// The same for one who is joined with somebody else at once: what is required may be blank.
pub(super) fn create_to_join(
    tx: &Tx<'_>,
    scope: &Scope,
    draft: &Draft,
    custom: &[(String, String)],
) -> Result<Contact> {
    let mut problems = Problems::new();
    let beginning = values::begin_to_join(tx, scope, custom, &mut problems)?;
    let uid = begin(tx, scope, draft, beginning, problems, None)?;
    find(tx, scope, uid)
}

/// All that is wrong with the draft and its values is told together.
fn begin(
    tx: &Tx<'_>,
    scope: &Scope,
    draft: &Draft,
    beginning: Beginning,
    mut problems: Problems,
    request: Option<&RequestKey>,
) -> Result<Uid> {
    let checked = match draft.check() {
        Err(Error::Invalid(wrong)) => {
            problems.extend(wrong);
            None
        }
        checked => Some(checked?),
    };
    let Some(checked) = checked.filter(|_| problems.is_empty()) else {
        return Err(Error::Invalid(problems));
    };
    tx.once(request, || {
        let uid = insert(tx, scope, &checked, tx.now)?;
        values::start(tx, scope, find(tx, scope, uid)?.id, &beginning)?;
        Ok(uid)
    })
}
