//! `pi-crm serve`: opens the doors, says where, and stops as gracefully as it can.
use std::io::{self, Write};

use tokio::signal::unix::{SignalKind, signal};

use super::{
    exit::{Exit, Failure},
    memory,
};
use crate::{
    accounts::{first_run, passwords::Passwords, tokens::Secret, users},
    app::{App, Parts},
    backups::{Home, restore::swap},
    clock::Clock,
    config::Config,
    db::{
        self, Db, OpenError, OpenOptions,
        key::{Found, Key},
        rekey::Exchange,
    },
    doctor, key_file,
    locked::{Lock, State},
    server::{self, Server, StartError},
    web::{rescue, systemd},
};

/// Enough for a household, and little memory: each keeps its own page cache.
const READERS: usize = 3;
/// For the network and the markup; the database and passwords work on threads of their own. A
/// second one only wakes the first: it costs a fifth of a request.
const WORKERS: usize = 1;

pub fn run(config: Config) -> Result<(), Failure> {
    rescue::install_panic_hook();
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .enable_all()
        .build()?
        .block_on(serve(config))
}

async fn serve(config: Config) -> Result<(), Failure> {
    let mut stops = Stops::listen()?;
    tokio::spawn(memory::give_back_when_quiet());
    let mut carried = Carried::default();
    while serve_until(&mut stops, config.clone(), &mut carried).await? == Next::Again {
        tracing::info!("starting again");
    }
    Ok(())
}

#[derive(PartialEq, Eq)]
enum Next {
    Again,
    End,
}

/// From one start to the next within the same process.
#[derive(Default)]
struct Carried {
    /// Nobody has to type the passphrase again.
    key: Option<Key>,
    /// Why another key was not to be had.
    not_rekeyed: Option<String>,
}

async fn serve_until(
    stops: &mut Stops,
    config: Config,
    carried: &mut Carried,
) -> Result<Next, Failure> {
    let Some((app, server)) = up(stops, config, carried).await? else {
        return Ok(Next::End);
    };
    memory::give_back();
    let next = tokio::select! {
        () = stops.wait() => Next::End,
        () = app.restart.heard() => Next::Again,
    };
    if next == Next::End {
        systemd::stopping();
    }
    tracing::info!("stopping: requests in hand are answered first");
    server.stop().await;
    if let Some(exchange) = app.rekeying.take() {
        rekey(app.home(), exchange, carried).await?;
    }
    Ok(next)
}

/// Answering, or None where it was to stop before anybody had typed the passphrase.
async fn up(
    stops: &mut Stops,
    config: Config,
    carried: &mut Carried,
) -> Result<Option<(App, Server)>, Failure> {
    let failed = |cause: StartError| Failure::new(Exit::Failed, cause.to_string());
    let db = match begun(&config, carried.key.take()).await? {
        Begun::Open(db) => db,
        Begun::Locked => return unlocked(stops, config, carried).await,
    };
    let (app, code) = composed(db, config, carried).await?;
    let server = server::start(app.clone()).await.map_err(failed)?;
    greet(&app.config, &server, code.as_ref().map(|code| code.reveal()))?;
    systemd::ready("answering");
    Ok(Some((app, server)))
}

/// The doors are open from the beginning; behind them there is the locked page until somebody has
/// typed the passphrase.
async fn unlocked(
    stops: &mut Stops,
    config: Config,
    carried: &mut Carried,
) -> Result<Option<(App, Server)>, Failure> {
    let failed = |cause: StartError| Failure::new(Exit::Failed, cause.to_string());
    let (lock, mut keys) = Lock::new(config.key_file.clone(), Clock::System);
    let mut server = server::start_locked(&config, lock.clone()).await.map_err(failed)?;
    greet(&config, &server, None)?;
    println!("It is locked: open it in a browser and type the passphrase");
    systemd::ready("locked, until somebody types the passphrase in the browser");
    loop {
        let key = tokio::select! {
            () = stops.wait() => None,
            key = keys.recv() => key,
        };
        let Some(key) = key else {
            systemd::stopping();
            server.stop().await;
            return Ok(None);
        };
        match Db::open_with(options(&config), key).await {
            Ok(db) => {
                let (app, _) = composed(db, config, carried).await?;
                server.unlock(app.clone()).await.map_err(failed)?;
                systemd::ready("answering");
                tracing::info!("unlocked");
                lock.tell(State::Open);
                return Ok(Some((app, server)));
            }
            Err(cause) => {
                tracing::error!(%cause, "the passphrase was right, but nothing could be opened");
                lock.tell(State::Failed(cause.to_string()));
            }
        }
    }
}

/// Everything that a request needs; with the code for the first user, where there is none yet.
async fn composed(
    db: Db,
    config: Config,
    carried: &mut Carried,
) -> Result<(App, Option<Secret>), Failure> {
    carried.key = Some(db.key().clone());
    let is_first_run = db.read(users::count).await? == 0;
    let code_file = config.data_dir.join(first_run::CODE_FILE);
    let code = match is_first_run {
        true => Some(first_run::ensure_code(&code_file)?),
        false => {
            first_run::forget_code(&code_file)?;
            None
        }
    };
    let parts = Parts::new(db, config, Passwords::default());
    let not_rekeyed = carried.not_rekeyed.take();
    Ok((App::new(Parts { not_rekeyed, ..parts }), code))
}

enum Begun {
    Open(Db),
    Locked,
}

/// What was restored takes its place first; should it not open, the one before is served.
async fn begun(config: &Config, held: Option<Key>) -> Result<Begun, Failure> {
    let home = Home::new(&config.data_dir, &config.key_file);
    match (swap::swap(&home)?, opened(config, held.clone()).await) {
        (Some(swapped), Err(cause)) => {
            swap::put_back(&home, &swapped, &cause.to_string())?;
            Ok(opened(config, held).await?)
        }
        (_, begun) => Ok(begun?),
    }
}

async fn opened(config: &Config, held: Option<Key>) -> Result<Begun, OpenError> {
    match db::find_key(&options(config))? {
        Found::Plain(_) => Db::open(options(config)).await.map(Begun::Open),
        Found::Wrapped(wrapped) => match held.filter(|held| wrapped.is_of(held)) {
            Some(key) => Db::open_with(options(config), key).await.map(Begun::Open),
            None => Ok(Begun::Locked),
        },
    }
}

fn options(config: &Config) -> OpenOptions {
    OpenOptions {
        path: config.database_file(),
        key_file: config.key_file.clone(),
        readers: READERS,
        clock: Clock::System,
    }
}

/// Between a stop and the start after it, when nobody has the database open.
async fn rekey(home: Home, exchange: Exchange, carried: &mut Carried) -> Result<(), Failure> {
    let new = exchange.new.clone();
    let work = move || key_file::carry_out(&home, &exchange);
    match tokio::task::spawn_blocking(work).await.map_err(io::Error::other)? {
        Ok(()) => {
            tracing::info!("everything is encrypted anew, with another key");
            carried.key = Some(new);
        }
        Err(cause) => {
            tracing::error!(%cause, "the database key was not exchanged");
            carried.not_rekeyed = Some(cause.to_string());
        }
    }
    Ok(())
}

struct Stops {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

impl Stops {
    fn listen() -> io::Result<Self> {
        let terminate = signal(SignalKind::terminate())?;
        Ok(Self { terminate, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn wait(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// What a person at the console needs: where to go, and on the first run the code.
fn greet(config: &Config, server: &Server, code: Option<&str>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for address in server.addresses(&config.hostname) {
        writeln!(out, "pi-crm answers at {address}")?;
    }
    if let Some(trust) = server.trust_page() {
        writeln!(out, "To trust it on a phone or laptop, open {trust} there first")?;
    }
    if let Some(fingerprint) = &server.fingerprint {
        writeln!(out, "Its certificate authority: SHA-256 {fingerprint}")?;
    }
    if let Some(says) = doctor::exposure(config) {
        writeln!(out, "Beware: {says}")?;
    }
    if let Some(code) = code {
        writeln!(out, "The set-up code for the first user: {code}")?;
    }
    out.flush()
}
