//! Webhooks on their way to subscribers, and what became of those sent.

use std::collections::{HashSet, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Outcomes beyond this many are forgotten, oldest first.
const REMEMBERED: usize = 2_000;

/// One event for one subscriber.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Delivery {
    /// `linkedin`, `unipile`, `edges` or `zernio`.
    pub provider: String,
    /// The subscription, by the provider's own id. Events of one subscription go out in order.
    pub hook: String,
    /// What happened, in the provider's word.
    pub event: String,
    /// The same for each try.
    pub event_id: String,
    /// The subscriber's address.
    pub url: String,
    /// Names and values, signature included.
    pub headers: Vec<(String, String)>,
    /// As it is sent; empty where the subscriber is asked something with a `GET`.
    pub body: String,
    /// 1 for the first.
    pub attempt: u32,
    /// Seconds to wait before each further attempt.
    pub retries: Vec<i64>,
    /// Not sent before this, by the sandbox's clock.
    pub due: DateTime<Utc>,
}

/// A delivery that was tried.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Outcome {
    /// What was sent.
    #[serde(flatten)]
    pub delivery: Delivery,
    /// When, by the sandbox's clock.
    pub at: DateTime<Utc>,
    /// What the subscriber answered; nothing when it could not be reached.
    pub status: Option<u16>,
    /// The beginning of what it said.
    pub answer: String,
    /// Why it could not be reached.
    pub error: Option<String>,
    /// By the real clock.
    pub took_ms: u64,
}

impl Outcome {
    pub(crate) fn succeeded(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }

    /// Failed, and will not be tried again.
    pub(crate) fn is_terminal_failure(&self) -> bool {
        !self.succeeded() && self.delivery.retries.is_empty()
    }
}

#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Deliveries {
    pending: VecDeque<Delivery>,
    log: VecDeque<Outcome>,
}

impl Deliveries {
    pub fn send(&mut self, delivery: Delivery) {
        self.pending.push_back(delivery);
    }

    /// Every outcome, oldest first.
    pub fn log(&self) -> impl DoubleEndedIterator<Item = &Outcome> {
        self.log.iter()
    }

    /// The next delivery of every subscription that is not `busy`.
    pub fn take_due(&mut self, now: DateTime<Utc>, busy: &HashSet<String>) -> Vec<Delivery> {
        let mut taken: Vec<Delivery> = Vec::new();
        let mut kept = VecDeque::new();
        let mut waiting: HashSet<String> = busy.clone();
        for delivery in self.pending.drain(..) {
            let first = waiting.insert(delivery.hook.clone());
            if first && delivery.due <= now {
                taken.push(delivery);
            } else {
                kept.push_back(delivery);
            }
        }
        self.pending = kept;
        taken
    }

    /// When the next waiting delivery is due.
    pub fn next_due(&self) -> Option<DateTime<Utc>> {
        self.pending.iter().map(|delivery| delivery.due).min()
    }

    /// Remembers an outcome, and tries again later where tries are left.
    pub fn record(&mut self, outcome: Outcome) {
        if !outcome.succeeded()
            && let Some((&wait, rest)) = outcome.delivery.retries.split_first()
        {
            // Ahead of what came later: a subscription's events stay in order.
            self.pending.push_front(Delivery {
                attempt: outcome.delivery.attempt + 1,
                retries: rest.to_vec(),
                due: outcome.at + TimeDelta::seconds(wait),
                ..outcome.delivery.clone()
            });
        }
        self.log.push_back(outcome);
        if self.log.len() > REMEMBERED {
            self.log.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use chrono::{DateTime, TimeDelta, Utc};

    use super::{Deliveries, Delivery, Outcome};

    fn delivery(hook: &str, event_id: &str, retries: Vec<i64>) -> Delivery {
        Delivery {
            provider: "zernio".to_owned(),
            hook: hook.to_owned(),
            event: "account.connected".to_owned(),
            event_id: event_id.to_owned(),
            url: "http://127.0.0.1:1/hook".to_owned(),
            headers: Vec::new(),
            body: "{}".to_owned(),
            attempt: 1,
            retries,
            due: DateTime::UNIX_EPOCH,
        }
    }

    fn outcome(delivery: Delivery, status: Option<u16>, at: DateTime<Utc>) -> Outcome {
        Outcome { delivery, at, status, answer: String::new(), error: None, took_ms: 1 }
    }

    fn taken(deliveries: &mut Deliveries, now: DateTime<Utc>) -> Vec<String> {
        deliveries.take_due(now, &HashSet::new()).into_iter().map(|delivery| delivery.event_id).collect()
    }

    #[test]
    fn a_subscription_gets_its_events_one_after_the_other() {
        let now = Utc::now();
        let mut deliveries = Deliveries::default();
        for (hook, event) in [("a", "1"), ("a", "2"), ("b", "3")] {
            deliveries.send(delivery(hook, event, Vec::new()));
        }
        assert_eq!(taken(&mut deliveries, now), ["1", "3"]);
        assert_eq!(taken(&mut deliveries, now), ["2"]);
    }

    #[test]
    fn a_failure_is_tried_again_before_what_came_later() {
        let now = Utc::now();
        let mut deliveries = Deliveries::default();
        deliveries.send(delivery("a", "later", Vec::new()));
        deliveries.record(outcome(delivery("a", "failed", vec![60]), Some(500), now));
        assert_eq!(taken(&mut deliveries, now), Vec::<String>::new());
        assert_eq!(deliveries.next_due(), Some(DateTime::UNIX_EPOCH));
        assert_eq!(taken(&mut deliveries, now + TimeDelta::seconds(60)), ["failed"]);
        assert_eq!(taken(&mut deliveries, now + TimeDelta::seconds(60)), ["later"]);
    }
}
