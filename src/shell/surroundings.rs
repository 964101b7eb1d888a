//! What stands around a page's content: the person, their workspaces, news of the last change.
use poem::{Response, http::StatusCode};
use rusqlite::Connection;

use super::{answer, kept::Csrf};
use crate::{
    accounts::sessions::SessionPerson,
    actor::Actor,
    audit::read::{self, Told},
    db::Columns,
    error::{Error, Problems, Result},
    ids::Uid,
    settings,
    shares::{self, Tally},
    web::{
        layout::{Appearance, Page, Person, Place, WorkspaceLink},
        ui::{Icon, Toast},
    },
    when::Manner,
    workspaces::{self, Workspace},
};

pub struct Surroundings {
    pub person: SessionPerson,
    pub csrf: String,
    workspaces: Vec<Workspace>,
    done: Option<Told>,
    household: String,
    shared: Tally,
    path: String,
    wants_fragment: bool,
    within: Option<Uid>,
}

/// What the database knows of them.
pub(super) struct Loaded {
    workspaces: Vec<Workspace>,
    done: Option<Told>,
    household: String,
    shared: Tally,
}

impl Surroundings {
    pub(super) fn load(
        conn: &Connection,
        actor: &Actor,
        person: &SessionPerson,
        is_whole: bool,
        done: Option<Uid>,
        columns: &Columns,
    ) -> Result<Loaded> {
        let workspaces = if is_whole { workspaces::list(conn, actor)? } else { Vec::new() };
        let done = match done.map(|uid| read::find(conn, person.user, uid, columns)) {
            None | Some(Err(Error::NotFound(_))) => None,
            Some(told) => Some(told?),
        };
        let household = if is_whole { settings::household_name(conn)? } else { String::new() };
        let shared = if is_whole { shares::tally(conn, actor)? } else { Tally::default() };
        Ok(Loaded { workspaces, done, household, shared })
    }

    /// Which workspace this page is in, for the sidebar.
    pub fn within(mut self, workspace: Uid) -> Self {
        self.within = Some(workspace);
        self
    }

    /// Those of the sidebar, by name; none where only a part of the page is asked for.
    pub fn workspaces(&self) -> &[Workspace] {
        &self.workspaces
    }

    /// Only a part of the page is asked for, to stand where HTMX puts it.
    pub fn wants_fragment(&self) -> bool {
        self.wants_fragment
    }

    pub fn manner(&self) -> &Manner {
        &self.person.preferences.manner
    }

    /// The answer with this content: the whole page, or the part that HTMX asked for.
    pub fn answer(&self, title: &str, body: impl markup::Render) -> Response {
        self.answer_with(StatusCode::OK, title, body)
    }

    /// A form; with 422 when something on it needs another look.
    pub fn answer_or_invalid(
        &self,
        problems: &Problems,
        title: &str,
        body: impl markup::Render,
    ) -> Response {
        let is_fine = problems.is_empty();
        let status = if is_fine { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        self.answer_with(status, title, body)
    }

    /// The page of everything a search found; what was searched for stays in the box.
    pub fn searched(&self, query: &str, body: impl markup::Render) -> Response {
        let person = self.framed();
        let page = Page::new("Search", &person, body).query(query);
        answer::html(StatusCode::OK, page.whole())
    }

    pub fn answer_with(
        &self,
        status: StatusCode,
        title: &str,
        body: impl markup::Render,
    ) -> Response {
        let person = self.framed();
        self.answer_page(status, Page::new(title, &person, body))
    }

    fn answer_page(&self, status: StatusCode, mut page: Page<'_>) -> Response {
        if let Some(done) = &self.done {
            page = page.toast(self.toast_for(done, &answer::without_done(&self.path)));
        }
        answer::html(status, if self.wants_fragment { page.fragment() } else { page.whole() })
    }

    /// Tells of a change that was just made; its Undo comes back to `path`.
    pub fn toast_for<'a>(&self, done: &Told, path: &str) -> Toast<'a> {
        let toast = Toast::success(answer::sentence(done));
        if !done.can_undo {
            return toast;
        }
        toast.action("Undo", answer::undo_path(done.entry.uid, path), self.csrf.clone())
    }

    fn places(&self) -> Vec<Place<'_>> {
        let mut places = places(&self.path);
        places.extend(self.shared_place());
        places
    }

    /// The way to what others share, where there is any.
    fn shared_place(&self) -> Option<Place<'_>> {
        let label = match self.shared {
            Tally { all: 0, .. } => return None,
            Tally { unseen: 0, .. } => "Shared with me".to_owned(),
            Tally { unseen, .. } => format!("Shared with me · {unseen} new"),
        };
        Some(Place {
            icon: Icon::Share,
            label: label.into(),
            href: "/shared".into(),
            current: self.path.starts_with("/shared"),
        })
    }

    fn framed(&self) -> Person<'_> {
        let link = |workspace: &Workspace| WorkspaceLink {
            name: workspace.name.clone().into(),
            href: answer::workspace_path(workspace.uid).into(),
            current: self.within == Some(workspace.uid),
        };
        Person {
            name: (&*self.person.name).into(),
            email: (&*self.person.email).into(),
            csrf: (&*self.csrf).into(),
            household: (&*self.household).into(),
            appearance: match self.person.preferences.appearance {
                settings::Appearance::System => Appearance::System,
                settings::Appearance::Light => Appearance::Light,
                settings::Appearance::Dark => Appearance::Dark,
            },
            has_keys: self.person.preferences.has_keys,
            here: answer::without_done(&self.path).into(),
            within: self.within.map(|uid| uid.to_string().into()),
            places: self.places(),
            workspaces: self.workspaces.iter().map(link).collect(),
        }
    }
}

/// What stands above the workspaces in the sidebar.
fn places(path: &str) -> Vec<Place<'static>> {
    let path = path.split('?').next().unwrap_or_default();
    let is_within = |href: &str| path == href || path.starts_with(&format!("{href}/"));
    let place = |icon, label: &'static str, href: &'static str| Place {
        icon,
        label: label.into(),
        href: href.into(),
        current: if href == "/" { path == "/" } else { is_within(href) },
    };
    vec![place(Icon::Home, "Home", "/"), place(Icon::Todo, "Todos", "/todos")]
}

impl Loaded {
    pub(super) fn around(
        self,
        person: SessionPerson,
        csrf: &str,
        path: String,
        wants_fragment: bool,
    ) -> Surroundings {
        let Self { workspaces, done, household, shared } = self;
        let csrf = Csrf::of_page(csrf, person.uid);
        Surroundings {
            person,
            csrf,
            workspaces,
            done,
            household,
            shared,
            path,
            wants_fragment,
            within: None,
        }
    }
}
