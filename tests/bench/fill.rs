//! What ten busy years add to the demo household: every contact of it has five values, three tags
//! and ten entries in the log. Written as SQL, once: it is the reading that is measured.
use pi_crm::{
    actor::Actor,
    audit::Action,
    db::Db,
    jobs::schedule::{Task, carry_out},
};

const VALUES: &str = "
    INSERT OR IGNORE INTO custom_fields (contact_id, definition_id, value)
    SELECT c.id, d.id, CASE d.type
        WHEN 'date' THEN printf ('20%02d-%02d-%02d', c.id % 30, 1 + c.id % 12, 1 + c.id % 28)
        WHEN 'number' THEN printf ('%d', (c.id * 7919) % 1000000)
        WHEN 'yes_no' THEN iif (c.id % 2, 'yes', 'no')
        WHEN 'dropdown' THEN substr (
            d.options, 1, coalesce (nullif (instr (d.options, char (10)), 0) - 1, 64)
        )
        ELSE printf ('Note %d', c.id % 5000)
    END
    FROM base_contacts AS c
    JOIN workspaces AS w ON w.id = c.workspace_id
    JOIN (
        SELECT *, row_number () OVER (
            PARTITION BY owner_id, coalesce (workspace_id, 0) ORDER BY position
        ) AS at
        FROM custom_field_definitions
        WHERE type IN ('text', 'date', 'number', 'yes_no', 'dropdown') AND hidden_on IS NULL
    ) AS d ON d.at <= 5 AND (
        d.workspace_id = c.workspace_id OR d.workspace_id IS NULL AND d.owner_id = w.owner_id
    )";

const TAGS: &str = "
    INSERT OR IGNORE INTO contact_list_assignments (contact_id, list_id)
    SELECT c.id, l.id
    FROM base_contacts AS c
    JOIN (
        SELECT *, row_number () OVER (PARTITION BY workspace_id ORDER BY position) - 1 AS at,
            count (*) OVER (PARTITION BY workspace_id) AS tags
        FROM contact_lists
        WHERE kind = 'tag'
    ) AS l ON l.workspace_id = c.workspace_id
    WHERE (l.at - c.id) % l.tags IN (0, 1, 2, 1 - l.tags, 2 - l.tags)";

const LOG: &str = "
    INSERT INTO communication_logs (uid, contact_id, type, content, at, direction, status)
    SELECT randomblob (16), c.id,
        CASE n.value % 5
            WHEN 0 THEN 'call' WHEN 1 THEN 'note' WHEN 2 THEN 'text' ELSE 'email'
        END,
        json_object ('summary', printf ('What was said on occasion %d', n.value), 'text',
            'They asked about rates, and whether to wait for the spring.'),
        c.created_on + n.value * 2592000 + c.id % 86400,
        iif (n.value % 5 = 1, NULL, iif (n.value % 2, 'in', 'out')),
        CASE n.value % 5 WHEN 3 THEN 'delivered' WHEN 4 THEN 'opened' END
    FROM base_contacts AS c, json_each ('[1,2,3,4,5,6,7,8,9,10]') AS n";

const LAST_CONTACTS: &str = "
    UPDATE base_contacts SET last_contact_at = (
        SELECT max (at) FROM communication_logs
        WHERE contact_id = base_contacts.id AND type IN ('email', 'text', 'call', 'meeting')
    )";

pub async fn ten_years(db: &Db) {
    for statement in [VALUES, TAGS, LOG, LAST_CONTACTS] {
        let write = |tx: &pi_crm::audit::Tx<'_>| Ok(tx.execute(statement, [])?);
        db.write_for_good(Actor::job("bench"), Action::DemoBuilt, write)
            .await
            .expect("the household fills up");
    }
    carry_out(db, Task::SearchParts).await.expect("the search index is put together");
}
