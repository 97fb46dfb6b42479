//! The outbox's rules: which state a target may go to from which, and what the answer to a
//! create call means.
//!
//! LinkedIn offers no idempotency key and no two-step publish. A call whose answer never came may
//! have made a post, so **no path leads from [`TargetState::Sending`] back to a state that sends,
//! except a definite answer that nothing was made, or a person's decision.**

use serde::{Deserialize, Serialize};

/// Where one copy of a post stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum TargetState {
    /// Waits for its turn.
    Queued,
    /// Its media is on its way; nothing is published yet.
    Uploading,
    /// A person stopped it for now; nothing is published yet.
    Paused,
    /// Recorded as being sent, before the first byte leaves.
    Sending,
    /// The provider has it and publishes it by itself, when its time comes.
    HandedOver,
    /// The provider said that it exists.
    Published,
    /// The provider said no; nothing was made.
    Refused,
    /// The account must be refreshed first; nothing was made.
    Held,
    /// Nothing was made, and trying again later can help.
    RetryLater,
    /// The answer never came: it may or may not exist. A person looks.
    Unknown,
    /// Its time passed while nobody could send it; nothing was made. A person decides.
    Missed,
    /// A person gave it up; it isn't there.
    Dropped,
}

impl TargetState {
    /// Every state.
    pub const ALL: [TargetState; 12] = [
        TargetState::Queued,
        TargetState::Uploading,
        TargetState::Paused,
        TargetState::Sending,
        TargetState::HandedOver,
        TargetState::Published,
        TargetState::Refused,
        TargetState::Held,
        TargetState::RetryLater,
        TargetState::Unknown,
        TargetState::Missed,
        TargetState::Dropped,
    ];

    /// The word kept in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            TargetState::Queued => "queued",
            TargetState::Uploading => "uploading",
            TargetState::Paused => "paused",
            TargetState::Sending => "sending",
            TargetState::HandedOver => "handed_over",
            TargetState::Published => "published",
            TargetState::Refused => "refused",
            TargetState::Held => "held",
            TargetState::RetryLater => "retry_later",
            TargetState::Unknown => "unknown",
            TargetState::Missed => "missed",
            TargetState::Dropped => "dropped",
        }
    }

    /// The state with this stored word.
    pub fn parse(word: &str) -> Option<TargetState> {
        TargetState::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether the outbox may take it up without asking anybody.
    pub fn is_sendable(self) -> bool {
        matches!(self, TargetState::Queued | TargetState::RetryLater | TargetState::Held)
    }
}

/// Where the first comment of a copy stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum CommentState {
    /// The post is there; the comment comes next.
    Waiting,
    /// Recorded as being sent, before the first byte leaves.
    Sending,
    /// It is there.
    Made,
    /// The provider said no.
    Refused,
    /// The answer never came: it may or may not be there.
    Unknown,
}

impl CommentState {
    /// Every state.
    pub const ALL: [CommentState; 5] = [
        CommentState::Waiting,
        CommentState::Sending,
        CommentState::Made,
        CommentState::Refused,
        CommentState::Unknown,
    ];

    /// The word kept in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            CommentState::Waiting => "waiting",
            CommentState::Sending => "sending",
            CommentState::Made => "made",
            CommentState::Refused => "refused",
            CommentState::Unknown => "unknown",
        }
    }

    /// The state with this stored word.
    pub fn parse(word: &str) -> Option<CommentState> {
        CommentState::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// What can happen to a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TargetEvent {
    /// The outbox takes it up and sends its media.
    UploadStarted,
    /// The create call is about to leave.
    Armed,
    /// The provider has it and publishes it by itself.
    TakenOver,
    /// The provider made it.
    Made,
    /// The provider refused it, or its media; nothing was made.
    Refused,
    /// The account isn't signed in; nothing was made.
    SignInNeeded,
    /// Nothing was made, and it can be tried again.
    NotMade,
    /// The answer never came.
    NoAnswer,
    /// The application stopped while it was under way and started again.
    Restarted,
    /// Its time passed while nobody could send it.
    Missed,
    /// A person stopped it for now.
    PersonPausedIt,
    /// A person has it go on.
    PersonResumedIt,
    /// A person found it on LinkedIn.
    PersonFoundIt,
    /// A person knows that it isn't there, and wants it sent again.
    PersonSendsAgain,
    /// A person knows that it isn't there, and lets it go.
    PersonDroppedIt,
}

impl TargetEvent {
    /// Every event.
    pub const ALL: [TargetEvent; 15] = [
        TargetEvent::UploadStarted,
        TargetEvent::Armed,
        TargetEvent::TakenOver,
        TargetEvent::Made,
        TargetEvent::Refused,
        TargetEvent::SignInNeeded,
        TargetEvent::NotMade,
        TargetEvent::NoAnswer,
        TargetEvent::Restarted,
        TargetEvent::Missed,
        TargetEvent::PersonPausedIt,
        TargetEvent::PersonResumedIt,
        TargetEvent::PersonFoundIt,
        TargetEvent::PersonSendsAgain,
        TargetEvent::PersonDroppedIt,
    ];
}

/// The state after an event, or `None` when the event is not allowed there.
pub fn next(state: TargetState, event: TargetEvent) -> Option<TargetState> {
    use TargetEvent as E;
    use TargetState as S;
    match (state, event) {
        (S::Queued | S::RetryLater | S::Held, E::UploadStarted) => Some(S::Uploading),
        (S::Uploading, E::Armed) => Some(S::Sending),
        (S::Uploading, E::Refused) => Some(S::Refused),
        (S::Uploading, E::SignInNeeded) => Some(S::Held),
        // No create call left yet, so a lost answer or a restart here made nothing.
        (S::Uploading, E::NotMade | E::NoAnswer) => Some(S::RetryLater),
        (S::Uploading, E::Restarted) => Some(S::Queued),
        (S::Queued | S::Uploading | S::RetryLater, E::PersonPausedIt) => Some(S::Paused),
        (S::Paused, E::PersonResumedIt) => Some(S::Queued),
        (S::Queued | S::RetryLater | S::Held, E::Missed) => Some(S::Missed),
        (S::Sending, E::TakenOver) => Some(S::HandedOver),
        (S::Sending | S::HandedOver, E::Made) => Some(S::Published),
        (S::Sending | S::HandedOver, E::Refused) => Some(S::Refused),
        (S::Sending, E::SignInNeeded) => Some(S::Held),
        (S::Sending, E::NotMade) => Some(S::RetryLater),
        (S::Sending, E::NoAnswer | E::Restarted) => Some(S::Unknown),
        (S::Unknown, E::PersonFoundIt) => Some(S::Published),
        (S::Unknown | S::Missed, E::PersonSendsAgain) => Some(S::Queued),
        (
            S::Unknown
            | S::Queued
            | S::Uploading
            | S::Paused
            | S::RetryLater
            | S::Held
            | S::HandedOver
            | S::Missed,
            E::PersonDroppedIt,
        ) => Some(S::Dropped),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_state_is_found_by_its_word() {
        for state in TargetState::ALL {
            assert_eq!(TargetState::parse(state.as_str()), Some(state));
        }
    }

    #[test]
    fn only_an_armed_target_can_be_made() {
        for event in [TargetEvent::Made, TargetEvent::PersonFoundIt] {
            for state in TargetState::ALL {
                let reaches = next(state, event) == Some(TargetState::Published);
                let expected = matches!(
                    (state, event),
                    (TargetState::Sending | TargetState::HandedOver, TargetEvent::Made)
                        | (TargetState::Unknown, TargetEvent::PersonFoundIt)
                );
                assert_eq!(reaches, expected, "{state:?} {event:?}");
            }
        }
    }

    #[test]
    fn what_a_provider_took_over_is_never_sent_by_rollcall_too() {
        for event in TargetEvent::ALL {
            let after = next(TargetState::HandedOver, event);
            assert!(
                after.is_none_or(|state| !state.is_sendable() && state != TargetState::Uploading),
                "{event:?}"
            );
        }
    }

    proptest! {
        /// After the answer never came, nothing but a person brings a target back to sending.
        #[test]
        fn an_unknown_target_is_never_sent_again_by_itself(events in prop::collection::vec(0..TargetEvent::ALL.len(), 0..60)) {
            let mut state = TargetState::Queued;
            let mut uncertain = false;
            for event in events.into_iter().map(|index| TargetEvent::ALL[index]) {
                let Some(after) = next(state, event) else { continue };
                if after == TargetState::Unknown { uncertain = true; }
                if event == TargetEvent::PersonSendsAgain { uncertain = false; }
                prop_assert!(!(uncertain && matches!(after, TargetState::Sending | TargetState::Uploading)));
                state = after;
            }
        }
    }
}
