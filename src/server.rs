//! The whole server put together: what a request passes on its way in, and the two doors.
use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::{Arc, PoisonError, RwLock},
};

use poem::{Endpoint, EndpointExt, Request, Response, endpoint::BoxEndpoint};
use tokio::{net::TcpListener, task::JoinSet};
use tokio_util::sync::CancellationToken;

use crate::{
    accounts::second_factor::{self, Rule},
    app::App,
    backups::work::Backuper,
    clock::Clock,
    config::Config,
    jobs,
    locked::{self, Lock},
    routes,
    shell::errors,
    transfer::import::{self, work::Importer},
    web::{
        addresses,
        assets::{self, Assets},
        body::limit_body,
        headers::secure_headers,
        host::{Hosts, check_host, check_origin},
        lan::Lan,
        listen,
        plain::{PlainDoor, Trust},
        request_id::with_request_id,
        rescue::rescue,
        systemd,
        tls::{Certificates, OwnFiles, Plan},
        upkeep,
    },
};

/// A server that is up: where it listens, and the handle by which it stops.
pub struct Server {
    pub https: SocketAddr,
    pub http: Option<SocketAddr>,
    /// SHA-256 of the local authority, to compare with what a phone shows.
    pub fingerprint: Option<String>,
    hosts: Hosts,
    entrance: Entrance,
    app: Option<App>,
    stop: CancellationToken,
    tasks: JoinSet<io::Result<()>>,
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct StartError(pub String);

/// Opens both doors and starts what recurs.
pub async fn start(app: App) -> Result<Server, StartError> {
    end_single_steps(&app).await?;
    let doors = Doors::bind(&app.config, app.db.clock().clone()).await?;
    let entrance = Entrance::to(secure_endpoint(&app, doors.hosts.clone()));
    let mut server = doors.open(&app.config, entrance);
    server.begin(app);
    Ok(server)
}

/// Opens both doors, behind which there is nothing yet but the page that asks for the passphrase.
pub async fn start_locked(config: &Config, lock: Lock) -> Result<Server, StartError> {
    let doors = Doors::bind(config, lock.clock().clone()).await?;
    let closed = dressed(locked::pages::endpoint(lock).boxed(), config, doors.hosts.clone());
    Ok(doors.open(config, Entrance::to(closed)))
}

/// What the doors lead to. It can be exchanged while they stay open.
#[derive(Clone)]
struct Entrance(Arc<RwLock<Arc<BoxEndpoint<'static, Response>>>>);

impl Entrance {
    fn to(endpoint: impl Endpoint<Output = Response> + 'static) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(endpoint.boxed()))))
    }

    fn lead_to(&self, endpoint: impl Endpoint<Output = Response> + 'static) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(endpoint.boxed());
    }
}

impl Endpoint for Entrance {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let endpoint = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        endpoint.call(request).await
    }
}

/// Addresses that are ours, where nobody is let in yet.
struct Doors {
    https: (TcpListener, SocketAddr),
    http: Option<(TcpListener, SocketAddr)>,
    certificates: Arc<Certificates>,
    lan: Lan,
    hosts: Hosts,
}

impl Doors {
    async fn bind(config: &Config, clock: Clock) -> Result<Self, StartError> {
        let own = addresses::own();
        let certificates = Arc::new(certificates(config, &own.addresses, clock)?);
        let lan = Lan::new(config.allow.clone());
        lan.set_links(own.links);
        let https = bound(config.https).await?;
        let hosts = Hosts::new(names(config), lan.clone(), https.1.port());
        let http = match config.http {
            Some(address) => Some(bound(address).await?),
            None => None,
        };
        Ok(Self { https, http, certificates, lan, hosts })
    }

    fn open(self, config: &Config, entrance: Entrance) -> Server {
        let Self { https: (https, https_at), http, certificates, lan, hosts } = self;
        let stop = CancellationToken::new();
        let mut tasks = JoinSet::new();
        let limits = config.limits.clone();
        let tls = certificates.server_config();
        let ours = entrance.clone();
        tasks.spawn(listen::https(https, ours, tls, limits.clone(), lan.clone(), stop.clone()));
        let http_at = http.map(|(http, at)| {
            let trust = certificates.authority().map(Trust::from);
            let style = assets::href("app.css").to_owned();
            let door = PlainDoor::new(hosts.clone(), trust, style, Assets.boxed());
            tasks.spawn(listen::plain(http, door, limits, lan.clone(), stop.clone()));
            at
        });
        let fingerprint = certificates.authority().map(|authority| authority.fingerprint());
        tasks.spawn(endless(upkeep::run(certificates, lan, stop.clone())));
        tasks.spawn(endless(systemd::watchdog(stop.clone())));
        let (https, http) = (https_at, http_at);
        Server { https, http, fingerprint, hosts, entrance, app: None, stop, tasks }
    }
}

/// A start that has become exposed: whoever is signed in without a second step has to come again.
async fn end_single_steps(app: &App) -> Result<(), StartError> {
    if app.config.second_factor() == Rule::Optional {
        return Ok(());
    }
    let ended = app.db.upkeep(second_factor::end_sessions_without).await;
    let ended = ended.map_err(|cause| StartError(cause.to_string()))?;
    tracing::warn!(ended, "exposed beyond the home network: two-step sign-in for everybody");
    Ok(())
}

impl Server {
    /// From now on everybody is served, behind doors that were open already.
    pub async fn unlock(&mut self, app: App) -> Result<(), StartError> {
        end_single_steps(&app).await?;
        self.entrance.lead_to(secure_endpoint(&app, self.hosts.clone()));
        self.begin(app);
        Ok(())
    }

    /// Starts what recurs.
    fn begin(&mut self, app: App) {
        if let (Some(http), Some(_)) = (self.http, &self.fingerprint) {
            app.trust_port.get_or_init(|| http.port());
        }
        let (tasks, stop) = (&mut self.tasks, &self.stop);
        let due = jobs::schedule::run(app.db.clone(), app.backups.clone(), stop.clone());
        tasks.spawn(endless(due));
        let backups = Backuper::new(app.db.clone(), app.home(), stop.clone());
        tasks.spawn(endless(jobs::worker::run(backups, app.backups.clone(), stop.clone())));
        let imports = Importer::new(app.db.clone(), import::intake::folder(&app.config.data_dir));
        tasks.spawn(endless(jobs::worker::run(imports, app.imports.clone(), stop.clone())));
        let undos = jobs::Undos(app.db.clone());
        tasks.spawn(endless(jobs::worker::run(undos, app.undos.clone(), stop.clone())));
        self.app = Some(app);
    }

    /// Where a device learns to trust us: an address, since a phone may not know the name.
    pub fn trust_page(&self) -> Option<String> {
        let http = self.http.filter(|_| self.fingerprint.is_some())?;
        let own = addresses::own().reachable().into_iter().find(IpAddr::is_ipv4);
        let ip = if http.ip().is_unspecified() { own? } else { http.ip() };
        let host = SocketAddr::new(ip, http.port());
        Some(match http.port() {
            80 if ip.is_ipv4() => format!("http://{ip}/"),
            _ => format!("http://{host}/"),
        })
    }

    /// Where people can go, the name first. A name needs a resolver, an address does not.
    pub fn addresses(&self, hostname: &str) -> Vec<String> {
        let at = |host: String| match self.https.port() {
            443 => format!("https://{host}/"),
            port => format!("https://{host}:{port}/"),
        };
        let own = addresses::own().reachable().into_iter().filter(IpAddr::is_ipv4).take(1);
        let ip = self.https.ip();
        let found = if ip.is_unspecified() { own.collect() } else { vec![ip] };
        let found = found.into_iter().map(|ip| match ip {
            IpAddr::V4(ip) => at(ip.to_string()),
            IpAddr::V6(ip) => at(format!("[{ip}]")),
        });
        if ip.is_loopback() {
            return found.collect();
        }
        std::iter::once(at(hostname.to_owned())).chain(found).collect()
    }

    /// Answers what is in hand, folds in the write-ahead log, and ends.
    pub async fn stop(mut self) {
        self.stop.cancel();
        while let Some(ended) = self.tasks.join_next().await {
            if let Ok(Err(cause)) = ended {
                tracing::error!(%cause, "a door closed with an error");
            }
        }
        if let Some(app) = self.app {
            app.db.close().await;
        }
    }
}

fn secure_endpoint(app: &App, hosts: Hosts) -> impl Endpoint<Output = Response> + use<> {
    dressed(routes::endpoint(app).map_to_response().boxed(), &app.config, hosts)
}

/// From the outside in; see `web`.
fn dressed(
    endpoint: BoxEndpoint<'static, Response>,
    config: &Config,
    hosts: Hosts,
) -> impl Endpoint<Output = Response> + use<> {
    let limits = config.limits.clone();
    endpoint
        .around(move |next, req: Request| {
            let most_bytes = routes::most_bytes(req.uri().path(), &limits);
            limit_body(next, req, most_bytes)
        })
        .around(rescue)
        .around(check_origin)
        .around(move |next, req| check_host(next, req, hosts.clone()))
        .around(errors::in_words)
        .around(secure_headers)
        .around(with_request_id)
}

fn certificates(config: &Config, own: &[IpAddr], clock: Clock) -> Result<Certificates, StartError> {
    let files = config.certificate.as_ref().map(|files| OwnFiles {
        cert_file: files.cert_file.clone(),
        key_file: files.key_file.clone(),
    });
    let plan = Plan { dir: config.data_dir.join("tls"), names: names(config), own: files };
    Certificates::open(plan, own, clock).map_err(|cause| StartError(cause.0))
}

fn names(config: &Config) -> Vec<String> {
    std::iter::once(&config.hostname).chain(&config.also_known_as).cloned().collect()
}

async fn bound(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let listener = listen::bind(address).await.map_err(StartError)?;
    let at = listener.local_addr().map_err(|cause| StartError(cause.to_string()))?;
    Ok((listener, at))
}

async fn endless(work: impl Future<Output = ()>) -> io::Result<()> {
    work.await;
    Ok(())
}
