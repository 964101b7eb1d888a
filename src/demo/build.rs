//! Puts a household into an empty database, by the same verbs that people's clicks run.
use super::{
    DemoContact, DemoUser, DemoWorkspace, history::Told, pairs, reached::Means, shares,
    sorting::Standing,
};
use crate::{
    accounts::users::{self, Draft as UserDraft, Role, User},
    actor::Actor,
    audit::{Action, Progress, ROWS_PER_PART, Subject, Tx},
    contacts::{
        self, Draft,
        fields::{self, Definition, values},
        lists::{self, List, ListKind, Scribe},
        reach::{self, Kind},
    },
    db::Db,
    error::{Error, Result},
    ids::{ContactId, Uid},
    log,
    presets::{self, Plan, Preset},
    settings::{self, Owner, Setting},
    workspaces::{self, Scope},
};

/// Where the demo household lives.
const TIME_ZONE: &str = "America/Los_Angeles";

/// Refuses a database with people in it: demo data never mixes with real data.
pub async fn build(db: &Db, household: &[DemoUser], password_hashes: &[String]) -> Result<()> {
    if db.read(users::count).await? > 0 {
        return Err(Error::Conflict(
            "there are people in this database already, and demo data is never mixed with real \
             data; choose another data_dir. Nothing was changed"
                .into(),
        ));
    }
    let mut people = Vec::new();
    for (demo, hash) in household.iter().zip(password_hashes) {
        let user = add_user(db, demo, hash.clone()).await?;
        for workspace in &demo.workspaces {
            fill(db, Actor::person(user.id), workspace).await?;
        }
        let is_owner = user.role == Role::Owner;
        let verb = move |tx: &Tx<'_>| super::todos::add(tx, is_owner);
        db.write(Actor::person(user.id), Action::TodoAdded, verb).await?;
        people.push(user);
    }
    shares::share(db, &people).await?;
    pairs::pair_up(db, &people).await
}

async fn add_user(db: &Db, demo: &DemoUser, hash: String) -> Result<User> {
    let draft = UserDraft { name: demo.name, email: demo.email }.check()?;
    let verb = move |tx: &crate::audit::Tx<'_>| {
        let user = users::create(tx, &draft, &hash, tx.now)?;
        settings::set(tx, Owner::User(user.id), Setting::TimeZone, TIME_ZONE, tx.now)?;
        tx.about(Subject::user(user.id, &user.name));
        tx.on_behalf_of(user.id);
        Ok(user)
    };
    Ok(db.write(Actor::terminal(), Action::UserCreated, verb).await?.value)
}

async fn fill(db: &Db, actor: Actor, workspace: &DemoWorkspace) -> Result<()> {
    let plan = Preset::named(workspace.name)
        .map_or_else(|| Plan::blank(workspace.name), |it| it.plan(it.name));
    let made = db
        .write(actor.clone(), Action::WorkspaceCreated, move |tx| presets::create(tx, &plan, None))
        .await?;
    let uid: Uid = made.value.uid;
    let (mut people, mut sorting) = (workspace.contacts(), workspace.sorting());
    let (mut noted, mut reached) = (workspace.noted(), workspace.reached());
    let mut history = workspace.history();
    db.write_in_parts(actor.clone(), Action::DemoBuilt, move |tx| {
        let scope = workspaces::open(tx, tx.actor, uid)?;
        let sorter = Sorter::new(tx, &scope)?;
        let filler = Filler::new(tx, &scope)?;
        for person in people.by_ref().take(ROWS_PER_PART) {
            let standing = sorting.standing(person.created_on);
            let means = reached.next(&person);
            let happened = history.next(person.created_on);
            let id = sorter.add(person, &standing)?;
            reach(tx, &scope, id, &means)?;
            filler.fill(id, &noted.next())?;
            filler.tell(id, &happened)?;
        }
        Ok(if people.len() == 0 { Progress::Finished } else { Progress::More })
    })
    .await?;
    let views = workspace.views();
    let verb =
        move |tx: &Tx<'_>| super::saved::save(tx, &workspaces::open(tx, tx.actor, uid)?, views);
    db.write(actor, Action::ViewSaved, verb).await.map(drop)
}

/// Adds people to the stages and tags that their workspace got from its preset.
struct Sorter<'tx, 'conn> {
    tx: &'tx Tx<'conn>,
    scope: &'tx Scope,
    scribe: Scribe<'tx, 'conn>,
    stages: Vec<List>,
    tags: Vec<List>,
}

impl<'tx, 'conn> Sorter<'tx, 'conn> {
    fn new(tx: &'tx Tx<'conn>, scope: &'tx Scope) -> Result<Self> {
        let lists = lists::all(tx, scope)?;
        let (stages, tags) = lists.into_iter().partition(|list| list.kind == ListKind::Stage);
        Ok(Self { tx, scope, scribe: Scribe::new(tx, scope)?, stages, tags })
    }

    fn add(&self, person: DemoContact, standing: &Standing) -> Result<ContactId> {
        let (tx, scope, created_on) = (self.tx, self.scope, person.created_on);
        let stage = standing.stage.map(|at| &self.stages[at]);
        let checked = draft(person).check()?;
        let (id, _) = contacts::insert_in(tx, scope, &checked, created_on, stage.map(|it| it.id))?;
        for tag in &standing.tags {
            lists::wear(tx, scope, id, &self.tags[*tag])?;
        }
        if let Some((at, from)) = standing.moves {
            self.scribe.at(at).moved(id, from.map(|at| &self.stages[at]), stage)?;
        }
        if let (Some(at), Some(tag)) = (standing.tagged_on, standing.tags.last()) {
            self.scribe.at(at).tagged(id, &self.tags[*tag])?;
        }
        Ok(id)
    }
}

/// Fills in what is known of people, in the fields that their workspace got from its preset.
struct Filler<'tx, 'conn> {
    tx: &'tx Tx<'conn>,
    scope: &'tx Scope,
    fields: Vec<Definition>,
    reader: fields::Reader,
}

impl<'tx, 'conn> Filler<'tx, 'conn> {
    fn new(tx: &'tx Tx<'conn>, scope: &'tx Scope) -> Result<Self> {
        let reader = fields::reader(tx, scope.owner())?;
        Ok(Self { tx, scope, fields: fields::seen(tx, scope)?, reader })
    }

    fn fill(&self, contact: ContactId, values: &[(&str, String)]) -> Result<()> {
        for (name, value) in values {
            if let Some(field) = self.fields.iter().find(|field| field.name == *name) {
                values::fill(self.tx, self.scope, contact, field, value, &self.reader)?;
            }
        }
        Ok(())
    }

    fn tell(&self, contact: ContactId, happened: &[Told]) -> Result<()> {
        for told in happened {
            let entry =
                log::manual::Draft::from(told).check(&self.reader.manner, self.tx.at, None)?;
            log::write(self.tx, self.scope, contact, &entry)?;
        }
        Ok(())
    }
}

fn reach(tx: &Tx<'_>, scope: &Scope, contact: ContactId, means: &Means) -> Result<()> {
    for way in &means.ways {
        reach::keep(tx, scope, contact, way)?;
    }
    if let Some(label) = means.phone_label {
        reach::keep_label(tx, scope, contact, Kind::Phone, label)?;
    }
    reach::keep_silence(tx, scope, contact, means.silence)
}

fn draft(person: DemoContact) -> Draft {
    Draft {
        first_name: person.first_name,
        last_name: person.last_name.unwrap_or_default(),
        primary_email: person.primary_email.unwrap_or_default(),
        primary_phone: person.primary_phone.unwrap_or_default(),
        company: person.company.unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clock::Clock, db::OpenOptions, demo};

    const NOW: i64 = 4_000_000_000;

    #[tokio::test]
    async fn the_household_moves_in_once() {
        let home = tempfile::tempdir().unwrap();
        let (path, key_file) = (home.path().join("data/pi-crm.db"), home.path().join("key"));
        let options = OpenOptions { path, key_file, readers: 1, clock: Clock::set(NOW) };
        let db = Db::open(options).await.unwrap();
        let household = demo::household(demo::SEED, 3_000, NOW);
        let hashes = ["$argon2id$one".to_owned(), "$argon2id$two".to_owned()];

        build(&db, &household, &hashes).await.unwrap();

        let people = db.read(users::list).await.unwrap();
        assert_eq!(people.len(), 2);
        let andy = people.iter().find(|user| user.name == "Andy").unwrap().id;
        let workspaces =
            db.read(move |conn| workspaces::list(conn, &Actor::person(andy))).await.unwrap();
        let loans = workspaces.iter().find(|workspace| workspace.name == "Loan Factory").unwrap();
        assert_eq!((workspaces.len(), loans.contacts), (5, 2_100));
        let (uid, actor) = (loans.uid, Actor::person(andy));
        let lists = db
            .read(move |conn| lists::all(conn, &workspaces::open(conn, &actor, uid)?))
            .await
            .unwrap();
        assert!(lists.len() >= 10, "{lists:?}");
        for list in lists {
            assert!(list.contacts > 0, "nobody is on {}", list.name);
        }

        let again = build(&db, &household, &hashes).await;
        assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    }
}
