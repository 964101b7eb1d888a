use std::collections::HashSet;

use super::*;

#[test]
fn every_preset_is_whole_and_its_own() {
    let mut names = HashSet::new();
    for preset in &ALL {
        assert!(names.insert(preset.key) && names.insert(preset.name), "{} twice", preset.key);
        assert_eq!(Preset::find(preset.key).map(|it| it.name), Some(preset.name));
        assert!(preset.name.chars().count() <= workspaces::NAME_CHARS, "{}", preset.key);
        for text in [preset.purpose, preset.welcome] {
            assert!(!text.is_empty(), "{}", preset.key);
        }
        let is_circle = preset.packs == [Pack::Personal] && preset.stages.is_empty();
        assert!(is_circle || preset.stages.len() >= 4, "{}", preset.key);
        assert!(preset.tags.len() >= 3, "{}", preset.key);
        for lists in [preset.stages, preset.tags] {
            let colours: HashSet<_> = lists.iter().map(|(_, colour)| colour.code()).collect();
            assert_eq!(colours.len(), lists.len(), "{}: colours to tell apart", preset.key);
        }
    }
    assert!(Preset::find("").is_none() && Preset::find("Loan Factory").is_none());
}

#[test]
fn the_mortgage_preset_waits_for_approval_and_texts_nobody() {
    for preset in &ALL {
        let is_mortgage = preset.key == "loan-factory";
        assert_eq!(preset.needs_approval, is_mortgage, "{}", preset.key);
        assert_eq!(preset.may_text, !is_mortgage, "{}", preset.key);
        let provider = match preset.key {
            "loan-factory" => MailProvider::Google,
            "family-and-friends" | "coldwell-banker" | "open-houses" => MailProvider::Microsoft,
            _ => MailProvider::Mailgun,
        };
        assert_eq!(preset.mail_provider, provider, "{}", preset.key);
    }
}

#[test]
fn what_came_of_it_is_told_in_a_sentence() {
    let tally = |added, known| Tally { added, known };
    for (stages, tags, fields, sentence) in [
        (tally(5, 0), tally(3, 0), tally(9, 0), "added 5 stages, 3 tags and 9 fields"),
        (tally(1, 4), tally(0, 1), tally(0, 0), "added 1 stage; 4 stages and 1 tag there already"),
        (
            tally(0, 5),
            tally(0, 0),
            tally(0, 9),
            "nothing added; 5 stages and 9 fields there already",
        ),
        (tally(0, 0), tally(0, 0), tally(0, 0), "nothing to add"),
    ] {
        let outcome = Outcome { stages, tags, fields, refused: Vec::new() };
        assert_eq!(outcome.to_string(), sentence);
    }
    let refused = vec![("Pets".to_owned(), "it is elsewhere".to_owned())];
    let outcome = Outcome { tags: tally(1, 0), refused, ..Outcome::default() };
    assert_eq!(outcome.to_string(), "added 1 tag; not added: Pets (it is elsewhere)");
}
