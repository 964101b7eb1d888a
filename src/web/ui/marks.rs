//! Small marks in a line: stage, tag, badge, initials, keys.
use super::Text;

/// How many hues the theme has (`assets/css/theme.css`, `.hue-0` and on).
const HUES: u32 = 8;

markup::define! {
    /// The stage of a contact: a dot in the stage's hue, and its name.
    Stage<'a>(name: Text<'a>, hue: u32) {
        span.stage.{format_args!("hue-{hue}")} { @name }
    }

    Tag<'a>(name: Text<'a>, hue: Option<u32>) {
        span[class = tag_class(*hue)] { @name }
    }

    Badge<'a>(label: Text<'a>, class: &'static str) {
        span.badge.{class} { @label }
    }

    /// Initials of a person.
    Avatar<'a>(name: Text<'a>, class: &'static str) {
        span.avatar.{class}.{format_args!("hue-{}", hue(name))}["aria-hidden" = "true"] {
            @initials(name)
        }
    }

    /// The first letter of a workspace in its hue.
    Mark<'a>(name: Text<'a>) {
        span.mark.{format_args!("hue-{}", hue(name))}["aria-hidden" = "true"] {
            @name.chars().next().map(|first| first.to_uppercase().to_string())
        }
    }

    KeyHint(keys: &'static [&'static str]) {
        span.keys { @for key in keys.iter() { kbd.kbd { @key } } }
    }
}

impl<'a> Stage<'a> {
    /// Stages take hues in the order of the pipeline.
    pub fn new(name: impl Into<Text<'a>>, position: u32) -> Self {
        Self { name: name.into(), hue: [5, 4, 2, 3, 7, 6, 1, 0][(position % HUES) as usize] }
    }

    /// In the hue that the person chose for it.
    pub fn coloured(name: impl Into<Text<'a>>, hue: u32) -> Self {
        Self { name: name.into(), hue }
    }
}

impl<'a> Tag<'a> {
    pub fn new(name: impl Into<Text<'a>>) -> Self {
        Self { name: name.into(), hue: None }
    }

    pub fn coloured(name: impl Into<Text<'a>>, hue: u32) -> Self {
        Self { name: name.into(), hue: Some(hue) }
    }
}

fn tag_class(hue: Option<u32>) -> String {
    hue.map_or_else(|| "tag".to_owned(), |hue| format!("tag hue-{hue}"))
}

impl<'a> Badge<'a> {
    pub fn new(label: impl Into<Text<'a>>) -> Self {
        Self { label: label.into(), class: "" }
    }

    pub fn good(label: impl Into<Text<'a>>) -> Self {
        Self { label: label.into(), class: "badge-good" }
    }

    pub fn warn(label: impl Into<Text<'a>>) -> Self {
        Self { label: label.into(), class: "badge-warn" }
    }

    pub fn bad(label: impl Into<Text<'a>>) -> Self {
        Self { label: label.into(), class: "badge-bad" }
    }
}

impl<'a> Avatar<'a> {
    pub fn new(name: impl Into<Text<'a>>) -> Self {
        Self { name: name.into(), class: "" }
    }

    pub fn large(name: impl Into<Text<'a>>) -> Self {
        Self { name: name.into(), class: "avatar-large" }
    }
}

impl<'a> Mark<'a> {
    pub fn new(name: impl Into<Text<'a>>) -> Self {
        Self { name: name.into() }
    }
}

/// The same name has the same hue on every page (FNV-1a over its bytes).
fn hue(name: &str) -> u32 {
    let hash = name
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash >> 16) % HUES
}

/// First letters of the first and the last word.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_last_word() {
        for (name, expected) in [
            ("Ada Lovelace", "AL"),
            ("José María de la Cruz", "JC"),
            ("cher", "C"),
            ("  ", ""),
            ("ßen łukasz", "SSŁ"),
        ] {
            assert_eq!(initials(name), expected, "{name:?}");
        }
    }

    #[test]
    fn a_hue_is_one_the_theme_has() {
        for name in ["", "Loan Factory", "Family & Friends", "李"] {
            assert!(hue(name) < HUES, "{name:?}");
        }
    }
}
