//! How the rows of each table of record read in the log: which columns are told, under which
//! label, and how an id becomes a name. A new table of record gets its entry here.
use super::{
    names::Name,
    store::{FIELD, FIELD_VALUE, LIST},
};
use crate::audit::SubjectKind;

pub struct Table {
    pub name: &'static str,
    /// The kind of thing whose page and log entries tell of this table's rows.
    pub kind: SubjectKind,
    pub whose: Whose,
    /// What is told of a row; columns that stand nowhere here are ours and are not told.
    pub tells: &'static [Tell],
}

/// Where a row says which thing it belongs to.
pub enum Whose {
    /// The row is the thing: its key is the thing's id.
    Itself,
    /// This value of the key, counted from 0 in the order of the columns.
    Key(usize),
    /// This column, of a table whose rows have an `id` of their own.
    Column(&'static str),
}

pub enum Tell {
    /// A column under one label: "First name: Rosa → Rosita".
    Column { column: &'static str, label: &'static str, how: How },
    /// A column under a label that the row names itself: "Birthday: empty → 1980-02-01". `by` is
    /// a column of the key, and `label` finds the words for it.
    Labelled { by: &'static str, label: Name, column: &'static str, how: How },
    /// That there is such a row: "Tags: + VIP". `column` names the other side.
    Member { column: &'static str, label: &'static str, name: Name },
}

impl Tell {
    pub(super) fn column(&self) -> &'static str {
        match self {
            Self::Column { column, .. }
            | Self::Labelled { column, .. }
            | Self::Member { column, .. } => column,
        }
    }
}

/// How a value is said.
pub enum How {
    /// As it stands.
    Plain,
    /// "yes" where there is anything at all, such as the day something was deleted.
    Yes,
    /// By a query: an id as a name, a value as its type has it.
    Name(Name),
    /// By a function; None where there is nothing to say.
    Words(fn(&str) -> Option<String>),
}

pub const TABLES: &[Table] = &[
    Table {
        name: "workspaces",
        kind: SubjectKind::Workspace,
        whose: Whose::Itself,
        tells: &[
            plain("name", "Name"),
            Tell::Column { column: "deleted_on", label: "Deleted", how: How::Yes },
        ],
    },
    Table {
        name: "base_contacts",
        kind: SubjectKind::Contact,
        whose: Whose::Itself,
        tells: &[
            plain("first_name", "First name"),
            plain("last_name", "Last name"),
            plain("primary_email", "E-mail"),
            plain("primary_phone", "Phone"),
            plain("company", "Company"),
            Tell::Column { column: "primary_list_id", label: "Stage", how: How::Name(LIST) },
            Tell::Column {
                column: "do_not_contact",
                label: "Do not contact",
                how: How::Words(yes),
            },
            Tell::Column { column: "do_not_mail", label: "No e-mail", how: How::Words(yes) },
            Tell::Column { column: "do_not_text", label: "No texts", how: How::Words(yes) },
            plain("email_label", "E-mail label"),
            plain("phone_label", "Phone label"),
        ],
    },
    Table {
        name: "contact_ways",
        kind: SubjectKind::Contact,
        whose: Whose::Column("contact_id"),
        tells: &[plain("value", "Other e-mail or phone"), plain("label", "Label")],
    },
    Table {
        name: "contact_lists",
        kind: SubjectKind::List,
        whose: Whose::Itself,
        tells: &[
            plain("name", "Name"),
            plain("colour", "Colour"),
            plain("inactive_after_days", "Silent after (days)"),
        ],
    },
    Table {
        name: "contact_list_assignments",
        kind: SubjectKind::Contact,
        whose: Whose::Key(0),
        tells: &[Tell::Member { column: "list_id", label: "Tags", name: LIST }],
    },
    // The log of a contact shows its entries itself.
    Table {
        name: "communication_logs",
        kind: SubjectKind::Contact,
        whose: Whose::Column("contact_id"),
        tells: &[],
    },
    // What became of the pair is the change itself.
    Table {
        name: "kept_separate",
        kind: SubjectKind::Contact,
        whose: Whose::Column("contact_id"),
        tells: &[],
    },
    Table {
        name: "merged_contacts",
        kind: SubjectKind::Contact,
        whose: Whose::Column("contact_id"),
        tells: &[],
    },
    Table {
        name: "custom_field_definitions",
        kind: SubjectKind::Field,
        whose: Whose::Itself,
        tells: &[
            plain("label", "Label"),
            Tell::Column { column: "type", label: "Type", how: How::Words(type_words) },
            Tell::Column { column: "options", label: "Choices", how: How::Words(in_a_line) },
            Tell::Column { column: "is_required", label: "Required", how: How::Words(yes) },
            plain("default_value", "Default"),
            Tell::Column { column: "is_transaction", label: "In the log", how: How::Words(yes) },
            Tell::Column { column: "hidden_on", label: "Deleted", how: How::Yes },
        ],
    },
    Table {
        name: "custom_fields",
        kind: SubjectKind::Contact,
        whose: Whose::Key(0),
        tells: &[Tell::Labelled {
            by: "definition_id",
            label: FIELD,
            column: "value",
            how: How::Name(FIELD_VALUE),
        }],
    },
    Table {
        name: "contact_views",
        kind: SubjectKind::View,
        whose: Whose::Itself,
        tells: &[
            plain("name", "Name"),
            Tell::Column { column: "query", label: "Asks for", how: How::Words(asked_for) },
            Tell::Column { column: "columns", label: "Columns", how: How::Words(in_a_line) },
        ],
    },
];

fn type_words(code: &str) -> Option<String> {
    Some(code.replace('_', " "))
}

fn in_a_line(lines: &str) -> Option<String> {
    Some(lines.replace('\n', ", "))
}

/// By which things a view filters and sorts; ids say nothing to anybody.
fn asked_for(query: &str) -> Option<String> {
    let keys = query.split('&').filter_map(|pair| pair.split('=').next());
    let keys: Vec<&str> = keys.filter(|key| !key.is_empty()).collect();
    Some(if keys.is_empty() { "everybody".to_owned() } else { keys.join(", ") })
}

fn yes(flag: &str) -> Option<String> {
    (flag == "1").then(|| "yes".to_owned())
}

const fn plain(column: &'static str, label: &'static str) -> Tell {
    Tell::Column { column, label, how: How::Plain }
}

/// The table whose rows are the things of this kind.
pub fn home_of(kind: SubjectKind) -> Option<&'static str> {
    let is_home = |table: &&Table| table.kind == kind && matches!(table.whose, Whose::Itself);
    match kind {
        SubjectKind::User => Some("users"),
        SubjectKind::Session => Some("sessions"),
        SubjectKind::Key => Some("api_keys"),
        _ => TABLES.iter().find(is_home).map(|table| table.name),
    }
}

pub fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}
