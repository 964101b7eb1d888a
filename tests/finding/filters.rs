//! Every filter against a plain evaluation of the same people: what the database finds is what
//! somebody would find who read through all of them.
use pi_crm::{
    audit::Action,
    contacts::{
        self, Column, Contact, Draft, Field, Filter, Place, Query, Selection, Sort,
        fields::{FieldDraft, Kind, values},
        filter::{Channel, Condition, InStage, Op, Quantifier, Recency, Span, Test},
    },
    ids::{ContactId, Uid},
    workspaces,
};

use super::places::walked;
use crate::{
    lists::{Loans, loans},
    support::Household,
};

const DAY: i64 = 86_400;
const PEOPLE: usize = 90;
const FILTERS: usize = 600;

/// Chance that repeats itself.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % end as u64) as usize
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    fn some<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        let is_there = self.below(4) > 0;
        is_there.then(|| self.pick(from))
    }
}

/// Somebody as the evaluation knows them.
struct Person {
    id: ContactId,
    contact: Contact,
    stage: Option<Uid>,
    tags: Vec<Uid>,
    last_contact: Option<i64>,
    do_not: [bool; 3],
    custom: Vec<(&'static str, String)>,
}

const FIELDS: [(&str, Kind, [&str; 4]); 10] = [
    ("pets", Kind::Text, ["two dogs", "Two Dogs", "ÉMILE the cat", "none"]),
    ("story", Kind::LongText, ["met at\nthe fair", "Fair and square", "100% sure", "a_b"]),
    ("birthday", Kind::Date, ["1980-02-29", "--02-29", "2001-12-31", "1999-01-01"]),
    ("amount", Kind::Number, ["-3", "12.50", "12.5", "450000"]),
    ("married", Kind::YesNo, ["yes", "no", "yes", "no"]),
    ("site", Kind::Url, ["https://a.example/X", "https://b.example", "http://nas", "https://é.fr"]),
    ("fax", Kind::Phone, ["(808) 555-0100", "808.555.0101", "+1 808 555 0100", "415 555 0199"]),
    ("mail", Kind::Email, ["A@example.com", "a@example.com", "b@example.com", "c@example.org"]),
    ("line", Kind::Dropdown, ["Buyer", "Seller", "Renter", "Buyer"]),
    ("data", Kind::Json, ["{\"a\": 1}", "[]", "\"É\"", "null"]),
];

struct Scene {
    home: Household,
    loans: Loans,
    people: Vec<Person>,
}

async fn scene() -> Scene {
    let home = Household::new().await;
    let loans = loans(&home, &[]).await;
    for (name, kind, _) in FIELDS {
        let mut draft = FieldDraft::new(name, kind);
        if kind == Kind::Dropdown {
            draft.options = ["Buyer", "Seller", "Renter"].map(str::to_owned).to_vec();
        }
        home.field(&home.andy, Some(loans.workspace), draft).await;
    }
    home.field(&home.andy, None, FieldDraft::new("friend", Kind::ContactLink)).await;
    let mut dice = Dice(7);
    let mut people = Vec::new();
    for _ in 0..PEOPLE {
        people.push(person(&home, &loans, &mut dice, &people).await);
    }
    Scene { home, loans, people }
}

async fn person(home: &Household, loans: &Loans, dice: &mut Dice, others: &[Person]) -> Person {
    let text = |it: Option<&str>| it.unwrap_or_default().to_owned();
    let draft = Draft {
        first_name: dice.pick(&["Rosa", "rosa", "Émile", "Theo"]).into(),
        last_name: text(dice.some(&["Ibarra", "Óng", "Lim"])),
        primary_email: text(dice.some(&["Rosa@example.com", "theo@example.org"])),
        primary_phone: text(dice.some(&["(808) 555-0100", "808.555.0199"])),
        company: text(dice.some(&["Acme", "ACME", "50% off", "a_b Ltd"])),
    };
    let mut custom: Vec<(&'static str, String)> = Vec::new();
    for (name, _, values) in FIELDS {
        custom.extend(dice.some(&values).map(|it| (name, it.to_owned())));
    }
    if !others.is_empty() && dice.below(3) == 0 {
        let at = dice.below(others.len());
        custom.push(("friend", others[at].contact.uid.to_string()));
    }
    let created_on = home.now() - dice.below(400) as i64 * DAY;
    let last_contact = dice.some(&[1, 10, 30, 31, 60, 200]).map(|days| home.now() - days * DAY);
    let do_not = [dice.below(5) == 0, dice.below(4) == 0, dice.below(4) == 0];
    let stages = [loans.leads.uid, loans.prospects.uid, loans.closed.uid];
    let stage = dice.some(&stages);
    let tags: Vec<Uid> =
        [loans.hot.uid, loans.vip.uid].into_iter().filter(|_| dice.below(2) == 0).collect();
    let (workspace, values) = (loans.workspace, custom.clone());
    let added = home.write(&home.andy, Action::DemoBuilt, move |tx| {
        let scope = workspaces::open(tx, tx.actor, workspace)?;
        let uid = contacts::insert(tx, &scope, &draft.check()?, created_on)?;
        let edits: Vec<_> =
            values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        values::edit(tx, &scope, uid, &edits)?;
        let contact = contacts::find(tx, &scope, uid)?;
        tx.execute(
            "UPDATE base_contacts
             SET last_contact_at = ?2, do_not_contact = ?3, do_not_mail = ?4, do_not_text = ?5
             WHERE id = ?1",
            (contact.id, last_contact, do_not[0], do_not[1], do_not[2]),
        )?;
        Ok(contact)
    });
    let contact = added.await.expect("added").value;
    if let Some(stage) = stage {
        let list = [&loans.leads, &loans.prospects, &loans.closed];
        let list = list.into_iter().find(|it| it.uid == stage).expect("a stage");
        loans.put(home, &[contact.uid], list).await;
    }
    for tag in &tags {
        let list = if *tag == loans.hot.uid { &loans.hot } else { &loans.vip };
        loans.tag(home, &[contact.uid], list).await;
    }
    Person { id: contact.id, contact, stage, tags, last_contact, do_not, custom }
}

impl Scene {
    fn condition(&self, dice: &mut Dice) -> Condition {
        let loans = &self.loans;
        match dice.below(12) {
            0 => Condition::Stage(vec![dice.pick(&[
                InStage::None,
                InStage::Is(loans.leads.uid),
                InStage::Is(loans.closed.uid),
            ])]),
            1 => {
                let how = dice.pick(&Quantifier::ALL);
                Condition::Tags(how, vec![dice.pick(&[loans.hot.uid, loans.vip.uid])])
            }
            2 => Condition::LastContact(dice.pick(&[
                Recency::Never,
                Recency::Older(30),
                Recency::Newer(30),
                Recency::Older(100),
            ])),
            3 => {
                let day = self.day(dice.below(420) as i64);
                Condition::Created(dice.pick(&[Span::Before(day), Span::After(day)]))
            }
            4 => Condition::DoNot(dice.pick(&Channel::ALL), dice.below(2) == 0),
            5 | 6 => {
                let field = dice.pick(&Field::ALL);
                let value =
                    dice.pick(&["rosa", "É", "acme", "50%", "a_b", "555-01", "lim", "@EXAMPLE"]);
                Condition::Base(field, Test::one(dice.pick(Op::of_field(field)), value))
            }
            7 => {
                let friend = dice.pick(&["x", "y"]);
                let at = dice.below(self.people.len());
                let uid = self.people[at].contact.uid.to_string();
                let op = if friend == "x" { Op::Is } else { Op::Empty };
                Condition::Custom("friend".into(), Test::one(op, &uid))
            }
            _ => {
                let (name, kind, values) = dice.pick(&FIELDS);
                let op = dice.pick(Op::of_kind(kind));
                let value = match (kind, op) {
                    (Kind::Date, Op::Before | Op::After) => {
                        dice.pick(&["1980-02-29", "2000-01-01"])
                    }
                    (Kind::Phone, Op::Contains) => dice.pick(&["555-01", "8085550100", "(41"]),
                    (_, Op::Contains) => dice.pick(&["é", "dogs", "fair", "%", "_", "EXAMPLE"]),
                    _ => dice.pick(&values),
                };
                Condition::Custom(name.into(), Test::one(op, value))
            }
        }
    }

    fn day(&self, days_ago: i64) -> jiff::civil::Date {
        let at = jiff::Timestamp::from_second(self.home.now() - days_ago * DAY).expect("a time");
        at.to_zoned(jiff::tz::TimeZone::UTC).date()
    }

    fn fits(&self, person: &Person, condition: &Condition) -> bool {
        let now = self.home.now();
        match condition {
            Condition::Stage(stages) => stages.iter().any(|it| match it {
                InStage::None => person.stage.is_none(),
                InStage::Is(uid) => person.stage == Some(*uid),
            }),
            Condition::Tags(how, tags) => {
                let mut worn = tags.iter().map(|tag| person.tags.contains(tag));
                match how {
                    Quantifier::Any => worn.any(|it| it),
                    Quantifier::All => worn.all(|it| it),
                    Quantifier::None => !worn.any(|it| it),
                }
            }
            Condition::LastContact(recency) => match (*recency, person.last_contact) {
                (Recency::Never, at) => at.is_none(),
                (_, None) => false,
                (Recency::Older(days), Some(at)) => at < now - i64::from(days) * DAY,
                (Recency::Newer(days), Some(at)) => at >= now - i64::from(days) * DAY,
            },
            Condition::Created(span) => {
                let on = jiff::Timestamp::from_second(person.contact.created_on).expect("a time");
                let on = on.to_zoned(jiff::tz::TimeZone::UTC).date();
                match span {
                    Span::Before(day) => on < *day,
                    Span::After(day) => on > *day,
                }
            }
            Condition::DoNot(channel, wanted) => {
                let [any, mail, text] = person.do_not;
                *wanted
                    == match channel {
                        Channel::Any => any,
                        Channel::Mail => any || mail,
                        Channel::Text => any || text,
                    }
            }
            Condition::Base(field, test) => passes(
                test,
                person.contact.get(*field),
                match field {
                    Field::PrimaryPhone => Kind::Phone,
                    _ => Kind::Text,
                },
            ),
            Condition::Custom(name, test) => {
                let value = person.custom.iter().find(|(field, _)| field == name);
                let kind = FIELDS.iter().find(|(field, ..)| field == name);
                let kind = kind.map_or(Kind::ContactLink, |(_, kind, _)| *kind);
                passes(test, value.map(|(_, value)| value.as_str()), kind)
            }
        }
    }
}

fn passes(test: &Test, value: Option<&str>, kind: Kind) -> bool {
    let wanted = test.values().first().map(String::as_str).unwrap_or_default();
    let same = |value: &str| {
        test.values().iter().any(|wanted| match kind {
            Kind::Number => value.parse::<f64>().ok() == wanted.parse::<f64>().ok(),
            Kind::Phone => last_ten(value) == last_ten(wanted),
            Kind::Dropdown | Kind::Date | Kind::YesNo => value == wanted,
            _ => value.to_lowercase() == wanted.to_lowercase(),
        })
    };
    match (test.op(), value) {
        (Op::Empty, value) => value.is_none(),
        (Op::Filled, value) => value.is_some(),
        (Op::IsNot, value) => !value.is_some_and(same),
        (_, None) => false,
        (Op::Is, Some(value)) => same(value),
        (Op::Contains, Some(value)) if kind == Kind::Phone && is_number(wanted) => {
            digits(value).contains(&digits(wanted))
        }
        (Op::Contains, Some(value)) => value.to_lowercase().contains(&wanted.to_lowercase()),
        (Op::Before, Some(value)) => !value.starts_with("--") && value < wanted,
        (Op::After, Some(value)) => !value.starts_with("--") && value > wanted,
        (Op::AtLeast, Some(value)) => value.parse::<f64>().unwrap() >= wanted.parse().unwrap(),
        (Op::AtMost, Some(value)) => value.parse::<f64>().unwrap() <= wanted.parse().unwrap(),
    }
}

fn is_number(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || " +-()./".contains(c))
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn last_ten(text: &str) -> String {
    let digits = digits(text);
    digits[digits.len().saturating_sub(10)..].to_owned()
}

#[tokio::test]
async fn what_is_found_is_what_a_reader_of_all_would_find() {
    let scene = scene().await;
    let mut dice = Dice(11);
    let mut hits = 0;
    for round in 0..FILTERS {
        let mut filter = Filter::default();
        for _ in 0..=dice.below(3) {
            filter = filter.and(scene.condition(&mut dice));
        }
        let query = filter.to_query();
        let again = Filter::from_query(&query).unwrap_or_else(|it| panic!("{query}: {it:?}"));
        assert_eq!(again, filter, "{query}");
        let expected: Vec<ContactId> = scene
            .people
            .iter()
            .filter(|person| filter.conditions().iter().all(|it| scene.fits(person, it)))
            .map(|person| person.id)
            .collect();
        let (andy, workspace, now) =
            (scene.home.andy.clone(), scene.loans.workspace, scene.home.now());
        let (found, counted, listed) = scene
            .home
            .db
            .read(move |conn| {
                let scope = workspaces::open(conn, &andy, workspace)?;
                let all = Selection::All(filter.clone());
                let found = contacts::chosen(conn, &scope, &all, now, None, 1_000)?;
                let counted = contacts::count(conn, &scope, &all, now)?;
                let query = Query { filter, most: 200, ..Query::at(now) };
                let listed = contacts::list(conn, &scope, &query)?;
                let total = listed.total.exactly();
                let mut ids: Vec<_> = listed.contacts.iter().map(|it| it.id).collect();
                ids.sort();
                Ok((found, counted, (ids, total)))
            })
            .await
            .unwrap_or_else(|wrong| panic!("{query}: {wrong:?}"));
        hits += expected.len();
        assert_eq!(found, expected, "round {round}: {query}");
        assert_eq!(counted, expected.len() as i64, "{query}");
        assert_eq!(listed, (expected.clone(), Some(expected.len() as i64)), "{query}");
    }
    assert!(hits > FILTERS * 5, "filters that hardly fit anybody prove little: {hits}");
}

#[tokio::test]
async fn any_column_sorts_both_ways_with_the_empty_last() {
    let scene = scene().await;
    let custom = FIELDS.iter().map(|(name, ..)| Column::Custom((*name).to_owned()));
    let columns = Column::OWN.into_iter().chain(custom).chain([Column::Custom("friend".into())]);
    for column in columns.filter(Column::is_sortable) {
        for is_descending in [false, true] {
            let sort = Sort::by(column.clone(), is_descending).expect("an order");
            let query = Query { sort, most: 7, ..Query::at(scene.home.now()) };
            let names = walked(&scene.home, scene.loans.workspace, query.clone()).await;
            assert_eq!(names.len(), PEOPLE, "{column:?}");
            let keys = keys(&scene, query).await;
            let is_empty = keys.iter().map(Option::is_none);
            assert!(is_empty.clone().is_sorted(), "{column:?}: the empty come last: {keys:?}");
            let mut filled: Vec<&String> = keys.iter().flatten().collect();
            if is_descending {
                filled.reverse();
            }
            assert!(filled.is_sorted(), "{column:?} {is_descending}: {filled:?}");
        }
    }
}

/// What each contact of the list has in the column it is sorted by, where that compares as text.
async fn keys(scene: &Scene, query: Query) -> Vec<Option<String>> {
    let column = query.sort.column().clone();
    let (andy, workspace) = (scene.home.andy.clone(), scene.loans.workspace);
    let listed = scene.home.db.read(move |conn| {
        let scope = workspaces::open(conn, &andy, workspace)?;
        let mut all = Vec::new();
        let mut query = query;
        loop {
            let page = contacts::list(conn, &scope, &query)?;
            all.extend(page.contacts);
            let Some(next) = page.next else { return Ok(all) };
            query.place = Place::After(next);
        }
    });
    let listed = listed.await.expect("a list");
    let find = |contact: &Contact| scene.people.iter().find(|it| it.id == contact.id).unwrap();
    let stages = [&scene.loans.leads, &scene.loans.prospects, &scene.loans.closed];
    let key = |contact: &Contact| {
        let person = find(contact);
        let folded = |it: &Option<String>| it.as_ref().map(|it| it.to_lowercase());
        match &column {
            Column::FirstName => folded(&contact.first_name),
            Column::LastName => folded(&contact.last_name),
            Column::Email => folded(&contact.primary_email),
            Column::Phone => contact.primary_phone.clone(),
            Column::Company => folded(&contact.company),
            Column::Created => Some(format!("{:020}", contact.created_on)),
            Column::LastContact => person.last_contact.map(|it| format!("{it:020}")),
            Column::Stage => person.stage.map(|uid| {
                stages.iter().position(|it| it.uid == uid).expect("a stage").to_string()
            }),
            Column::Custom(name) => {
                let value = person.custom.iter().find(|(field, _)| field == name);
                value.map(|(_, value)| match &**name {
                    "amount" => format!("{:020.3}", value.parse::<f64>().unwrap() + 1e6),
                    "friend" => {
                        let friend =
                            scene.people.iter().find(|it| it.contact.uid.to_string() == *value);
                        let friend = &friend.expect("somebody").contact;
                        sort_name(friend)
                    }
                    "birthday" | "fax" | "line" | "married" => value.clone(),
                    _ => value.to_lowercase(),
                })
            }
            _ => Some(sort_name(contact)),
        }
    };
    listed.iter().map(key).collect()
}

fn sort_name(contact: &Contact) -> String {
    let parts = [&contact.last_name, &contact.first_name];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    parts.join(" ").to_lowercase()
}
