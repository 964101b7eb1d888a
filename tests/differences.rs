//! What the log says of a row (SE-8): the register of `audit::difference` against the schema.
use pi_crm::audit::{
    RECORDED,
    difference::{
        Name,
        register::{How, TABLES, Tell, Whose, table},
    },
};

use crate::support::Household;

/// A table of record without an entry would change in silence.
#[tokio::test]
async fn every_table_of_record_says_how_its_rows_read() {
    let home = Household::new().await;
    for name in RECORDED {
        assert!(table(name).is_some(), "say in difference::register how rows of {name} read");
    }
    for table in TABLES {
        let name = table.name;
        assert!(RECORDED.contains(&name), "{name} is not a table of record");
        let columns = home.db.columns().get(name).unwrap_or_else(|| panic!("no table {name}"));
        let mut named: Vec<&str> = Vec::new();
        for tell in table.tells {
            match tell {
                Tell::Column { column, .. } | Tell::Member { column, .. } => named.push(column),
                Tell::Labelled { by, column, .. } => named.extend([*by, *column]),
            }
        }
        if let Whose::Column(column) = table.whose {
            named.extend([column, "id"]);
        }
        for column in named {
            assert!(columns.iter().any(|it| it == column), "{name} has no column {column}");
        }
    }
}

/// Each query is one of the schema, and looks at the owner's data alone.
#[tokio::test]
async fn every_name_is_found_within_the_owners_data() {
    let home = Household::new().await;
    home.db
        .read(|conn| {
            for (name, most) in TABLES.iter().flat_map(|it| it.tells).flat_map(names) {
                let statement = conn.prepare(name.query).expect(name.query);
                let parameters = statement.parameter_count();
                assert!((2..=most).contains(&parameters), "{}", name.query);
                assert!(name.query.contains("?2"), "whose data? {}", name.query);
                assert_eq!(statement.column_count(), 1, "{}", name.query);
            }
            Ok(())
        })
        .await
        .unwrap();
}

/// With the most parameters that each may take.
fn names(tell: &Tell) -> Vec<(Name, usize)> {
    let of = |how: &How, most| match how {
        How::Name(name) => Some((*name, most)),
        How::Plain | How::Yes | How::Words(_) => None,
    };
    match tell {
        Tell::Column { how, .. } => of(how, 2).into_iter().collect(),
        Tell::Labelled { label, how, .. } => {
            of(how, 3).into_iter().chain(std::iter::once((*label, 2))).collect()
        }
        Tell::Member { name, .. } => vec![(*name, 2)],
    }
}
