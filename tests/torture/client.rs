//! Whoever asks the server, and may get no answer.
use std::{fs, sync::Arc, time::Duration};

use pi_crm::accounts::sessions;
use serde_json::Value;
use ureq::{
    Agent,
    http::{Request, request::Builder},
    tls::{Certificate, RootCerts, TlsConfig},
};

use super::place::Place;

#[derive(Clone)]
pub struct Client {
    agent: Agent,
    origin: String,
    api_key: String,
}

impl Client {
    pub fn new(place: &Place, port: u16, api_key: &str) -> Self {
        let pem = fs::read(place.data().join("tls/ca.pem")).expect("the authority");
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
            .timeout_global(Some(Duration::from_secs(60)))
            .build()
            .new_agent();
        let origin = format!("https://127.0.0.1:{port}");
        Self { agent, origin, api_key: api_key.to_owned() }
    }

    pub fn get(&self, path: &str) -> Option<Value> {
        self.ask(self.request("GET", path), Vec::new())
    }

    /// None when there was no answer: then nobody knows whether it was done.
    pub fn call(&self, method: &str, path: &str, body: &Value) -> Option<Value> {
        let request = self.request(method, path).header("Content-Type", "application/json");
        self.ask(request, body.to_string().into_bytes())
    }

    /// Sent again under the same key it is done once.
    pub fn create(&self, path: &str, body: &Value, key: &str) -> Option<Value> {
        let request = self.request("POST", path).header("Content-Type", "application/json");
        self.ask(request.header("Idempotency-Key", key), body.to_string().into_bytes())
    }

    pub fn upload(&self, path: &str, file: Vec<u8>) -> Option<Value> {
        self.ask(self.request("POST", path), file)
    }

    /// A page of somebody's who is signed in.
    pub fn page(&self, session: &str, path: &str) -> Option<(u16, String)> {
        self.send(self.visit("GET", session, path), Vec::new())
    }

    pub fn form(
        &self,
        session: &str,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Option<(u16, String)> {
        let request = self.visit("POST", session, path);
        let csrf = sessions::csrf_token(session);
        let mut body = format!("csrf={csrf}");
        for (name, value) in fields {
            body.push_str(&format!("&{name}={value}"));
        }
        let request = request.header("Content-Type", "application/x-www-form-urlencoded");
        self.send(request, body.into_bytes())
    }

    fn visit(&self, method: &str, session: &str, path: &str) -> Builder {
        Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.origin))
            .header("Origin", &self.origin)
            .header("Cookie", format!("__Host-session={session}"))
    }

    fn request(&self, method: &str, path: &str) -> Builder {
        let uri = format!("{}{path}", self.origin);
        Request::builder().method(method).uri(uri).header("X-Api-Key", &self.api_key)
    }

    fn ask(&self, request: Builder, body: Vec<u8>) -> Option<Value> {
        let (status, text) = self.send(request, body)?;
        assert!((200..300).contains(&status), "{status}: {text}");
        let answer: Value = serde_json::from_str(&text).expect("JSON");
        Some(answer["data"].clone())
    }

    /// An answer that is cut short is none.
    fn send(&self, request: Builder, body: Vec<u8>) -> Option<(u16, String)> {
        let request = request.body(body).expect("a request");
        let request = self.agent.configure_request(request).allow_non_standard_methods(true);
        let mut response = self.agent.run(request.build()).ok()?;
        let text = response.body_mut().read_to_string().ok()?;
        Some((response.status().as_u16(), text))
    }
}
