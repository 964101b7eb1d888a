//! How many connections there are, in all and from each address, and who goes when it is full.
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::activity::Activity;
use crate::web::rate::block;

#[derive(Debug)]
pub struct Guests {
    most: usize,
    most_per_address: usize,
    inside: Mutex<Inside>,
}

#[derive(Debug, Default)]
struct Inside {
    next: u64,
    guests: HashMap<u64, Guest>,
    per_address: HashMap<IpAddr, usize>,
}

#[derive(Debug)]
struct Guest {
    address: IpAddr,
    activity: Arc<Activity>,
}

/// A place inside, given back when dropped.
#[derive(Debug)]
pub struct Pass {
    number: u64,
    guests: Arc<Guests>,
    pub activity: Arc<Activity>,
}

impl Guests {
    pub fn at_most(most: usize, most_per_address: usize) -> Arc<Self> {
        Arc::new(Self { most, most_per_address, inside: Mutex::default() })
    }

    /// A place for a visitor. When every place is taken, whoever has been idle longest goes; one
    /// address that has its share gets no more.
    pub fn enter(self: &Arc<Self>, address: IpAddr) -> Option<Pass> {
        let address = block(address);
        let mut inside = self.inside();
        if inside.per_address.get(&address).is_some_and(|held| *held >= self.most_per_address) {
            return None;
        }
        if inside.guests.len() >= self.most && !inside.evict_idlest() {
            return None;
        }
        let activity = Activity::new();
        let number = inside.next;
        inside.next += 1;
        *inside.per_address.entry(address).or_default() += 1;
        inside.guests.insert(number, Guest { address, activity: activity.clone() });
        Some(Pass { number, guests: self.clone(), activity })
    }

    pub fn make_room(&self) {
        self.inside().evict_idlest();
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    fn evict_idlest(&mut self) -> bool {
        let idle = self.guests.iter().filter_map(|(number, guest)| {
            guest.activity.idle_since().map(|since| (since, *number))
        });
        let Some((_, number)) = idle.min() else { return false };
        if let Some(guest) = self.remove(number) {
            guest.activity.evict();
        }
        true
    }

    fn remove(&mut self, number: u64) -> Option<Guest> {
        let guest = self.guests.remove(&number)?;
        if let Some(held) = self.per_address.get_mut(&guest.address) {
            *held -= 1;
            if *held == 0 {
                self.per_address.remove(&guest.address);
            }
        }
        Some(guest)
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        self.guests.inside().remove(self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(last: u8) -> IpAddr {
        IpAddr::from([192, 168, 1, last])
    }

    #[test]
    fn one_address_gets_its_share_and_no_more() {
        let guests = Guests::at_most(10, 2);
        let held: Vec<_> = (0..5).filter_map(|_| guests.enter(at(1))).collect();
        assert_eq!(held.len(), 2);
        assert!(guests.enter(at(2)).is_some());
        drop(held);
        assert!(guests.enter(at(1)).is_some());
        assert!(guests.inside().per_address.is_empty(), "nobody is remembered");
    }

    #[test]
    fn an_ipv6_household_is_one_address() {
        let guests = Guests::at_most(10, 1);
        let _held = guests.enter("fd00::1".parse().unwrap()).unwrap();
        assert!(guests.enter("fd00::2".parse().unwrap()).is_none());
        assert!(guests.enter("fd00:0:0:1::1".parse().unwrap()).is_some());
    }

    #[tokio::test]
    async fn when_full_the_idlest_goes_and_the_busy_stay() {
        let guests = Guests::at_most(2, 2);
        let busy = guests.enter(at(1)).unwrap();
        let _request = busy.activity.begin();
        let idle = guests.enter(at(2)).unwrap();
        let third = guests.enter(at(3)).expect("room is made");
        idle.activity.evicted().await;
        let _request = third.activity.begin();
        assert!(guests.enter(at(4)).is_none(), "all are busy");
        drop(idle);
        assert_eq!(guests.inside().guests.len(), 2);
    }
}
