-- When a contact was last written to, spoken with or met: the newest of each kind by its index.
SELECT max(at)
FROM (
    SELECT * FROM (
        SELECT at FROM communication_logs
        WHERE contact_id = ?1 AND type = 'email' AND is_contact = 1
        ORDER BY at DESC LIMIT 1
    )
    UNION ALL
    SELECT * FROM (
        SELECT at FROM communication_logs
        WHERE contact_id = ?1 AND type = 'text' AND is_contact = 1
        ORDER BY at DESC LIMIT 1
    )
    UNION ALL
    SELECT * FROM (
        SELECT at FROM communication_logs
        WHERE contact_id = ?1 AND type = 'call' AND is_contact = 1
        ORDER BY at DESC LIMIT 1
    )
    UNION ALL
    SELECT * FROM (
        SELECT at FROM communication_logs
        WHERE contact_id = ?1 AND type = 'meeting' AND is_contact = 1
        ORDER BY at DESC LIMIT 1
    )
    UNION ALL
    SELECT * FROM (
        SELECT at FROM communication_logs
        WHERE contact_id = ?1 AND type = 'system' AND is_contact = 1
        ORDER BY at DESC LIMIT 1
    )
)
