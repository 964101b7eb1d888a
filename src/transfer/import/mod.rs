//! Contacts from files: uploaded, looked through, planned, tried dry, brought in by a worker that
//! survives a restart, taken back as one (CS-2).
pub mod api;
mod beside;
mod dates;
mod forget;
pub mod intake;
mod layouts;
pub mod pages;
mod plan;
mod put;
mod review;
mod row;
mod sealed;
mod store;
mod survey;
mod targets;
pub mod views;
pub mod work;

use rusqlite::Connection;

pub use beside::Beside;
pub use forget::forget;
pub use plan::{MOST_TAGS, Plan, Policy, input};
pub use review::{Decision, Waiting, decide, waiting};
pub use sealed::KEY_BYTES;
pub use survey::Survey;
pub use targets::Target;

use self::intake::Received;
use crate::{
    actor::Actor,
    audit,
    contacts::fields::{self, Definition},
    error::{Error, Result},
    ids::{ImportId, Uid, UserId, WorkspaceId},
    workspaces::{self, InWorkspace, Scope},
};

/// Days that what could not be taken is kept for.
pub const KEPT_DAYS: i64 = 30;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Waits for a person to say what its columns are.
    Ready,
    Checking,
    Checked,
    Running,
    Done,
    Cancelled,
    Failed,
}

impl State {
    pub const ALL: [Self; 7] = [
        Self::Ready,
        Self::Checking,
        Self::Checked,
        Self::Running,
        Self::Done,
        Self::Cancelled,
        Self::Failed,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::Running => "running",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Ready => "Not started",
            Self::Checking => "Being tried",
            Self::Checked => "Tried, not started",
            Self::Running => "Under way",
            Self::Done => "Done",
            Self::Cancelled => "Cancelled",
            Self::Failed => "Stopped",
        }
    }

    pub fn is_at_work(self) -> bool {
        matches!(self, Self::Checking | Self::Running)
    }
}

/// How many lines became what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Lines of the file so far.
    pub done: u32,
    pub added: u32,
    pub updated: u32,
    pub skipped: u32,
    pub waiting: u32,
    pub wrong: u32,
}

#[derive(Clone, Debug)]
pub struct Import {
    pub id: ImportId,
    pub uid: Uid,
    pub workspace: WorkspaceId,
    pub user: UserId,
    /// Of the file, as it was uploaded.
    pub name: String,
    pub bytes: i64,
    pub digest: Vec<u8>,
    pub key: Option<[u8; KEY_BYTES]>,
    pub survey: Survey,
    pub plan: Plan,
    pub state: State,
    pub counts: Counts,
    /// The entry in the log that all of it goes under.
    pub change: Uid,
    pub said: Option<String>,
    pub created_on: i64,
    pub ended_on: Option<i64>,
}

impl InWorkspace for ImportId {
    const TABLE: &str = "imports";
    const NOUN: &str = "import";
}

impl From<i64> for ImportId {
    fn from(id: i64) -> Self {
        Self(id)
    }
}

pub fn open(conn: &Connection, actor: &Actor, uid: Uid) -> Result<(Scope, Import)> {
    let (scope, id) = workspaces::open_of::<ImportId>(conn, actor, uid)?;
    let import = store::find(conn, &scope, id)?.ok_or(Error::NotFound("import"))?;
    Ok((scope, import))
}

/// Of this workspace, the newest first.
pub fn list(conn: &Connection, scope: &Scope) -> Result<Vec<Import>> {
    store::list(conn, scope)
}

/// Writes down a file that came in, with what its columns probably are. A row of the machine's own:
/// the contacts come in later.
pub fn begin(conn: &Connection, scope: &Scope, received: &Received, now: i64) -> Result<Uid> {
    let plan = first_plan(conn, scope, &received.survey)?;
    store::insert(conn, scope, received, &plan, now)?;
    Ok(received.uid)
}

/// As it was mapped the last time; or as its headers and samples tell.
fn first_plan(conn: &Connection, scope: &Scope, survey: &Survey) -> Result<Plan> {
    let fields = fields::seen(conn, scope)?;
    let remembered = store::mapping(conn, scope, &headers_key(&survey.headers))?;
    let is_known = |code: &String| match Target::from_code(code) {
        Some(Target::Custom(name)) => fields.iter().any(|it| it.name == name),
        Some(_) => true,
        None => false,
    };
    let remembered =
        remembered.filter(|it| it.len() == survey.headers.len() && it.iter().all(is_known));
    let targets = match remembered {
        Some(targets) => targets,
        None => {
            let reader = fields::reader(conn, scope.owner())?;
            let found = layouts::suggested(&survey.headers, &survey.samples, &fields, &reader);
            found.iter().map(Target::code).collect()
        }
    };
    Ok(Plan { targets, ..Plan::default() })
}

fn headers_key(headers: &[String]) -> Vec<u8> {
    let whole = serde_json::to_vec(headers).unwrap_or_default();
    ring::digest::digest(&ring::digest::SHA256, &whole).as_ref().to_vec()
}

/// Takes a plan and has it tried dry.
pub fn check(conn: &Connection, scope: &Scope, import: &Import, plan: &Plan) -> Result<()> {
    set_out(conn, scope, import, plan, State::Checking)
}

/// Has it brought in, by the plan it was tried with.
pub fn run(conn: &Connection, scope: &Scope, import: &Import) -> Result<()> {
    set_out(conn, scope, import, &import.plan, State::Running)
}

fn set_out(
    conn: &Connection,
    scope: &Scope,
    import: &Import,
    plan: &Plan,
    state: State,
) -> Result<()> {
    let can_begin = matches!(import.state, State::Ready | State::Checked);
    if !can_begin || import.key.is_none() {
        // The same button pressed twice.
        if import.state == state {
            return Ok(());
        }
        return Err(Error::Conflict(format!(
            "This import is “{}” already, so it was not started again. Open its page to see how \
             far it is.",
            import.state.words()
        )));
    }
    plan.check(&import.survey.headers, &fields::seen(conn, scope)?)?;
    store::forget_rows(conn, import.id)?;
    store::set_plan(conn, scope, import.id, plan, state)?;
    store::remember(conn, scope, &headers_key(&import.survey.headers), &plan.targets)
}

/// Back to the columns, after a dry run.
pub fn reopen(conn: &Connection, scope: &Scope, import: &Import) -> Result<()> {
    match import.state {
        State::Checked | State::Checking => {
            store::set_state(conn, scope, import.id, State::Ready, None)
        }
        _ => Ok(()),
    }
}

/// What came in stays, and can be undone; the rest does not come in.
pub fn cancel(conn: &Connection, scope: &Scope, import: &Import, now: i64) -> Result<()> {
    match import.state {
        State::Done | State::Cancelled | State::Failed => Ok(()),
        _ => store::set_state(conn, scope, import.id, State::Cancelled, Some(now)),
    }
}

/// Whether this very file came in before, and when.
pub fn same_before(conn: &Connection, scope: &Scope, import: &Import) -> Result<Option<Import>> {
    let all = store::same(conn, scope, &import.digest, import.id)?;
    for other in all {
        let came_in = other.counts.added + other.counts.updated > 0;
        if came_in && audit::stands(conn, scope.owner(), other.change)? {
            return Ok(Some(other));
        }
    }
    Ok(None)
}

/// Lines that could not be taken, with the reason.
pub fn wrong(conn: &Connection, scope: &Scope, import: &Import) -> Result<Vec<Wrong>> {
    store::wrong(conn, scope, import.id)
}

#[derive(Clone, Debug)]
pub struct Wrong {
    pub line: u32,
    pub said: String,
    pub cells: Vec<String>,
}

/// What the columns can become in this workspace.
pub fn fields_of(conn: &Connection, scope: &Scope) -> Result<Vec<Definition>> {
    fields::seen(conn, scope)
}
