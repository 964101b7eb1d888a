//! The whole server put together: what a request passes on its way in, and the two doors.
use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use poem::{Endpoint, EndpointExt, Request, Response};
use tokio::{net::TcpListener, task::JoinSet};
use tokio_util::sync::CancellationToken;

use crate::{
    accounts::second_factor::{self, Rule},
    app::App,
    backups::work::Backuper,
    config::Config,
    jobs, routes,
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
    app: App,
    stop: CancellationToken,
    tasks: JoinSet<io::Result<()>>,
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct StartError(pub String);

/// Opens both doors and starts what recurs.
pub async fn start(app: App) -> Result<Server, StartError> {
    let config = &app.config;
    end_single_steps(&app).await?;
    let own = addresses::own();
    let certificates = Arc::new(certificates(config, &own.addresses, &app)?);
    let lan = Lan::new(config.allow.clone());
    lan.set_links(own.links);
    let (https, https_at) = bound(config.https).await?;
    let hosts = Hosts::new(names(config), lan.clone(), https_at.port());
    let stop = CancellationToken::new();
    let mut tasks = JoinSet::new();
    let limits = config.limits.clone();
    let endpoint = secure_endpoint(&app, hosts.clone());
    let tls = certificates.server_config();
    tasks.spawn(listen::https(https, endpoint, tls, limits.clone(), lan.clone(), stop.clone()));
    let mut http_at = None;
    if let Some(address) = config.http {
        let (http, at) = bound(address).await?;
        http_at = Some(at);
        let trust = certificates.authority().map(Trust::from);
        if trust.is_some() {
            app.trust_port.get_or_init(|| at.port());
        }
        let style = assets::href("app.css").to_owned();
        let door = PlainDoor::new(hosts, trust, style, Assets.boxed());
        tasks.spawn(listen::plain(http, door, limits, lan.clone(), stop.clone()));
    }
    let fingerprint = certificates.authority().map(|authority| authority.fingerprint());
    tasks.spawn(endless(upkeep::run(certificates, lan, stop.clone())));
    let due = jobs::schedule::run(app.db.clone(), app.backups.clone(), stop.clone());
    tasks.spawn(endless(due));
    let backups = Backuper::new(app.db.clone(), app.home(), stop.clone());
    tasks.spawn(endless(jobs::worker::run(backups, app.backups.clone(), stop.clone())));
    let imports = Importer::new(app.db.clone(), import::intake::folder(&config.data_dir));
    tasks.spawn(endless(jobs::worker::run(imports, app.imports.clone(), stop.clone())));
    let undos = jobs::Undos(app.db.clone());
    tasks.spawn(endless(jobs::worker::run(undos, app.undos.clone(), stop.clone())));
    tasks.spawn(endless(systemd::watchdog(stop.clone())));
    Ok(Server { https: https_at, http: http_at, fingerprint, app, stop, tasks })
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
        self.app.db.close().await;
    }
}

/// From the outside in; see `web`.
fn secure_endpoint(app: &App, hosts: Hosts) -> impl Endpoint<Output = Response> + use<> {
    let limits = app.config.limits.clone();
    routes::endpoint(app)
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

fn certificates(config: &Config, own: &[IpAddr], app: &App) -> Result<Certificates, StartError> {
    let files = config.certificate.as_ref().map(|files| OwnFiles {
        cert_file: files.cert_file.clone(),
        key_file: files.key_file.clone(),
    });
    let plan = Plan { dir: config.data_dir.join("tls"), names: names(config), own: files };
    Certificates::open(plan, own, app.db.clock().clone()).map_err(|cause| StartError(cause.0))
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
