//! `pi-crm serve`: opens the doors, says where, and stops as gracefully as it can.
use std::io::{self, Write};

use tokio::signal::unix::{SignalKind, signal};

use super::{
    exit::{Exit, Failure},
    memory,
};
use crate::{
    accounts::{first_run, passwords::Passwords, users},
    app::{App, Parts},
    backups::{Home, restore::swap},
    clock::Clock,
    config::Config,
    db::{Db, OpenOptions},
    doctor,
    server::{self, Server},
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
    while serve_until(&mut stops, config.clone()).await? == Next::Again {
        tracing::info!("starting again, with what was restored");
    }
    Ok(())
}

#[derive(PartialEq, Eq)]
enum Next {
    Again,
    End,
}

async fn serve_until(stops: &mut Stops, config: Config) -> Result<Next, Failure> {
    let db = opened(&config).await?;
    let is_first_run = db.read(users::count).await? == 0;
    let code_file = config.data_dir.join(first_run::CODE_FILE);
    let app = App::new(Parts::new(db, config, Passwords::default()));
    let code = match is_first_run {
        true => Some(first_run::ensure_code(&code_file)?),
        false => {
            first_run::forget_code(&code_file)?;
            None
        }
    };
    let server = server::start(app.clone())
        .await
        .map_err(|cause| Failure::new(Exit::Failed, cause.to_string()))?;
    greet(&app, &server, code.as_ref().map(|code| code.reveal()))?;
    systemd::ready("answering");
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
    Ok(next)
}

/// What was restored takes its place first; should it not open, the one before is served.
async fn opened(config: &Config) -> Result<Db, Failure> {
    let options = || OpenOptions {
        path: config.database_file(),
        key_file: config.key_file.clone(),
        readers: READERS,
        clock: Clock::System,
    };
    let home = Home::new(&config.data_dir, &config.key_file);
    match (swap::swap(&home)?, Db::open(options()).await) {
        (Some(swapped), Err(cause)) => {
            swap::put_back(&home, &swapped, &cause.to_string())?;
            Ok(Db::open(options()).await?)
        }
        (_, opened) => Ok(opened?),
    }
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
fn greet(app: &App, server: &Server, code: Option<&str>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for address in server.addresses(&app.config.hostname) {
        writeln!(out, "pi-crm answers at {address}")?;
    }
    if let Some(trust) = server.trust_page() {
        writeln!(out, "To trust it on a phone or laptop, open {trust} there first")?;
    }
    if let Some(fingerprint) = &server.fingerprint {
        writeln!(out, "Its certificate authority: SHA-256 {fingerprint}")?;
    }
    if let Some(says) = doctor::exposure(&app.config) {
        writeln!(out, "Beware: {says}")?;
    }
    if let Some(code) = code {
        writeln!(out, "The set-up code for the first user: {code}")?;
    }
    out.flush()
}
