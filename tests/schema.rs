//! `sql/schema.sql` is what the migrations add up to.
use std::{fs, path::Path};

use crate::support::Household;

#[tokio::test]
async fn the_written_schema_is_the_real_one() {
    let home = Household::new().await;
    let real = home
        .db
        .read(|conn| {
            let mut statement = conn.prepare(
                "SELECT sql FROM sqlite_schema
                 WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
                   AND name NOT LIKE 'contact_search_%'
                 ORDER BY type = 'trigger', tbl_name, type <> 'table', name",
            )?;
            let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        })
        .await
        .unwrap()
        .iter()
        .map(|sql| format!("{sql};\n\n"))
        .collect::<String>();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("sql/schema.sql");
    if std::env::var_os("WRITE_SCHEMA").is_some() {
        fs::write(&path, &real).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == real,
        "sql/schema.sql is not what the migrations add up to; WRITE_SCHEMA=1 cargo test schema \
         writes it anew"
    );
}
