//! When accounts are checked without being asked.

use chrono::Duration;

use crate::{
    Timestamp,
    account::Account,
    status::{Status, StatusKind},
};

/// Minutes between two scheduled roll calls.
pub const EVERY_MIN: i64 = 15;

/// Minutes between two scheduled checks of an account that has been stable.
pub const STABLE_EVERY_MIN: i64 = 60;

/// Hours without a change after which an account counts as stable.
pub const STABLE_AFTER_HOURS: i64 = 24;

/// A roll call comes up to this many seconds earlier or later than planned, so that many computers
/// don't ask at the same moment.
pub const JITTER_S: i64 = 90;

/// When the roll call after `now` comes; `chance` is between 0 and 1,000.
pub fn next_round(now: Timestamp, chance: u16) -> Timestamp {
    now + Duration::minutes(EVERY_MIN) + jitter(JITTER_S, chance)
}

/// Between `-seconds` and `+seconds`, for a `chance` between 0 and 1,000.
pub(crate) fn jitter(seconds: i64, chance: u16) -> Duration {
    Duration::milliseconds(seconds * (2 * i64::from(chance.min(1_000)) - 1_000))
}

/// Whether a planned roll call is further away than any plan goes: the clock was set back.
pub fn is_too_far(planned: Timestamp, now: Timestamp) -> bool {
    planned - now > Duration::minutes(EVERY_MIN) + Duration::seconds(JITTER_S)
}

/// Whether a scheduled roll call at `now` asks about this account.
pub fn is_due(account: &Account, now: Timestamp) -> bool {
    match &account.status {
        Status::Paused | Status::Removed => return false,
        // Whoever answers the checkpoint hears of the account before any roll call does.
        Status::Checkpoint { deadline: Some(deadline), .. } if *deadline > now => return false,
        _ => {}
    }
    if account.paused_at.is_some() {
        return false;
    }
    let Some(checked_at) = account.checked_at else { return true };
    if account.status.kind() == StatusKind::ProviderUnreachable || checked_at > now {
        return true;
    }
    let stable = now - account.status_since >= Duration::hours(STABLE_AFTER_HOURS);
    let every = if stable { STABLE_EVERY_MIN } else { EVERY_MIN };
    // Half a round's slack: rounds come a little earlier or later than planned.
    now - checked_at >= Duration::minutes(every) - Duration::seconds(EVERY_MIN * 30)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        checkpoint::CheckpointKind,
        id::{AccountId, ConnectionId},
        provider::Provider,
        setup_source::SetupSource,
    };

    fn account(status: Status, changed_min_ago: i64, checked_min_ago: Option<i64>) -> (Account, Timestamp) {
        let now = Timestamp::UNIX_EPOCH + Duration::days(20_000);
        let ago = |minutes| now - Duration::minutes(minutes);
        let account = Account {
            id: AccountId("a".into()),
            connection_id: ConnectionId("c".into()),
            provider: Provider::Unipile,
            remote_id: "r".into(),
            linkedin_id: None,
            name: "Dana".into(),
            headline: None,
            profile_url: None,
            client_id: None,
            setup_source: SetupSource::HostedLink,
            status,
            cause: String::new(),
            status_since: ago(changed_min_ago),
            checked_at: checked_min_ago.map(ago),
            expires_at: None,
            products: Vec::new(),
            linked_at: ago(changed_min_ago),
            paused_at: None,
        };
        (account, now)
    }

    #[test]
    fn accounts_are_asked_about_when_it_is_their_turn() {
        let asked = |minutes: i64| Status::Checkpoint {
            checkpoint: CheckpointKind::Otp,
            deadline: Some(Timestamp::UNIX_EPOCH + Duration::days(20_000) + Duration::minutes(minutes)),
        };
        const DAYS: i64 = 3 * 24 * 60;
        let cases = [
            ("never checked", Status::Connected, DAYS, None, true),
            ("changed today", Status::Connected, 60, Some(15), true),
            ("changed today, checked by hand just now", Status::Connected, 60, Some(2), false),
            ("stable", Status::Connected, DAYS, Some(15), false),
            ("stable for an hour", Status::Connected, DAYS, Some(60), true),
            ("needs a sign-in for days", Status::SignInNeeded, DAYS, Some(30), false),
            ("unreachable for days", Status::ProviderUnreachable, DAYS, Some(15), true),
            ("paused", Status::Paused, 60, Some(90), false),
            ("removed", Status::Removed, 60, None, false),
            ("at a checkpoint", asked(3), 60, Some(90), false),
            ("at a checkpoint that ran out", asked(-3), 60, Some(90), true),
            ("checked in a future that was taken back", Status::Connected, DAYS, Some(-600), true),
        ];
        for (what, status, changed, checked, due) in cases {
            let (account, now) = account(status, changed, checked);
            assert_eq!(is_due(&account, now), due, "{what}");
        }
    }

    #[test]
    fn rounds_are_a_quarter_of_an_hour_apart_give_or_take() {
        let now = Timestamp::UNIX_EPOCH;
        for (chance, seconds) in [(0, 810), (500, 900), (1_000, 990)] {
            let next = next_round(now, chance);
            assert_eq!((next - now).num_seconds(), seconds);
            assert!(!is_too_far(next, now));
        }
        assert!(is_too_far(now + Duration::hours(3), now));
    }
}
