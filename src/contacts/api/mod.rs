//! Contacts over the API: a page of a workspace's, a new one, one by itself.
mod wire;

use poem::{Request, Result};
use poem_openapi::{
    OpenApi,
    param::{Header, Path, Query},
};

use rusqlite::Connection;

pub use self::wire::Changed;
use self::wire::{ContactOut, Fields, NewContact, Page};
use super::{Contact, Draft, Place, Position, Query as Wanted, Reading};
use crate::{
    accounts::api_keys::needs::{ReadContacts, WriteContacts},
    audit::{Action, api::wire::Change},
    contacts::{
        self, duplicates, fields,
        lists::{self, Standings},
        reach::{self, Reach},
        saved,
    },
    error::{Error, Result as Domain, unless_any},
    ids::{ContactId, Uid},
    shell::{
        Caller,
        wire::{Answer, Body, IfMatch, IfNoneMatch, Made, Tag},
    },
    urls,
    workspaces::{self, Scope},
};

const PER_PAGE: u32 = 50;
const MOST_PER_PAGE: u32 = 200;
const FORWARD: char = 'n';
const BACK: char = 'p';

pub struct Api;

#[expect(clippy::too_many_arguments, reason = "each is a parameter of the operation")]
#[OpenApi(prefix_path = "/api/contacts", tag = "Tag::Contacts")]
impl Api {
    /// List contacts
    ///
    /// A page of one workspace's contacts: those who fit every condition. Follow `next_cursor`
    /// until it is null. Beside the parameters below these conditions are taken, the same as in the
    /// address of the list's page; several of one name with `is`, `is-not`, `stage` or `tag` are
    /// alternatives. What is not understood is answered with 422.
    ///
    /// - A base field, such as `company`: `company.contains`, `company.is`, `company.is-not`,
    ///   `company.empty=yes`, `company.filled=yes`. A phone is asked by `contains` in any notation
    /// - A custom field by its name, such as `custom-birthday`: by its type also `.before` and
    ///   `.after` (days), `.at-least` and `.at-most` (numbers); a link by the contact's id
    /// - `last_contact.older=60` and `last_contact.newer=60` (days ago), `last_contact.never=yes`
    /// - `created_on.before` and `created_on.after` (days such as 2026-02-28)
    /// - `do_not_contact`, `do_not_mail`, `do_not_text`: `yes` or `no`
    #[oai(path = "/", method = "get", operation_id = "listContacts")]
    async fn list(
        &self,
        caller: Caller<ReadContacts>,
        request: &Request,
        /// The id of the workspace
        workspace: Query<Uid>,
        /// Only those who have all of these words, or beginnings of words, in their names,
        /// e-mails, phones (in any notation), company or the texts of their custom fields. The
        /// best come first, whatever the order asked for
        #[oai(name = "q", validator(max_length = 200))]
        _q: Query<Option<String>>,
        /// By which column, a minus before it from the last down: `name`, `first_name`,
        /// `last_name`, `primary_email`, `primary_phone`, `company`, `stage`, `last_contact`,
        /// `created_on` or a custom field such as `custom-birthday`. Who has nothing there comes
        /// last
        #[oai(name = "sort")]
        _sort: Query<Option<String>>,
        /// `next_cursor` or `previous_cursor` of another page in the same order
        cursor: Query<Option<String>>,
        /// The id of a saved view of the workspace, whose conditions and order hold; but where this
        /// request names the same thing, it decides
        view: Query<Option<Uid>>,
        /// The id of a stage they are in, or `none` for those in no stage; of several any
        #[oai(name = "stage")]
        _stage: Query<Option<String>>,
        /// The id of a tag they have; of several any. `tag.all` asks for all of several,
        /// `tag.none` for none of them
        #[oai(name = "tag")]
        _tag: Query<Option<String>>,
        /// Contacts on a page, from 1 to 200
        #[oai(default = "per_page")]
        limit: Query<u32>,
    ) -> Result<Answer<Page>> {
        let now = caller.app.db.clock().now();
        let conditions = conditions(request.uri().query().unwrap_or_default());
        let workspace = workspace.0;
        let page = caller
            .read(move |conn, actor| {
                let scope = workspaces::open(conn, actor, workspace)?;
                let place = place(cursor.0.as_deref())?;
                let reading = match view.0 {
                    Some(view) => saved::find(conn, &scope, view)?.narrowed_by(&conditions)?,
                    None => Reading::of_query(&conditions)?,
                };
                unless_any(reading.problems.clone())?;
                let wanted = Wanted { place, most: most(limit.0)?, ..reading.query(now) };
                let listing = contacts::list(conn, &scope, &wanted)?;
                let next = listing.next.as_ref().map(|it| cursor_of(FORWARD, it));
                let previous = listing.previous.as_ref().map(|it| cursor_of(BACK, it));
                let ids: Vec<ContactId> = listing.contacts.iter().map(|it| it.id).collect();
                let reaches = reach::of_all(conn, &scope, &ids)?;
                Ok(Page::new(listing, reaches, next, previous))
            })
            .await?;
        Ok(Answer::new(page))
    }

    /// Add a contact
    ///
    /// With an `Idempotency-Key` the same request sent again answers with the contact it made the
    /// first time. The same key with another body is a conflict. When somebody with this e-mail or
    /// phone is there already the answer is 409 `duplicate` with their ids in `contacts`; send
    /// `allow_duplicate` to add another one all the same. Custom fields that are not named get
    /// their defaults; what is wrong with one is told as `custom.` and its name (422).
    #[oai(path = "/", method = "post", operation_id = "createContact")]
    async fn create(
        &self,
        caller: Caller<WriteContacts>,
        body: Body<NewContact>,
        /// Anything that no other request of yours has, such as a random id
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Made<Changed>> {
        let done = caller
            .write(Action::ContactCreated, move |tx| {
                let request = body.request_key(key.0.as_deref())?;
                let wanted = body.wanted()?;
                let scope = workspaces::open(tx, tx.actor, wanted.workspace)?;
                let may_be_twice = wanted.allow_duplicate.unwrap_or_default();
                let custom = wanted.custom_as_typed(&fields::seen(tx, &scope)?)?;
                let draft = Draft::from(wanted);
                if !may_be_twice {
                    duplicates::refuse_new(tx, &scope, &draft, request.as_ref())?;
                }
                let made = contacts::create_as_sent(tx, &scope, &draft, &custom, request.as_ref());
                let contact = made.map_err(wire::custom_as_sent)?;
                Told::of(tx, &scope, contact)
            })
            .await?;
        let etag = done.value.etag();
        Ok(Made::new(changed(done.value, done.change)).etag(etag))
    }

    /// Read a contact
    ///
    /// The `ETag` tells its state. With it in `If-None-Match` the answer is 304 while nothing has
    /// changed.
    #[oai(path = "/:id", method = "get", operation_id = "readContact")]
    async fn read(
        &self,
        caller: Caller<ReadContacts>,
        /// The contact's id
        id: Path<Uid>,
        /// An `ETag` you have
        #[oai(name = "If-None-Match")]
        known: Header<IfNoneMatch>,
    ) -> Result<Answer<ContactOut>> {
        let told = caller
            .read(move |conn, actor| {
                let (scope, contact) = contacts::open(conn, actor, id.0)?;
                Told::of(conn, &scope, contact)
            })
            .await?;
        let etag = told.etag();
        Ok(Answer::new(ContactOut::from(told)).etag(etag).unless_known(&known.0))
    }

    /// Replace a contact's fields
    ///
    /// Fields that are left out become empty. With `If-Match` nothing is saved when somebody
    /// changed the contact since you read it (412); without it the last one wins. An e-mail or
    /// phone that is somebody else's already is a 409 `duplicate`, unless `allow_duplicate` is
    /// sent.
    #[oai(path = "/:id", method = "put", operation_id = "replaceContact")]
    async fn replace(
        &self,
        caller: Caller<WriteContacts>,
        /// The contact's id
        id: Path<Uid>,
        body: Body<Fields>,
        /// The `ETag` of the state that you change
        #[oai(name = "If-Match")]
        seen: Header<IfMatch>,
    ) -> Result<Answer<Changed>> {
        let done = caller
            .write(Action::ContactEdited, move |tx| {
                let (scope, contact) = contacts::open(tx, tx.actor, id.0)?;
                if let Err(stale) = seen.check(&Told::of(tx, &scope, contact.clone())?.etag()) {
                    return Ok(Err(stale));
                }
                let wanted = body.wanted()?;
                let may_be_twice = wanted.allow_duplicate.unwrap_or_default();
                let edits = wanted.edits();
                if !may_be_twice {
                    duplicates::refuse_edited(tx, &scope, &contact, &edits)?;
                }
                let contact = contacts::edit(tx, &scope, id.0, &edits)?;
                Told::of(tx, &scope, contact).map(Ok)
            })
            .await?;
        let told = done.value?;
        let etag = told.etag();
        Ok(Answer::new(changed(told, done.change)).etag(etag))
    }

    /// Delete a contact
    ///
    /// It can be brought back for 30 days by undoing the `change` in the answer.
    #[oai(path = "/:id", method = "delete", operation_id = "deleteContact")]
    async fn delete(
        &self,
        caller: Caller<WriteContacts>,
        /// The contact's id
        id: Path<Uid>,
        /// The `ETag` of the state that you delete
        #[oai(name = "If-Match")]
        seen: Header<IfMatch>,
    ) -> Result<Answer<Change>> {
        let done = caller
            .write(Action::ContactDeleted, move |tx| {
                let (scope, contact) = contacts::open(tx, tx.actor, id.0)?;
                if let Err(stale) = seen.check(&Told::of(tx, &scope, contact)?.etag()) {
                    return Ok(Err(stale));
                }
                contacts::delete(tx, &scope, id.0).map(Ok)
            })
            .await?;
        done.value?;
        Ok(Answer::new(Change { change: done.change }))
    }
}

/// A contact with where it stands: all that the answers tell of it.
pub struct Told {
    contact: Contact,
    standings: Standings,
    reach: Reach,
}

impl Told {
    pub fn of(conn: &Connection, scope: &Scope, contact: Contact) -> Domain<Self> {
        let standings = lists::standings(conn, scope, &[contact.id])?;
        let reach = reach::of(conn, scope, contact.id)?;
        Ok(Self { contact, standings, reach })
    }

    pub fn etag(&self) -> String {
        let [standings, reach] =
            [self.standings.etag(&self.contact), self.reach.etag(&self.contact)];
        contacts::etag([Some(&*standings), Some(&*reach)])
    }
}

impl From<Told> for ContactOut {
    fn from(Told { contact, standings, reach }: Told) -> Self {
        Self::new(contact, &standings, reach)
    }
}

pub fn changed(told: Told, change: Option<Uid>) -> Changed {
    Changed { contact: told.into(), change }
}

fn per_page() -> u32 {
    PER_PAGE
}

fn most(limit: u32) -> Domain<usize> {
    if (1..=MOST_PER_PAGE).contains(&limit) {
        return Ok(limit as usize);
    }
    Err(Error::invalid("limit", format!("Choose between 1 and {MOST_PER_PAGE}")))
}

/// The parameters that say who is wanted, and in which order; the others are the operation's own.
fn conditions(query: &str) -> String {
    urls::without(query, &["workspace", "cursor", "limit", "view"])
}

/// A cursor knows which way it leads, so that one parameter serves both.
fn cursor_of(way: char, position: &Position) -> String {
    format!("{way}{}", position.cursor())
}

fn place(cursor: Option<&str>) -> Domain<Place> {
    let Some(cursor) = cursor else { return Ok(Place::Start) };
    if let Some(position) = cursor.strip_prefix(FORWARD) {
        return Ok(Place::After(Position::from_cursor(position)?));
    }
    let position = cursor.strip_prefix(BACK).unwrap_or_default();
    Ok(Place::Before(Position::from_cursor(position)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contacts::{Sort, position::Sequence};

    #[test]
    fn a_cursor_leads_its_way() {
        let sequence = Sequence::By(Sort::default());
        let position = Position { sequence, key: Some("ibarra rosa".into()), uid: Uid::new() };
        let there = |way| place(Some(&cursor_of(way, &position))).unwrap();
        assert_eq!(there(FORWARD), Place::After(position.clone()));
        assert_eq!(there(BACK), Place::Before(position.clone()));
        assert_eq!(place(None).unwrap(), Place::Start);
        for mangled in ["", "n", "x", &position.cursor(), "\u{e9}00"] {
            assert!(place(Some(mangled)).is_err(), "{mangled}");
        }
    }

    #[test]
    fn a_page_has_its_limits() {
        assert_eq!(most(1).unwrap(), 1);
        assert_eq!(most(200).unwrap(), 200);
        assert!(most(0).is_err() && most(201).is_err());
    }
}
