//! Folding what a provider said into the row it belongs to: status, cause and history together.

use rollcall_domain::{
    Timestamp,
    account::{Account, RemoteAccount, first_name},
    history::{Actor, HistoryEntry, HistoryKind},
    member::surely_differ,
    product::ProductState,
    provider::Provider,
    status::{EXPIRES_SOON_DAYS, Status},
};
use rollcall_providers::error::ErrorKind;

use crate::error::EngineError;

/// Takes over what a provider told about an account. Returns the line for its history when the
/// status changed. What it tells about somebody else is refused, and only that is kept.
pub(crate) fn fold(
    account: &mut Account,
    remote: RemoteAccount,
    actor: Actor,
    now: Timestamp,
) -> Option<HistoryEntry> {
    if is_somebody_else(account, &remote) {
        account.checked_at = Some(now);
        let cause = format!(
            "Somebody else is signed in at {}: {}, not {}.",
            account.provider.name(),
            remote.name,
            account.name
        );
        return set_status(account, Status::SignInNeeded, cause, actor, now);
    }
    account.setup_source = remote.setup_source.unwrap_or(account.setup_source);
    account.linkedin_id = remote.linkedin_id.or(account.linkedin_id.take());
    account.headline = remote.headline.or(account.headline.take());
    account.profile_url = remote.profile_url.or(account.profile_url.take());
    // LinkedIn says when a permission ends as it grants it, and not when it is asked who it is for.
    let known = account.expires_at.filter(|_| account.provider == Provider::Linkedin);
    account.expires_at = remote.expires_at.or(known);
    if !remote.name.is_empty() {
        account.name = remote.name;
    }
    if !remote.products.is_empty() {
        account.products = with_what_was_known(remote.products, &account.products);
    }
    account.checked_at = Some(now);
    let status = with_expiry(remote.status, account.expires_at, now);
    set_status(account, status, remote.cause, actor, now)
}

/// A product of which the provider says nothing stays enabled if it was.
fn with_what_was_known(told: Vec<ProductState>, known: &[ProductState]) -> Vec<ProductState> {
    let with_known = |mut state: ProductState| {
        if state.subscribed.is_none() && !state.enabled {
            state.enabled = known.iter().any(|one| one.product == state.product && one.enabled);
        }
        state
    };
    told.into_iter().map(with_known).collect()
}

/// Whether what a provider tells is about another member than the account's owner.
pub(crate) fn is_somebody_else(account: &Account, remote: &RemoteAccount) -> bool {
    match (&account.linkedin_id, &remote.linkedin_id) {
        (Some(known), Some(given)) => surely_differ(known, given),
        _ => false,
    }
}

/// A working account whose token ends within [`EXPIRES_SOON_DAYS`] says so.
pub(crate) fn with_expiry(status: Status, expires_at: Option<Timestamp>, now: Timestamp) -> Status {
    match (status, expires_at) {
        (Status::Connected, Some(at)) if (at - now).num_days() < EXPIRES_SOON_DAYS => {
            Status::ExpiresSoon { at }
        }
        (status, _) => status,
    }
}

/// Gives the account a status and returns the line for its history when the kind of status is a
/// new one.
pub(crate) fn set_status(
    account: &mut Account,
    status: Status,
    cause: String,
    actor: Actor,
    now: Timestamp,
) -> Option<HistoryEntry> {
    // What the person switched off stays off, whatever the provider says, until it is gone there.
    let gone = account.status == Status::Removed;
    if account.paused_at.is_some() && (gone || !matches!(status, Status::Paused | Status::Removed)) {
        return None;
    }
    let same = account.status.kind() == status.kind();
    // A countdown that is already running goes on when the provider repeats the checkpoint.
    let status = match (status, &account.status) {
        (Status::Checkpoint { checkpoint, deadline: None }, Status::Checkpoint { deadline, .. }) => {
            Status::Checkpoint { checkpoint, deadline: *deadline }
        }
        (status, _) => status,
    };
    account.status = status;
    if same && !cause.is_empty() && cause != account.cause {
        account.cause = cause;
        return None;
    }
    if same {
        return None;
    }
    account.cause = if cause.is_empty() { plain_cause(account) } else { cause };
    account.status_since = now;
    Some(HistoryEntry {
        at: now,
        sentence: format!("{}: {}", account.status.label(now), lower_first(&account.cause)),
        actor,
        tone: account.status.tone(),
        kind: HistoryKind::Status,
    })
}

/// What an error says about an account; `None` when it says nothing about it, as when the keychain
/// is locked.
pub(crate) fn status_of_error(error: &EngineError) -> Option<(Status, String)> {
    let error = match error {
        EngineError::Provider(error) => error,
        EngineError::SignInNeeded(sentence) | EngineError::WrongMember(sentence) => {
            return Some((Status::SignInNeeded, sentence.clone()));
        }
        _ => return None,
    };
    let status = match &error.kind {
        ErrorKind::SignInNeeded | ErrorKind::WrongCredentials | ErrorKind::LinkExpired => {
            Status::SignInNeeded
        }
        ErrorKind::Restricted => Status::Restricted,
        ErrorKind::Limited => Status::LimitedUntil { at: error.retry_at },
        ErrorKind::PermissionMissing => Status::PermissionMissing { what: "Permission".into() },
        ErrorKind::NotFound => Status::Removed,
        ErrorKind::ConnectionKey
        | ErrorKind::Unreachable
        | ErrorKind::UnexpectedAnswer
        | ErrorKind::VersionRetired => Status::ProviderUnreachable,
        _ => return None,
    };
    Some((status, error.sentence.clone()))
}

fn plain_cause(account: &Account) -> String {
    let who = first_name(&account.name);
    let provider = account.provider.name();
    match &account.status {
        Status::Connected => format!("{provider} answered for {who}."),
        Status::Connecting => format!("{provider} is still setting {who} up."),
        Status::ExpiresSoon { .. } => "LinkedIn's permission ends soon; renew it in time.".into(),
        Status::SignInNeeded => format!("{provider} says {who}'s LinkedIn session ended."),
        Status::Checkpoint { checkpoint, .. } => checkpoint.sentence(),
        Status::PermissionMissing { what } => format!("{what} isn't available for {who}."),
        Status::Restricted => format!("LinkedIn has restricted {who}."),
        Status::LimitedUntil { .. } => format!("A limit was reached for {who}."),
        Status::ProviderUnreachable => format!("{provider} has a problem of its own."),
        Status::Paused => format!("{who} was paused at {provider}."),
        Status::Removed => format!("{provider} doesn't have this account any more."),
        Status::Unknown { raw } => format!("{provider} says “{raw}”, which Rollcall doesn't know."),
    }
}

fn lower_first(sentence: &str) -> String {
    // Names keep their capital: only the words that open our own sentences are lowered.
    for word in ["A ", "The "] {
        if let Some(rest) = sentence.strip_prefix(word) {
            return format!("{}{rest}", word.to_lowercase());
        }
    }
    sentence.to_owned()
}
