//! Bringing an account back with the cookies that were kept: at once, then every hour for four
//! hours. Then a person is asked.

use chrono::Duration;

use crate::{Timestamp, roll_call::jitter, setup_source::SetupSource, status::Status};

/// How often it is tried: once when the session drops, and each hour of the four that follow.
pub const TRIES: u32 = 5;

/// Minutes between two tries.
pub const EVERY_MIN: i64 = 60;

/// A later try comes up to this many seconds earlier or later, so that accounts that dropped
/// together don't come back in the same second.
pub const JITTER_S: i64 = 360;

/// The first try comes within as many seconds.
pub const FIRST_WITHIN_S: i64 = 20;

/// When a keychain that doesn't answer is asked again, in minutes. That is no try.
pub const KEYCHAIN_AGAIN_MIN: i64 = 5;

/// When the first try comes, for a session whose end was seen at `now`; `chance` is between 0 and
/// 1,000.
pub fn first_try(now: Timestamp, chance: u16) -> Timestamp {
    now + Duration::milliseconds(FIRST_WITHIN_S * i64::from(chance.min(1_000)))
}

/// When the try after the one at `now` comes; `None` when `made` tries were all. Counted from the
/// try that was made, so that a computer that slept through several has them still before it, one
/// hour apart.
pub fn next_try(made: u32, now: Timestamp, chance: u16) -> Option<Timestamp> {
    (made < TRIES).then(|| now + Duration::minutes(EVERY_MIN) + jitter(JITTER_S, chance))
}

/// When a planned try really comes: a clock that was set back puts none off.
pub fn at_latest(planned: Timestamp, now: Timestamp) -> Timestamp {
    planned.min(now + Duration::minutes(EVERY_MIN) + Duration::seconds(JITTER_S))
}

/// Whether an account is one that kept cookies can bring back: it was given some, they worked, and
/// then the session ended. Whoever is restricted, removed or at a checkpoint needs a person.
pub fn can_return(
    source: SetupSource,
    status: &Status,
    status_since: Timestamp,
    kept_at: Option<Timestamp>,
) -> bool {
    source == SetupSource::ApiCookies
        && *status == Status::SignInNeeded
        && kept_at.is_some_and(|kept_at| kept_at <= status_since)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_tries_an_hour_apart_give_or_take_and_no_more() {
        let began = Timestamp::UNIX_EPOCH;
        let mut at = first_try(began, 1_000);
        assert_eq!((at - began).num_seconds(), 20);
        for (made, chance, minutes) in [(1, 0, 54), (2, 500, 60), (3, 1_000, 66), (4, 500, 60)] {
            let next = next_try(made, at, chance).unwrap();
            assert_eq!((next - at).num_minutes(), minutes);
            at = next;
        }
        assert_eq!(next_try(5, at, 500), None);
    }

    #[test]
    fn a_clock_set_back_puts_no_try_off() {
        let now = Timestamp::UNIX_EPOCH;
        assert_eq!(at_latest(now + Duration::minutes(30), now), now + Duration::minutes(30));
        assert_eq!(at_latest(now + Duration::days(1), now), now + Duration::minutes(66));
    }

    #[test]
    fn only_a_session_that_worked_with_the_kept_cookies_and_then_ended_comes_back_by_itself() {
        let now = Timestamp::UNIX_EPOCH;
        let before = Some(now - Duration::hours(1));
        let after = Some(now + Duration::hours(1));
        let cases = [
            (SetupSource::ApiCookies, Status::SignInNeeded, before, true),
            (SetupSource::ApiCookies, Status::SignInNeeded, None, false),
            (SetupSource::ApiCookies, Status::SignInNeeded, after, false),
            (SetupSource::ApiCookies, Status::Restricted, before, false),
            (SetupSource::ApiCookies, Status::Connected, before, false),
            (SetupSource::ApiBasic, Status::SignInNeeded, before, false),
        ];
        for (source, status, kept_at, returns) in cases {
            assert_eq!(
                can_return(source, &status, now, kept_at),
                returns,
                "{source:?} {status:?} {kept_at:?}"
            );
        }
    }
}
