//! The frame around every page: the signed-in one with sidebar and search, and a bare one for the
//! doors (login, first run, errors). Plain data goes in; no feature is known here.
mod document;
mod error_page;
mod frame;

use poem::Request;

use super::ui::{Icon, Text, Toast, Toasts};

pub use error_page::{ErrorPage, Trouble};

/// The header HTMX sends the session's token in, for requests that are not a form.
pub const CSRF_HEADER: &str = "X-Csrf-Token";

/// What most pages have room in, so that few grow while they are written.
const USUAL_BYTES: usize = 16 << 10;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Appearance {
    #[default]
    System,
    Light,
    Dark,
}

impl Appearance {
    const fn theme(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }
}

/// A link of the sidebar.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    pub icon: Icon,
    pub label: Text<'a>,
    pub href: Text<'a>,
    pub current: bool,
}

#[derive(Clone, Debug)]
pub struct WorkspaceLink<'a> {
    pub name: Text<'a>,
    pub href: Text<'a>,
    pub current: bool,
}

/// Who is signed in, as far as the frame shows it.
#[derive(Clone, Debug)]
pub struct Person<'a> {
    pub name: Text<'a>,
    pub email: Text<'a>,
    pub csrf: Text<'a>,
    /// What the household calls itself; may be empty.
    pub household: Text<'a>,
    pub appearance: Appearance,
    /// Single letters do something.
    pub has_keys: bool,
    /// Path and query of this page.
    pub here: Text<'a>,
    /// The workspace whose page this is, as its pages name it.
    pub within: Option<Text<'a>>,
    pub places: Vec<Place<'a>>,
    pub workspaces: Vec<WorkspaceLink<'a>>,
}

/// A page of a signed-in person, whole or as a fragment, from the same body. The body is rendered
/// as it comes, so that the frame is compiled once rather than for each kind of page.
pub struct Page<'a> {
    title: Text<'a>,
    person: &'a Person<'a>,
    toasts: Vec<Toast<'a>>,
    query: Text<'a>,
    body: String,
}

impl<'a> Page<'a> {
    pub fn new(
        title: impl Into<Text<'a>>,
        person: &'a Person<'a>,
        body: impl markup::Render,
    ) -> Self {
        let (title, body) = (title.into(), rendered(body));
        Self { title, person, toasts: Vec::new(), query: "".into(), body }
    }

    pub fn toast(mut self, toast: Toast<'a>) -> Self {
        self.toasts.push(toast);
        self
    }

    /// What stands in the header's search box.
    pub fn query(mut self, query: impl Into<Text<'a>>) -> Self {
        self.query = query.into();
        self
    }

    pub fn whole(&self) -> String {
        document::signed_in(self)
    }

    /// The body with the title, and the toasts out of band.
    pub fn fragment(&self) -> String {
        rendered(Fragment { title: &self.title, body: &self.body, toasts: &self.toasts })
    }
}

/// A page before there is a session, or one that stands alone: a logo and one narrow column.
pub struct Bare<'a> {
    title: Text<'a>,
    appearance: Appearance,
    toasts: Vec<Toast<'a>>,
    wide: bool,
    body: String,
}

impl<'a> Bare<'a> {
    pub fn new(title: impl Into<Text<'a>>, body: impl markup::Render) -> Self {
        let (title, body) = (title.into(), rendered(body));
        Self { title, appearance: Appearance::System, toasts: Vec::new(), wide: false, body }
    }

    /// For something to read, such as the trust page.
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    pub fn appearance(mut self, appearance: Appearance) -> Self {
        self.appearance = appearance;
        self
    }

    pub fn toast(mut self, toast: Toast<'a>) -> Self {
        self.toasts.push(toast);
        self
    }

    pub fn whole(&self) -> String {
        document::bare(self)
    }
}

/// Markup as text. Each component is compiled for this one way of writing it.
pub fn rendered(body: impl markup::Render) -> String {
    let mut text = String::with_capacity(USUAL_BYTES);
    body.render(&mut text).expect("writing to a String does not fail");
    text
}

/// What an answer that can be whole or fragment depends on.
pub const VARY: &str = "HX-Request, HX-Request-Type";

/// HTMX asks for a part of the page, unless its target is the whole body or it selects from a
/// whole page. Back and forward come without `HX-Request` and so get the whole page.
pub fn wants_fragment(request: &Request) -> bool {
    request.header("HX-Request") == Some("true")
        && request.header("HX-Request-Type") != Some("full")
        && request.header("HX-History-Restore-Request") != Some("true")
}

markup::define! {
    Fragment<'a>(title: &'a str, body: &'a str, toasts: &'a [Toast<'a>]) {
        title { @title " · pi-crm" }
        @markup::raw(body)
        @Toasts { toasts }
    }
}

#[cfg(test)]
mod tests;
