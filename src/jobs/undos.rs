//! Takes large changes back, a part at a time.
use super::worker::{Step, Work};
use crate::{audit::undo::long, db::Db, error::Result};

pub struct Undos(pub Db);

impl Work for Undos {
    async fn step(&self) -> Result<Step> {
        Ok(if long::step(&self.0).await? { Step::More } else { Step::Idle })
    }
}
