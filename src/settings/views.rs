//! Markup of settings: one form for all of them, as their table describes each.
use super::{Kind, RESET_FIELD, Sent, Setting, Sheet, Shown, YES, seen_field};
use crate::{
    error::Problems,
    shell::{
        Surroundings,
        views::{HouseholdPage, HouseholdTabs},
    },
    web::ui::{
        Button, Choice, Field, Form, FormError, Icon, Notice, PageHeader, Select, Tick, Tone,
    },
};

markup::define! {
    /// The form of one owner's settings; `typed` is what could not be saved.
    SettingsForm<'a>(
        action: String,
        csrf: &'a str,
        sheet: &'a Sheet,
        typed: &'a [Sent],
        problems: &'a Problems,
    ) {
        div {
            @if !sheet.kept.is_empty() { @FromNewer { sheet } }
            @Form::post(action.clone(), *csrf, Fields { sheet, typed, problems })
        }
    }

    Fields<'a>(sheet: &'a Sheet, typed: &'a [Sent], problems: &'a Problems) {
        @SettingFields { shown: &sheet.shown, typed, problems }
        div[class = "form-actions"] { @Button::quiet("Save settings") }
        @if sheet.shown.iter().any(can_go_back) {
            details[class = "fold"] {
                summary { "Back to a default" }
                ul {
                    @for shown in sheet.shown.iter().filter(|it| can_go_back(it)) {
                        li {
                            @Button::plain(back_to(shown))
                                .icon(Icon::Undo)
                                .attr("name", RESET_FIELD)
                                .attr("value", shown.setting.key())
                        }
                    }
                }
            }
        }
    }

    /// The fields alone, for a form that asks for more than settings.
    SettingFields<'a>(shown: &'a [Shown], typed: &'a [Sent], problems: &'a Problems) {
        @for shown in shown.iter() {
            @One { shown, typed: typed.iter().find(|it| it.setting == shown.setting), problems }
        }
    }

    One<'a>(shown: &'a Shown, typed: Option<&'a Sent>, problems: &'a Problems) {
        @let definition = shown.setting.definition();
        @let seen = typed.and_then(|it| it.seen.as_deref()).unwrap_or(&shown.value);
        @let value = typed.map_or(&*shown.value, |it| &*it.wanted);
        @let problem = problems.get(definition.key).map(String::as_str);
        input[type = "hidden", name = seen_field(shown.setting), value = seen];
        @if let Kind::YesNo = definition.kind {
            @Tick::one_of(definition.key, YES, definition.label, value == YES)
                .id(definition.key)
                .problem(problem)
                .help(definition.help)
        } else if let Kind::Number { .. } = definition.kind {
            @Field::text(definition.key, definition.label, value)
                .narrow()
                .problem(problem)
                .help(definition.help)
                .attr("inputmode", "numeric")
        } else if let Kind::Text { .. } = definition.kind {
            @Field::text(definition.key, definition.label, value)
                .problem(problem)
                .help(definition.help)
                .autocomplete("off")
        } else {
            @let select = chosen(shown.setting, value).problem(problem);
            @if shown.setting == Setting::Appearance {
                @select.attr("data-appearance", "true")
            } else if shown.setting == Setting::TimeZone && !shown.is_chosen && typed.is_none() {
                @select.attr("data-own-zone", "true")
            } else {
                @select
            }
        }
    }

    FromNewer<'a>(sheet: &'a Sheet) {
        @Notice::new(Tone::Info, "From a newer version of pi-crm, kept", Kept { sheet })
    }

    Kept<'a>(sheet: &'a Sheet) {
        p { "This version does not know these. They are left as they are and not used." }
        ul { @for kept in &sheet.kept { li { @kept.name ": " code { @kept.value } } } }
    }

    /// What a new person's first settings are made of (`begin`); script fills in the zone.
    FromTheBrowser<'a>(zone: &'a str, languages: &'a str) {
        input[type = "hidden", name = "time_zone", value = zone, "data-own-zone" = "true"];
        input[type = "hidden", name = "languages", value = languages];
    }

    /// The household's own page. Members read it.
    Household<'a>(
        around: &'a Surroundings,
        sheet: &'a Sheet,
        typed: &'a [Sent],
        problems: &'a Problems,
        is_owner: bool,
        owner_name: &'a str,
    ) {
        @PageHeader::new("Household", "Settings that all of you share", "")
        @HouseholdTabs { at: HouseholdPage::Settings, is_owner: *is_owner }
        @FormError { problems }
        div[class = "settings"] {
            section["aria-labelledby" = "settings"] {
                h2 #settings { "Settings" }
                @if *is_owner {
                    @SettingsForm {
                        action: super::pages::HOUSEHOLD.into(),
                        csrf: &around.csrf,
                        sheet,
                        typed,
                        problems,
                    }
                } else {
                    @ReadOnly { sheet, owner_name }
                }
            }
        }
    }

    ReadOnly<'a>(sheet: &'a Sheet, owner_name: &'a str) {
        div {
            dl[class = "facts"] {
                @for shown in &sheet.shown {
                    @let definition = shown.setting.definition();
                    dt { @definition.label }
                    dd { @definition.kind.told(&shown.value) }
                }
            }
            p[class = "help"] { @owner_name " looks after this pi-crm and can change these." }
        }
    }
}

/// A setting with its choices, as the table of settings describes it.
pub fn chosen<'a>(setting: Setting, value: &'a str) -> Select<'a> {
    let definition = setting.definition();
    let choices = definition.kind.choices();
    let choices = choices.into_iter().map(|it| Choice::new(it.value, it.label)).collect();
    Select::new(definition.key, definition.label, choices, value).help(definition.help)
}

fn can_go_back(shown: &Shown) -> bool {
    shown.is_chosen && shown.value != shown.setting.definition().default
}

fn back_to(shown: &Shown) -> String {
    let definition = shown.setting.definition();
    format!("{}: {}", definition.label, definition.kind.told(definition.default))
}
