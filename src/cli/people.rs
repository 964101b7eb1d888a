//! `pi-crm user invite | list | shut-out | let-in`: the household page's verbs at the terminal.
use qrcode::{QrCode, render::unicode::Dense1x2};

use super::{exit::Failure, start, user::with_email};
use crate::{
    accounts::{
        invitations::{self, Draft, VALID_DAYS},
        second_factor,
        users::{self, Role, User},
    },
    actor::Actor,
    audit::{Action, Subject, Tx},
    config::Config,
    error::{Error, Result as Domain},
    web::welcome,
    when::Manner,
};

pub async fn invite(
    config: &Config,
    name: String,
    email: String,
    is_owner: bool,
) -> Result<(), Failure> {
    let db = start::open_existing(config).await?;
    let role = if is_owner { Role::Owner } else { Role::Member };
    let draft = Draft { name, email, role: role.name().to_owned() };
    let verb = move |tx: &Tx<'_>| {
        if users::count(tx)? == 0 {
            return Err(Error::Conflict(
                "nobody lives here yet; the first one is added by `pi-crm user add` or the set-up \
                 code"
                    .into(),
            ));
        }
        let made = invitations::create(tx, None, &draft, tx.at)?;
        tx.about(Subject::invitation(made.invitation.id, &made.invitation.name));
        Ok(made)
    };
    let made = db.write(Actor::terminal(), Action::PersonInvited, verb).await?.value;
    db.close().await;
    let code = made.code.reveal();
    let plain = config.http.filter(|_| config.certificate.is_none()).map(|it| it.port());
    let links = welcome::links_of(&config.hostname, config.https.port(), plain, code);
    println!("The invitation for {} works once, for {VALID_DAYS} days:", made.invitation.name);
    if let Ok(qr) = QrCode::new(&links[0]) {
        println!("{}", qr.render::<Dense1x2>().build());
    }
    for link in &links {
        println!("  {link}");
    }
    println!("The code, should it have to be typed: {code}");
    Ok(())
}

pub async fn list(config: &Config) -> Result<(), Failure> {
    let db = start::open_existing(config).await?;
    let people = db
        .read(|conn| {
            let person = |user: User| Ok((second_factor::is_on(conn, user.id)?, user));
            users::list(conn)?.into_iter().map(person).collect::<Domain<Vec<_>>>()
        })
        .await?;
    db.close().await;
    let width = |text: fn(&User) -> &str, head: &str| {
        let longest = people.iter().map(|(_, user)| text(user).chars().count()).max();
        longest.unwrap_or(0).max(head.len())
    };
    let (name, email) = (width(|it| &it.name, "NAME"), width(|it| &it.email, "E-MAIL"));
    println!("{:name$}  {:email$}  ROLE    TWO-STEP  SINCE", "NAME", "E-MAIL");
    for (has_second_step, user) in &people {
        let second = if *has_second_step { "on" } else { "off" };
        let since = Manner::default().date(user.created_on);
        let out = if user.is_active() { "" } else { "  (shut out)" };
        let role = user.role.name();
        println!("{:name$}  {:email$}  {role:6}  {second:8}  {since}{out}", user.name, user.email);
    }
    Ok(())
}

pub async fn shut_out(config: &Config, email: &str) -> Result<(), Failure> {
    let verb = |tx: &Tx<'_>, user: &User| users::deactivate(tx, user.id, tx.now);
    let name = change(config, email, Action::UserDeactivated, verb).await?;
    println!("{name} is shut out; sign-ins are ended and API keys revoked");
    Ok(())
}

pub async fn let_in(config: &Config, email: &str) -> Result<(), Failure> {
    let verb = |tx: &Tx<'_>, user: &User| users::let_back_in(tx, user.id);
    let name = change(config, email, Action::UserLetBackIn, verb).await?;
    println!("{name} can sign in again");
    Ok(())
}

async fn change(
    config: &Config,
    email: &str,
    action: Action,
    verb: fn(&Tx<'_>, &User) -> Domain<bool>,
) -> Result<String, Failure> {
    let db = start::open_existing(config).await?;
    let user = with_email(&db, email).await?;
    let name = user.name.clone();
    let whole = move |tx: &Tx<'_>| {
        if verb(tx, &user)? {
            tx.about(Subject::user(user.id, &user.name));
            tx.on_behalf_of(user.id);
        }
        Ok(())
    };
    db.write(Actor::terminal(), action, whole).await?;
    db.close().await;
    Ok(name)
}
