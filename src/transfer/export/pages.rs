//! The page on which columns are chosen, and the download.
use poem::{Request, Response, Result, handler, http::Uri, web::Path};

use super::{
    Format, Wanted, Writing,
    download::{Written, download},
    views,
};
use crate::{
    contacts::{self, Filter, Selection, bulk::MOST_PICKED},
    error::{Error, Problems, Result as Domain, unless_any},
    ids::Uid,
    shell::{Fields, Visit},
    transfer::columns::{self, Column},
    urls,
    workspaces::{self, Workspace},
};

const FORMAT: &str = "format";
const COLUMN: &str = "column";
const CONTACT: &str = "contact";
/// In the address of the API alone.
const WORKSPACE: &str = "workspace";

/// What the page offers.
pub struct Offer {
    pub workspace: Workspace,
    pub columns: Vec<Column>,
    /// Who would be in the file, and how many they are; None where it is not understood, for
    /// leaving a condition out would give away more people than were meant.
    pub whom: Option<(Selection, i64)>,
    pub problems: Problems,
}

#[handler]
pub async fn show(visit: Visit, Path(workspace): Path<Uid>, request: &Request) -> Result<Response> {
    page(&visit, workspace, whom(request.uri()), Problems::new()).await
}

async fn page(
    visit: &Visit,
    workspace: Uid,
    whom: Domain<Selection>,
    mut problems: Problems,
) -> Result<Response> {
    let now = visit.app.db.clock().now();
    let (around, offer) = visit
        .read(move |conn, actor| {
            let scope = workspaces::open(conn, actor, workspace)?;
            let counted = whom.and_then(|whom| {
                let count = contacts::count(conn, &scope, &whom, now)?;
                Ok(Some((whom, count)))
            });
            let whom = counted.or_else(|cause| match cause {
                Error::Invalid(wrong) => {
                    problems.extend(wrong);
                    Ok(None)
                }
                other => Err(other),
            })?;
            let columns = columns::all(conn, &scope)?;
            Ok(Offer { workspace: workspaces::find(conn, &scope)?, columns, whom, problems })
        })
        .await?;
    let around = around.within(offer.workspace.uid);
    let body = views::Export { around: &around, offer: &offer };
    Ok(around.answer_or_invalid(&offer.problems, "Export", body))
}

#[handler]
pub async fn file(visit: Visit, Path(workspace): Path<Uid>, request: &Request) -> Result<Response> {
    let wanted = wanted(request.uri(), visit.app.db.clock().now());
    let begun = visit
        .read(move |conn, actor| {
            let scope = workspaces::open(conn, actor, workspace)?;
            let name = workspaces::find(conn, &scope)?.name;
            Ok((Writing::begin(conn, &scope, &wanted?)?, actor.clone(), name))
        })
        .await;
    let (around, (writing, actor, name)) = match begun {
        Ok(begun) => begun,
        Err(cause) => match cause.downcast::<Error>() {
            Ok(Error::Invalid(problems)) => {
                return page(&visit, workspace, whom(request.uri()), problems).await;
            }
            Ok(other) => return Err(other.into()),
            Err(other) => return Err(other),
        },
    };
    let today = around.manner().today(visit.app.db.clock().now());
    let name = today.map_or(name.clone(), |today| format!("{name} {today}"));
    let written = Written::Contacts(writing);
    Ok(download(visit.app.db.clone(), actor, workspace, written, &name))
}

/// Everything of everybody unless something is named; what is not understood is told of.
pub fn wanted(uri: &Uri, now: i64) -> Domain<Wanted> {
    let fields = Fields::parse(uri.query().unwrap_or_default().as_bytes())?;
    let format = match fields.get(FORMAT) {
        "" => Format::default(),
        code => Format::from_code(code).ok_or_else(|| {
            Error::invalid(FORMAT, "Choose CSV or one of the two kinds of vCards")
        })?,
    };
    let columns = fields.all(COLUMN).map(str::to_owned).collect();
    Ok(Wanted { whom: whom(uri)?, format, columns, now })
}

/// Those who are named, or all who fit the conditions, written as in the address of the list.
fn whom(uri: &Uri) -> Domain<Selection> {
    let pairs: Vec<_> = urls::pairs(uri.query().unwrap_or_default().as_bytes()).flatten().collect();
    let named: Vec<&str> =
        pairs.iter().filter(|(key, _)| key == CONTACT).map(|(_, value)| &**value).collect();
    let is_own = |key: &str| [FORMAT, COLUMN, CONTACT, WORKSPACE].contains(&key);
    let conditions = pairs.iter().filter(|(key, _)| !is_own(key));
    let (filter, mut problems) =
        Filter::from_pairs(conditions.map(|(key, value)| (key.as_str(), value.as_str())));
    let uids: Vec<Uid> = named.iter().filter_map(|uid| uid.parse().ok()).collect();
    if uids.len() < named.len() {
        problems.insert(CONTACT, "This needs to be the id of a contact".to_owned());
    } else if uids.len() > MOST_PICKED {
        problems.insert(CONTACT, format!("Pick at most {MOST_PICKED} contacts"));
    } else if !uids.is_empty() && !filter.is_empty() {
        problems.insert(CONTACT, "Give either contacts or conditions".to_owned());
    }
    unless_any(problems)?;
    Ok(if uids.is_empty() { Selection::All(filter) } else { Selection::These(uids) })
}

/// The same in an address or in the hidden fields of a form.
pub fn pairs(whom: &Selection) -> Vec<(String, String)> {
    match whom {
        Selection::These(uids) => {
            uids.iter().map(|uid| (CONTACT.to_owned(), uid.to_string())).collect()
        }
        Selection::All(filter) => filter.pairs(),
    }
}
