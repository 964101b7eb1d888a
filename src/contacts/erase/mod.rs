//! Erase for good (CT-17): somebody asked to be forgotten. Their rows go, and with them everything
//! that the log kept of them; what stays are digests of their addresses, so that whoever enters
//! them anew is told.
mod store;

use rusqlite::Connection;

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
) -> Result<()> {
    let contact = super::find(tx, scope, uid)?;
    let gone = Gone {
        id: contact.id,
        uid,
        name: contact.display_name(),
        workspace: scope.workspace(),
        email: contact.primary_email,
        phone: contact.primary_phone,
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
) -> Result<()> {
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
) -> Result<()> {
    if text::name_key(text::trim(typed_name)) != text::name_key(&gone.name) {
        return Err(Error::invalid(
            "typed_name",
            format!("Type the name, {}, to erase them for good", gone.name),
        ));
    }
    remember_keys(tx, owner, gone)?;
    let lines = store::lines_naming(tx, gone.workspace, &gone.name)?;
    let also = lines.iter().map(|id| ("communication_logs", *id)).collect();
    let target = Target { kind: SubjectKind::Contact, id: gone.id.0, uid: gone.uid, also };
    erase::forget(tx, owner, &target, columns)?;
    store::erase(tx, gone.id, &lines)?;
    tx.in_workspace(gone.workspace);
    tx.about(Subject::contact(gone.id, ERASED));
    Ok(())
}

fn remember_keys(tx: &Tx<'_>, owner: UserId, gone: &Gone) -> Result<()> {
    for digest in digests(tx, owner, gone.workspace, &gone.email, &gone.phone)? {
        store::remember(tx, gone.workspace, &digest, tx.now)?;
    }
    Ok(())
}

/// Since when somebody with this address or number asked to be forgotten, if they did.
pub fn forgotten_since(conn: &Connection, scope: &Scope, contact: &Contact) -> Result<Option<i64>> {
    if !store::has_any(conn, scope)? {
        return Ok(None);
    }
    let (email, phone) = (&contact.primary_email, &contact.primary_phone);
    let digests = digests(conn, scope.owner(), scope.workspace(), email, phone)?;
    for digest in digests {
        if let Some(since) = store::erased_on(conn, scope, &digest)? {
            return Ok(Some(since));
        }
    }
    Ok(None)
}

type Digest = [u8; 32];

fn digests(
    conn: &Connection,
    owner: UserId,
    workspace: WorkspaceId,
    email: &Option<String>,
    phone: &Option<String>,
) -> Result<Vec<Digest>> {
    let email = email.as_deref().map(text::email_key);
    let country = settings::default_country(conn, owner)?;
    let phone = phone.as_deref().and_then(|it| phones::e164(it, country.code()));
    let keys = [("email", email), ("phone", phone)];
    let keys = keys.into_iter().filter_map(|(kind, key)| Some((kind, key?)));
    Ok(keys.map(|(kind, key)| digest(workspace, kind, &key)).collect())
}

/// Of a workspace each, so that no two tell of the same person.
fn digest(workspace: WorkspaceId, kind: &str, key: &str) -> Digest {
    let content = format!("pi-crm erased 1\n{}\n{kind}\n{key}", workspace.0);
    let digest = ring::digest::digest(&ring::digest::SHA256, content.as_bytes());
    digest.as_ref().try_into().expect("32 bytes")
}

/// Takes what the search index still holds of those who are gone out of it, a bounded step at a
/// time; false when there is nothing left to do.
pub fn clear_index(conn: &Connection, is_first: bool) -> Result<bool> {
    store::clear_index(conn, is_first)
}
