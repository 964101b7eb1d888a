//! What the address of a list asks for: who, in which order, and by which saved view.
use super::{Filter, Place, Position, Query, Sort};
use crate::{
    error::{Problems, Result},
    ids::Uid,
    urls,
};

const SORT: &str = "sort";
const VIEW: &str = "view";
const AFTER: &str = "after";
const BEFORE: &str = "before";
/// Tells of a change that was just made; it asks for nothing.
const DONE: &str = "done";

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    pub filter: Filter,
    pub sort: Sort,
    /// The view it began from; the filter and the order may have changed since.
    pub view: Option<Uid>,
}

/// An address as it was read, the parts that are not understood told by their names.
#[derive(Clone, Debug)]
pub struct Reading {
    pub asked: Asked,
    pub place: Place,
    pub problems: Problems,
    /// As they stand in the address, for a form to give back.
    pub pairs: Vec<(String, String)>,
}

impl Reading {
    /// Only a place that is unknown is an error: nothing could be shown for it.
    pub fn of_query(query: &str) -> Result<Self> {
        let pairs: Vec<_> = urls::pairs(query.as_bytes()).flatten().collect();
        let mut problems = Problems::new();
        let mut asked = Asked::default();
        let mut place = Place::Start;
        let mut rest = Vec::new();
        for (key, value) in &pairs {
            match key.as_str() {
                DONE => {}
                _ if value.is_empty() => {}
                AFTER => place = Place::After(Position::from_cursor(value)?),
                BEFORE if place == Place::Start => {
                    place = Place::Before(Position::from_cursor(value)?);
                }
                BEFORE => {}
                VIEW => asked.view = value.parse().ok(),
                SORT => match Sort::from_code(value) {
                    Some(sort) => asked.sort = sort,
                    None => problems.insert(SORT, "There is no such order".to_owned()),
                },
                _ => rest.push((key.as_str(), value.as_str())),
            }
        }
        let (filter, wrong) = Filter::from_pairs(rest);
        problems.extend(wrong);
        Ok(Self { asked: Asked { filter, ..asked }, place, problems, pairs })
    }

    /// What turns the pages of the list or tells of a change: nothing for a program to ask.
    pub fn is_of_page_alone(key: &str) -> bool {
        [AFTER, BEFORE, DONE].contains(&key)
    }

    /// Whether it comes from the form of conditions, whose two controls a row are written shorter.
    pub fn is_of_form(&self) -> bool {
        self.pairs.iter().any(|(key, _)| key.ends_with(".op"))
    }

    pub fn query(&self, now: i64) -> Query {
        let Asked { filter, sort, .. } = self.asked.clone();
        Query { filter, sort, place: self.place.clone(), ..Query::at(now) }
    }
}

impl Asked {
    pub fn with_filter(&self, filter: Filter) -> Self {
        Self { filter, ..self.clone() }
    }

    pub fn with_sort(&self, sort: Sort) -> Self {
        Self { sort, ..self.clone() }
    }

    /// Only what differs from the plain list.
    pub fn to_query(&self) -> String {
        let pairs = self.pairs();
        let written = pairs.iter().map(|(key, value)| format!("{key}={}", urls::encoded(value)));
        written.collect::<Vec<_>>().join("&")
    }

    pub fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs = self.filter.pairs();
        if self.sort != Sort::default() {
            pairs.push((SORT.to_owned(), self.sort.code()));
        }
        pairs.extend(self.view.map(|view| (VIEW.to_owned(), view.to_string())));
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contacts::filter::InStage;

    fn read(query: &str) -> Reading {
        Reading::of_query(query).expect("no place")
    }

    #[test]
    fn an_address_says_only_what_differs() {
        assert_eq!(Asked::default().to_query(), "");
        let view = Uid::new();
        let asked = Asked {
            filter: Filter::searching(" a&b ").in_stage(Some(InStage::None)),
            sort: Sort::NEWEST,
            view: Some(view),
        };
        let query = format!("q=a%26b&stage=none&sort=-created_on&view={view}");
        assert_eq!(asked.to_query(), query);
        let again = read(&query);
        assert_eq!(again.asked, asked);
        assert!(again.problems.is_empty());
    }

    #[test]
    fn what_is_not_understood_is_told_by_its_name() {
        let read = read("q=x&sort=sideways&colour=red&done=1&after=&stage=nowhere");
        let told: Vec<_> = read.problems.keys().collect();
        assert_eq!(told, ["colour", "sort", "stage"]);
        assert_eq!(read.asked.filter, Filter::searching("x"));
        assert!(Reading::of_query("after=zz").is_err(), "no place of ours");
    }
}
