//! A visitor who keeps cookies and sends the forms of the pages they were given.
use std::collections::BTreeMap;

use crate::support::{Answer, Site, Visitor};

pub struct Browser {
    visitor: Visitor,
    pub cookies: BTreeMap<String, String>,
    page: String,
}

impl Browser {
    pub fn new(site: &Site) -> Self {
        let agent = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/144.0";
        let visitor = site.nobody().with("Origin", site.origin.clone()).with("User-Agent", agent);
        Self { visitor, cookies: BTreeMap::new(), page: String::new() }
    }

    /// The same browser after the server started anew elsewhere.
    pub fn move_to(&mut self, site: &Site) {
        self.visitor = Self::new(site).visitor;
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        let answer = self.ready().get(path).await;
        self.keep(answer)
    }

    /// Sends a form of the page that is open.
    pub async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut fields = fields.to_vec();
        let (csrf, form_id) = (self.hidden("csrf"), self.hidden("form_id"));
        let hidden = [("csrf", csrf.as_str()), ("form_id", form_id.as_str())];
        fields.extend(hidden.into_iter().filter(|(_, value)| !value.is_empty()));
        let answer = self.ready().post(path, &fields).await;
        self.keep(answer)
    }

    pub async fn sign_in(&mut self, email: &str, password: &str) -> Answer {
        self.get("/login").await;
        self.submit("/login", &[("email", email), ("password", password)]).await
    }

    /// The value of the first hidden field of this name.
    pub fn hidden(&self, name: &str) -> String {
        let mark = format!("name=\"{name}\" value=\"");
        let found = self.page.split_once(&mark).and_then(|(_, rest)| rest.split_once('"'));
        found.map_or_else(String::new, |(value, _)| value.to_owned())
    }

    fn ready(&self) -> Visitor {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        self.visitor.with("Cookie", cookies.join("; "))
    }

    fn keep(&mut self, answer: Answer) -> Answer {
        for line in answer.headers.get_all("set-cookie") {
            let line = line.to_str().expect("text");
            assert!(line.contains("; Secure; HttpOnly; SameSite="), "{line}");
            let pair = line.split(';').next().expect("a pair");
            let (name, value) = pair.split_once('=').expect("a name and a value");
            match value {
                "" => self.cookies.remove(name),
                value => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        if answer.body.contains("<form") {
            self.page = answer.body.clone();
        }
        answer
    }
}
