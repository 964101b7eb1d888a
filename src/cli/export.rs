//! `pi-crm export`: a whole workspace as one file, for whoever sits at the box.
use std::{
    fs::{self, File, OpenOptions},
    io::{BufWriter, Write},
    os::unix::fs::OpenOptionsExt,
    path::PathBuf,
};

use super::{
    exit::{Exit, Failure},
    start, user,
};
use crate::{
    accounts::users,
    actor::Actor,
    audit::{Action, Tx},
    backups::trouble::size,
    config::Config,
    db::Db,
    ids::Uid,
    transfer::{
        export::download::{Written, next},
        whole,
    },
    when::Manner,
    workspaces::{self, Workspace},
};

#[derive(clap::Args)]
#[command(after_help = HELP)]
pub struct Args {
    /// The workspace, by its name or id
    workspace: String,
    /// The file to write; it must not be there yet
    file: PathBuf,
    /// Whose workspace, by e-mail, where several people have one of that name
    #[arg(long, value_name = "EMAIL")]
    user: Option<String>,
}

const HELP: &str = "\
The file is a ZIP with tables for a spreadsheet, the same as JSON, and a README. Nothing in it is
encrypted: keep it where only you can read it.

Example:
  pi-crm export 'Loan Factory' loans.zip --user andy@example.com";

pub fn run(config: &Config, args: &Args) -> Result<(), Failure> {
    start::wait_for(async {
        let db = start::open_existing(config).await?;
        let done = export(&db, args).await;
        db.close().await;
        done
    })
}

async fn export(db: &Db, args: &Args) -> Result<(), Failure> {
    let (owner, workspace) = meant(db, args).await?;
    let (part, mut file) = created(&args.file)?;
    let done = written(db, &owner, &workspace, &mut file).await;
    let done = done.and_then(|bytes| {
        file.into_inner().map_err(|cause| cause.into_error())?.sync_all()?;
        fs::rename(&part, &args.file)?;
        Ok(bytes)
    });
    if done.is_err() {
        let _ = fs::remove_file(&part);
    }
    let (name, shown) = (&workspace.name, args.file.display());
    println!("“{name}”: {} contacts in {shown} ({})", workspace.contacts, size(done?));
    Ok(())
}

/// Under another name until all of it is there.
fn created(path: &std::path::Path) -> Result<(PathBuf, BufWriter<File>), Failure> {
    let shown = path.display();
    if path.exists() {
        let says = format!("{shown} is there already: choose another name");
        return Err(Failure::new(Exit::Failed, says));
    }
    let part = path.with_added_extension("part");
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part);
    let file = file.map_err(|cause| Failure::new(Exit::Failed, format!("{shown}: {cause}")))?;
    Ok((part, BufWriter::new(file)))
}

async fn meant(db: &Db, args: &Args) -> Result<(Actor, Workspace), Failure> {
    let people = match &args.user {
        Some(email) => vec![user::with_email(db, email).await?],
        None => db.read(users::list).await?,
    };
    let (named, uid) = (args.workspace.clone(), args.workspace.parse::<Uid>().ok());
    let found = db.read(move |conn| {
        let mut found = Vec::new();
        for person in people {
            let owner = Actor::person(person.id);
            let all = workspaces::list(conn, &owner)?.into_iter();
            let fits = |it: &Workspace| it.name == named || Some(it.uid) == uid;
            found.extend(all.filter(fits).map(|it| (owner.clone(), it)));
        }
        Ok(found)
    });
    let mut found = found.await?;
    let name = &args.workspace;
    let says = match found.len() {
        1 => return Ok(found.remove(0)),
        0 => format!("there is no workspace “{name}”"),
        _ => format!("several people have a workspace “{name}”: say whose with --user EMAIL"),
    };
    Err(Failure::new(Exit::Failed, says))
}

/// How many bytes it came to.
async fn written(
    db: &Db,
    owner: &Actor,
    workspace: &Workspace,
    file: &mut BufWriter<File>,
) -> Result<u64, Failure> {
    let (who, uid) = (owner.clone(), workspace.uid);
    let wall = Manner::default().on_the_wall(db.clock().now());
    let begin = move |tx: &Tx<'_>| whole::begin(tx, &workspaces::open(tx, &who, uid)?, wall);
    let begun = db.write(Actor::terminal(), Action::WorkspaceExported, begin).await?.value;
    let (mut left, mut bytes) = (Written::Workspace(Box::new(begun)), 0);
    while let Some((rest, piece)) = next(db, owner, uid, left).await? {
        file.write_all(&piece)?;
        bytes += piece.len() as u64;
        left = rest;
    }
    Ok(bytes)
}
