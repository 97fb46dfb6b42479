//! Copies on their way: who may move them, and what is on the disk before a byte leaves.

use rollcall_domain::outbox::{TargetEvent, TargetState, next};
use rollcall_store::{AttemptOutcome, AttemptRow, Store, StoreError, TargetChange, TargetRow};
use tempfile::TempDir;

use crate::samples::{account, connection, entry, minute, open, post, raw, target, workspace};

fn change(event: TargetEvent) -> TargetChange {
    TargetChange::new(event, minute(10))
}

async fn store_with_target(workspace: &TempDir, state: TargetState) -> (Store, TargetRow) {
    let store = open(workspace);
    store.create_post(post(1), vec![target(1, state)], None).await.unwrap();
    (store, target(1, state))
}

async fn armed(workspace: &TempDir) -> (Store, TargetRow, AttemptRow) {
    let (store, row) = store_with_target(workspace, TargetState::Uploading).await;
    let (row, attempt) = store.arm(&row.id, row.version, "c0ffee", minute(9)).await.unwrap();
    (store, row, attempt)
}

fn outcome() -> AttemptOutcome {
    AttemptOutcome { http_status: Some(201), error_code: None, request_id: Some("req-1".into()) }
}

#[tokio::test]
async fn a_copy_goes_from_the_queue_to_published() {
    let workspace = workspace();
    let (store, row) = store_with_target(&workspace, TargetState::Queued).await;
    let row = store.advance(&row.id, row.version, change(TargetEvent::UploadStarted)).await.unwrap();
    let (row, attempt) = store.arm(&row.id, row.version, "c0ffee", minute(9)).await.unwrap();
    assert_eq!((row.state, attempt.n, attempt.finished_at), (TargetState::Sending, 1, None));

    let made = TargetChange {
        sentence: Some("Published.".into()),
        urn: Some("urn:li:share:7".into()),
        permalink: Some("https://www.linkedin.com/feed/update/urn:li:share:7".into()),
        ..change(TargetEvent::Made)
    };
    let row = store.finish_attempt(attempt.id, outcome(), row.version, made, None).await.unwrap();
    assert_eq!(row.state, TargetState::Published);
    assert_eq!(row.sentence.as_deref(), Some("Published."));
    assert_eq!(row.urn.as_deref(), Some("urn:li:share:7"));
    assert_eq!((row.changed_at, row.version), (minute(10), 3));
    assert_eq!(store.target(&row.id).await.unwrap(), Some(row.clone()));

    let expected = AttemptRow {
        id: attempt.id,
        target_id: row.id.clone(),
        n: 1,
        body_sha256: "c0ffee".into(),
        armed_at: minute(9),
        finished_at: Some(minute(10)),
        outcome: Some("made".into()),
        http_status: Some(201),
        error_code: None,
        request_id: Some("req-1".into()),
        urn: Some("urn:li:share:7".into()),
    };
    assert_eq!(store.attempts_of(&row.id).await.unwrap(), [expected]);
}

#[tokio::test]
async fn what_became_of_a_copy_and_its_line_of_history_are_written_together() {
    let workspace = workspace();
    let (store, row, attempt) = armed(&workspace).await;
    store.put_connection(connection()).await.unwrap();
    let account = account(1);
    assert_eq!(account.id, row.account_id);
    store.save_account(&account, None).await.unwrap();
    let line = entry(10, "Published “Hello”");
    let finish =
        |change| store.finish_attempt(attempt.id, outcome(), row.version, change, Some(line.clone()));

    finish(change(TargetEvent::Made)).await.unwrap();
    finish(change(TargetEvent::Made)).await.unwrap_err();
    assert_eq!(store.history(&account.id, 10).await.unwrap(), [line]);
}

#[tokio::test]
async fn a_copy_outlives_its_account_and_its_line_of_history_does_not() {
    let workspace = workspace();
    let (store, row, attempt) = armed(&workspace).await;
    let line = Some(entry(10, "Published “Hello”"));
    let made =
        store.finish_attempt(attempt.id, outcome(), row.version, change(TargetEvent::Made), line).await;
    assert_eq!(made.unwrap().state, TargetState::Published);
    assert_eq!(store.history(&row.account_id, 10).await.unwrap(), []);
}

#[tokio::test]
async fn every_event_in_every_state_follows_the_outbox_rules() {
    let workspace = workspace();
    let store = open(&workspace);
    let states = TargetState::ALL.into_iter().filter(|state| *state != TargetState::Sending);
    let targets: Vec<_> = states
        .flat_map(|state| TargetEvent::ALL.map(|event| (state, event)))
        .enumerate()
        .map(|(n, (state, event))| (target(n, state), event))
        .collect();
    store.create_post(post(1), targets.iter().map(|(row, _)| row.clone()).collect(), None).await.unwrap();
    for (row, event) in targets {
        let advanced = store.advance(&row.id, 0, change(event)).await;
        // Arming needs an attempt beside it.
        let expected = next(row.state, event).filter(|_| event != TargetEvent::Armed);
        match expected {
            Some(state) => assert_eq!(advanced.unwrap().state, state, "{:?} {event:?}", row.state),
            None => {
                assert_eq!(advanced, Err(StoreError::NotAllowed), "{:?} {event:?}", row.state);
                assert_eq!(store.target(&row.id).await.unwrap(), Some(row), "nothing changed");
            }
        }
    }
}

#[tokio::test]
async fn whoever_looked_before_the_last_change_may_not_move_it() {
    let workspace = workspace();
    let (store, row) = store_with_target(&workspace, TargetState::Queued).await;
    let (one, other) = tokio::join!(
        store.advance(&row.id, 0, change(TargetEvent::UploadStarted)),
        store.advance(&row.id, 0, change(TargetEvent::PersonDroppedIt)),
    );
    assert_eq!([one.is_ok(), other.is_ok()].iter().filter(|won| **won).count(), 1);
    assert!([one, other].contains(&Err(StoreError::Stale)));
    for version in [0, 2, 99] {
        assert_eq!(
            store.arm(&row.id, version, "c0ffee", minute(9)).await.map(|_| ()),
            Err(StoreError::Stale)
        );
    }
    let nobody = target(9, TargetState::Queued).id;
    assert_eq!(
        store.advance(&nobody, 0, change(TargetEvent::UploadStarted)).await,
        Err(StoreError::NotFound)
    );
}

#[tokio::test]
async fn the_intent_to_send_is_on_the_disk_before_arming_returns() {
    let workspace = workspace();
    let (_store, row, attempt) = armed(&workspace).await;
    let seen: (String, i64, String, Option<i64>) = raw(workspace.path())
        .query_row(
            "SELECT state, attempts.id, body_sha256, finished_at FROM attempts JOIN targets ON targets.id = target_id
             WHERE target_id = ?1",
            [&row.id.0],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )
        .unwrap();
    assert_eq!(seen, ("sending".into(), attempt.id, "c0ffee".into(), None));
}

#[tokio::test]
async fn only_a_copy_whose_media_is_up_can_be_armed() {
    for state in TargetState::ALL.into_iter().filter(|state| *state != TargetState::Sending) {
        let workspace = workspace();
        let (store, row) = store_with_target(&workspace, state).await;
        let armed = store.arm(&row.id, row.version, "c0ffee", minute(9)).await;
        assert_eq!(armed.is_ok(), state == TargetState::Uploading, "{state:?}");
        assert_eq!(store.attempts_of(&row.id).await.unwrap().len(), usize::from(armed.is_ok()), "{state:?}");
    }
}

#[tokio::test]
async fn a_copy_that_is_being_sent_leaves_that_state_with_its_attempt_only() {
    let workspace = workspace();
    let (store, row, attempt) = armed(&workspace).await;
    for event in TargetEvent::ALL {
        assert_eq!(
            store.advance(&row.id, row.version, change(event)).await,
            Err(StoreError::NotAllowed),
            "{event:?}"
        );
    }
    for event in [TargetEvent::UploadStarted, TargetEvent::Armed, TargetEvent::PersonFoundIt] {
        let finished = store.finish_attempt(attempt.id, outcome(), row.version, change(event), None).await;
        assert_eq!(finished, Err(StoreError::NotAllowed), "{event:?}");
    }
    let late =
        store.finish_attempt(attempt.id, outcome(), row.version - 1, change(TargetEvent::Made), None).await;
    assert_eq!(late, Err(StoreError::Stale));
    assert_eq!(
        store.attempts_of(&row.id).await.unwrap(),
        [attempt],
        "a refused change leaves the attempt open"
    );
    assert_eq!(
        store.create_post(post(2), vec![sending_from_nowhere()], None).await,
        Err(StoreError::NotAllowed)
    );
}

fn sending_from_nowhere() -> TargetRow {
    TargetRow { post_id: post(2).id, ..target(2, TargetState::Sending) }
}

#[tokio::test]
async fn each_answer_ends_the_attempt_and_moves_the_copy() {
    let cases = [
        (TargetEvent::Made, TargetState::Published, "made"),
        (TargetEvent::Refused, TargetState::Refused, "refused"),
        (TargetEvent::SignInNeeded, TargetState::Held, "sign_in_needed"),
        (TargetEvent::NotMade, TargetState::RetryLater, "not_made"),
        (TargetEvent::NoAnswer, TargetState::Unknown, "no_answer"),
        (TargetEvent::Restarted, TargetState::Unknown, "restarted"),
    ];
    for (event, state, word) in cases {
        let workspace = workspace();
        let (store, row, attempt) = armed(&workspace).await;
        let step = TargetChange { retry_at: Some(minute(20)), ..change(event) };
        let moved =
            store.finish_attempt(attempt.id, outcome(), row.version, step.clone(), None).await.unwrap();
        assert_eq!((moved.state, moved.retry_at), (state, Some(minute(20))));
        let ended = &store.attempts_of(&row.id).await.unwrap()[0];
        assert_eq!((ended.outcome.as_deref(), ended.finished_at), (Some(word), Some(minute(10))));
        let again = store.finish_attempt(attempt.id, outcome(), moved.version, step, None).await;
        assert_eq!(again, Err(StoreError::Stale), "an attempt ends once");
    }
}

#[tokio::test]
async fn a_later_try_is_a_new_attempt() {
    let workspace = workspace();
    let (store, row) = store_with_target(&workspace, TargetState::Uploading).await;
    let (row, first) = store.arm(&row.id, row.version, "c0ffee", minute(1)).await.unwrap();
    let row = store
        .finish_attempt(first.id, outcome(), row.version, change(TargetEvent::NotMade), None)
        .await
        .unwrap();
    let row = store.advance(&row.id, row.version, change(TargetEvent::UploadStarted)).await.unwrap();
    let (_, second) = store.arm(&row.id, row.version, "c0ffee", minute(2)).await.unwrap();
    assert_eq!((first.n, second.n), (1, 2));
}

#[tokio::test]
async fn two_copies_never_claim_the_same_published_post() {
    let workspace = workspace();
    let store = open(&workspace);
    let copies = [1, 2].map(|n| target(n, TargetState::Unknown));
    store.create_post(post(1), copies.to_vec(), None).await.unwrap();
    let found = TargetChange { urn: Some("urn:li:share:7".into()), ..change(TargetEvent::PersonFoundIt) };
    store.advance(&copies[0].id, 0, found.clone()).await.unwrap();
    assert!(matches!(store.advance(&copies[1].id, 0, found).await, Err(StoreError::Failed(_))));
    assert_eq!(store.target(&copies[1].id).await.unwrap(), Some(copies[1].clone()));
}

#[tokio::test]
async fn copies_are_found_by_their_states() {
    let workspace = workspace();
    let store = open(&workspace);
    let copies: Vec<_> = TargetState::ALL
        .into_iter()
        .filter(|state| *state != TargetState::Sending)
        .enumerate()
        .map(|(n, state)| target(n, state))
        .collect();
    store.create_post(post(1), copies.clone(), None).await.unwrap();
    let wanted = [TargetState::Queued, TargetState::RetryLater, TargetState::Held];
    let found = store.targets_in(&wanted).await.unwrap();
    let expected: Vec<_> = copies.into_iter().filter(|row| wanted.contains(&row.state)).collect();
    assert_eq!(found, expected);
    assert_eq!(store.targets_in(&[]).await.unwrap(), []);
}

/// What a stop in the middle leaves, and what it is after the next start.
#[tokio::test]
async fn after_a_restart_nothing_that_may_have_left_is_sent_again() {
    let workspace = workspace();
    let store = open(&workspace);
    let copies: Vec<_> = TargetState::ALL
        .into_iter()
        .enumerate()
        .map(|(n, state)| {
            target(n, if state == TargetState::Sending { TargetState::Uploading } else { state })
        })
        .collect();
    store.create_post(post(1), copies.clone(), None).await.unwrap();
    let being_sent = TargetState::ALL.iter().position(|state| *state == TargetState::Sending).unwrap();
    store.arm(&copies[being_sent].id, 0, "c0ffee", minute(9)).await.unwrap();
    drop(store);

    let store = open(&workspace);
    let changed = store.restart_targets(minute(30)).await.unwrap();
    assert_eq!(changed.len(), 2);
    for (before, copy) in TargetState::ALL.into_iter().zip(&copies) {
        let after = store.target(&copy.id).await.unwrap().unwrap();
        let expected = match before {
            TargetState::Sending => TargetState::Unknown,
            TargetState::Uploading => TargetState::Queued,
            other => other,
        };
        assert_eq!(after.state, expected, "{before:?}");
        assert_eq!(changed.contains(&after), before != expected, "{before:?}");
        if before == TargetState::Sending {
            assert!(after.sentence.as_deref().unwrap().contains("can't tell"));
            let ended = &store.attempts_of(&copy.id).await.unwrap()[0];
            assert_eq!((ended.outcome.as_deref(), ended.finished_at), (Some("restarted"), Some(minute(30))));
        }
    }
    assert_eq!(store.restart_targets(minute(31)).await.unwrap(), []);
}
