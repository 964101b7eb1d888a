//! One signed-in browser with one connection kept open: HTTP/1.1 over TLS.
use std::{fs, path::Path, sync::Arc, time::Duration};

use pi_crm::accounts::sessions;
use serde_json::Value;
use ureq::{
    Agent, AsSendBody,
    http::Request,
    tls::{Certificate, RootCerts, TlsConfig},
};

/// A whole workspace as a file.
const MOST_BYTES: u64 = 1 << 30;

#[derive(Clone)]
pub struct Client {
    agent: Agent,
    origin: String,
    token: String,
}

impl Client {
    pub fn new(home: &Path, port: u16, token: &str) -> Self {
        let pem = fs::read(home.join("data/tls/ca.pem")).expect("the authority");
        let root = Certificate::from_pem(&pem).expect("a certificate").to_owned();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::new_with_certs(&[root]))
            .unversioned_rustls_crypto_provider(provider)
            .build();
        let agent = Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(Duration::from_secs(30)))
            .build()
            .new_agent();
        Self { agent, origin: format!("https://127.0.0.1:{port}"), token: token.to_owned() }
    }

    /// The whole page, as following a link brings it; answers its size.
    pub fn page(&self, path: &str) -> usize {
        self.send(self.request("GET", path).body(String::new()).expect("a request"))
    }

    /// What HTMX asks for as one types.
    pub fn fragment(&self, path: &str) -> usize {
        let request = self.request("GET", path);
        let request = request.header("HX-Request", "true").header("HX-Request-Type", "partial");
        self.send(request.body(String::new()).expect("a request"))
    }

    /// A form posted by HTMX. The values are plain words that need no encoding.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> usize {
        let csrf = sessions::csrf_token(&self.token);
        let fields: Vec<String> = fields.iter().map(|(name, it)| format!("{name}={it}")).collect();
        let request = self
            .request("POST", path)
            .header("HX-Request", "true")
            .header("HX-Request-Type", "partial")
            .header("X-Csrf-Token", csrf)
            .header("Content-Type", "application/x-www-form-urlencoded");
        self.send(request.body(fields.join("&")).expect("a request"))
    }

    pub fn read(&self, path: &str) -> Value {
        json(&self.ask(self.request("GET", path).body(String::new()).expect("a request")))
    }

    /// A file sent to the API.
    pub fn upload(&self, path: &str, file: Vec<u8>) -> Value {
        let csrf = sessions::csrf_token(&self.token);
        let request = self.request("POST", path).header("X-Csrf-Token", csrf);
        json(&self.ask(request.body(file).expect("a request")))
    }

    /// Argon2 wants 19 MiB each time.
    pub fn sign_in(&self, (email, password): (&str, &str)) {
        let request = Request::builder()
            .method("POST")
            .uri(format!("{}/api/auth/login", self.origin))
            .header("Origin", &self.origin)
            .header("Content-Type", "application/json");
        let login = serde_json::json!({ "email": email, "password": password });
        self.send(request.body(login.to_string()).expect("a request"));
    }

    fn request(&self, method: &str, path: &str) -> ureq::http::request::Builder {
        Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.origin))
            .header("Origin", &self.origin)
            .header("Cookie", format!("__Host-session={}", self.token))
    }

    fn send(&self, request: Request<String>) -> usize {
        self.ask(request).len()
    }

    fn ask<B: AsSendBody>(&self, request: Request<B>) -> Vec<u8> {
        let (uri, is_form) = (request.uri().clone(), request.method() == "POST");
        let mut answer = self.agent.run(request).expect("an answer");
        let body = answer.body_mut().with_config().limit(MOST_BYTES).read_to_vec().expect("a body");
        let text = || String::from_utf8_lossy(&body).into_owned();
        let status = answer.status();
        // A form leads on to what it made.
        let is_fine = status.is_success() || is_form && status.is_redirection();
        assert!(is_fine, "{uri}: {status} {}", text());
        body
    }
}

fn json(body: &[u8]) -> Value {
    serde_json::from_slice(body).expect("JSON")
}
