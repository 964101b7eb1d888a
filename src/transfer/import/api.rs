//! Imports over the API: the file as the body, the rest in the address; done by the same worker.
use poem::{Body, Request, Result, http::header};
use poem_openapi::{
    Object, OpenApi,
    param::{Header, Path, Query},
};

use super::{Import, Plan, Policy, State, Target, Wrong, intake, store};
use crate::{
    accounts::api_keys::needs::{ReadContacts, WriteContacts},
    audit::{Action, RequestKey},
    error::{Error, Problems, Result as Domain, unless_any},
    ids::Uid,
    shell::{
        Caller, upload,
        wire::{Answer, Made, Moment, Tag},
    },
    transfer::import,
    workspaces::{self, Scope},
};

const MOST_WRONG: usize = 100;

pub struct Api;

#[expect(clippy::too_many_arguments, reason = "each is a parameter of the operation")]
#[OpenApi(prefix_path = "/api/csv/import", tag = "Tag::Transfer")]
impl Api {
    /// Import contacts
    ///
    /// The body is the file itself: CSV in any encoding, or vCards. Its columns are understood by
    /// their headers as on the page. The answer comes at once; ask for the import until its `state`
    /// is `done`. With an `Idempotency-Key` the same request sent again answers with the same
    /// import.
    #[oai(path = "/", method = "post", operation_id = "importContacts")]
    async fn start(
        &self,
        caller: Caller<WriteContacts>,
        request: &Request,
        body: Body,
        /// The id of the workspace
        workspace: Query<Uid>,
        /// What to call the file
        #[oai(validator(max_length = 200))]
        name: Query<Option<String>>,
        /// What to do with lines about somebody who is here already: `skip` (when it is left out),
        /// `update`, `create` or `review`
        policy: Query<Option<String>>,
        /// What a column is, as `Header=target`, where its header does not tell; may be given
        /// several times. A target is `first_name`, `tags`, `custom-birthday`, `new-text` and so
        /// on; nothing leaves the column out
        #[oai(name = "column", explode = true, default)]
        columns: Query<Vec<String>>,
        /// A tag for all of them; may be given several times
        #[oai(name = "tag", explode = true, default)]
        tags: Query<Vec<String>>,
        /// The id of a stage for those that have none in the file
        stage: Query<Option<Uid>>,
        /// Only say what would become of it
        #[oai(default)]
        dry_run: Query<bool>,
        /// Anything that no other request of yours has, such as a random id
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Made<ImportOut>> {
        let (workspace, config) = (workspace.0, caller.app.config.clone());
        caller.read(move |conn, actor| workspaces::open(conn, actor, workspace).map(drop)).await?;
        let length = request.header(header::CONTENT_LENGTH).and_then(|it| it.parse().ok());
        intake::refuse_without_room(&config.data_dir, length.unwrap_or_default())?;
        let pieces = upload::whole_body(request, body);
        let name = name.0.unwrap_or_else(|| "API".to_owned());
        let received = intake::take_in(intake::folder(&config.data_dir), name, pieces).await?;
        let policy = match policy.0.as_deref() {
            None | Some("") => Policy::Skip,
            Some(code) => Policy::from_code(code)
                .ok_or_else(|| Error::invalid("policy", "Choose skip, update, create or review"))?,
        };
        let wanted = Wanted { policy, columns: columns.0, tags: tags.0, stage: stage.0 };
        let is_dry = dry_run.0;
        let asked = request.uri().to_string();
        let done = caller
            .write(Action::ContactsImported, move |tx| {
                let scope = workspaces::open(tx, tx.actor, workspace)?;
                let content = [asked.as_bytes(), &received.digest].concat();
                let key = key.0.map(|key| RequestKey::new(&key, &content)).transpose()?;
                let uid = tx.once(key.as_ref(), || {
                    let uid = import::begin(tx, &scope, &received, tx.now)?;
                    let (_, found) = import::open(tx, tx.actor, uid)?;
                    let plan = wanted.plan(&found)?;
                    import::check(tx, &scope, &found, &plan)?;
                    if !is_dry {
                        store::set_plan(tx, &scope, found.id, &plan, State::Running)?;
                    }
                    Ok(uid)
                })?;
                let (_, found) = import::open(tx, tx.actor, uid)?;
                told(tx, &scope, &found)
            })
            .await?;
        caller.app.imports.ring();
        Ok(Made::new(done.value))
    }

    /// Read an import
    ///
    /// How far it is, and what could not be taken: the first 100 lines of those.
    #[oai(path = "/:id", method = "get", operation_id = "readImport")]
    async fn read(
        &self,
        caller: Caller<ReadContacts>,
        /// The import's id
        id: Path<Uid>,
    ) -> Result<Answer<ImportOut>> {
        let found = caller
            .read(move |conn, actor| {
                let (scope, found) = import::open(conn, actor, id.0)?;
                told(conn, &scope, &found)
            })
            .await?;
        Ok(Answer::new(found))
    }

    /// Cancel an import
    ///
    /// What has come in stays and can be taken back by undoing `change_id`.
    #[oai(path = "/:id", method = "delete", operation_id = "cancelImport")]
    async fn cancel(
        &self,
        caller: Caller<WriteContacts>,
        /// The import's id
        id: Path<Uid>,
    ) -> Result<Answer<ImportOut>> {
        let done = caller
            .write(Action::ContactsImported, move |tx| {
                let (scope, found) = import::open(tx, tx.actor, id.0)?;
                import::cancel(tx, &scope, &found, tx.now)?;
                let (_, found) = import::open(tx, tx.actor, id.0)?;
                told(tx, &scope, &found)
            })
            .await?;
        Ok(Answer::new(done.value))
    }
}

struct Wanted {
    policy: Policy,
    columns: Vec<String>,
    tags: Vec<String>,
    stage: Option<Uid>,
}

impl Wanted {
    fn plan(&self, found: &Import) -> Domain<Plan> {
        let mut plan = found.plan.clone();
        let mut problems = Problems::new();
        for column in &self.columns {
            let (header, target) = column.split_once('=').unwrap_or((column, ""));
            let at = found.survey.headers.iter().position(|it| it == header);
            match (at, Target::from_code(target)) {
                (Some(at), Some(_)) => plan.targets[at] = target.to_owned(),
                (None, _) => {
                    problems.insert("column", format!("There is no column “{header}” in the file"));
                }
                (_, None) => {
                    problems.insert("column", format!("A column cannot become “{target}”"));
                }
            }
        }
        unless_any(problems)?;
        (plan.policy, plan.stage) = (self.policy, self.stage);
        plan.tags.clone_from(&self.tags);
        Ok(plan)
    }
}

/// An import and how far it is
#[derive(Object)]
#[oai(rename = "Import")]
struct ImportOut {
    id: Uid,
    /// The file's name
    name: String,
    /// `ready`, `checking`, `checked`, `running`, `done`, `cancelled` or `failed`
    state: String,
    /// Lines or cards in the file
    rows: u32,
    /// Of these, how many are done
    done: u32,
    added: u32,
    updated: u32,
    skipped: u32,
    /// Lines that wait for a person on the import's page
    waiting: u32,
    /// Lines that cannot be taken
    wrong: u32,
    /// What each column becomes, in the order of the file
    columns: Vec<ColumnOut>,
    /// The first lines that cannot be taken
    problems: Vec<ProblemOut>,
    /// Why it failed
    message: Option<String>,
    /// The change that takes all of it back when it is undone
    change_id: Uid,
    created_on: Moment,
}

/// A column of a file
#[derive(Object)]
#[oai(rename = "ImportColumn")]
struct ColumnOut {
    header: String,
    /// What it becomes; empty when it is left out
    target: String,
}

/// A line that cannot be taken
#[derive(Object)]
#[oai(rename = "ImportProblem")]
struct ProblemOut {
    line: u32,
    message: String,
}

fn told(conn: &rusqlite::Connection, scope: &Scope, found: &Import) -> Domain<ImportOut> {
    let wrong = import::wrong(conn, scope, found)?;
    let problem = |it: Wrong| ProblemOut { line: it.line, message: it.said };
    let column = |(at, header): (usize, &String)| ColumnOut {
        header: header.clone(),
        target: found.plan.target(at).code(),
    };
    Ok(ImportOut {
        id: found.uid,
        name: found.name.clone(),
        state: found.state.code().to_owned(),
        rows: found.survey.rows,
        done: found.counts.done,
        added: found.counts.added,
        updated: found.counts.updated,
        skipped: found.counts.skipped,
        waiting: found.counts.waiting,
        wrong: found.counts.wrong,
        columns: found.survey.headers.iter().enumerate().map(column).collect(),
        problems: wrong.into_iter().take(MOST_WRONG).map(problem).collect(),
        message: found.said.clone(),
        change_id: found.change,
        created_on: Moment(found.created_on),
    })
}
