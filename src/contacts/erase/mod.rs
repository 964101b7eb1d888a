//! Erase for good (CT-17): somebody asked to be forgotten. Their rows go, and with them everything
//! that the log kept of them; what stays are digests of their addresses, so that whoever enters
//! them anew is told.
mod digest;
mod store;

use rusqlite::Connection;

use self::digest::Secret;
use super::Contact;
use crate::{
    audit::{
        Subject, SubjectKind, Tx,
        deleted::{self, Deletion, Lost},
        erase::{self, ERASED, Target},
    },
    db::Columns,
    error::{Error, Result},
    ids::{ContactId, Uid, UserId, WorkspaceId},
    phones, settings, text,
    workspaces::{Mine, Scope},
};

/// Somebody in the trash, as the deletion keeps them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    pub id: ContactId,
    pub uid: Uid,
    pub name: String,
    workspace: WorkspaceId,
    email: Option<String>,
    phone: Option<String>,
    /// First and last, where both are known.
    full_name: Option<(String, String)>,
}

/// By what somebody who was erased is known in what is kept elsewhere (files that came in).
pub struct Erased {
    pub contact: ContactId,
    pub full_name: Option<(String, String)>,
    /// Kind and key of every e-mail and phone.
    pub keys: Vec<(String, String)>,
}

impl Gone {
    fn of(lost: &Lost) -> Option<Self> {
        let text = |column| lost.get::<Option<String>>(column).flatten();
        let columns = ["first_name", "last_name", "company", "primary_email", "primary_phone"];
        let parts = columns.map(text);
        Some(Self {
            id: ContactId(lost.id),
            uid: lost.get("uid")?,
            name: super::display_name(parts.each_ref().map(|part| part.as_deref())),
            workspace: lost.get("workspace_id")?,
            email: text("primary_email"),
            phone: text("primary_phone"),
            full_name: text("first_name").zip(text("last_name")),
        })
    }
}

/// Erases a contact of this workspace. The name is typed, so that nobody goes by a slip.
pub fn erase(
    tx: &Tx<'_>,
    scope: &Scope,
    uid: Uid,
    typed_name: &str,
    columns: &Columns,
) -> Result<Vec<Erased>> {
    let contact = super::find(tx, scope, uid)?;
    let gone = Gone {
        id: contact.id,
        uid,
        name: contact.display_name(),
        workspace: scope.workspace(),
        email: contact.primary_email,
        phone: contact.primary_phone,
        full_name: contact.first_name.zip(contact.last_name),
    };
    forget(tx, scope.owner(), &gone, typed_name, columns)
}

/// The people that a deletion took, as many as anybody looks through.
pub fn in_trash(
    conn: &Connection,
    deletion: &Deletion,
    columns: &Columns,
    most: usize,
) -> Result<Vec<Gone>> {
    let lost = deleted::lost(conn, deletion, SubjectKind::Contact, columns, most)?;
    Ok(lost.iter().filter_map(Gone::of).collect())
}

/// The same for somebody who was deleted before.
pub fn erase_from_trash(
    tx: &Tx<'_>,
    deletion: &Deletion,
    uid: Uid,
    typed_name: &str,
    columns: &Columns,
) -> Result<Vec<Erased>> {
    let owner = Mine::of(tx.actor)?.owner();
    let mut gone = in_trash(tx, deletion, columns, usize::MAX)?.into_iter();
    let gone = gone.find(|it| it.uid == uid).ok_or(Error::NotFound("contact"))?;
    forget(tx, owner, &gone, typed_name, columns)
}

fn forget(
    tx: &Tx<'_>,
    owner: UserId,
    gone: &Gone,
    typed_name: &str,
    columns: &Columns,
) -> Result<Vec<Erased>> {
    if text::name_key(text::trim(typed_name)) != text::name_key(&gone.name) {
        return Err(Error::invalid(
            "typed_name",
            format!("Type the name, {}, to erase them for good", gone.name),
        ));
    }
    let merged = merged_into(tx, owner, gone, columns)?;
    let everybody: Vec<&Gone> = std::iter::once(gone).chain(&merged).collect();
    let mut lines = Vec::new();
    let mut erased = Vec::new();
    let secret = Secret::kept(tx)?;
    for one in &everybody {
        let keys = keys(tx, owner, one, columns)?;
        for (kind, key) in &keys {
            store::remember(tx, one.workspace, &secret.digest(one.workspace, kind, key), tx.now)?;
        }
        let full_name = one.full_name.clone();
        erased.push(Erased { contact: one.id, full_name, keys });
        lines.extend(store::lines_naming(tx, one.workspace, &one.name)?);
        // And those of contacts that were deleted meanwhile: only the changesets have them.
        let names = |lost: &Lost| lost.get("content").is_some_and(|it| is_naming(it, &one.name));
        let lost = deleted::recorded(tx, owner, "communication_logs", columns, names)?;
        lines.extend(lost.iter().map(|it| it.id));
    }
    let target = Target {
        kind: SubjectKind::Contact,
        ids: everybody.iter().map(|one| one.id.0).collect(),
        uids: everybody.iter().map(|one| one.uid).collect(),
        also: lines.iter().map(|id| ("communication_logs", *id)).collect(),
    };
    erase::forget(tx, owner, &target, columns)?;
    store::erase(tx, gone.id, &lines)?;
    tx.in_workspace(gone.workspace);
    tx.about(Subject::contact(gone.id, ERASED));
    Ok(erased)
}

/// Whether a line of a log tells of a link to somebody of this name.
fn is_naming(content: String, name: &str) -> bool {
    let content: serde_json::Value = serde_json::from_str(&content).unwrap_or_default();
    content["of"] == "field" && (content["from"] == name || content["to"] == name)
}

/// Those who were found to be the same person: the undo of a merge must not bring them back.
fn merged_into(tx: &Tx<'_>, owner: UserId, gone: &Gone, columns: &Columns) -> Result<Vec<Gone>> {
    let mut uids = store::merged_into(tx, gone.id)?;
    let is_its = |lost: &Lost| lost.get("contact_id") == Some(gone.id.0);
    let recorded = deleted::recorded(tx, owner, "merged_contacts", columns, is_its)?;
    uids.extend(recorded.iter().filter_map(|lost| lost.get::<Uid>("uid")));
    if uids.is_empty() {
        return Ok(Vec::new());
    }
    let is_one = |lost: &Lost| lost.get("uid").is_some_and(|uid| uids.contains(&uid));
    let mut merged = Vec::new();
    for one in deleted::recorded(tx, owner, "base_contacts", columns, is_one)? {
        // Whose merge was undone is somebody else again.
        let Some(one) = Gone::of(&one).filter(|one| !merged.contains(one)) else { continue };
        if !store::is_there(tx, one.id)? {
            merged.push(one);
        }
    }
    Ok(merged)
}

/// Kind and key of everything that a contact was reached by.
fn keys(
    tx: &Tx<'_>,
    owner: UserId,
    gone: &Gone,
    columns: &Columns,
) -> Result<Vec<(String, String)>> {
    let mut keys = store::ways(tx, gone.id)?;
    let country = settings::default_country(tx, owner)?;
    let phone = gone.phone.as_deref().and_then(|it| phones::e164(it, country.code()));
    keys.extend(gone.email.as_deref().map(|it| ("email".to_owned(), text::email_key(it))));
    keys.extend(phone.map(|it| ("phone".to_owned(), it)));
    let is_its = |lost: &Lost| lost.get("contact_id") == Some(gone.id.0);
    let recorded = deleted::recorded(tx, owner, "contact_ways", columns, is_its)?;
    keys.extend(recorded.iter().filter_map(|it| Some((it.get("kind")?, it.get("match_key")?))));
    keys.sort_unstable();
    keys.dedup();
    Ok(keys)
}

/// Since when somebody with this address or number asked to be forgotten, if they did.
pub fn forgotten_since(conn: &Connection, scope: &Scope, contact: &Contact) -> Result<Option<i64>> {
    if !store::has_any(conn, scope)? {
        return Ok(None);
    }
    let secret = Secret::known(conn)?;
    for (kind, key) in store::ways(conn, contact.id)? {
        let digest = secret.digest(scope.workspace(), &kind, &key);
        if let Some(since) = store::erased_on(conn, scope, &digest)? {
            return Ok(Some(since));
        }
    }
    Ok(None)
}
