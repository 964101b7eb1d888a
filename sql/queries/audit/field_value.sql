-- ?1 the value, ?2 whose data, ?3 the definition.
SELECT CASE d.type
    WHEN 'date' THEN concat_ws(
        ' ',
        ltrim(substr(?1, -2), '0'),
        substr('JanFebMarAprMayJunJulAugSepOctNovDec', 3 * substr(?1, -5, 2) - 2, 3),
        CASE WHEN ?1 NOT LIKE '--%' THEN substr(?1, 1, 4) END
    )
    WHEN 'yes_no' THEN CASE ?1 WHEN 'yes' THEN 'Yes' ELSE 'No' END
    WHEN 'contact_link' THEN coalesce(
        (
            SELECT coalesce(
                nullif(concat_ws(' ', c.first_name, c.last_name), ''),
                c.company, c.primary_email, c.primary_phone
            )
            FROM base_contacts AS c
            JOIN workspaces AS w ON w.id = c.workspace_id
            WHERE c.uid = unhex(?1, '-') AND w.owner_id = ?2
        ),
        'a contact since deleted'
    )
    ELSE substr(?1, 1, 200)
END
FROM custom_field_definitions AS d
WHERE d.id = ?3 AND d.owner_id = ?2
