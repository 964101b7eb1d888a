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
    web::{
        layout::{Appearance, Page, Person, WorkspaceLink},
        ui::Toast,
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
    path: String,
    wants_fragment: bool,
    within: Option<Uid>,
}

/// What the database knows of them.
pub(super) struct Loaded {
    workspaces: Vec<Workspace>,
    done: Option<Told>,
    household: String,
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
        Ok(Loaded { workspaces, done, household })
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
        let mut page = Page::new(title, &person, body);
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
            places: Vec::new(),
            workspaces: self.workspaces.iter().map(link).collect(),
        }
    }
}

impl Loaded {
    pub(super) fn around(
        self,
        person: SessionPerson,
        csrf: &str,
        path: String,
        wants_fragment: bool,
    ) -> Surroundings {
        let Self { workspaces, done, household } = self;
        let csrf = Csrf::of_page(csrf, person.uid);
        Surroundings {
            person,
            csrf,
            workspaces,
            done,
            household,
            path,
            wants_fragment,
            within: None,
        }
    }
}
