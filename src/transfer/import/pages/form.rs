//! The plan as its form has it.
use crate::{
    shell::Fields,
    transfer::import::{MOST_TAGS, Plan, Policy, input},
};

const MOST_COLUMNS: usize = 500;

pub fn plan(fields: &Fields) -> Plan {
    let columns = (0..MOST_COLUMNS).map_while(|at| fields.find(&input(at)));
    let tags = fields.get("tags").split(',').map(|it| it.trim().to_owned());
    let tags: Vec<String> = tags.filter(|it| !it.is_empty()).collect();
    Plan {
        targets: columns.map(str::to_owned).collect(),
        policy: Policy::from_code(fields.get("policy")).unwrap_or_default(),
        stage: fields.get("stage").parse().ok(),
        // One more than is allowed is enough to say so.
        tags: tags.into_iter().take(MOST_TAGS + 1).collect(),
        is_lenient: fields.find("lenient").is_some(),
    }
}
