//! Countries and how each writes dates and numbers.

/// Which country's way of writing dates and numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Locale {
    EnUs,
    EnGb,
    DeDe,
    FrFr,
    EsEs,
    ViVn,
}

impl Locale {
    pub const ALL: [Self; 6] =
        [Self::EnUs, Self::EnGb, Self::DeDe, Self::FrFr, Self::EsEs, Self::ViVn];

    pub fn name(self) -> &'static str {
        self.habits().name
    }

    /// The country, for a person to choose from.
    pub fn label(self) -> &'static str {
        self.habits().label
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    pub(super) fn habits(self) -> &'static Habits {
        match self {
            Self::EnUs => &EN_US,
            Self::EnGb => &DAY_FIRST,
            Self::DeDe => &DE_DE,
            Self::FrFr => &FR_FR,
            Self::EsEs => &ES_ES,
            Self::ViVn => &VI_VN,
        }
    }
}

/// What sets one locale apart. Patterns are strftime's.
pub(super) struct Habits {
    name: &'static str,
    label: &'static str,
    pub date: &'static str,
    pub long_date: &'static str,
    pub day: &'static str,
    pub numeric: &'static str,
    pub time: &'static str,
    pub seconds: &'static str,
    pub group: &'static str,
    pub decimal: char,
    /// Spanish leaves a number of four digits whole.
    pub group_from_digits: usize,
}

const DAY_FIRST: Habits = Habits {
    name: "en-GB",
    label: "United Kingdom",
    date: "%-d %b %Y",
    long_date: "%A, %-d %B %Y",
    day: "%-d %b",
    numeric: "%d/%m/%Y",
    time: "%H:%M",
    seconds: "%H:%M:%S",
    group: ",",
    decimal: '.',
    group_from_digits: 4,
};

const EN_US: Habits = Habits {
    name: "en-US",
    label: "United States",
    date: "%b %-d, %Y",
    long_date: "%A, %B %-d, %Y",
    day: "%b %-d",
    numeric: "%m/%d/%Y",
    time: "%-I:%M %p",
    seconds: "%-I:%M:%S %p",
    ..DAY_FIRST
};

const DE_DE: Habits = Habits {
    name: "de-DE",
    label: "Germany",
    numeric: "%d.%m.%Y",
    group: ".",
    decimal: ',',
    ..DAY_FIRST
};

const FR_FR: Habits =
    Habits { name: "fr-FR", label: "France", group: "\u{202F}", decimal: ',', ..DAY_FIRST };

const ES_ES: Habits = Habits {
    name: "es-ES",
    label: "Spain",
    group: ".",
    decimal: ',',
    group_from_digits: 5,
    ..DAY_FIRST
};

const VI_VN: Habits =
    Habits { name: "vi-VN", label: "Vietnam", group: ".", decimal: ',', ..DAY_FIRST };

impl Locale {
    /// The first of a browser's languages that one of ours fits, for a form's first choice.
    pub fn of_header(accept_language: &str) -> Self {
        accept_language
            .split(',')
            .map(|it| it.split(';').next().unwrap_or_default().trim())
            .find_map(Self::of_tag)
            .unwrap_or(Self::EnUs)
    }

    fn of_tag(tag: &str) -> Option<Self> {
        let language = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|it| it.name().eq_ignore_ascii_case(tag))
            .or_else(|| Self::ALL.into_iter().find(|it| language(it.name()) == language(tag)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_s_languages_choose_the_locale() {
        for (header, locale) in [
            ("de-DE,de;q=0.9,en;q=0.8", Locale::DeDe),
            ("en-GB", Locale::EnGb),
            ("en-AU,en;q=0.9", Locale::EnUs),
            ("de-AT", Locale::DeDe),
            ("ja, fr;q=0.5", Locale::FrFr),
            ("VI", Locale::ViVn),
            ("", Locale::EnUs),
            ("*;;,", Locale::EnUs),
        ] {
            assert_eq!(Locale::of_header(header), locale, "{header}");
        }
    }
}
