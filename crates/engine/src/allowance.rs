//! How many posts of an account its provider still takes, as far as Rollcall knows: it counts what
//! it sent itself.

use std::collections::HashMap;

use chrono::{Duration, NaiveTime};
use rollcall_domain::{
    Timestamp,
    id::AccountId,
    limits::{self, Period},
    publisher::Publisher,
};

use crate::{Engine, error::EngineError};

/// What is left of an account's allowance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AllowanceLeft {
    /// How many posts.
    pub left: u32,
    /// Of how many.
    pub of: u32,
    /// When more are taken.
    pub renews_at: Timestamp,
}

/// The tries of each account, since midnight in UTC and in the last hour.
pub(crate) struct Sent {
    now: Timestamp,
    today: HashMap<AccountId, u32>,
    this_hour: HashMap<AccountId, u32>,
}

impl Sent {
    /// What is left for an account that publishes through this interface; `None` where nobody says
    /// how much is taken.
    pub(crate) fn left(&self, account: &AccountId, publisher: Publisher) -> Option<AllowanceLeft> {
        let allowance = limits::of(publisher).allowance?;
        let (sent, renews_at) = match allowance.per {
            Period::UtcDay => (&self.today, midnight(self.now) + Duration::days(1)),
            Period::Hour => (&self.this_hour, self.now + Duration::hours(1)),
        };
        let sent = sent.get(account).copied().unwrap_or_default();
        Some(AllowanceLeft { left: allowance.posts.saturating_sub(sent), of: allowance.posts, renews_at })
    }
}

fn midnight(now: Timestamp) -> Timestamp {
    now.date_naive().and_time(NaiveTime::MIN).and_utc()
}

impl Engine {
    /// What each account sent lately.
    pub(crate) async fn sent_lately(&self) -> Result<Sent, EngineError> {
        let now = self.now();
        let store = &self.inner.store;
        Ok(Sent {
            now,
            today: store.attempts_since(midnight(now)).await?,
            this_hour: store.attempts_since(now - Duration::hours(1)).await?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sent_is_taken_off_until_it_renews() {
        let now: Timestamp = "2026-11-23T10:30:00Z".parse().unwrap();
        let dana = AccountId("dana".into());
        let sent = |count| HashMap::from([(dana.clone(), count)]);
        let sent = Sent { now, today: sent(30), this_hour: sent(26) };
        let left = sent.left(&dana, Publisher::Linkedin).unwrap();
        assert_eq!((left.left, left.of), (120, 150));
        assert_eq!(left.renews_at, "2026-11-24T00:00:00Z".parse::<Timestamp>().unwrap());
        assert_eq!(sent.left(&dana, Publisher::Zernio).unwrap().left, 0);
        assert_eq!(sent.left(&AccountId("elif".into()), Publisher::Zernio).unwrap().left, 25);
        assert_eq!(sent.left(&dana, Publisher::UnipileV1), None);
    }
}
