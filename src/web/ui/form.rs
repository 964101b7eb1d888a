//! The form around fields: its tokens, and the summary when something needs another look.
use uuid::Uuid;

use super::{Attrs, Icon, Text};
use crate::error::Problems;

/// Names of the hidden fields; `shell::Kept` reads them for every form that is posted.
pub const CSRF_FIELD: &str = "csrf";
pub const FORM_ID_FIELD: &str = "form_id";

markup::define! {
    /// A post with the session's token and a one-time id, so that a second press of the button
    /// answers with the first one's result.
    Form<'a, B: markup::Render>(
        action: Text<'a>,
        csrf: Text<'a>,
        form_id: Text<'a>,
        class: &'static str,
        attrs: Attrs<'a>,
        body: B,
    ) {
        form.{class}[
            method = "post",
            action = action,
            "accept-charset" = "utf-8",
            novalidate,
            ..attrs.iter().map(|(name, value)| (name, value))
        ] {
            input[type = "hidden", name = CSRF_FIELD, value = csrf];
            input[type = "hidden", name = FORM_ID_FIELD, value = form_id];
            @body
        }
    }

    /// Says at the top of a form how many fields need another look, with a link to each.
    FormError<'a>(problems: &'a Problems) {
        @if !problems.is_empty() {
            div.notice."notice-error"[role = "alert", tabindex = "-1", autofocus] {
                @Icon::Error
                div {
                    p[class = "notice-title"] { @summary(problems.len()) }
                    ul[class = "notice-list"] {
                        @for (field, message) in problems.iter() {
                            li { a[href = format_args!("#{field}")] { @message } }
                        }
                    }
                }
            }
        }
    }
}

impl<'a, B: markup::Render> Form<'a, B> {
    pub fn post(action: impl Into<Text<'a>>, csrf: impl Into<Text<'a>>, body: B) -> Self {
        Self {
            action: action.into(),
            csrf: csrf.into(),
            form_id: Uuid::now_v7().to_string().into(),
            class: "form",
            attrs: Vec::new(),
            body,
        }
    }

    /// A form of a button or two, laid out in the line it stands in.
    pub fn inline(mut self) -> Self {
        self.class = "form-inline";
        self
    }

    /// A form of items within a menu.
    pub fn of_menu(mut self) -> Self {
        self.class = "menu-form";
        self
    }

    pub fn action(&self) -> &str {
        &self.action
    }

    /// The same form once more, under the id that it was given at first.
    pub fn again(mut self, form_id: impl Into<Text<'a>>) -> Self {
        self.form_id = form_id.into();
        self
    }

    /// Posts by HTMX too; `target` takes the answer, and 422 brings the form itself back.
    pub fn hx(self, target: impl Into<Text<'a>>) -> Self {
        let action = self.action.clone();
        self.attr("hx-post", action).attr("hx-target", target).attr("hx-swap", "outerHTML")
    }

    pub fn attr(mut self, name: &'static str, value: impl Into<Text<'a>>) -> Self {
        self.attrs.push((name, value.into()));
        self
    }
}

fn summary(count: usize) -> String {
    match count {
        1 => "One field needs another look. Nothing was saved yet.".into(),
        _ => format!("{count} fields need another look. Nothing was saved yet."),
    }
}
