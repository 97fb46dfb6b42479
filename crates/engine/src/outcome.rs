//! What an answer, or its absence, means for a copy: the outcome table of the outbox.

use rollcall_domain::{Timestamp, account::Account, outbox::TargetEvent};
use rollcall_providers::error::{ErrorKind, Outcome, ProviderError};
use rollcall_store::{AttemptOutcome, TargetChange, TargetRow};

use crate::{error::EngineError, sending::Made};

/// What an answer, or its absence, means for a target (the outcome table of the outbox).
pub(crate) fn judged(
    account: &Account,
    target: &TargetRow,
    result: Result<&Made, &ProviderError>,
    now: Timestamp,
) -> (TargetChange, AttemptOutcome) {
    let error = match result {
        Ok(Made::HandedOver { id }) => {
            let mut change = TargetChange::new(TargetEvent::TakenOver, now);
            change.urn = Some(id.clone());
            let name = account.provider.name();
            change.sentence = Some(if target.due_at.is_some() {
                format!("{name} publishes it when its time comes, also while this computer is off.")
            } else {
                format!("{name} has it and publishes it by itself as soon as it can.")
            });
            return (change, AttemptOutcome::default());
        }
        Ok(Made::Published(published)) => {
            let mut change = TargetChange::new(TargetEvent::Made, now);
            change.urn.clone_from(&published.urn);
            change.permalink.clone_from(&published.permalink);
            return (change, AttemptOutcome::default());
        }
        Err(error) => error,
    };
    let event = match (error.outcome, &error.kind) {
        (Outcome::NotSent, _) => TargetEvent::NotMade,
        (Outcome::Unknown, _) => TargetEvent::NoAnswer,
        (Outcome::Definite, ErrorKind::SignInNeeded) => TargetEvent::SignInNeeded,
        (Outcome::Definite, ErrorKind::Limited | ErrorKind::NotYet) => TargetEvent::NotMade,
        (Outcome::Definite, _) => TargetEvent::Refused,
    };
    let mut change = TargetChange::new(event, now);
    change.retry_at = (event == TargetEvent::NotMade).then(|| next_try(target, error.retry_at, now));
    change.sentence = Some(match event {
        TargetEvent::NoAnswer => format!(
            "{}'s answer never came, so Rollcall can't tell whether the post is there. Look at {}'s profile. It will not be sent again by itself.",
            account.provider.name(),
            target.author_name
        ),
        _ => told(&EngineError::Provider(error.clone())),
    });
    let outcome = AttemptOutcome {
        http_status: error.http_status.map(i64::from),
        error_code: error.provider_code.clone(),
        request_id: error.request_id.clone(),
    };
    (change, outcome)
}

/// What becomes of a copy when the image or the account stood in the way: nothing was published.
pub(crate) fn not_prepared(target: &TargetRow, error: &EngineError, now: Timestamp) -> TargetChange {
    let event = match error {
        _ if error.needs_person() => TargetEvent::SignInNeeded,
        EngineError::Media(_) | EngineError::BadInput(_) => TargetEvent::Refused,
        EngineError::Provider(error)
            if matches!(
                error.kind,
                ErrorKind::ContentRefused | ErrorKind::PermissionMissing | ErrorKind::VersionRetired
            ) =>
        {
            TargetEvent::Refused
        }
        _ => TargetEvent::NotMade,
    };
    let mut change = TargetChange { sentence: Some(told(error)), ..TargetChange::new(event, now) };
    if event == TargetEvent::NotMade {
        change.retry_at = Some(next_try(target, retry_at(error), now));
    }
    change
}

/// When a copy that wasn't made is tried again: when the provider says, else after half the
/// time that it has waited already, within 30 seconds and an hour.
fn next_try(target: &TargetRow, retry_at: Option<Timestamp>, now: Timestamp) -> Timestamp {
    let waited = (now - target.changed_at) / 2;
    retry_at.unwrap_or(now + waited.clamp(chrono::Duration::seconds(30), chrono::Duration::hours(1)))
}

fn told(error: &EngineError) -> String {
    let problem = error.problem();
    // Nobody was sent this link: it is a place for a file, which the next try asks for anew.
    if matches!(error, EngineError::Provider(error) if error.kind == ErrorKind::LinkExpired) {
        return format!("{} Rollcall tries again by itself.", problem.sentence);
    }
    match problem.next_step {
        Some(next_step) => format!("{} {next_step}", problem.sentence),
        None => problem.sentence,
    }
}

fn retry_at(error: &EngineError) -> Option<Timestamp> {
    match error {
        EngineError::Provider(error) => error.retry_at,
        _ => None,
    }
}
