-- Who sends this request. ?1 the token's fingerprint; ?2, ?3 the moments before which a session is
-- too old, NULL while the clock cannot be believed; ?4 to ?7 the keys of what every page needs.
SELECT s.id AS session_id, s.last_seen_on, s.is_dated,
       u.id AS user_id, u.uid, u.name, u.email, u.role,
       (SELECT value FROM system_settings WHERE scope = 'user' AND owner = u.id AND key = ?4)
         AS appearance,
       (SELECT value FROM system_settings WHERE scope = 'user' AND owner = u.id AND key = ?5)
         AS time_zone,
       (SELECT value FROM system_settings WHERE scope = 'user' AND owner = u.id AND key = ?6)
         AS locale,
       (SELECT value FROM system_settings WHERE scope = 'user' AND owner = u.id AND key = ?7)
         AS key_shortcuts
FROM sessions AS s
JOIN users AS u ON u.id = s.user_id
WHERE s.token_hash = ?1
  AND s.kind = 'full'
  AND u.deactivated_on IS NULL
  AND (?2 IS NULL OR s.is_dated = 0 OR (s.last_seen_on > ?2 AND s.created_on > ?3))
