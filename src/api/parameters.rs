//! The parameters that each operation takes in its address, read from the description. Another one
//! is refused by its name: a typing error, or what only the page knows, must never pass for an
//! answer to what was asked.
use std::collections::BTreeSet;

use poem::{Request, http::Method};
use poem_openapi::registry::{MetaOperation, MetaParamIn};

use super::{Described, document::fits};
use crate::{contacts::Reading, error::Problems, shell::Unasked, urls};

/// These take the conditions of a filter beside what is described of them, and say themselves what
/// of those they do not understand.
const WITH_CONDITIONS: [&str; 2] = ["listContacts", "exportContacts"];
/// Names are repeated in the answer, but no novels.
const NAME_CHARS: usize = 60;

pub struct Parameters(Vec<Taken>);

/// What one operation takes.
struct Taken {
    method: Method,
    path: String,
    names: BTreeSet<String>,
    takes_conditions: bool,
}

impl Parameters {
    pub fn from_code() -> Self {
        let mut all = Vec::new();
        for path in &Described::from_code().paths {
            all.extend(path.operations.iter().map(|it| Taken::of(&path.path, it)));
        }
        Self(all)
    }

    /// Puts beside the request what its operation has no use for. Who asks is found out first, so
    /// it is `Caller` that refuses it.
    pub fn look_at(&self, request: &mut Request) {
        let Some(query) = request.uri().query().filter(|it| !it.is_empty()) else { return };
        let Some(taken) = self.at(request.method(), request.uri().path()) else { return };
        let unknown = taken.unknown(query);
        if !unknown.is_empty() {
            request.extensions_mut().insert(Unasked(unknown));
        }
    }

    /// Where several fit, the one with the fewest open places is it.
    fn at(&self, method: &Method, path: &str) -> Option<&Taken> {
        let method = if method == Method::HEAD { &Method::GET } else { method };
        let here = self.0.iter().filter(|it| it.method == *method && fits(&it.path, path));
        here.min_by_key(|it| it.path.matches('{').count())
    }
}

impl Taken {
    fn of(path: &str, operation: &MetaOperation) -> Self {
        let in_address = operation.params.iter().filter(|it| it.in_type == MetaParamIn::Query);
        Self {
            method: operation.method.clone(),
            path: path.to_owned(),
            names: in_address.map(|it| it.name.clone()).collect(),
            takes_conditions: operation
                .operation_id
                .is_some_and(|id| WITH_CONDITIONS.contains(&id)),
        }
    }

    fn unknown(&self, query: &str) -> Problems {
        let mut problems = Problems::new();
        for pair in urls::pairs(query.as_bytes()) {
            match pair {
                Ok((name, _)) if self.takes(&name) => {}
                Ok((name, _)) => {
                    let name: String = name.chars().take(NAME_CHARS).collect();
                    problems.insert(name, self.told());
                }
                Err(_) => problems.insert("query", "This is not UTF-8".to_owned()),
            }
        }
        problems
    }

    fn takes(&self, name: &str) -> bool {
        self.names.contains(name) || (self.takes_conditions && !Reading::is_of_page_alone(name))
    }

    fn told(&self) -> String {
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        let more = if self.takes_conditions { "; and the conditions of a filter" } else { "" };
        match names.as_slice() {
            [] => "There are no parameters here".to_owned(),
            names => {
                format!("There is no such parameter here. There are: {}{more}", names.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unknown(method: Method, uri: &str) -> Vec<String> {
        let mut request = Request::builder().method(method).uri_str(uri).finish();
        Parameters::from_code().look_at(&mut request);
        let unasked = request.data::<Unasked>();
        unasked.map(|it| it.0.keys().map(str::to_owned).collect()).unwrap_or_default()
    }

    #[test]
    fn what_an_operation_does_not_take_is_named() {
        for (uri, told) in [
            ("/api/contacts?workspace=x&limit=2&cursor=n1&view=x", &[][..]),
            ("/api/contacts?company.contains=a&custom-birthday.before=2026-01-01", &[]),
            ("/api/contacts?after=1&before=2&done=3&workspace=x", &["after", "before", "done"]),
            ("/api/csv/export?workspace=x&stage=none", &[]),
            ("/api/todos?workspace=x&wrokspace=y", &["wrokspace"]),
            ("/api/audit?limit=1&%66rom=2", &["from"]),
            ("/api/contacts/1?colour=red&", &["colour"]),
            ("/api/contacts/duplicates?workspace=x", &[]),
            ("/api/views?q=%ff", &["query"]),
            ("/api/nothing?x=1", &[]),
        ] {
            assert_eq!(unknown(Method::GET, uri), told, "{uri}");
        }
        assert_eq!(unknown(Method::HEAD, "/api/todos?after=1"), ["after"]);
        assert_eq!(unknown(Method::DELETE, "/api/contacts/1?force=1"), ["force"]);
    }

    #[test]
    fn operations_with_conditions_are_there() {
        let all = Parameters::from_code().0;
        let with = all.iter().filter(|it| it.takes_conditions).count();
        assert_eq!(with, WITH_CONDITIONS.len());
    }
}
