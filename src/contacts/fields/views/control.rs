//! The control that each type of field is filled in with.
use crate::{
    contacts::fields::{Definition, Kind, values::Suggestion},
    ids::Uid,
    shell::answer,
    web::ui::{Choice, Field, Icon, Select, TextArea, Tick},
};

/// After the input's name: the year of a date is not to be kept.
pub const YEARLESS: &str = "-yearless";
/// After the input's name: who was chosen from the list.
pub const CHOSEN: &str = "-chosen";

/// What a control is asked to be.
pub struct Asked<'a> {
    pub definition: &'a Definition,
    pub value: &'a str,
    pub problem: Option<&'a str>,
    /// Whose field it is, where they are there already.
    pub contact: Option<Uid>,
    pub found: &'a [Suggestion],
    pub is_focused: bool,
}

markup::define! {
    Control<'a>(asked: Asked<'a>) {
        @let definition = asked.definition;
        @let id = definition.input();
        @match definition.kind {
            Kind::LongText => { @area(asked, 5) }
            Kind::Json => { @area(asked, 8).attr("spellcheck", "false") }
            Kind::YesNo => { @choice(asked, yes_no()) }
            Kind::Dropdown => { @choice(asked, offered(definition, asked.value)) }
            Kind::Date => { @Date { asked, id: &id } }
            Kind::ContactLink => { @Picker { asked, id: &id } }
            Kind::Text | Kind::Number | Kind::Url | Kind::Phone | Kind::Email => { @line(asked) }
        }
    }

    /// A day that the browser helps with; what it could not show stays as it was typed.
    Date<'a>(asked: &'a Asked<'a>, id: &'a str) {
        @let (day, is_yearless) = day(asked.value);
        @let is_shown = asked.value.is_empty() || day.is_some();
        div[class = "date-field"] {
            @if is_shown {
                @line(asked).kind("date").value(day.unwrap_or_default()).narrow()
            } else {
                @line(asked)
            }
            @Tick::new(format!("{id}{YEARLESS}"), "The year is not known", is_yearless)
        }
    }

    /// A name to type, and those it could be to choose from.
    Picker<'a>(asked: &'a Asked<'a>, id: &'a str) {
        div[class = "picker"] {
            @if let Some(contact) = asked.contact {
                @line(asked)
                    .help("Type a part of the name, then choose")
                    .attr(
                        "hx-get",
                        format!(
                            "{}/custom/{}/pick",
                            answer::contact_path(contact),
                            asked.definition.uid,
                        ),
                    )
                    .attr("hx-trigger", "input delay:150ms")
                    .attr("hx-target", format!("#{id}-found"))
                    .attr("hx-sync", "this:replace")
                div[id = format_args!("{id}-found"), "aria-live" = "polite"] {
                    @Found { id, found: asked.found }
                }
            } else {
                @line(asked).help("The whole name of a contact here")
            }
        }
    }

    Found<'a>(id: &'a str, found: &'a [Suggestion]) {
        @if !found.is_empty() {
            fieldset[class = "many-choices"] {
                legend[class = "sr-only"] { "Choose one" }
                @for person in found.iter() {
                    label[class = "one-choice"] {
                        input[
                            type = "radio",
                            name = format_args!("{id}{CHOSEN}"),
                            value = person.uid.to_string(),
                        ];
                        span { @person.name }
                        small { @person.detail }
                    }
                }
            }
        }
    }

    /// Nobody of that name: said in the place of the list.
    NobodyFound<'a>(part: &'a str) {
        p[class = "help"] { @Icon::Search " Nobody here is called “" @part "”" }
    }
}

fn line<'a>(asked: &'a Asked<'a>) -> Field<'a> {
    let (id, label) = (asked.definition.input(), &*asked.definition.label);
    let field = match asked.definition.kind {
        Kind::Phone => Field::phone(id, label, asked.value),
        Kind::Email => Field::email(id, label, asked.value),
        Kind::Url => Field::text(id, label, asked.value).attr("inputmode", "url"),
        Kind::Number => Field::text(id, label, asked.value).attr("inputmode", "decimal").narrow(),
        _ => Field::text(id, label, asked.value),
    };
    let field = field.autocomplete("off").problem(asked.problem);
    let field = if asked.definition.is_required { field.required() } else { field };
    if asked.is_focused { field.attr("autofocus", "true") } else { field }
}

fn area<'a>(asked: &'a Asked<'a>, rows: u8) -> TextArea<'a> {
    let definition = asked.definition;
    let area = TextArea::new(definition.input(), &*definition.label, asked.value)
        .rows(rows)
        .problem(asked.problem);
    let area = if definition.is_required { area.required() } else { area };
    if asked.is_focused { area.attr("autofocus", "true") } else { area }
}

fn choice<'a>(asked: &'a Asked<'a>, choices: Vec<Choice<'a>>) -> Select<'a> {
    let definition = asked.definition;
    let chosen = choices
        .iter()
        .find(|choice| choice.value == asked.value)
        .or_else(|| choices.iter().find(|it| it.value.eq_ignore_ascii_case(asked.value)));
    let chosen = chosen.map(|choice| choice.value.clone()).unwrap_or_default();
    let select = Select::new(definition.input(), &*definition.label, choices, chosen)
        .problem(asked.problem)
        .narrow();
    let select = if definition.is_required { select.required() } else { select };
    if asked.is_focused { select.attr("autofocus", "true") } else { select }
}

fn yes_no() -> Vec<Choice<'static>> {
    vec![Choice::new("", "–"), Choice::new("yes", "Yes"), Choice::new("no", "No")]
}

/// With the value that is there, though it be no longer offered.
fn offered<'a>(definition: &'a Definition, value: &'a str) -> Vec<Choice<'a>> {
    let mut choices = vec![Choice::new("", "–")];
    choices.extend(definition.options.iter().map(|it| Choice::new(&**it, &**it)));
    if !value.is_empty() && !definition.options.iter().any(|it| it == value) {
        choices.push(Choice::new(value, format!("{value} (no longer offered)")));
    }
    choices
}

/// The day as the browser's own control has it; a year it must have, so a leap year stands in.
fn day(value: &str) -> (Option<String>, bool) {
    let day = match value.strip_prefix("--") {
        Some(day) => format!("2000-{day}"),
        None => value.to_owned(),
    };
    let is_day = day.len() == 10 && day.parse::<jiff::civil::Date>().is_ok();
    (is_day.then_some(day), value.starts_with("--"))
}
