//! Before a second entry of somebody is saved: both side by side, and what to do about it (CT-14).
use poem::{Response, Result, http::StatusCode};

use crate::{
    audit::Action,
    contacts::{
        self, Draft,
        duplicates::{Decision, Entered, Twin, enter, views},
        fields::{
            pages::all_typed,
            reader,
            values::{self, FieldValue},
        },
        merge::pages::choices,
        pages::{draft, new_form},
    },
    error::{Error, Problems, Result as Domain},
    ids::Uid,
    shell::{Fields, Submission, Visit, answer},
    workspaces::{self, Workspace},
};

/// The button that was pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Press {
    /// On the form itself.
    Add,
    Merge,
    Overwrite,
    Separate,
    /// Back to the form, with what was typed.
    Cancel,
    /// Compare with another one of those who are there.
    Compare(Uid),
}

impl Press {
    fn of(fields: &Fields) -> Self {
        match fields.get(views::DECISION) {
            "merge" => Self::Merge,
            "overwrite" => Self::Overwrite,
            "separate" => Self::Separate,
            "cancel" => Self::Cancel,
            other => other.parse().map_or(Self::Add, Self::Compare),
        }
    }

    fn decision(&self, fields: &Fields) -> Domain<Decision> {
        let existing = fields.get("existing").parse::<Uid>();
        let existing = || existing.clone().map_err(|_| Error::NotFound("contact"));
        let seen = fields.get("seen").to_owned();
        Ok(match self {
            Self::Separate => Decision::Separate,
            Self::Overwrite => Decision::Overwrite { existing: existing()?, seen },
            Self::Merge => {
                let mut wanted =
                    choices::wanted(&fields.only(|name| !name.starts_with("custom-")))?;
                wanted.seen = None;
                Decision::Join { existing: existing()?, seen, wanted }
            }
            _ => Decision::Ask,
        })
    }

    fn action(&self) -> Action {
        match self {
            Self::Merge | Self::Overwrite => Action::ContactsMerged,
            _ => Action::ContactCreated,
        }
    }
}

/// What was sent to be added.
pub async fn submit(form: Submission, workspace: Uid) -> Result<Response> {
    let (typed, custom) = (draft(&form.fields), all_typed(&form.fields));
    let press = Press::of(&form.fields);
    if press == Press::Cancel {
        return new_form(&form.visit, workspace, typed, Some(custom), Problems::new()).await;
    }
    let Submission { visit, fields, request } = form;
    let (wanted, values, sent, pressed) =
        (typed.clone(), custom.clone(), fields.clone(), press.clone());
    let saved = visit
        .write(press.action(), move |tx| {
            let scope = workspaces::open(tx, tx.actor, workspace)?;
            let decision = pressed.decision(&sent)?;
            let reader = reader(tx, scope.owner())?;
            enter(tx, &scope, &wanted, &values, &decision, &reader, &request)
        })
        .await;
    match saved {
        Ok(done) => match done.value {
            Entered::Added(contact) | Entered::Joined(contact) => {
                Ok(answer::done(&answer::contact_path(contact.uid), done.change))
            }
            Entered::Asked(twins) => {
                let asked = Asked { twins, fields, problems: Problems::new(), press };
                ask(&visit, workspace, typed, custom, asked).await
            }
        },
        Err(Error::Invalid(problems)) => {
            new_form(&visit, workspace, typed, Some(custom), problems).await
        }
        Err(cause) => Err(cause.into()),
    }
}

struct Asked {
    twins: Vec<Twin>,
    fields: Fields,
    problems: Problems,
    press: Press,
}

/// What the prompt shows.
pub struct Prompt {
    pub workspace: Workspace,
    pub draft: Draft,
    /// What was typed into custom fields, by name.
    pub custom: Vec<(String, String)>,
    pub twins: Vec<Twin>,
    /// The one of them who is compared with.
    pub at: usize,
    pub values: Vec<FieldValue>,
    /// The form as it came, for what was chosen on it.
    pub fields: Fields,
    pub problems: Problems,
    pub is_changed: bool,
}

async fn ask(
    visit: &Visit,
    workspace: Uid,
    draft: Draft,
    custom: Vec<(String, String)>,
    asked: Asked,
) -> Result<Response> {
    let Asked { twins, fields, problems, press } = asked;
    let wanted = match &press {
        Press::Compare(uid) => Some(*uid),
        _ => fields.get("existing").parse().ok(),
    };
    let at = twins.iter().position(|twin| Some(twin.contact.uid) == wanted).unwrap_or(0);
    let Some(twin) = twins.get(at) else {
        // Whoever was there is gone meanwhile: nothing stands in the way any more.
        return new_form(visit, workspace, draft, Some(custom), problems).await;
    };
    let existing = twin.contact.uid;
    let (around, (workspace, values)) = visit
        .read(move |conn, actor| {
            let (scope, contact) = contacts::open(conn, actor, existing)?;
            Ok((workspaces::find(conn, &scope)?, values::of(conn, &scope, contact.id)?))
        })
        .await?;
    let is_changed = matches!(press, Press::Merge | Press::Overwrite);
    let prompt =
        Prompt { workspace, draft, custom, twins, at, values, fields, problems, is_changed };
    let around = around.within(prompt.workspace.uid);
    let body = views::Ask { around: &around, prompt: &prompt };
    Ok(around.answer_with(StatusCode::CONFLICT, "There already?", body))
}
