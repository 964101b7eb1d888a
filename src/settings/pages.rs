//! The settings of the whole household: its owner changes them, everybody may read them.
use poem::{Response, Result, handler};

use super::{Level, Owner, Sent, save, sheet, views};
use crate::{
    accounts::users::{self, Role},
    audit::{Action, Subject, Tx},
    error::{Error, Problems},
    ids::HouseholdId,
    shell::{Fields, Submission, Visit, answer},
};

pub const HOUSEHOLD: &str = "/household/settings";

/// What a settings form brought back.
pub fn sent(level: Level, fields: &Fields) -> Vec<Sent> {
    Sent::of_form(level, |name| fields.find(name))
}

#[handler]
pub async fn household(visit: Visit) -> Result<Response> {
    page(&visit, &[], Problems::new()).await
}

#[handler]
pub async fn save_household(form: Submission) -> Result<Response> {
    let typed = sent(Level::Appliance, &form.fields);
    let (wanted, pass) = (typed.clone(), form.visit.pass());
    let verb = move |tx: &Tx<'_>| {
        if pass.person(tx, tx.at)?.role != Role::Owner {
            return Err(Error::Forbidden(
                "Only whoever looks after this pi-crm can change the household’s settings. \
                 Nothing was saved."
                    .into(),
            ));
        }
        save(tx, Owner::Appliance, Subject::household(HouseholdId::THIS, "the household"), &wanted)
    };
    match form.visit.write(Action::SettingChanged, verb).await {
        Ok(done) => Ok(answer::done(HOUSEHOLD, done.entry)),
        Err(Error::Invalid(problems)) => page(&form.visit, &typed, problems).await,
        Err(cause) => Err(cause.into()),
    }
}

async fn page(visit: &Visit, typed: &[Sent], problems: Problems) -> Result<Response> {
    let (around, (sheet, owner)) = visit
        .read_as(|conn, _| {
            let owner = users::list(conn)?.into_iter().find(|it| it.role == Role::Owner);
            Ok((sheet(conn, Owner::Appliance)?, owner))
        })
        .await?;
    let body = views::Household {
        around: &around,
        sheet: &sheet,
        typed,
        problems: &problems,
        is_owner: around.person.role == Role::Owner,
        owner_name: owner.as_ref().map_or("The owner", |it| &it.name),
    };
    Ok(around.answer_or_invalid(&problems, "Household", body))
}
