//! S3 storage on loopback: a real server that checks signatures, hashes and clocks, before which a
//! gate can be told to refuse or to break off, as services do.
use std::{
    fs, io,
    path::PathBuf,
    sync::{Arc, Mutex},
    thread::JoinHandle,
};

use http_body_util::BodyExt;
use hyper::{Request, Response, StatusCode, body::Incoming};
use hyper_util::rt::TokioIo;
use pi_crm::backups::{
    Draft,
    buckets::{Bucket, Typed},
};
use s3s::{
    Body,
    auth::SimpleAuth,
    service::{S3Service, S3ServiceBuilder},
};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

pub const NAME: &str = "household-backups";
pub const ACCESS_KEY: &str = "AKTEST";
pub const SECRET_KEY: &str = "SKTEST/never+told";

/// Runs on a thread of its own, so that whoever waits for it may block.
pub struct Storage {
    pub endpoint: String,
    folder: TempDir,
    gate: Arc<Gate>,
    stop: CancellationToken,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Gate {
    rules: Mutex<Vec<Rule>>,
    /// Method, path and query of everything that was asked.
    asked: Mutex<Vec<String>>,
    most_bytes: Mutex<u64>,
    /// Key and id of what was begun in parts: the server behind lists none.
    uploads: Mutex<Vec<(String, String)>>,
}

/// What of the requests that begin so and hold this is answered otherwise, and how often.
struct Rule {
    begins: &'static str,
    holds: String,
    deed: Deed,
    left: usize,
}

#[derive(Clone, Debug)]
pub enum Deed {
    Answer(u16, &'static str),
    /// The connection is closed without a word.
    CutOff,
    /// It is done, and then the connection is closed without a word.
    CutOffAfter,
}

impl Storage {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(folder.path().join(NAME)).expect("a bucket");
        let files = s3s_fs::FileSystem::new(folder.path()).expect("a folder of buckets");
        let mut service = S3ServiceBuilder::new(files);
        service.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
        let (service, gate) = (service.build(), Arc::<Gate>::default());
        let stop = CancellationToken::new();
        let (send, receive) = std::sync::mpsc::channel();
        let (served, stopped) = (gate.clone(), stop.clone());
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
                send.send(listener.local_addr().expect("an address")).expect("it is waited for");
                stopped.run_until_cancelled(serve(listener, service, served)).await;
            });
        });
        let endpoint = format!("http://{}", receive.recv().expect("it serves"));
        Self { endpoint, folder, gate, stop, thread: Some(thread) }
    }

    pub fn typed(&self) -> Typed {
        Typed {
            endpoint: self.endpoint.clone(),
            bucket: NAME.into(),
            access_key: ACCESS_KEY.into(),
            secret_key: SECRET_KEY.into(),
            ..Typed::default()
        }
    }

    pub fn bucket(&self) -> Bucket {
        self.typed().check(None).expect("a bucket")
    }

    pub fn draft(&self) -> Draft {
        Draft {
            kind: "s3".into(),
            name: "Cloud".into(),
            schedule: "nightly".into(),
            keep_days: "7".into(),
            bucket: self.typed(),
            ..Draft::default()
        }
    }

    /// From now on, so often.
    pub fn when(&self, begins: &'static str, holds: &str, deed: Deed, left: usize) {
        let rule = Rule { begins, holds: holds.into(), deed, left };
        self.gate.rules.lock().unwrap().push(rule);
    }

    pub fn asked(&self, begins: &str, holds: &str) -> usize {
        let asked = self.gate.asked.lock().unwrap();
        asked.iter().filter(|it| it.starts_with(begins) && it.contains(holds)).count()
    }

    /// The largest body that came in.
    pub fn most_bytes(&self) -> u64 {
        *self.gate.most_bytes.lock().unwrap()
    }

    pub fn open_uploads(&self) -> Vec<String> {
        self.gate.uploads.lock().unwrap().iter().map(|(key, _)| key.clone()).collect()
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join(NAME)
    }

    /// What of backups lies in it, in the order of their names.
    pub fn files(&self) -> Vec<String> {
        let all = fs::read_dir(self.path()).expect("a folder").flatten();
        let mut names: Vec<_> = all.map(|it| it.file_name().into_string().unwrap()).collect();
        names.retain(|it| it.starts_with("pi-crm-"));
        names.sort();
        names
    }
}

impl Drop for Storage {
    fn drop(&mut self) {
        self.stop.cancel();
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

async fn serve(listener: TcpListener, service: S3Service, gate: Arc<Gate>) {
    loop {
        let Ok((socket, _)) = listener.accept().await else { continue };
        let (service, gate) = (service.clone(), gate.clone());
        tokio::spawn(async move {
            let answer = hyper::service::service_fn(move |request| {
                let (service, gate) = (service.clone(), gate.clone());
                async move { gate.answer(&service, request).await }
            });
            let connection = hyper::server::conn::http1::Builder::new();
            let _ = connection.serve_connection(TokioIo::new(socket), answer).await;
        });
    }
}

type Answer = io::Result<Response<Body>>;

impl Gate {
    async fn answer(&self, service: &S3Service, request: Request<Incoming>) -> Answer {
        let asked = format!("{} {}", request.method(), request.uri());
        self.asked.lock().unwrap().push(asked.clone());
        let length = request.headers().get("content-length").and_then(|it| it.to_str().ok());
        let length = length.and_then(|it| it.parse().ok()).unwrap_or(0);
        {
            let mut most = self.most_bytes.lock().unwrap();
            *most = length.max(*most);
        }
        match self.rule(&asked) {
            Some(Deed::Answer(status, xml)) => {
                let _ = request.into_body().collect().await;
                return Ok(in_words(status, xml.to_owned()));
            }
            Some(Deed::CutOff) => return Err(cut_off()),
            Some(Deed::CutOffAfter) => {
                let done = service.call(request.map(Body::from)).await.map_err(|_| cut_off())?;
                drop(done.into_body().collect().await);
                return Err(cut_off());
            }
            None => {}
        }
        let is_list = asked.starts_with("GET ") && asked.contains("uploads=");
        if is_list {
            return Ok(in_words(200, self.listed()));
        }
        let answer = service.call(request.map(Body::from)).await.map_err(|_| cut_off())?;
        self.written_down(&asked, answer).await
    }

    fn rule(&self, asked: &str) -> Option<Deed> {
        let mut rules = self.rules.lock().unwrap();
        let is_meant = |it: &&mut Rule| {
            it.left > 0 && asked.starts_with(it.begins) && asked.contains(&it.holds)
        };
        let rule = rules.iter_mut().find(is_meant)?;
        rule.left -= 1;
        Some(rule.deed.clone())
    }

    async fn written_down(&self, asked: &str, answer: Response<Body>) -> Answer {
        let (head, body) = answer.into_parts();
        if head.status != StatusCode::OK && head.status != StatusCode::NO_CONTENT {
            return Ok(Response::from_parts(head, body));
        }
        let key = asked.split(['?', ' ']).nth(1).unwrap_or_default();
        let key = key.trim_start_matches(&format!("/{NAME}/")).to_owned();
        if asked.starts_with("POST ") && asked.contains("uploads=") {
            let bytes = body.collect().await.map_err(|_| cut_off())?.to_bytes();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let id = text.split("<UploadId>").nth(1).and_then(|it| it.split('<').next());
            self.uploads.lock().unwrap().push((key, id.unwrap_or_default().to_owned()));
            return Ok(Response::from_parts(head, Body::from(text)));
        }
        let is_over = asked.starts_with("DELETE ") || asked.starts_with("POST ");
        if let Some(id) = asked.split("uploadId=").nth(1).filter(|_| is_over) {
            self.uploads.lock().unwrap().retain(|(_, known)| known != id);
        }
        Ok(Response::from_parts(head, body))
    }

    fn listed(&self) -> String {
        let uploads = self.uploads.lock().unwrap();
        let one = |(key, id): &(String, String)| {
            format!("<Upload><Key>{key}</Key><UploadId>{id}</UploadId></Upload>")
        };
        let all: String = uploads.iter().map(one).collect();
        format!("<ListMultipartUploadsResult>{all}</ListMultipartUploadsResult>")
    }
}

fn cut_off() -> io::Error {
    io::ErrorKind::ConnectionReset.into()
}

fn in_words(status: u16, xml: String) -> Response<Body> {
    let mut answer = Response::new(Body::from(xml));
    *answer.status_mut() = StatusCode::from_u16(status).expect("a status");
    answer
}
