//! The page that shows the API to people.
use poem::{Response, Result, handler};

use super::{Described, views};
use crate::shell::Visit;

#[handler]
pub async fn show(visit: Visit) -> Result<Response> {
    let (around, ()) = visit.read(|_, _| Ok(())).await?;
    let described = Described::from_code();
    Ok(around.answer("API", views::Page { described: &described }))
}
