//! What a form says about custom fields, put together where a field has more than one input.
use crate::{
    contacts::fields::{
        Definition, Kind,
        values::INPUT,
        views::control::{CHOSEN, YEARLESS},
    },
    shell::Fields,
};

/// What was typed for this field.
pub fn typed(fields: &Fields, definition: &Definition) -> String {
    let input = definition.input();
    let typed = fields.get(&input);
    match definition.kind {
        Kind::Date => day(typed, fields.find(&format!("{input}{YEARLESS}")).is_some()),
        Kind::ContactLink => fields.find(&format!("{input}{CHOSEN}")).unwrap_or(typed).to_owned(),
        _ => typed.to_owned(),
    }
}

/// Every custom field that the form has, whether it still exists or not: by name, as typed.
pub fn all_typed(fields: &Fields) -> Vec<(String, String)> {
    let named =
        fields.iter().filter_map(|(input, value)| Some((input.strip_prefix(INPUT)?, value)));
    // A name has no hyphen, so what has one belongs to another input.
    let main = named.filter(|(name, _)| !name.contains('-'));
    main.map(|(name, value)| {
        let part = |suffix: &str| fields.find(&format!("{INPUT}{name}{suffix}"));
        let value = match part(CHOSEN) {
            Some(chosen) => chosen.to_owned(),
            None => day(value, part(YEARLESS).is_some()),
        };
        (name.to_owned(), value)
    })
    .collect()
}

fn day(typed: &str, is_yearless: bool) -> String {
    match (is_yearless, typed.split_once('-')) {
        (true, Some((year, day))) if year.len() == 4 => format!("--{day}"),
        _ => typed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_that_belong_together_make_one_value() {
        let form = b"first_name=Rosa&custom-pets=Rex&custom-birthday=1985-02-28\
            &custom-birthday-yearless=1&custom-spouse=The&custom-spouse-chosen=uid&custom-anniv=x";
        let fields = Fields::parse(form).unwrap();
        let found = all_typed(&fields);
        let found: Vec<(&str, &str)> = found.iter().map(|(a, b)| (&**a, &**b)).collect();
        assert_eq!(
            found,
            [("pets", "Rex"), ("birthday", "--02-28"), ("spouse", "uid"), ("anniv", "x")]
        );
    }
}
