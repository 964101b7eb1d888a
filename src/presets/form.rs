//! A preset as a form shows it, and as it comes back edited: stages and tags one on a line.
use super::{Plan, Preset};
use crate::{
    contacts::{
        fields::packs::Pack,
        lists::{Colour, MOST_STAGES, MOST_TAGS, NAME_CHARS},
    },
    error::{Problems, Result, unless_any},
    settings::{Level, Sent},
    text,
};

/// What stands in the form, checked by nobody yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    pub preset: Option<&'static Preset>,
    pub name: String,
    pub stages: String,
    pub tags: String,
    pub packs: Vec<Pack>,
    pub settings: Vec<Sent>,
}

impl Form {
    /// As it is offered.
    pub fn of_plan(plan: &Plan) -> Self {
        Self {
            preset: plan.preset,
            name: plan.name.clone(),
            stages: lines(&plan.stages),
            tags: lines(&plan.tags),
            packs: plan.packs.clone(),
            settings: plan.settings.clone(),
        }
    }

    /// As it came back; `find` looks up a field, `packs` are the ticks.
    pub fn of_fields<'a>(
        find: impl Fn(&str) -> Option<&'a str>,
        packs: impl Iterator<Item = &'a str>,
    ) -> Self {
        let field = |name| find(name).unwrap_or_default().to_owned();
        let settings = Sent::of_form(Level::Workspace, &find);
        Self {
            preset: find("preset").and_then(Preset::find),
            name: field("name"),
            stages: field("stages"),
            tags: field("tags"),
            packs: packs.filter_map(Pack::from_code).collect(),
            // What the form offered is not yet there: all of it is to be set.
            settings: settings.into_iter().map(|it| Sent { seen: None, ..it }).collect(),
        }
    }

    pub fn check(&self) -> Result<Plan> {
        let mut problems = Problems::new();
        let preset = |pick: fn(&Preset) -> Lists| self.preset.map_or(&[][..], pick);
        let stages = read(&self.stages, preset(|it| it.stages), MOST_STAGES);
        let tags = read(&self.tags, preset(|it| it.tags), MOST_TAGS);
        let mut taken = |field, read: Result<_, String>| match read {
            Ok(lists) => lists,
            Err(problem) => {
                problems.insert(field, problem);
                Vec::new()
            }
        };
        let (stages, tags) = (taken("stages", stages), taken("tags", tags));
        unless_any(problems)?;
        Ok(Plan {
            name: self.name.clone(),
            stages,
            tags,
            packs: self.packs.clone(),
            settings: self.settings.clone(),
            preset: self.preset,
        })
    }
}

type Lists = &'static [(&'static str, Colour)];

fn lines(lists: &[(String, Colour)]) -> String {
    lists.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join("\n")
}

/// A name keeps its colour wherever it stands; a renamed one keeps that of its place.
fn read(
    typed: &str,
    preset: &[(&str, Colour)],
    most: usize,
) -> Result<Vec<(String, Colour)>, String> {
    let mut names: Vec<String> = Vec::new();
    for line in typed.lines().filter(|line| !text::trim(line).is_empty()) {
        let mut problems = Problems::new();
        let name = text::required(&mut problems, "line", line, NAME_CHARS);
        if let Some(problem) = problems.into_values().next() {
            return Err(format!("“{}”: {problem}", text::shortened(&name, NAME_CHARS)));
        }
        if names.iter().any(|known| is_same(known, &name)) {
            return Err(format!("“{name}” stands here twice"));
        }
        if names.len() == most {
            return Err(format!("There can be {most} at most"));
        }
        names.push(name);
    }
    let colour = |(place, name): (usize, &String)| {
        let own = preset.iter().find(|(known, _)| is_same(known, name));
        let of_its_place =
            preset.get(place).filter(|(known, _)| !names.iter().any(|it| is_same(it, known)));
        own.or(of_its_place).map_or(Colour::in_turn(place), |(_, colour)| *colour)
    };
    let colours: Vec<Colour> = names.iter().enumerate().map(colour).collect();
    Ok(names.into_iter().zip(colours).collect())
}

/// Names differ only if they differ by more than capitals.
pub fn is_same(one: &str, other: &str) -> bool {
    text::name_key(one) == text::name_key(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRESET: Lists = &[("Leads", Colour::Blue), ("Won", Colour::Green), ("Lost", Colour::Red)];

    #[test]
    fn lists_come_one_on_a_line_and_keep_their_colours() {
        for (typed, expected) in [
            ("", vec![]),
            (" \n\r\n ", vec![]),
            ("Won\nleads", vec![("Won", Colour::Green), ("leads", Colour::Blue)]),
            (
                "Leads\r\n Signed \r\nLost",
                vec![("Leads", Colour::Blue), ("Signed", Colour::Green), ("Lost", Colour::Red)],
            ),
            (
                "Leads\nWon\nLost\nLater",
                vec![
                    ("Leads", Colour::Blue),
                    ("Won", Colour::Green),
                    ("Lost", Colour::Red),
                    ("Later", Colour::in_turn(3)),
                ],
            ),
            ("New", vec![("New", Colour::Blue)]),
        ] {
            let read = read(typed, PRESET, 10).expect("a list");
            let read: Vec<_> = read.iter().map(|(name, colour)| (name.as_str(), *colour)).collect();
            assert_eq!(read, expected, "{typed:?}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_line_names_it() {
        let long = "x".repeat(NAME_CHARS + 1);
        for (typed, problem) in [
            ("Won\nwon", "“won” stands here twice"),
            ("a\nb\nc\nd", "There can be 3 at most"),
            (long.as_str(), "Shorten this to 60 characters"),
            ("a\u{202e}b", "invisible"),
        ] {
            let refused = read(typed, PRESET, 3).expect_err("a problem");
            assert!(refused.contains(problem), "{typed:?}: {refused}");
        }
    }

    #[test]
    fn a_form_that_nobody_edited_is_its_preset() {
        for preset in &super::super::ALL {
            let plan = preset.plan(preset.name);
            assert_eq!(Form::of_plan(&plan).check().expect("a plan"), plan, "{}", preset.key);
        }
    }
}
