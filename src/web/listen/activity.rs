//! What one connection is doing, and how long it may go on doing so.
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::web::limits::Limits;

#[derive(Debug)]
pub struct Activity {
    state: Mutex<State>,
    eviction: CancellationToken,
}

#[derive(Debug)]
struct State {
    /// Requests whose handlers run; their deadline is watched elsewhere.
    handling: usize,
    /// Answers on their way out.
    answering: usize,
    /// Of these, streams of events, which may rest for as long as they like.
    streaming: usize,
    has_served: bool,
    /// The last time a piece of a body went in or out, or the connection became idle.
    progress: Instant,
    /// When the first byte of a head not yet complete came in.
    head_began: Option<Instant>,
    left_unread: bool,
}

impl Activity {
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            state: Mutex::new(State::new(Instant::now())),
            eviction: CancellationToken::new(),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn begin(self: &Arc<Self>) -> InHand {
        self.state().begin();
        InHand { activity: self.clone(), phase: Phase::Handling }
    }

    pub fn progress(&self) {
        self.state().progress = Instant::now();
    }

    /// Bytes came in; between two requests they begin a new head.
    pub fn received(&self) {
        self.state().received(Instant::now());
    }

    /// A request was answered without its body having been read to the end.
    pub fn leave_unread(&self) {
        self.state().left_unread = true;
    }

    pub fn has_left_unread(&self) -> bool {
        self.state().left_unread
    }

    pub fn is_idle(&self) -> bool {
        self.state().is_idle()
    }

    /// Since when nothing was asked, if nothing is being asked.
    pub fn idle_since(&self) -> Option<Instant> {
        let state = self.state();
        state.is_idle().then_some(state.progress)
    }

    /// When patience with the connection ends as things stand; never while a handler works or
    /// events stream.
    pub fn patience_ends(&self, limits: &Limits) -> Option<Instant> {
        self.state().patience_ends(limits)
    }

    pub fn evict(&self) {
        self.eviction.cancel();
    }

    pub async fn evicted(&self) {
        self.eviction.cancelled().await;
    }
}

impl State {
    fn new(now: Instant) -> Self {
        Self {
            handling: 0,
            answering: 0,
            streaming: 0,
            has_served: false,
            progress: now,
            head_began: None,
            left_unread: false,
        }
    }

    fn is_idle(&self) -> bool {
        self.handling + self.answering == 0
    }

    fn received(&mut self, now: Instant) {
        if self.is_idle() {
            self.head_began.get_or_insert(now);
        }
    }

    fn begin(&mut self) {
        self.handling += 1;
        self.has_served = true;
        self.head_began = None;
    }

    fn answer(&mut self, is_event_stream: bool, now: Instant) {
        self.handling -= 1;
        self.answering += 1;
        self.streaming += usize::from(is_event_stream);
        self.progress = now;
    }

    fn done(&mut self, phase: Phase, now: Instant) {
        match phase {
            Phase::Handling => self.handling -= 1,
            Phase::Answering => self.answering -= 1,
            Phase::Streaming => {
                self.answering -= 1;
                self.streaming -= 1;
            }
        }
        self.progress = now;
    }

    fn patience_ends(&self, limits: &Limits) -> Option<Instant> {
        if self.handling + self.streaming > 0 {
            None
        } else if self.answering > 0 {
            Some(self.progress + limits.request_timeout())
        } else if let Some(began) = self.head_began {
            Some(began + limits.header_timeout())
        } else if self.has_served {
            Some(self.progress + limits.idle_timeout())
        } else {
            Some(self.progress + limits.header_timeout())
        }
    }
}

/// How soon to look again when the end of patience may have moved closer.
pub fn next_look(ends: Option<Instant>, limits: &Limits) -> Instant {
    let soon = Instant::now() + limits.header_timeout().max(Duration::from_millis(100));
    ends.map_or(soon, |ends| ends.min(soon))
}

#[derive(Clone, Copy)]
enum Phase {
    Handling,
    Answering,
    Streaming,
}

/// One request and then its answer; dropped when both are done with.
pub struct InHand {
    activity: Arc<Activity>,
    phase: Phase,
}

impl InHand {
    pub fn answer(mut self, is_event_stream: bool) -> Self {
        self.activity.state().answer(is_event_stream, Instant::now());
        self.phase = if is_event_stream { Phase::Streaming } else { Phase::Answering };
        self
    }

    pub fn progress(&self) {
        self.activity.progress();
    }
}

impl Drop for InHand {
    fn drop(&mut self) {
        self.activity.state().done(self.phase, Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_depends_on_what_the_connection_does() {
        let limits = Limits {
            header_timeout_s: 10,
            request_timeout_s: 30,
            idle_timeout_s: 75,
            ..Limits::default()
        };
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let ends = |state: &State| state.patience_ends(&limits).map(|end| (end - start).as_secs());

        let mut state = State::new(start);
        assert_eq!(ends(&state), Some(10), "nothing said yet");
        state.received(at(4));
        state.received(at(9));
        assert_eq!(ends(&state), Some(14), "more of the same half head buys no time");
        state.begin();
        state.received(at(11));
        assert_eq!(ends(&state), None, "a handler works");
        state.answer(false, at(20));
        assert_eq!(ends(&state), Some(50), "an answer goes out");
        state.begin();
        state.answer(true, at(21));
        state.done(Phase::Answering, at(22));
        assert_eq!(ends(&state), None, "events stream");
        state.done(Phase::Streaming, at(100));
        assert_eq!(ends(&state), Some(175), "idle");
        state.received(at(120));
        assert_eq!(ends(&state), Some(130), "the next head has begun");
    }
}
