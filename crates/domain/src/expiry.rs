//! Permissions that end: when to renew them silently, and when to warn.

use chrono::Duration;

use crate::{Timestamp, account::Account, status::Status};

/// Days before its end at which a permission that a person has to renew is warned about.
pub const WARNING_DAYS: [i64; 4] = [1, 3, 7, 14];

/// Days before an access token's end from which it is renewed with the refresh token.
pub const RENEW_DAYS: i64 = 7;

/// Minutes between two tries to renew a token ahead of its end.
pub const RENEW_AGAIN_MIN: i64 = 60;

/// Hours without a word about a token after which LinkedIn is asked about the token itself.
pub const INTROSPECT_HOURS: i64 = 24;

/// Minutes between two questions about a token that was refused.
pub const INTROSPECT_AGAIN_MIN: i64 = 60;

/// The warning that is due, as a number of days; `None` when none is. `warned` is the last one that
/// was given about this end. After a long time without a look it is the last of those that were
/// missed, not all of them.
pub fn warning(ends_at: Timestamp, warned: Option<i64>, now: Timestamp) -> Option<i64> {
    let left = ends_at - now;
    let due = WARNING_DAYS.into_iter().find(|days| left <= Duration::days(*days))?;
    (left > Duration::zero() && warned.is_none_or(|warned| warned > due)).then_some(due)
}

/// Whether two ends are one and the same. LinkedIn counts in seconds from its own clock, so that an
/// end moves a little each time it is told.
pub fn is_same_end(one: Timestamp, other: Timestamp) -> bool {
    (one - other).abs() < Duration::days(1)
}

/// Whether an access token is to be renewed now. One that ends together with its refresh token
/// would only come back with the same end (LinkedIn, "Refresh tokens").
pub fn is_to_be_renewed(access_ends_at: Timestamp, refresh_ends_at: Timestamp, now: Timestamp) -> bool {
    access_ends_at - now <= Duration::days(RENEW_DAYS)
        && access_ends_at < refresh_ends_at
        && !is_same_end(access_ends_at, refresh_ends_at)
}

/// Whether the end of an account's permission is worth a warning: not while it is switched off, nor
/// when it doesn't work anyway.
pub fn is_warned_about(account: &Account) -> bool {
    account.paused_at.is_none()
        && matches!(
            account.status,
            Status::Connected
                | Status::ExpiresSoon { .. }
                | Status::PermissionMissing { .. }
                | Status::LimitedUntil { .. }
                | Status::ProviderUnreachable
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_warning_comes_once_and_a_long_sleep_brings_the_last_one_only() {
        let ends_at = Timestamp::UNIX_EPOCH + Duration::days(100);
        let cases = [
            (None, 14 * 24 + 1, None),
            (None, 14 * 24, Some(14)),
            (Some(14), 13 * 24, None),
            (Some(14), 7 * 24, Some(7)),
            (Some(7), 6 * 24, None),
            (Some(7), 2 * 24, Some(3)),
            (Some(3), 24, Some(1)),
            (Some(1), 2, None),
            (None, 5 * 24, Some(7)),
            (Some(14), 2 * 24, Some(3)),
            (None, 1, Some(1)),
            (Some(3), 0, None),
            (None, -1, None),
        ];
        for (warned, hours_left, days) in cases {
            let now = ends_at - Duration::hours(hours_left);
            assert_eq!(warning(ends_at, warned, now), days, "{warned:?} {hours_left}");
        }
    }

    #[test]
    fn a_token_is_renewed_a_week_ahead_unless_its_refresh_token_ends_with_it() {
        let now = Timestamp::UNIX_EPOCH;
        let cases = [(8, 300, false), (7, 300, true), (-1, 300, true), (5, 5, false), (5, 4, false)];
        for (access, refresh, renewed) in cases {
            let (access, refresh) = (now + Duration::days(access), now + Duration::days(refresh));
            assert_eq!(is_to_be_renewed(access, refresh, now), renewed, "{access} {refresh}");
        }
    }
}
