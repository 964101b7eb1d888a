//! Things to fill in: label, control, help and the problem beside it.
use super::{Attrs, Icon, Text};

/// One choice of a select: the value sent and the words shown.
#[derive(Clone, Debug)]
pub struct Choice<'a> {
    pub value: Text<'a>,
    pub label: Text<'a>,
}

/// What every kind of control has around it.
#[derive(Clone, Debug)]
pub struct Frame<'a> {
    id: Text<'a>,
    name: Text<'a>,
    label: Text<'a>,
    help: Option<Text<'a>>,
    problem: Option<Text<'a>>,
    required: bool,
    narrow: bool,
    attrs: Attrs<'a>,
}

impl<'a> Frame<'a> {
    fn new(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        let name = name.into();
        Self {
            id: name.clone(),
            name,
            label: label.into(),
            help: None,
            problem: None,
            required: false,
            narrow: false,
            attrs: Vec::new(),
        }
    }

    fn described_by(&self) -> Option<String> {
        let ids = [
            self.problem.as_ref().map(|_| format!("{}-problem", self.id)),
            self.help.as_ref().map(|_| format!("{}-help", self.id)),
        ];
        let ids: Vec<String> = ids.into_iter().flatten().collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn invalid(&self) -> Option<&'static str> {
        self.problem.as_ref().map(|_| "true")
    }

    fn class(&self) -> &'static str {
        if self.narrow { "field field-narrow" } else { "field" }
    }
}

markup::define! {
    Field<'a>(frame: Frame<'a>, kind: &'static str, value: Text<'a>) {
        div.{frame.class()} {
            @Label { frame }
            input #{&frame.id}.input[
                name = &frame.name,
                type = kind,
                value = value,
                required = frame.required,
                "aria-invalid" = frame.invalid(),
                "aria-describedby" = frame.described_by(),
                ..frame.attrs.iter().map(|(name, value)| (name, value))
            ];
            @Below { frame }
        }
    }

    TextArea<'a>(frame: Frame<'a>, value: Text<'a>, rows: u8) {
        div.{frame.class()} {
            @Label { frame }
            textarea #{&frame.id}.textarea[
                name = &frame.name,
                rows = rows,
                required = frame.required,
                "aria-invalid" = frame.invalid(),
                "aria-describedby" = frame.described_by(),
                ..frame.attrs.iter().map(|(name, value)| (name, value))
            ] { "\n" @value }
            @Below { frame }
        }
    }

    Select<'a>(frame: Frame<'a>, choices: Vec<Choice<'a>>, chosen: Text<'a>) {
        div.{frame.class()} {
            @Label { frame }
            select #{&frame.id}.select[
                name = &frame.name,
                required = frame.required,
                "aria-invalid" = frame.invalid(),
                "aria-describedby" = frame.described_by(),
                ..frame.attrs.iter().map(|(name, value)| (name, value))
            ] {
                @for choice in choices.iter() {
                    option[value = &choice.value, selected = choice.value == *chosen] {
                        @choice.label
                    }
                }
            }
            @Below { frame }
        }
    }

    /// A checkbox; several may share a name.
    Tick<'a>(frame: Frame<'a>, value: Text<'a>, ticked: bool) {
        div.tick {
            input #{&frame.id}.checkbox[
                type = "checkbox",
                name = &frame.name,
                value = value,
                checked = *ticked,
                required = frame.required,
                "aria-invalid" = frame.invalid(),
                "aria-describedby" = frame.described_by(),
                ..frame.attrs.iter().map(|(name, value)| (name, value))
            ];
            div {
                label["for" = &frame.id] { @frame.label }
                @Below { frame }
            }
        }
    }

    /// Tells a password manager whose password a form is about.
    Username<'a>(email: Text<'a>) {
        input[type = "text", name = "username", autocomplete = "username", value = email, hidden];
    }

    Label<'a>(frame: &'a Frame<'a>) {
        label["for" = &frame.id] {
            @frame.label
            @if frame.required { span.required["aria-hidden" = "true"] { "required" } }
        }
    }

    Below<'a>(frame: &'a Frame<'a>) {
        @if let Some(problem) = &frame.problem {
            p.problem[id = format_args!("{}-problem", frame.id)] { @Icon::Error span { @problem } }
        }
        @if let Some(help) = &frame.help {
            p.help[id = format_args!("{}-help", frame.id)] { @help }
        }
    }
}

impl<'a> Field<'a> {
    pub fn text(
        name: impl Into<Text<'a>>,
        label: impl Into<Text<'a>>,
        value: impl Into<Text<'a>>,
    ) -> Self {
        Self { frame: Frame::new(name, label), kind: "text", value: value.into() }
    }

    pub fn email(
        name: impl Into<Text<'a>>,
        label: impl Into<Text<'a>>,
        value: impl Into<Text<'a>>,
    ) -> Self {
        Self { kind: "email", ..Self::text(name, label, value) }
    }

    pub fn phone(
        name: impl Into<Text<'a>>,
        label: impl Into<Text<'a>>,
        value: impl Into<Text<'a>>,
    ) -> Self {
        Self { kind: "tel", ..Self::text(name, label, value) }
    }

    pub fn date(
        name: impl Into<Text<'a>>,
        label: impl Into<Text<'a>>,
        value: impl Into<Text<'a>>,
    ) -> Self {
        Self { kind: "date", ..Self::text(name, label, value) }.narrow()
    }

    /// Never sent back to the browser, so it takes no value.
    pub fn password(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        Self { kind: "password", ..Self::text(name, label, "") }
    }

    /// The browser's own kind of input, such as `date`.
    pub fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    pub fn value(mut self, value: impl Into<Text<'a>>) -> Self {
        self.value = value.into();
        self
    }

    pub fn autocomplete(self, what: &'static str) -> Self {
        self.attr("autocomplete", what)
    }
}

impl<'a> TextArea<'a> {
    pub fn new(
        name: impl Into<Text<'a>>,
        label: impl Into<Text<'a>>,
        value: impl Into<Text<'a>>,
    ) -> Self {
        Self { frame: Frame::new(name, label), value: value.into(), rows: 4 }
    }

    pub fn rows(mut self, rows: u8) -> Self {
        self.rows = rows;
        self
    }
}

impl<'a> Select<'a> {
    pub fn new(
        name: impl Into<Text<'a>>,
        label: impl Into<Text<'a>>,
        choices: Vec<Choice<'a>>,
        chosen: impl Into<Text<'a>>,
    ) -> Self {
        Self { frame: Frame::new(name, label), choices, chosen: chosen.into() }
    }
}

impl<'a> Tick<'a> {
    pub fn new(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>, ticked: bool) -> Self {
        Self { frame: Frame::new(name, label), value: "1".into(), ticked }
    }

    /// One of several under the same name; the id follows name and value.
    pub fn one_of(
        name: &'a str,
        value: impl Into<Text<'a>>,
        label: impl Into<Text<'a>>,
        ticked: bool,
    ) -> Self {
        let value = value.into();
        let mut frame = Frame::new(name, label);
        frame.id = format!("{name}-{value}").into();
        Self { frame, value, ticked }
    }
}

impl<'a> Choice<'a> {
    pub fn new(value: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// The same chained methods for every kind of control.
macro_rules! framed {
    ($($control:ident),*) => {$(
        impl<'a> $control<'a> {
            pub fn help(mut self, help: impl Into<Text<'a>>) -> Self {
                self.frame.help = Some(help.into());
                self
            }

            pub fn problem(mut self, problem: Option<impl Into<Text<'a>>>) -> Self {
                self.frame.problem = problem.map(Into::into);
                self
            }

            pub fn required(mut self) -> Self {
                self.frame.required = true;
                self
            }

            /// As wide as a date or a number, not as the form.
            pub fn narrow(mut self) -> Self {
                self.frame.narrow = true;
                self
            }

            /// Where the same field stands twice on a page.
            pub fn id(mut self, id: impl Into<Text<'a>>) -> Self {
                self.frame.id = id.into();
                self
            }

            pub fn attr(mut self, name: &'static str, value: impl Into<Text<'a>>) -> Self {
                self.frame.attrs.push((name, value.into()));
                self
            }
        }
    )*};
}

framed!(Field, TextArea, Select, Tick);
