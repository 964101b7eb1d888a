//! Todos in the order in which a day goes: what is late, what is for today, what comes later.
use jiff::civil::DateTime;

use super::Todo;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// Its day has gone by, or its time today.
    Overdue,
    Today,
    Upcoming,
    Undated,
}

impl Group {
    pub const ALL: [Self; 4] = [Self::Overdue, Self::Today, Self::Upcoming, Self::Undated];

    pub fn label(self) -> &'static str {
        match self {
            Self::Overdue => "Overdue",
            Self::Today => "Today",
            Self::Upcoming => "Upcoming",
            Self::Undated => "Without a date",
        }
    }

    pub fn code(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Today => "today",
            Self::Upcoming => "upcoming",
            Self::Undated => "undated",
        }
    }

    /// Where it stands by what calendar and clock of its person show.
    pub fn of(todo: &Todo, now: DateTime) -> Self {
        let Some(wanted) = todo.wanted() else { return Self::Undated };
        let is_late_today = wanted.time.is_some_and(|time| time < now.time());
        match wanted.day.cmp(&now.date()) {
            std::cmp::Ordering::Less => Self::Overdue,
            std::cmp::Ordering::Equal if is_late_today => Self::Overdue,
            std::cmp::Ordering::Equal => Self::Today,
            std::cmp::Ordering::Greater => Self::Upcoming,
        }
    }
}

/// Open todos by group, each in the order in which they want to be done.
#[derive(Clone, Debug)]
pub struct Agenda {
    pub now: DateTime,
    groups: [Vec<Todo>; 4],
}

impl Agenda {
    pub fn of(todos: Vec<Todo>, now: DateTime) -> Self {
        let mut groups = [const { Vec::new() }; 4];
        for todo in todos {
            groups[Group::of(&todo, now) as usize].push(todo);
        }
        Self { now, groups }
    }

    pub fn group(&self, group: Group) -> &[Todo] {
        &self.groups[group as usize]
    }

    pub fn len(&self) -> usize {
        self.groups.iter().map(Vec::len).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::{super::testing::todo, *};

    #[test]
    fn a_todo_stands_where_its_day_and_time_put_it() {
        let now: DateTime = "2026-11-21T14:05".parse().unwrap();
        for (due, group) in [
            (Some("2026-11-20"), Group::Overdue),
            (Some("2026-11-20 23:59"), Group::Overdue),
            (Some("2026-11-21 14:04"), Group::Overdue),
            (Some("2026-11-21 14:05"), Group::Today),
            (Some("2026-11-21"), Group::Today),
            (Some("2026-11-22 00:00"), Group::Upcoming),
            (None, Group::Undated),
        ] {
            assert_eq!(Group::of(&todo("x", due), now), group, "{due:?}");
        }
        let mut late = todo("x", Some("2026-11-01"));
        late.snoozed_until = Some("2026-11-30".parse().unwrap());
        assert_eq!(Group::of(&late, now), Group::Upcoming);
    }

    #[test]
    fn nothing_is_lost_among_the_groups() {
        let now: DateTime = "2026-11-21T14:05".parse().unwrap();
        let due = [Some("2026-11-20"), Some("2026-11-21"), Some("2026-12-01"), None];
        let agenda = Agenda::of(due.iter().map(|due| todo("x", *due)).collect(), now);
        assert_eq!(agenda.len(), 4);
        assert!(Group::ALL.iter().all(|group| agenda.group(*group).len() == 1));
    }
}
