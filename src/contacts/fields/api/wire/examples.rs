//! What the description shows as examples.
use poem_openapi::types::Example;

use super::{Fields, NewDefinition, NewValues, Order};
use crate::shell::wire::example_uid;

impl Example for NewDefinition {
    fn example() -> Self {
        Self {
            workspace: Some(example_uid()),
            name: Some("client_type".into()),
            label: "Client type".into(),
            kind: "dropdown".into(),
            options: Some(vec!["Buyer".into(), "Seller".into()]),
            required: Some(false),
            default: None,
            transaction: Some(false),
        }
    }
}

impl Example for Fields {
    fn example() -> Self {
        Self {
            label: "Client type".into(),
            options: Some(vec!["Buyer".into(), "Seller".into(), "Investor".into()]),
            required: Some(true),
            default: Some("Buyer".into()),
            transaction: Some(false),
        }
    }
}

impl Example for Order {
    fn example() -> Self {
        Self { workspace: Some(example_uid()), order: vec![example_uid()] }
    }
}

impl Example for NewValues {
    fn example() -> Self {
        let values = [("birthday", "--02-28".into()), ("loan_amount", 450_000.into())];
        Self {
            values: values.into_iter().map(|(name, value)| (name.into(), Some(value))).collect(),
        }
    }
}
