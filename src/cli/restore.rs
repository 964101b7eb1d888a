//! `pi-crm restore`: the way back from a backup, made ready for the next start.
use std::{fs, io::Read, path::PathBuf};

use super::{
    backup::print_all,
    exit::{Exit, Failure},
    start,
    storage::Storage,
};
use crate::{
    actor::Actor,
    backups::{
        Home, Target,
        archive::Manifest,
        progress::Progress,
        recovery::RecoveryKey,
        restore::{self, Wanted, find},
        trouble::{Trouble, size},
    },
    clock::Clock,
    config::Config,
    private_file,
    when::Manner,
};

#[derive(clap::Args)]
#[command(after_help = HELP)]
pub struct Args {
    /// A backup: its file, or its name out of the list
    file: Option<String>,
    /// Name the backups there are, or tell what one of them is of
    #[arg(long)]
    list: bool,
    /// Restore it on trial, into a file that is thrown away
    #[arg(long, conflicts_with = "list")]
    dry_run: bool,
    /// A file with the recovery key, or - to type it; without, the key of this box
    #[arg(long, value_name = "FILE")]
    recovery_key: Option<PathBuf>,
    /// It may be of another household: that of this box is set aside
    #[arg(long)]
    other_household: bool,
    #[command(flatten)]
    storage: Storage,
    /// The passphrase that locked it is forgotten: restore it without one
    #[arg(long)]
    without_passphrase: bool,
}

const HELP: &str = "\
Nothing that is served is touched: what is restored takes its place at the next start, and the
database before is set aside beside it. Everybody has to sign in again then, and nothing is sent
until an owner releases it.

Examples:
  pi-crm restore --list
  pi-crm restore --dry-run pi-crm-0a1b2c3d-2026-11-18-021506.tar.zst.age
  pi-crm restore /media/pi-crm/usb/pi-crm-backups/pi-crm-….tar.zst.age --recovery-key -
  pi-crm restore --list --s3 https://s3.us-west-2.idrivee2.com --bucket our-backups

Bucket and access key are asked for where no flag says them. The secret key is asked for as well,
and is not shown; or it stands in the environment as S3_SECRET_KEY.";

pub fn run(config: &Config, args: Args) -> Result<(), Failure> {
    let home = Home::new(&config.data_dir, &config.key_file);
    for folder in [Some(&*home.data_dir), home.key_file.parent()].into_iter().flatten() {
        private_file::make_folder(folder)?;
    }
    let more: Vec<Target> = args.storage.target()?.into_iter().collect();
    let Some(file) = &args.file else {
        if args.list {
            list(&home, &more);
            return Ok(());
        }
        let says = "say which backup; `pi-crm restore --list` names those there are";
        return Err(Failure::new(Exit::Failed, says));
    };
    let key = recovery_key(&home, args.recovery_key.as_deref())?;
    let source = find::open(&home, &more, file)?;
    let done = if args.list {
        tell(&restore::look(source, &key)?);
        Ok(())
    } else if args.dry_run {
        let manifest = restore::try_out(source, &key, &home, &Progress::default())?;
        println!("It can be restored: it was taken apart, put together and looked through.");
        tell(&manifest);
        Ok(())
    } else {
        let who = Actor::terminal();
        let wanted = Wanted {
            key: &key,
            may_be_of_others: args.other_household,
            without_passphrase: args.without_passphrase,
            who,
        };
        start::wait_for(async { restored(&home, source, &wanted).await })
    };
    home.hand_over();
    done
}

async fn restored(
    home: &Home,
    source: Box<dyn Read + Send>,
    wanted: &Wanted<'_>,
) -> Result<(), Failure> {
    let done = restore::stage(home, source, wanted, &Clock::System, &Progress::default()).await;
    let manifest = done.map_err(|cause| match cause {
        Trouble::OtherHousehold | Trouble::LockedHousehold => {
            Failure::new(Exit::Failed, format!("{cause} The flag is --other-household."))
        }
        other => other.into(),
    })?;
    println!("Restored, and looked through:");
    tell(&manifest);
    println!(
        "{}\
         It is served from the next start on: systemctl restart pi-crm\n\
         What is served until then is set aside in {}/set-aside.",
        locked_words(home),
        home.data_dir.display()
    );
    Ok(())
}

/// Which key it has: a person must know before the start asks.
fn locked_words(home: &Home) -> &'static str {
    match restore::is_locked(home) {
        true => {
            "It is locked by the passphrase that it had then, which is asked for after the start.\n"
        }
        false => "No passphrase locks it.\n",
    }
}

fn list(home: &Home, more: &[Target]) {
    for found in find::everywhere(home, more) {
        println!("{}: {}", found.target.name, found.target.place);
        match found.stored {
            Ok(stored) if stored.is_empty() => println!("  no backup yet"),
            Ok(stored) => print_all(&stored),
            Err(cause) => println!("  {}", cause.words()),
        }
    }
}

fn tell(manifest: &Manifest) {
    let count = |table: &str| manifest.counts.get(table).copied().unwrap_or_default();
    println!(
        "  made on {} (UTC) by {}\n  {} people, {} workspaces, {} contacts; a database of {}",
        Manner::default().date_time(manifest.made_on),
        manifest.made_by,
        count("users"),
        count("workspaces"),
        count("base_contacts"),
        size(manifest.bytes()),
    );
}

fn recovery_key(home: &Home, file: Option<&std::path::Path>) -> Result<RecoveryKey, Failure> {
    const MOST_BYTES: u64 = 10_000;
    let Some(file) = file else {
        let own = RecoveryKey::load(home)?;
        let says = "this box has no recovery key: give the one of the recovery sheet, with \
                    --recovery-key FILE, or --recovery-key - to type it";
        return own.ok_or_else(|| Failure::new(Exit::Failed, says));
    };
    let mut text = String::new();
    if file.as_os_str() == "-" {
        std::io::stdin().take(MOST_BYTES).read_to_string(&mut text)?;
    } else {
        let opened = fs::File::open(file)
            .map_err(|cause| Failure::new(Exit::Failed, format!("{}: {cause}", file.display())))?;
        opened.take(MOST_BYTES).read_to_string(&mut text)?;
    }
    Ok(RecoveryKey::from_hand(&text)?)
}

impl From<Trouble> for Failure {
    fn from(cause: Trouble) -> Self {
        match cause {
            Trouble::Ours(cause) => cause.into(),
            other => Self::new(Exit::Failed, other.words()),
        }
    }
}
