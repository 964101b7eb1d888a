//! SQL of shares. The owner's side takes a `Scope` or `Mine`; the receiver's side reads only what
//! the view `active_shares` holds for them, or takes the proof of one share.
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};

use super::{Person, Received, Share, Standing, Status, Tally, received::name_of};
use crate::{
    contacts::lists::Colour,
    error::{Error, Result},
    ids::{ContactId, ShareId, Uid, UserId},
    workspaces::{Mine, Scope, Shared},
};

const NAME: &str = "c.first_name, c.last_name, c.company, c.primary_email, c.primary_phone";

const SHARE: &str = "SELECT s.id, s.uid, c.uid AS contact, c.first_name, c.last_name, c.company,
        c.primary_email, c.primary_phone, t.id AS to_id, t.uid AS to_uid, t.name AS to_name,
        t.deactivated_on, s.with_history, s.purpose, s.created_on, s.revoked_on, v.seen_on
    FROM contact_shares AS s
    JOIN base_contacts AS c ON c.id = s.contact_id
    JOIN workspaces AS w ON w.id = c.workspace_id
    JOIN users AS t ON t.id = s.to_user
    LEFT JOIN contact_share_views AS v ON v.share_id = s.id";

fn share(row: &Row<'_>) -> rusqlite::Result<Share> {
    let shut_out: Option<i64> = row.get("deactivated_on")?;
    let status = match (row.get("revoked_on")?, shut_out, row.get("seen_on")?) {
        (Some(at), _, _) => Status::Ended(at),
        (None, Some(_), _) => Status::ShutOut,
        (None, None, Some(at)) => Status::Seen(at),
        (None, None, None) => Status::Unseen,
    };
    let with = Person { id: row.get("to_id")?, uid: row.get("to_uid")?, name: row.get("to_name")? };
    Ok(Share {
        id: row.get("id")?,
        uid: row.get("uid")?,
        contact: row.get("contact")?,
        contact_name: name(row)?,
        with,
        with_history: row.get("with_history")?,
        purpose: row.get("purpose")?,
        created_on: row.get("created_on")?,
        status,
    })
}

fn name(row: &Row<'_>) -> rusqlite::Result<String> {
    let columns = ["first_name", "last_name", "company", "primary_email", "primary_phone"];
    let parts = columns.map(|column| row.get::<_, Option<String>>(column));
    let [first, last, company, email, phone] = parts;
    let parts = [first?, last?, company?, email?, phone?];
    Ok(name_of(parts.each_ref().map(|part| part.as_deref())))
}

/// Those that have not ended.
pub fn of_contact(conn: &Connection, scope: &Scope, contact: ContactId) -> Result<Vec<Share>> {
    let sql = format!(
        "{SHARE}
         WHERE s.contact_id = ?1 AND c.workspace_id = ?2 AND s.revoked_on IS NULL
         ORDER BY s.id"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map(params![contact, scope.workspace()], share)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

pub fn given(conn: &Connection, mine: &Mine, most: usize) -> Result<Vec<Share>> {
    let sql = format!(
        "{SHARE}
         WHERE s.from_user = ?1 AND w.owner_id = ?1 AND w.deleted_on IS NULL
         ORDER BY s.id DESC
         LIMIT ?2"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map(params![mine.owner(), most as i64], share)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

pub fn mine(conn: &Connection, mine: &Mine, uid: Uid) -> Result<Option<Share>> {
    let sql = format!(
        "{SHARE}
         WHERE s.uid = ?1 AND s.from_user = ?2 AND w.owner_id = ?2 AND w.deleted_on IS NULL"
    );
    Ok(conn.prepare_cached(&sql)?.query_row(params![uid, mine.owner()], share).optional()?)
}

pub fn insert(
    conn: &Connection,
    scope: &Scope,
    contact: ContactId,
    with: UserId,
    with_history: bool,
    purpose: Option<&str>,
    now: i64,
) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO contact_shares (
             uid, contact_id, from_user, to_user, with_history, purpose, created_on
         )
         SELECT ?1, id, ?4, ?5, ?6, ?7, ?8
         FROM base_contacts
         WHERE id = ?2 AND workspace_id = ?3",
    )?
    .execute(params![
        Uid::new(),
        contact,
        scope.workspace(),
        scope.owner(),
        with,
        with_history,
        purpose,
        now,
    ])?;
    Ok(())
}

pub fn change(
    conn: &Connection,
    scope: &Scope,
    share: ShareId,
    with_history: bool,
    purpose: Option<&str>,
) -> Result<()> {
    conn.prepare_cached(
        "UPDATE contact_shares SET with_history = ?3, purpose = ?4
         WHERE id = ?1 AND from_user = ?2 AND revoked_on IS NULL",
    )?
    .execute(params![share, scope.owner(), with_history, purpose])?;
    Ok(())
}

/// Answers whether that was news.
pub fn end(conn: &Connection, scope: &Scope, share: ShareId, now: i64) -> Result<bool> {
    let ended = conn
        .prepare_cached(
            "UPDATE contact_shares SET revoked_on = ?3
             WHERE id = ?1 AND from_user = ?2 AND revoked_on IS NULL",
        )?
        .execute(params![share, scope.owner(), now])?;
    Ok(ended > 0)
}

const RECEIVED: &str = "s.id, s.uid, f.name AS from_name, s.with_history, s.purpose, s.created_on,
        v.seen_on";

const FROM: &str = "FROM active_shares AS s
    JOIN base_contacts AS c ON c.id = s.contact_id
    JOIN users AS f ON f.id = s.from_user
    LEFT JOIN contact_share_views AS v ON v.share_id = s.id";

fn received_row(row: &Row<'_>) -> rusqlite::Result<Received> {
    Ok(Received {
        id: row.get("id")?,
        uid: row.get("uid")?,
        name: name(row)?,
        company: row.get("company")?,
        email: row.get("primary_email")?,
        phone: row.get("primary_phone")?,
        from: row.get("from_name")?,
        with_history: row.get("with_history")?,
        purpose: row.get("purpose")?,
        created_on: row.get("created_on")?,
        seen_on: row.get("seen_on")?,
    })
}

/// A share's place in the list of this person.
pub fn place_of(conn: &Connection, mine: &Mine, uid: Uid) -> Result<Option<ShareId>> {
    Ok(conn
        .prepare_cached("SELECT id FROM contact_shares WHERE uid = ?1 AND to_user = ?2")?
        .query_row(params![uid, mine.owner()], |row| row.get(0))
        .optional()?)
}

/// Every word, in lower case, must stand in the name, the company, an address or a number.
pub fn received(
    conn: &Connection,
    mine: &Mine,
    words: &[&str],
    before: Option<ShareId>,
    most: usize,
) -> Result<Vec<Received>> {
    let owner = mine.owner();
    let before = before.unwrap_or(ShareId(i64::MAX));
    let most = most as i64;
    let mut values: Vec<&dyn ToSql> = vec![&owner, &before, &most];
    let mut fits = String::new();
    for (word, at) in words.iter().zip(4..) {
        values.push(word);
        fits.push_str(&format!(
            " AND (instr(c.sort_name, ?{at}) OR instr(lower(c.company), ?{at})
                   OR instr(lower(c.primary_email), ?{at}) OR instr(lower(f.name), ?{at})
                   OR instr(d.phone_digits, ?{at})
                   OR EXISTS (
                       SELECT 1 FROM contact_ways AS y
                       WHERE y.contact_id = c.id AND y.kind = 'email'
                         AND instr(lower(y.value), ?{at})
                   ))"
        ));
    }
    let sql = format!(
        "SELECT {RECEIVED}, {NAME} {FROM}
         JOIN contact_digits AS d ON d.contact_id = s.contact_id
         WHERE s.to_user = ?1 AND s.id < ?2 {fits}
         ORDER BY s.id DESC
         LIMIT ?3"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map(&values[..], received_row)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

pub fn unseen(conn: &Connection, mine: &Mine, most: usize) -> Result<Vec<Received>> {
    let sql = format!(
        "SELECT {RECEIVED}, {NAME} {FROM}
         WHERE s.to_user = ?1 AND v.seen_on IS NULL
         ORDER BY s.id DESC
         LIMIT ?2"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map(params![mine.owner(), most as i64], received_row)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

pub fn tally(conn: &Connection, mine: &Mine, most: usize) -> Result<Tally> {
    Ok(conn
        .prepare_cached(
            "SELECT count(*), count(*) - count(v.seen_on)
             FROM (
                 SELECT id FROM active_shares WHERE to_user = ?1 ORDER BY id DESC LIMIT ?2
             ) AS s
             LEFT JOIN contact_share_views AS v ON v.share_id = s.id",
        )?
        .query_row(params![mine.owner(), most as i64], |row| {
            let count = |at| row.get::<_, i64>(at).map(|it| it as usize);
            Ok(Tally { all: count(0)?, unseen: count(1)? })
        })?)
}

type Named = (Received, Option<String>, Option<String>);

pub fn card(conn: &Connection, shared: &Shared) -> Result<Named> {
    let sql = format!("SELECT {RECEIVED}, {NAME} {FROM} WHERE s.id = ?1");
    conn.prepare_cached(&sql)?
        .query_row([shared.id()], |row| {
            Ok((received_row(row)?, row.get("first_name")?, row.get("last_name")?))
        })
        .optional()?
        .ok_or(Error::NotFound("share"))
}

pub fn standing(conn: &Connection, shared: &Shared) -> Result<Standing> {
    let mut statement = conn.prepare_cached(
        "SELECT l.kind, l.name, l.colour
         FROM contact_lists AS l
         LEFT JOIN base_contacts AS c ON c.primary_list_id = l.id AND c.id = ?1
         LEFT JOIN contact_list_assignments AS a ON a.list_id = l.id AND a.contact_id = ?1
         WHERE l.workspace_id = ?2 AND (c.id IS NOT NULL OR a.contact_id IS NOT NULL)
         ORDER BY l.position, l.id",
    )?;
    let mut rows = statement.query(params![shared.contact(), shared.workspace()])?;
    let mut standing = Standing::default();
    while let Some(row) = rows.next()? {
        let colour = Colour::from_code(&row.get::<_, String>(2)?).map_or(0, Colour::hue);
        let named = (row.get(1)?, colour);
        match row.get::<_, String>(0)?.as_str() {
            "stage" => standing.stage = Some(named),
            _ => standing.tags.push(named),
        }
    }
    Ok(standing)
}

pub fn saw(conn: &Connection, shared: &Shared, now: i64) -> Result<()> {
    conn.prepare_cached(
        "INSERT OR IGNORE INTO contact_share_views (share_id, seen_on) VALUES (?1, ?2)",
    )?
    .execute(params![shared.id(), now])?;
    Ok(())
}
