//! Somebody who works with contacts without a pause, and keeps a journal: what was answered with
//! success, and the one thing that was not answered.
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{
    client::Client,
    place::{Household, TAGS},
    random::Random,
};

/// In every e-mail, company and note, so that it can be looked for where it must not be.
pub const MARK: &str = "zwicknagl";
/// Contacts that one change is about, at most.
const AT_ONCE: u64 = 6;
const MOST_PEOPLE: usize = 60;

/// What is known of a contact.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contact {
    pub first_name: String,
    pub company: String,
    pub code: Option<String>,
    pub tags: BTreeSet<String>,
    pub notes: u32,
}

/// By last name, which is each one's own; nobody where they are not there (any more).
pub type People = BTreeMap<String, Contact>;

/// What some contacts are after a change; nothing where they are gone.
pub type Change = BTreeMap<String, Option<Contact>>;

pub struct Editor {
    name: String,
    random: Random,
    made: usize,
    pub people: People,
    pub ids: BTreeMap<String, String>,
    /// What was asked for and not answered.
    pub pending: Option<Change>,
    /// The same request, should it make something new.
    retry: Option<(String, Value)>,
    /// What was answered or asked for since the last look.
    pub seen: Vec<Change>,
    pub answered: usize,
    /// The last change, by which it can be undone, and what was before.
    last: Option<(String, Change)>,
}

/// What to ask for, and what will be so then.
struct Wish {
    method: &'static str,
    path: String,
    body: Value,
    change: Change,
}

impl Editor {
    pub fn new(name: impl Into<String>, random: Random) -> Self {
        Self {
            name: name.into(),
            random,
            made: 0,
            people: People::new(),
            ids: BTreeMap::new(),
            pending: None,
            retry: None,
            seen: Vec::new(),
            answered: 0,
            last: None,
        }
    }

    pub fn owns(&self, last_name: &str) -> bool {
        last_name.strip_prefix(&self.name).is_some_and(|it| it.starts_with('-'))
    }

    /// What there is counts from now on.
    pub fn settle(&mut self, people: People, ids: BTreeMap<String, String>) {
        (self.people, self.ids, self.last) = (people, ids, None);
        self.pending = None;
        self.seen.clear();
    }

    /// Until there is no answer.
    pub fn work(&mut self, client: &Client, home: &Household) {
        if let Some((key, body)) = self.retry.take()
            && self.make(client, key, body).is_none()
        {
            return;
        }
        while self.step(client, home).is_some() {}
    }

    fn step(&mut self, client: &Client, home: &Household) -> Option<()> {
        let nth = self.random.below(100);
        if self.people.is_empty() || (nth < 25 && self.people.len() < MOST_PEOPLE) {
            self.made += 1;
            let name = format!("{}-{}", self.name, self.made);
            let body = json!({
                "workspace": home.workspace, "first_name": "New", "last_name": name,
                "primary_email": format!("{name}@{MARK}.example"),
                "company": format!("{MARK} and sons"), "custom": { "code": "first" },
            });
            return self.make(client, name, body);
        }
        if nth >= 90
            && let Some((change, before)) = self.last.take()
        {
            let path = format!("/api/changes/{change}/undo");
            let wish = Wish { method: "POST", path, body: Value::Null, change: before };
            return self.ask(client, wish);
        }
        let wish = self.wish(home, nth);
        self.ask(client, wish)
    }

    fn make(&mut self, client: &Client, name: String, body: Value) -> Option<()> {
        let contact = Contact {
            first_name: "New".into(),
            company: format!("{MARK} and sons"),
            code: Some("first".into()),
            ..Contact::default()
        };
        let key = body["last_name"].as_str().expect("a name").to_owned();
        let change: Change = [(key.clone(), Some(contact))].into();
        self.seen.push(change.clone());
        let Some(answer) = client.create("/api/contacts", &body, &name) else {
            self.pending = Some(change);
            self.retry = Some((name, body));
            return None;
        };
        let id = answer["contact"]["id"].as_str().or(answer["id"].as_str()).expect("an id");
        self.ids.insert(key, id.to_owned());
        self.done(&answer, change);
        Some(())
    }

    fn ask(&mut self, client: &Client, wish: Wish) -> Option<()> {
        self.seen.push(wish.change.clone());
        match client.call(wish.method, &wish.path, &wish.body) {
            Some(answer) => {
                self.done(&answer, wish.change);
                Some(())
            }
            None => {
                self.pending = Some(wish.change);
                None
            }
        }
    }

    fn done(&mut self, answer: &Value, change: Change) {
        self.answered += 1;
        let before = change.keys().map(|it| (it.clone(), self.people.get(it).cloned())).collect();
        self.last = answer["change"].as_str().map(|it| (it.to_owned(), before));
        for (name, contact) in change {
            match contact {
                Some(contact) => self.people.insert(name, contact),
                None => self.people.remove(&name),
            };
        }
    }

    fn wish(&mut self, home: &Household, nth: u64) -> Wish {
        self.made += 1;
        let (name, contact) = self.anybody();
        let path = format!("/api/contacts/{}", self.ids[&name]);
        let one = |contact| Change::from([(name.clone(), contact)]);
        let word = format!("{}-{}", self.name, self.made);
        match nth {
            0..40 => {
                // Two columns at once: one without the other would be half a change.
                let contact =
                    Contact { first_name: word.clone(), company: word.clone(), ..contact };
                let body = json!({
                    "first_name": word, "last_name": name, "company": word,
                    "primary_email": format!("{name}@{MARK}.example"),
                });
                Wish { method: "PUT", path, body, change: one(Some(contact)) }
            }
            40..50 => {
                let contact = Contact { code: Some(word.clone()), ..contact };
                let body = json!({ "values": { "code": word } });
                Wish { method: "PUT", path: path + "/custom", body, change: one(Some(contact)) }
            }
            50..60 => {
                let contact = Contact { notes: contact.notes + 1, ..contact };
                let body = json!({ "type": "note", "text": format!("{MARK} {word}") });
                Wish { method: "POST", path: path + "/logs", body, change: one(Some(contact)) }
            }
            60..66 => Wish { method: "DELETE", path, body: Value::Null, change: one(None) },
            66..80 => self.tag_some(home),
            _ => self.rename_some(home, &word),
        }
    }

    /// Several contacts in one change: all of them, or none.
    fn tag_some(&mut self, home: &Household) -> Wish {
        let (at, is_on) = (self.random.below(2) as usize, self.random.is(60));
        let some = self.some();
        let ids: Vec<&str> = some.iter().map(|(name, _)| &*self.ids[name]).collect();
        let tags = if is_on { "add_tags" } else { "remove_tags" };
        let body = json!({ "workspace": home.workspace, "contacts": ids, tags: [home.tags[at]] });
        let tagged = |(name, mut contact): (String, Contact)| {
            match is_on {
                true => contact.tags.insert(TAGS[at].to_owned()),
                false => contact.tags.remove(TAGS[at]),
            };
            (name, Some(contact))
        };
        let path = "/api/lists/assign".to_owned();
        Wish { method: "POST", path, body, change: some.into_iter().map(tagged).collect() }
    }

    fn rename_some(&mut self, home: &Household, word: &str) -> Wish {
        let some = self.some();
        let ids: Vec<&str> = some.iter().map(|(name, _)| &*self.ids[name]).collect();
        let body = json!({ "workspace": home.workspace, "contacts": ids, "company": word });
        let renamed = |(name, contact): (String, Contact)| {
            (name, Some(Contact { company: word.to_owned(), ..contact }))
        };
        let path = "/api/contacts/bulk".to_owned();
        Wish { method: "POST", path, body, change: some.into_iter().map(renamed).collect() }
    }

    fn anybody(&mut self) -> (String, Contact) {
        let at = self.random.below(self.people.len() as u64) as usize;
        let (name, contact) = self.people.iter().nth(at).expect("somebody");
        (name.clone(), contact.clone())
    }

    fn some(&mut self) -> Vec<(String, Contact)> {
        let many = 1 + self.random.below(AT_ONCE);
        let some: People = (0..many).map(|_| self.anybody()).collect();
        some.into_iter().collect()
    }
}
