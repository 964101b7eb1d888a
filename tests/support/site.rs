//! The real server over real TCP and TLS, on loopback and ports of its own, and people who visit.
use std::{
    collections::HashMap,
    io::{self, Read},
    path::PathBuf,
    time::Duration,
};

use pi_crm::{
    accounts::{passwords::Passwords, sessions, sessions::Device},
    actor::Actor,
    app::{App, Parts},
    config::Config,
    db::{Db, OpenOptions},
    server::{self, Server},
    web::limits::Limits,
};
use ureq::{
    SendBody,
    tls::{Certificate, RootCerts, TlsConfig},
};

use super::Household;

/// Between the parts of a form with a file.
const MARK: &str = "----between-the-parts";

pub struct Site {
    pub home: Household,
    pub origin: String,
    server: Server,
    agent: ureq::Agent,
}

#[derive(Clone)]
pub struct Visitor {
    agent: ureq::Agent,
    origin: String,
    headers: HashMap<&'static str, String>,
    pub csrf: Option<String>,
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub body: String,
}

impl Site {
    pub async fn new() -> Self {
        Self::with_limits(generous()).await
    }

    pub async fn with_limits(limits: Limits) -> Self {
        Self::of(Household::new().await, limits).await
    }

    pub async fn of_household(home: Household) -> Self {
        Self::of(home, generous()).await
    }

    /// Nobody has been here yet.
    pub async fn unused() -> Self {
        Self::of(Household::empty().await, generous()).await
    }

    /// Lets in addresses from beyond the home network.
    pub async fn exposed(home: Household) -> Self {
        let allow = vec!["203.0.113.0/24".parse().expect("a network")];
        let config = Config { allow, ..config(&home, generous()) };
        Self::start(home, config).await
    }

    /// Stops, and starts the same household exposed.
    pub async fn again_exposed(self) -> Self {
        let Self { home, server, .. } = self;
        server.stop().await;
        let clock = home.db.clock().clone();
        let options = OpenOptions { clock, ..Household::options(&home.folder) };
        let db = Db::open(options).await.expect("the database opens again");
        Self::exposed(Household { db, ..home }).await
    }

    async fn of(home: Household, limits: Limits) -> Self {
        let config = config(&home, limits);
        Self::start(home, config).await
    }

    async fn start(home: Household, config: Config) -> Self {
        let parts = Parts::new(home.db.clone(), config, Passwords::default());
        let server = server::start(App::new(parts)).await.expect("the server starts");
        let agent = agent(&home);
        let origin = format!("https://localhost:{}", server.https.port());
        Self { home, origin, server, agent }
    }

    pub fn nobody(&self) -> Visitor {
        Visitor::with_agent(self.agent.clone(), self.origin.clone())
    }

    /// Signed in, as a browser would be after the login page.
    pub async fn signed_in(&self, actor: &Actor) -> Visitor {
        self.nobody().signed_in(&self.home, actor).await
    }

    pub async fn stop(self) {
        self.server.stop().await;
    }
}

fn generous() -> Limits {
    Limits { pages_per_minute: 100_000, api_per_minute: 100_000, ..Limits::default() }
}

fn config(home: &Household, limits: Limits) -> Config {
    let loopback = "127.0.0.1:0".parse().expect("an address");
    Config {
        file: None,
        data_dir: home.folder.path().join("data"),
        key_file: PathBuf::from(home.folder.path()).join("keys/database.key"),
        https: loopback,
        http: Some(loopback),
        hostname: "pi-crm.local".into(),
        also_known_as: Vec::new(),
        certificate: None,
        allow: Vec::new(),
        limits,
        demo: true,
        log: "off".into(),
    }
}

/// Trusts this household's own authority.
fn agent(home: &Household) -> ureq::Agent {
    let pem = std::fs::read(home.folder.path().join("data/tls/ca.pem")).expect("a CA");
    let root = Certificate::from_pem(&pem).expect("a certificate").to_owned();
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::new_with_certs(&[root]))
        .unversioned_rustls_crypto_provider(provider)
        .build();
    ureq::Agent::config_builder()
        .tls_config(tls)
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(Duration::from_secs(20)))
        .build()
        .new_agent()
}

impl Visitor {
    /// Of a server that runs as a process of its own.
    pub fn at(origin: String, home: &Household) -> Self {
        Self::with_agent(agent(home), origin)
    }

    fn with_agent(agent: ureq::Agent, origin: String) -> Self {
        Self { agent, origin, headers: HashMap::new(), csrf: None }
    }

    /// A post that comes from a page of this very server.
    pub fn on_its_own_page(&self) -> Self {
        self.with("Origin", self.origin.clone())
    }

    /// As a browser would be after the login page.
    pub async fn signed_in(mut self, home: &Household, actor: &Actor) -> Self {
        let user = actor.user().expect("a person");
        let at = home.db.clock().read();
        let begun = home
            .db
            .upkeep(move |conn| sessions::begin(conn, user, &Device::default(), at))
            .await
            .expect("a session begins");
        let token = begun.token.reveal();
        self.headers.insert("Cookie", format!("__Host-session={token}"));
        self.headers.insert("Origin", self.origin.clone());
        self.csrf = Some(sessions::csrf_token(token));
        self
    }

    pub fn with(&self, name: &'static str, value: impl Into<String>) -> Self {
        let mut other = self.clone();
        other.headers.insert(name, value.into());
        other
    }

    /// Another cookie beside those it has.
    pub fn and_cookie(&self, pair: &str) -> Self {
        let held = self.headers.get("Cookie").map(|held| format!("{held}; ")).unwrap_or_default();
        self.with("Cookie", format!("{held}{pair}"))
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None).await
    }

    /// Posts a form as the page's own would: with the token, and whatever is filled in.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut fields = fields.to_vec();
        if let Some(csrf) = &self.csrf {
            fields.push(("csrf", csrf));
        }
        let body = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect::<Vec<_>>()
            .join("&");
        self.with("Content-Type", "application/x-www-form-urlencoded")
            .send("POST", path, Some(body))
            .await
    }

    pub async fn json(&self, method: &str, path: &str, body: Option<serde_json::Value>) -> Answer {
        let mut visitor = self.clone();
        if let Some(csrf) = &self.csrf {
            visitor.headers.insert("X-Csrf-Token", csrf.clone());
        }
        if body.is_some() {
            visitor.headers.insert("Content-Type", "application/json".into());
        }
        visitor.send(method, path, body.map(|body| body.to_string())).await
    }

    /// Posts a form with a file, as a browser sends it.
    pub async fn upload(&self, path: &str, name: &str, file: &[u8]) -> Answer {
        self.with("Content-Type", format!("multipart/form-data; boundary={MARK}"))
            .send_bytes("POST", path, self.form_with(name, file))
            .await
    }

    /// With words before the file, as a form without a session has them.
    pub async fn upload_with(
        &self,
        path: &str,
        words: &[(&str, &str)],
        name: &str,
        file: &[u8],
    ) -> Answer {
        let word = |(name, value): &(&str, &str)| {
            let head = format!("--{MARK}\r\nContent-Disposition: form-data; name=\"{name}\"");
            format!("{head}\r\n\r\n{value}\r\n").into_bytes()
        };
        let mut body: Vec<u8> = words.iter().flat_map(word).collect();
        body.extend(self.form_with(name, file));
        self.with("Content-Type", format!("multipart/form-data; boundary={MARK}"))
            .send_bytes("POST", path, body)
            .await
    }

    /// The same, but the connection is lost when most of it is sent.
    pub async fn upload_and_lose_it(&self, path: &str, name: &str, file: &[u8]) {
        let mut body = self.form_with(name, file);
        let visitor = self.with("Content-Type", format!("multipart/form-data; boundary={MARK}"));
        let request = visitor.request("POST", path).header("Content-Length", body.len());
        body.truncate(body.len() / 10 * 9);
        let agent = self.agent.clone();
        let sent = tokio::task::spawn_blocking(move || {
            let body = SendBody::from_owned_reader(Lost(io::Cursor::new(body)));
            agent.run(request.body(body).expect("a request")).is_ok()
        });
        assert!(!sent.await.expect("no panic"), "it was answered");
    }

    fn form_with(&self, name: &str, file: &[u8]) -> Vec<u8> {
        let csrf = self.csrf.clone().unwrap_or_default();
        let head = format!(
            "--{MARK}\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n\
             --{MARK}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: text/csv\r\n\r\n"
        );
        [head.as_bytes(), file, format!("\r\n--{MARK}--\r\n").as_bytes()].concat()
    }

    fn request(&self, method: &str, path: &str) -> ureq::http::request::Builder {
        let mut request =
            ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.origin));
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        request
    }

    pub async fn send(&self, method: &str, path: &str, body: Option<String>) -> Answer {
        self.send_bytes(method, path, body.unwrap_or_default().into_bytes()).await
    }

    pub async fn send_bytes(&self, method: &str, path: &str, body: Vec<u8>) -> Answer {
        let agent = self.agent.clone();
        let request = self.request(method, path).body(body).expect("a request");
        let sent = tokio::task::spawn_blocking(move || {
            let request = agent.configure_request(request).allow_non_standard_methods(true).build();
            let mut response = agent.run(request)?;
            let body = response.body_mut().read_to_string()?;
            Ok::<_, ureq::Error>(Answer {
                status: response.status().as_u16(),
                headers: response.headers().clone(),
                body,
            })
        });
        sent.await.expect("no panic").expect("an answer")
    }
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    pub fn location(&self) -> &str {
        self.header("location")
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// What is read to its end and then breaks off.
struct Lost(io::Cursor<Vec<u8>>);

impl Read for Lost {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(io::ErrorKind::ConnectionReset.into()),
            read => Ok(read),
        }
    }
}
