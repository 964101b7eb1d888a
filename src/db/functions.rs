//! What SQLite cannot say itself: text folded as people compare it, in any script.
use rusqlite::{
    Connection,
    functions::{Context, FunctionFlags},
    types::ValueRef,
};

use crate::text;

/// Makes `folded` and `digits` known to a connection. Both answer NULL for NULL.
pub fn register(conn: &Connection) -> rusqlite::Result<()> {
    add(conn, "folded", text::name_key)?;
    add(conn, "digits", text::digits)
}

fn add(conn: &Connection, name: &str, of: fn(&str) -> String) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    conn.create_scalar_function(name, 1, flags, move |context: &Context<'_>| {
        Ok(match context.get_raw(0) {
            ValueRef::Null => None,
            value => Some(of(value.as_str()?)),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sql_folds_text_as_people_compare_it() {
        let conn = Connection::open_in_memory().unwrap();
        register(&conn).unwrap();
        let told: (String, String, Option<String>) = conn
            .query_row(
                "SELECT folded('ÉVA Ibarra'), digits('(808) 555-0100'), folded(NULL)",
                [],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .unwrap();
        assert_eq!(told, ("éva ibarra".into(), "8085550100".into(), None));
    }
}
