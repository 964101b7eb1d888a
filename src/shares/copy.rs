//! Save as: an independent copy of a shared contact in a workspace of the receiver's own (WS-6). It
//! stays when the share ends.
use serde_json::json;

use super::{Line, received};
use crate::{
    audit::{RequestKey, Subject, Tx},
    contacts::{
        self, Contact, Draft,
        duplicates::{self, Twin},
        fields::{
            self, Definition, FieldDraft, FieldOwner, Kind, LABEL_CHARS, Reader, slug, values,
        },
        reach::{self, WayDraft},
    },
    error::{Error, Result},
    ids::Uid,
    log::{self, Entry},
    settings,
    when::Manner,
    workspaces::{self, Mine, Scope},
};

/// Names tried for a field whose own is taken.
const MOST_NAMES: usize = 20;

#[derive(Debug)]
pub enum Copied {
    Saved(Contact),
    /// These may be the same person; nothing was saved.
    Alike(Vec<Twin>),
}

/// Copies the base fields, all e-mails and phones, what is not to be sent, and every custom field
/// that has a value. Fields that the workspace does not have are added to it; the stage, the tags
/// and the history stay with their owner.
pub fn save(
    tx: &Tx<'_>,
    share: Uid,
    workspace: Uid,
    is_meant: bool,
    request: Option<&RequestKey>,
) -> Result<Copied> {
    let shared = received::open(tx, tx.actor, share)?;
    let scope = workspaces::open(tx, tx.actor, workspace)?;
    let card = received::card(tx, &shared, None)?;
    let mut alike = Vec::new();
    let made = tx.once(request, || {
        if !is_meant {
            alike = likely(tx, &scope, &card)?;
        }
        match alike.is_empty() {
            true => copy(tx, &scope, &card),
            false => Err(Error::Conflict("somebody like this is there already".into())),
        }
    });
    match made {
        Err(_) if !alike.is_empty() => Ok(Copied::Alike(alike)),
        made => Ok(Copied::Saved(contacts::find(tx, &scope, made?)?)),
    }
}

fn likely(tx: &Tx<'_>, scope: &Scope, card: &received::Card) -> Result<Vec<Twin>> {
    let further = card.reach.ways.iter().map(|way| (way.kind, &*way.value));
    duplicates::like(tx, scope, &draft(card).check()?, further)
}

fn draft(card: &received::Card) -> Draft {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    Draft {
        first_name: text(&card.first_name),
        last_name: text(&card.last_name),
        primary_email: text(&card.share.email),
        primary_phone: text(&card.share.phone),
        company: text(&card.share.company),
    }
}

fn copy(tx: &Tx<'_>, scope: &Scope, card: &received::Card) -> Result<Uid> {
    let uid = contacts::insert(tx, scope, &draft(card).check()?, tx.now)?;
    let contact = contacts::find(tx, scope, uid)?;
    copy_reach(tx, scope, &contact, card)?;
    let mut fitter = Fitter::new(tx, scope, &card.share.from)?;
    for line in &card.fields {
        fitter.keep(&contact, line)?;
    }
    if let Some(words) = fitter.words() {
        tx.say(words);
    }
    // The fields that came along belong to the copy, as one thing.
    tx.about_only(Subject::contact(contact.id, contact.display_name()));
    note_source(tx, scope, &contact, &card.share)?;
    Ok(uid)
}

/// Whoever asked not to be written to is not written to by the receiver either.
fn copy_reach(tx: &Tx<'_>, scope: &Scope, contact: &Contact, card: &received::Card) -> Result<()> {
    for kind in reach::Kind::ALL {
        if let Some(label) = card.reach.label(kind) {
            reach::keep_label(tx, scope, contact.id, kind, label)?;
        }
    }
    for way in &card.reach.ways {
        let label = way.label.clone().unwrap_or_default();
        let draft = WayDraft { kind: way.kind, label, value: way.value.clone() };
        reach::keep(tx, scope, contact.id, &draft)?;
    }
    reach::keep_silence(tx, scope, contact.id, card.reach.silence)
}

fn note_source(
    tx: &Tx<'_>,
    scope: &Scope,
    contact: &Contact,
    share: &received::Received,
) -> Result<()> {
    let manner = settings::preferences(tx, scope.owner())?.manner;
    let when = manner.date_time(tx.now);
    let content = json!({
        "summary": format!("Saved from what {} shared on {when}", share.from),
        "of": "share",
        "shared_by": share.from,
        "shared_on": manner.date_time(share.created_on),
        "purpose": share.purpose,
        "on": when,
    });
    log::write(tx, scope, contact.id, &Entry::new(log::Kind::System, content, tx.now))
}

/// Finds each value a field among the receiver's own, or makes one.
struct Fitter<'tx, 'conn> {
    tx: &'tx Tx<'conn>,
    scope: &'tx Scope,
    from: &'tx str,
    reader: Reader,
    added: usize,
    renamed: Vec<String>,
}

impl<'tx, 'conn> Fitter<'tx, 'conn> {
    fn new(tx: &'tx Tx<'conn>, scope: &'tx Scope, from: &'tx str) -> Result<Self> {
        // Kept values are written as programs write them, whatever the receiver's country.
        let reader = Reader { manner: Manner::default(), ..fields::reader(tx, scope.owner())? };
        Ok(Self { tx, scope, from, reader, added: 0, renamed: Vec::new() })
    }

    fn keep(&mut self, contact: &Contact, line: &Line) -> Result<()> {
        let Some((kind, value)) = kept(line) else { return Ok(()) };
        let home = self.home(line, kind, &value)?;
        values::fill(self.tx, self.scope, contact.id, &home, &value, &self.reader)
    }

    fn home(&mut self, line: &Line, kind: Kind, value: &str) -> Result<Definition> {
        let theirs = &line.field().definition;
        if let Some(found) = self.fitting(&theirs.name, &theirs.label, kind, line, value)? {
            return Ok(found);
        }
        for at in 1..=MOST_NAMES {
            let label = other_label(&theirs.label, self.from, at);
            if let Some(found) = self.fitting(&slug(&label), &label, kind, line, value)? {
                self.renamed.push(format!("{} is kept as “{label}”", theirs.label));
                return Ok(found);
            }
        }
        Err(Error::Conflict(format!(
            "There are too many fields here to keep {} in one of its own. Nothing was saved; \
             delete a field first, or choose another workspace.",
            theirs.label
        )))
    }

    /// The field of this name, if there is one for such values or one can be made.
    fn fitting(
        &mut self,
        name: &str,
        label: &str,
        kind: Kind,
        line: &Line,
        value: &str,
    ) -> Result<Option<Definition>> {
        let seen = fields::seen(self.tx, self.scope)?;
        match seen.into_iter().find(|it| it.name == name) {
            Some(mine) if mine.kind == kind => self.offering(mine, value),
            Some(_) => Ok(None),
            None => self.made(name, label, kind, line, value),
        }
    }

    /// A dropdown gets the choice that it lacks.
    fn offering(&self, mine: Definition, value: &str) -> Result<Option<Definition>> {
        if mine.kind != Kind::Dropdown || mine.options.iter().any(|it| it == value) {
            return Ok(Some(mine));
        }
        let mut options = mine.options.clone();
        options.push(value.to_owned());
        let draft = FieldDraft {
            name: mine.name.clone(),
            label: mine.label.clone(),
            kind: mine.kind,
            options,
            is_required: mine.is_required,
            default: mine.default.clone().unwrap_or_default(),
            is_transaction: mine.is_transaction,
        };
        let owner = Mine::of(self.tx.actor)?;
        unless_invalid(fields::change(self.tx, &owner, mine.uid, &draft))
    }

    fn made(
        &mut self,
        name: &str,
        label: &str,
        kind: Kind,
        line: &Line,
        value: &str,
    ) -> Result<Option<Definition>> {
        let theirs = &line.field().definition;
        let mut options = theirs.options.clone();
        if kind == Kind::Dropdown && !options.iter().any(|it| it == value) {
            options.push(value.to_owned());
        }
        let draft = FieldDraft {
            name: name.to_owned(),
            options,
            is_transaction: theirs.is_transaction,
            ..FieldDraft::new(label, kind)
        };
        let made = unless_invalid(fields::define(self.tx, FieldOwner::In(self.scope), &draft))?;
        self.added += usize::from(made.is_some());
        Ok(made)
    }

    /// What the person should hear of it.
    fn words(&self) -> Option<String> {
        let added = match self.added {
            0 => None,
            1 => Some("1 field was added to the workspace".to_owned()),
            many => Some(format!("{many} fields were added to the workspace")),
        };
        let parts: Vec<String> = added.into_iter().chain(self.renamed.iter().cloned()).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

/// A link to somebody of the owner's stays as the name; a link to nobody says nothing.
fn kept(line: &Line) -> Option<(Kind, String)> {
    let field = line.field();
    match (line.kind(), &field.linked) {
        (Kind::ContactLink, Some(linked)) => Some((Kind::Text, linked.name.clone())),
        (Kind::ContactLink, None) => None,
        (kind, _) => Some((kind, field.value.clone()?)),
    }
}

/// "Spouse (from Andy)", "Spouse (from Andy 2)": the sender's end is cut where it is too long.
fn other_label(label: &str, from: &str, at: usize) -> String {
    let from: String = from.chars().take(LABEL_CHARS / 3).collect();
    let tail = if at == 1 { format!(" (from {from})") } else { format!(" (from {from} {at})") };
    let room = LABEL_CHARS - tail.chars().count();
    let head: String = label.chars().take(room).collect();
    format!("{}{tail}", head.trim_end())
}

fn unless_invalid<T>(made: Result<T>) -> Result<Option<T>> {
    match made {
        Err(Error::Invalid(_)) => Ok(None),
        made => made.map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_name_says_whose_it_was_and_fits() {
        assert_eq!(other_label("Spouse", "Andy", 1), "Spouse (from Andy)");
        assert_eq!(other_label("Spouse", "Andy", 2), "Spouse (from Andy 2)");
        for at in [1, 2, 20] {
            let long = other_label(&"ö".repeat(60), &"ñ".repeat(100), at);
            assert_eq!(long.chars().count(), LABEL_CHARS, "{long}");
        }
    }
}
