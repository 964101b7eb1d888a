-- ?1 workspace, ?2 how many at most. Who has a further e-mail or phone, who else has it, and
-- whether it is an e-mail.
SELECT w.contact_id, c.id, 1
FROM contact_ways AS w
JOIN base_contacts AS o ON o.id = w.contact_id AND o.workspace_id = ?1
JOIN base_contacts AS c ON c.workspace_id = ?1 AND c.email_key = w.match_key
WHERE w.kind = 'email' AND w.match_key IS NOT NULL AND c.id <> w.contact_id
UNION
SELECT w.contact_id, c.id, 0
FROM contact_ways AS w
JOIN base_contacts AS o ON o.id = w.contact_id AND o.workspace_id = ?1
JOIN base_contacts AS c ON c.workspace_id = ?1 AND c.phone_key = w.match_key
WHERE w.kind = 'phone' AND w.match_key IS NOT NULL AND c.id <> w.contact_id
UNION
SELECT w.contact_id, v.contact_id, w.kind = 'email'
FROM contact_ways AS w
JOIN base_contacts AS o ON o.id = w.contact_id AND o.workspace_id = ?1
JOIN contact_ways AS v ON v.match_key = w.match_key AND v.contact_id > w.contact_id
JOIN base_contacts AS c ON c.id = v.contact_id AND c.workspace_id = ?1
WHERE w.match_key IS NOT NULL
LIMIT ?2
