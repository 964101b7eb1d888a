//! What a form of choices between two contacts says, and what it is shown again with.
use crate::{
    contacts::{
        Field,
        fields::{pages::all_typed, values::INPUT},
        merge::{Pick, Wanted},
    },
    error::{Problems, Result, unless_any},
    shell::Fields,
};

/// Before a field's name: the radio buttons of which value stays.
pub const PICK: &str = "pick-";
/// Before a base field's name: something else than both.
pub const TYPED: &str = "typed-";
pub const STAGE: &str = "stage";

/// Which of the buttons is pressed down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    Target,
    Source,
    Typed,
}

impl Chosen {
    pub fn code(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::Source => "source",
            Self::Typed => "typed",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        [Self::Target, Self::Source, Self::Typed].into_iter().find(|it| it.code() == code)
    }
}

/// The choice that was made for a field, if one was.
pub fn chosen(fields: &Fields, name: &str) -> Option<Chosen> {
    fields.find(&format!("{PICK}{name}")).and_then(Chosen::from_code)
}

const NOT_CHOSEN: &str = "You typed something here: choose “Something else”, or empty it";

/// Text that was typed and not chosen is asked about rather than lost.
pub fn wanted(fields: &Fields) -> Result<Wanted> {
    let mut problems = Problems::new();
    let mut wanted = Wanted { seen: fields.find("seen").map(str::to_owned), ..Wanted::default() };
    for field in Field::ALL {
        let typed = fields.get(&format!("{TYPED}{}", field.name()));
        let chosen = chosen(fields, field.name());
        if chosen.is_some_and(|it| it != Chosen::Typed) && !typed.trim().is_empty() {
            problems.insert(field.name(), NOT_CHOSEN.into());
        }
        wanted.base.extend(chosen.map(|it| (field, pick(it, typed))));
    }
    let typed = all_typed(fields);
    let picks = fields.iter().filter_map(|(name, code)| {
        let name = name.strip_prefix(PICK)?.strip_prefix(INPUT)?;
        Some((name.to_owned(), Chosen::from_code(code)?))
    });
    for (name, chosen) in picks {
        let typed = typed.iter().find(|(it, _)| *it == name).map_or("", |(_, typed)| typed);
        if chosen != Chosen::Typed && !typed.trim().is_empty() {
            problems.insert(format!("{INPUT}{name}"), NOT_CHOSEN.into());
        }
        wanted.custom.push((name, pick(chosen, typed)));
    }
    wanted.stage = chosen(fields, STAGE).map(|it| pick(it, ""));
    unless_any(problems)?;
    Ok(wanted)
}

fn pick(chosen: Chosen, typed: &str) -> Pick {
    match chosen {
        Chosen::Target => Pick::Target,
        Chosen::Source => Pick::Source,
        Chosen::Typed => Pick::Typed(typed.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    fn of(form: &str) -> Result<Wanted> {
        wanted(&Fields::parse(form.as_bytes()).unwrap())
    }

    #[test]
    fn a_form_says_which_value_stays() {
        let found =
            of("pick-first_name=source&pick-company=typed&typed-company=Bakery&pick-stage=source\
             &pick-custom-birthday=typed&custom-birthday=1985-02-28&seen=x&pick-nobody=source")
            .unwrap();
        assert_eq!(
            found.base,
            [(Field::FirstName, Pick::Source), (Field::Company, Pick::Typed("Bakery".into())),]
        );
        assert_eq!(found.custom, [("birthday".into(), Pick::Typed("1985-02-28".into()))]);
        assert_eq!((found.stage, found.seen.as_deref()), (Some(Pick::Source), Some("x")));
    }

    #[test]
    fn what_was_typed_and_not_chosen_is_not_lost() {
        let refused =
            of("pick-company=target&typed-company=Bakery&pick-custom-a=source&custom-a=x");
        let Err(Error::Invalid(problems)) = refused else { panic!("lost") };
        assert_eq!(problems.keys().collect::<Vec<_>>(), ["company", "custom-a"]);
        assert!(of("pick-company=target&typed-company=+").is_ok());
    }
}
