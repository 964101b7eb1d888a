//! Who lives here; and for an owner, whom to invite and whom to keep out.
use poem::{
    Request, Response, Result, handler,
    http::{HeaderValue, StatusCode, header},
    web::Path,
};

use crate::{
    accounts::{
        invitations::{self, Draft, Invitation, Made},
        second_factor,
        tokens::Secret,
        users::{self, Role},
        views::{self, Person, ShownInvitation as Shown},
    },
    audit::{Action, RequestKey, Subject, Tx},
    error::{Error, Problems, Result as Domain},
    ids::{Uid, UserId},
    shell::{Pass, Submission, Visit, answer},
    web::welcome,
};

const PATH: &str = "/household";

#[handler]
pub async fn show(visit: Visit) -> Result<Response> {
    page(&visit, StatusCode::OK, &Draft::default(), &Problems::new(), None).await
}

#[handler]
pub async fn invite(form: Submission, request: &Request) -> Result<Response> {
    let field = |name| form.fields.get(name).to_owned();
    let typed = Draft { name: field("name"), email: field("email"), role: field("role") };
    let (wanted, key, visit) = (typed.clone(), form.request, form.visit);
    let pass = visit.pass();
    let verb = move |tx: &Tx<'_>| {
        if pass.person(tx, tx.at)?.role == Role::Member {
            return Err(Error::Forbidden(
                "Only an owner of this pi-crm can invite somebody. Nobody was invited.".into(),
            ));
        }
        invited(tx, &wanted, &key)
    };
    match visit.write(Action::PersonInvited, verb).await {
        Ok(done) => {
            let (invitation, code) = done.value;
            let shown = shown(&visit, request, &invitation, code.as_ref());
            page(&visit, StatusCode::OK, &Draft::default(), &Problems::new(), Some(shown)).await
        }
        Err(Error::Invalid(problems)) => {
            page(&visit, StatusCode::UNPROCESSABLE_ENTITY, &typed, &problems, None).await
        }
        Err(cause) => Err(cause.into()),
    }
}

/// The code comes with the first answer only; nobody can read it a second time.
fn invited(
    tx: &Tx<'_>,
    draft: &Draft,
    request: &RequestKey,
) -> Domain<(Invitation, Option<Secret>)> {
    let mut code = None;
    let uid = tx.once(Some(request), || {
        let made = invitations::create(tx, Some(tx.actor.user()?), draft, tx.at)?;
        about(tx, &made.invitation);
        code = Some(made.code);
        Ok(made.invitation.uid)
    })?;
    let open = invitations::find(tx, uid, tx.at);
    let gone = || {
        Error::Conflict(
            "This form was sent before, and its invitation is open no longer. Make another one."
                .into(),
        )
    };
    Ok((open.map_err(|_| gone())?, code))
}

#[handler]
pub async fn renew(
    form: Submission,
    request: &Request,
    Path(invitation): Path<Uid>,
) -> Result<Response> {
    let pass = form.visit.pass();
    let verb = move |tx: &Tx<'_>| {
        owner_only(tx, &pass)?;
        let made = invitations::renew(tx, invitation, tx.at)?;
        about(tx, &made.invitation);
        tx.say("With a new link; the earlier one opens nothing");
        Ok(made)
    };
    let done = form.visit.write(Action::PersonInvited, verb).await?;
    let Made { invitation, code } = done.value;
    let shown = shown(&form.visit, request, &invitation, Some(&code));
    page(&form.visit, StatusCode::OK, &Draft::default(), &Problems::new(), Some(shown)).await
}

#[handler]
pub async fn revoke(form: Submission, Path(invitation): Path<Uid>) -> Result<Response> {
    let pass = form.visit.pass();
    let verb = move |tx: &Tx<'_>| {
        owner_only(tx, &pass)?;
        about(tx, &invitations::revoke(tx, invitation, tx.at)?);
        Ok(())
    };
    let done = form.visit.write(Action::InvitationRevoked, verb).await?;
    Ok(answer::done(PATH, done.entry))
}

#[handler]
pub async fn ask_to_deactivate(visit: Visit, Path(person): Path<Uid>) -> Result<Response> {
    let (around, user) = visit
        .read_as(move |conn, me| {
            refuse_members(me.role)?;
            users::by_uid(conn, person)
        })
        .await?;
    Ok(around.answer("Shut out", views::Deactivate { around: &around, user: &user }))
}

#[handler]
pub async fn deactivate(form: Submission, Path(person): Path<Uid>) -> Result<Response> {
    let verb = |tx: &Tx<'_>, user| users::deactivate(tx, user, tx.now);
    change(form, person, Action::UserDeactivated, verb).await
}

#[handler]
pub async fn let_back_in(form: Submission, Path(person): Path<Uid>) -> Result<Response> {
    let verb = |tx: &Tx<'_>, user| users::let_back_in(tx, user);
    change(form, person, Action::UserLetBackIn, verb).await
}

async fn change(
    form: Submission,
    person: Uid,
    action: Action,
    verb: fn(&Tx<'_>, UserId) -> Domain<bool>,
) -> Result<Response> {
    let pass = form.visit.pass();
    let whole = move |tx: &Tx<'_>| {
        owner_only(tx, &pass)?;
        let user = users::by_uid(tx, person)?;
        if user.id == tx.actor.user()? {
            return Err(Error::Conflict("That is you. Nothing was changed.".into()));
        }
        if verb(tx, user.id)? {
            tx.about(Subject::user(user.id, &user.name));
        }
        Ok(())
    };
    match form.visit.write(action, whole).await {
        Ok(done) => Ok(answer::done(PATH, done.entry)),
        Err(Error::Conflict(message)) => {
            let problems = Problems::from([("person", message)]);
            page(&form.visit, StatusCode::CONFLICT, &Draft::default(), &problems, None).await
        }
        Err(cause) => Err(cause.into()),
    }
}

fn about(tx: &Tx<'_>, invitation: &Invitation) {
    tx.about(Subject::invitation(invitation.id, &invitation.name));
}

/// Asked within the same transaction: somebody may be an owner no longer. For a member these
/// people and invitations are not there to be changed.
fn owner_only(tx: &Tx<'_>, pass: &Pass) -> Domain<()> {
    refuse_members(pass.person(tx, tx.at)?.role)
}

fn refuse_members(role: Role) -> Domain<()> {
    match role {
        Role::Owner => Ok(()),
        Role::Member => Err(Error::NotFound("page")),
    }
}

fn shown(
    visit: &Visit,
    request: &Request,
    invitation: &Invitation,
    code: Option<&Secret>,
) -> Shown {
    let port = visit.app.trust_port.get().copied();
    let links =
        code.map(|code| welcome::links(request, &visit.app.config.hostname, port, code.reveal()));
    Shown {
        name: invitation.name.clone(),
        code: code.map(|code| code.reveal().to_owned()),
        links: links.unwrap_or_default(),
        door: welcome::door(request),
    }
}

async fn page(
    visit: &Visit,
    status: StatusCode,
    typed: &Draft,
    problems: &Problems,
    shown: Option<Shown>,
) -> Result<Response> {
    let at = visit.app.db.clock().read();
    let (around, (people, open)) = visit
        .read_as(move |conn, me| {
            let person = |user: users::User| {
                let has_second_step = second_factor::is_on(conn, user.id)?;
                Ok(Person { is_me: user.id == me.user, user, has_second_step })
            };
            let people = users::list(conn)?.into_iter().map(person).collect::<Domain<Vec<_>>>()?;
            let open = match me.role {
                Role::Owner => invitations::list(conn, at)?,
                Role::Member => Vec::new(),
            };
            Ok((people, open))
        })
        .await?;
    let body = views::Household {
        around: &around,
        people: &people,
        open: &open,
        typed,
        problems,
        shown: shown.as_ref(),
        now: at.now,
    };
    let mut response = around.answer_with(status, "Household", body);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
