//! The audit log over the API: the page's filters, a page at a time.
use poem::Result;
use poem_openapi::{OpenApi, param::Query};

use super::wire::{EntryOut, LogOut, WhoKind};
use crate::{
    accounts::api_keys::needs::ReadAudit,
    audit::{
        Action, SubjectKind,
        read::{self, Filter},
    },
    error::{Error, Problems, Result as Domain, unless_any},
    ids::Uid,
    shell::{
        Caller,
        wire::{Answer, Moment, Tag},
    },
    workspaces,
};

const PER_PAGE: u32 = 50;
const MOST_PER_PAGE: u32 = 200;

pub struct Log;

#[OpenApi(prefix_path = "/api/audit", tag = "Tag::Audit")]
impl Log {
    /// Read the audit log
    ///
    /// What happened to your data, the newest first. Follow `next_cursor` until it is null. Filters
    /// narrow it together.
    #[oai(path = "/", method = "get", operation_id = "readAuditLog")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the operation")]
    async fn list(
        &self,
        caller: Caller<ReadAudit>,
        /// Who did it
        who: Query<Option<WhoKind>>,
        /// What was done, such as `contact.edited`
        what: Query<Option<String>>,
        /// The kind of thing it was about, such as `contact`
        about: Query<Option<String>>,
        /// With `about`: the id of one thing, while it exists
        about_id: Query<Option<Uid>>,
        /// The id of the workspace that it happened in
        workspace: Query<Option<Uid>>,
        /// From this moment on
        since: Query<Option<Moment>>,
        /// Before this moment
        until: Query<Option<Moment>>,
        /// `next_cursor` of the page before
        cursor: Query<Option<Uid>>,
        /// Entries on a page, from 1 to 200
        #[oai(default = "per_page")]
        limit: Query<u32>,
    ) -> Result<Answer<LogOut>> {
        let wanted = Wanted { what: what.0, about: about.0, about_id: about_id.0, limit: limit.0 };
        let db = caller.app.db.clone();
        let page = caller
            .read(move |conn, actor| {
                let owner = actor.user()?;
                let (mut filter, most) = wanted.checked()?;
                filter.actor = who.0.map(WhoKind::kind);
                filter.since = since.0.map(|it| it.0);
                filter.until = until.0.map(|it| it.0);
                if let Some(uid) = workspace.0 {
                    filter.workspace = Some(workspaces::open(conn, actor, uid)?.workspace());
                }
                if let (Some(kind), Some(uid)) = (filter.kind, wanted.about_id) {
                    let id = read::id_of(conn, kind, uid, db.columns())?;
                    filter.subject = Some((kind, id.unwrap_or(NOTHING)));
                }
                if let Some(uid) = cursor.0 {
                    known(read::find(conn, owner, uid, db.columns()))?;
                    filter.before = Some(uid);
                }
                let page = read::page_of(conn, owner, &filter, db.columns(), most)?;
                let entries = page
                    .entries
                    .into_iter()
                    .map(|told| EntryOut::new(conn, told, db.columns()))
                    .collect::<Domain<_>>()?;
                Ok(LogOut { entries, next_cursor: page.next })
            })
            .await?;
        Ok(Answer::new(page))
    }
}

/// The row that there never is.
const NOTHING: i64 = 0;

/// What has to be looked at before it can be asked of the database.
struct Wanted {
    what: Option<String>,
    about: Option<String>,
    about_id: Option<Uid>,
    limit: u32,
}

impl Wanted {
    fn checked(&self) -> Domain<(Filter, usize)> {
        let mut problems = Problems::new();
        let action = self.what.as_deref().map(Action::from_code);
        if action == Some(None) {
            problems.insert("what", "There is no such kind of change".into());
        }
        let kind = self.about.as_deref().map(SubjectKind::from_code);
        if kind == Some(None) {
            problems.insert("about", format!("Use one of {}", kinds()));
        }
        if kind.is_none() && self.about_id.is_some() {
            problems.insert("about_id", "Say in about what kind of thing it is".into());
        }
        if !(1..=MOST_PER_PAGE).contains(&self.limit) {
            problems.insert("limit", format!("Choose between 1 and {MOST_PER_PAGE}"));
        }
        unless_any(problems)?;
        let filter = Filter { action: action.flatten(), kind: kind.flatten(), ..Filter::default() };
        Ok((filter, self.limit as usize))
    }
}

fn kinds() -> String {
    SubjectKind::ALL.iter().map(|kind| kind.code()).collect::<Vec<_>>().join(", ")
}

/// A cursor is the id of an entry that was shown; another's leads nowhere.
fn known<T>(found: Domain<T>) -> Domain<()> {
    match found {
        Err(Error::NotFound(_)) => {
            Err(Error::invalid("cursor", "This is no cursor of yours; begin without one"))
        }
        other => other.map(|_| ()),
    }
}

fn per_page() -> u32 {
    PER_PAGE
}
