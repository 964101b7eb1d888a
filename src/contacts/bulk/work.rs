//! The steps of a change to many: who they are is settled with the first, and each step takes some.
use std::sync::{Arc, Mutex, PoisonError};

use super::{Operation, Order, Outcome, everybody, people, set};
use crate::{
    audit::{Progress, ROWS_PER_PART, Subject, Tx},
    contacts::lists::MOST_AT_ONCE,
    error::{Error, Result},
    ids::ContactId,
    settings,
    workspaces::{self, Scope},
};

pub struct Work {
    order: Order,
    /// Who is still to come, the next one last; None before the first step.
    left: Option<Vec<ContactId>>,
    outcome: Arc<Mutex<Outcome>>,
}

impl Work {
    pub fn new(order: Order) -> Self {
        Self { order, left: None, outcome: Arc::default() }
    }

    pub fn outcome(&self) -> Arc<Mutex<Outcome>> {
        self.outcome.clone()
    }

    pub fn step(&mut self, tx: &Tx<'_>) -> Result<Progress> {
        let scope = workspaces::open(tx, tx.actor, self.order.workspace)?;
        let operation = self.order.operation.clone();
        let ready = set::ready(tx, &scope, &operation)?;
        let mut left = match self.left.take() {
            Some(left) => left,
            None => self.begin(tx, &scope)?,
        };
        tx.in_workspace(scope.workspace());
        let workspace = workspaces::find(tx, &scope)?;
        tx.about(Subject::workspace(scope.workspace(), &*workspace.name));
        let rest = left.len().saturating_sub(per_step(&operation));
        let some: Vec<ContactId> = left.drain(rest..).rev().collect();
        let step = set::some(tx, &scope, &ready, &people(tx, &scope, &some)?)?;
        let mut outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner);
        outcome.add(step);
        if !left.is_empty() {
            self.left = Some(left);
            return Ok(Progress::More);
        }
        let manner = settings::preferences(tx, scope.owner())?.manner;
        if outcome.changed > 0 {
            tx.say(outcome.words(&ready.words(), &manner));
        }
        Ok(Progress::Finished)
    }

    fn begin(&self, tx: &Tx<'_>, scope: &Scope) -> Result<Vec<ContactId>> {
        let mut all = everybody(tx, scope, &self.order.selection, tx.now)?;
        let count = all.len() as i64;
        if let Some(expected) = self.order.expected.filter(|it| *it != count) {
            return Err(Error::Conflict(format!(
                "{expected} contacts were meant, but {count} fit by now. Nothing was changed."
            )));
        }
        all.reverse();
        Ok(all)
    }
}

impl Outcome {
    fn add(&mut self, step: Self) {
        self.changed += step.changed;
        self.unchanged += step.unchanged;
        self.refused += step.refused;
        self.why = self.why.take().or(step.why);
    }
}

/// By how many rows each contact costs: one deleted takes its values, tags and log along.
fn per_step(operation: &Operation) -> usize {
    match operation {
        Operation::Delete => ROWS_PER_PART / 20,
        _ => MOST_AT_ONCE,
    }
}
