//! How far the files of a copy are: bytes, parts, speed and what is left.

use std::{
    collections::{HashMap, VecDeque},
    sync::Mutex,
};

use rollcall_domain::{Timestamp, id::TargetId};

use crate::{Engine, event::Event};

/// The speed is that of the last seconds.
const WINDOW: chrono::Duration = chrono::Duration::seconds(8);

/// A speed needs at least this much time to be one.
const SHORTEST: chrono::Duration = chrono::Duration::milliseconds(900);

/// How often somebody is told.
const EVERY: chrono::Duration = chrono::Duration::milliseconds(200);

/// How far the files of a copy are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadProgress {
    /// Whose copy.
    pub target_id: TargetId,
    /// Bytes that have left, or that the provider had from an earlier try.
    pub sent: u64,
    /// Bytes in all.
    pub total: u64,
    /// Parts that the provider has for sure. A file that goes in one piece is one part.
    pub parts_done: u32,
    /// Parts in all.
    pub parts: u32,
    /// Bytes per second over the last seconds; `None` while too little is known.
    pub bytes_per_second: Option<u64>,
    /// Seconds that are left at this speed.
    pub seconds_left: Option<u64>,
}

/// Adds up what the parts of a copy tell.
pub(super) struct Meter {
    engine: Engine,
    target_id: TargetId,
    count: Mutex<Count>,
}

struct Count {
    total: u64,
    parts: u32,
    /// Bytes and number of the parts that are done.
    done: u64,
    parts_done: u32,
    /// Bytes of the parts that are under way.
    moving: HashMap<(u32, usize), u64>,
    /// What had been sent when, over the window.
    window: VecDeque<(Timestamp, u64)>,
    told_at: Option<Timestamp>,
}

impl Meter {
    /// For a copy with files of this many bytes in all, in this many parts.
    pub(super) fn new(engine: &Engine, target_id: &TargetId, total: u64, parts: u32) -> Self {
        Self {
            engine: engine.clone(),
            target_id: target_id.clone(),
            count: Mutex::new(Count {
                total,
                parts,
                done: 0,
                parts_done: 0,
                moving: HashMap::new(),
                window: VecDeque::new(),
                told_at: None,
            }),
        }
    }

    /// A file goes in this many parts instead of one.
    pub(super) fn split(&self, parts: usize) {
        self.with(|count| count.parts += u32::try_from(parts).unwrap_or(u32::MAX).saturating_sub(1));
    }

    /// A part of a file is under way.
    pub(super) fn moving(&self, slot: u32, part: usize, sent: u64) {
        self.with(|count| {
            count.moving.insert((slot, part), sent);
        });
    }

    /// The provider has a part.
    pub(super) fn done(&self, slot: u32, part: usize, bytes: u64) {
        self.with(|count| {
            count.moving.remove(&(slot, part));
            count.done += bytes;
            count.parts_done += 1;
            count.told_at = None;
        });
    }

    /// The provider had some parts from an earlier try.
    pub(super) fn had(&self, parts: usize, bytes: u64) {
        self.with(|count| {
            count.done += bytes;
            count.parts_done += u32::try_from(parts).unwrap_or(u32::MAX);
            // What was there before says nothing about the speed.
            count.window.clear();
            count.told_at = None;
        });
    }

    /// A file starts over.
    pub(super) fn undone(&self, slot: u32, parts: usize, bytes: u64) {
        self.with(|count| {
            count.moving.retain(|(of, _), _| *of != slot);
            count.done = count.done.saturating_sub(bytes);
            count.parts_done = count.parts_done.saturating_sub(u32::try_from(parts).unwrap_or(u32::MAX));
            count.window.clear();
        });
    }

    fn with(&self, change: impl FnOnce(&mut Count)) {
        let now = self.engine.now();
        let Ok(mut count) = self.count.lock() else { return };
        change(&mut count);
        let told = count.tell(now, &self.target_id);
        drop(count);
        if let Some(progress) = told {
            self.engine.tell(Event::Upload(progress));
        }
    }
}

impl Count {
    fn tell(&mut self, now: Timestamp, target_id: &TargetId) -> Option<UploadProgress> {
        let sent = (self.done + self.moving.values().sum::<u64>()).min(self.total);
        if self.told_at.is_some_and(|told| now - told < EVERY && now >= told) {
            return None;
        }
        self.told_at = Some(now);
        // A clock that was set back knows nothing about what came before.
        while self.window.front().is_some_and(|(at, _)| now - *at > WINDOW || *at > now) {
            self.window.pop_front();
        }
        self.window.push_back((now, sent));
        let bytes_per_second = self.window.front().and_then(|(at, before)| {
            let took = now - *at;
            let milliseconds = u64::try_from(took.num_milliseconds()).ok().filter(|_| took >= SHORTEST)?;
            Some(sent.saturating_sub(*before) * 1_000 / milliseconds)
        });
        Some(UploadProgress {
            target_id: target_id.clone(),
            sent,
            total: self.total,
            parts_done: self.parts_done.min(self.parts),
            parts: self.parts,
            bytes_per_second,
            seconds_left: bytes_per_second
                .filter(|speed| *speed > 0)
                .map(|speed| (self.total - sent).div_ceil(speed)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(total: u64) -> Count {
        Count {
            total,
            parts: 4,
            done: 0,
            parts_done: 0,
            moving: HashMap::new(),
            window: VecDeque::new(),
            told_at: None,
        }
    }

    fn at(milliseconds: i64) -> Timestamp {
        Timestamp::from_timestamp_millis(1_700_000_000_000 + milliseconds).unwrap()
    }

    #[test]
    fn the_speed_is_that_of_the_last_seconds() {
        let target = TargetId("t".into());
        let mut count = count(10_000);
        assert_eq!(count.tell(at(0), &target).unwrap().bytes_per_second, None);
        count.moving.insert((0, 0), 500);
        assert_eq!(count.tell(at(100), &target), None, "not every piece is told");
        let progress = count.tell(at(1_000), &target).unwrap();
        assert_eq!(
            (progress.sent, progress.bytes_per_second, progress.seconds_left),
            (500, Some(500), Some(19))
        );
        for second in 2..=20_i64 {
            let sent = 500 + u64::try_from(second).unwrap() * 100;
            count.moving.insert((0, 0), sent);
            count.tell(at(second * 1_000), &target);
        }
        count.moving.insert((0, 0), 2_600);
        assert_eq!(count.tell(at(21_000), &target).unwrap().bytes_per_second, Some(100));
    }

    #[test]
    fn a_clock_that_is_set_back_stops_nothing() {
        let target = TargetId("t".into());
        let mut count = count(10_000);
        count.tell(at(60_000), &target);
        count.moving.insert((0, 0), 100);
        let progress = count.tell(at(0), &target).unwrap();
        assert_eq!((progress.sent, progress.bytes_per_second), (100, None));
    }
}
