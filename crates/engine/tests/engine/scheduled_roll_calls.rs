use rollcall_domain::{Timestamp, id::AccountId, provider::Provider, roll_call::is_due, status::Status};
use rollcall_engine::{event::Event, roll_call::RollCallProgress};
use serde_json::json;

use crate::workspace::Workspace;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

fn finished(event: &Event) -> bool {
    matches!(event, Event::RollCall(RollCallProgress { finished: true, scheduled: true, .. }))
}

/// Waits for the end of the round under way and says how many accounts it had.
async fn round(workspace: &Workspace) -> u32 {
    workspace.hears(finished).await;
    let mut events = workspace.events.lock().unwrap();
    let total = events.iter().rev().find_map(|event| match event {
        Event::RollCall(progress) if progress.finished && progress.scheduled => Some(progress.total),
        _ => None,
    });
    events.clear();
    total.unwrap()
}

/// Lets everything that can go on go on, without the clock.
async fn let_it_run(workspace: &Workspace) {
    for _ in 0..30 {
        workspace.world.nudge();
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

async fn next_in(workspace: &Workspace) -> i64 {
    for _ in 0..500 {
        if let Some(next_at) = workspace.engine.roll_call_schedule().await.unwrap().next_at {
            return (next_at - workspace.engine.now()).num_seconds();
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    panic!("no roll call is planned");
}

async fn calls(workspace: &Workspace) -> usize {
    workspace
        .engine
        .store()
        .accounts()
        .await
        .unwrap()
        .iter()
        .filter(|account| account.checked_at == Some(workspace.engine.now()))
        .count()
}

#[tokio::test]
async fn accounts_are_checked_every_quarter_of_an_hour_and_what_dropped_is_seen() {
    let workspace = Workspace::agency().await;
    workspace.engine.start_background();
    let next = next_in(&workspace).await;
    assert!((810..=990).contains(&next), "{next}");
    let elif = workspace.account("Elif Watanabe").await;
    workspace.control("/expire", json!({"provider": "unipile", "account": elif.remote_id})).await;

    workspace.world.advance(17 * MINUTE);
    let total = round(&workspace).await;
    assert!(total > 30, "{total}");
    assert_eq!(workspace.account("Elif Watanabe").await.status, Status::SignInNeeded);
    let next = next_in(&workspace).await;
    assert!((810..=990).contains(&next), "planned anew: {next}");
}

#[tokio::test]
async fn what_is_stable_is_asked_about_each_hour_and_what_is_paused_never() {
    let workspace = Workspace::agency().await;
    let all = workspace.engine.store().accounts().await.unwrap();
    let asked = all.iter().filter(|a| !matches!(a.status, Status::Paused | Status::Removed)).count();
    assert!(asked < all.len(), "somebody is paused");
    workspace.world.advance(26 * HOUR);
    workspace.engine.start_background();
    next_in(&workspace).await;

    workspace.world.advance(next_in(&workspace).await + 1);
    let all_at_once = round(&workspace).await as usize;
    assert!(all_at_once >= asked - 6 && all_at_once < all.len(), "{all_at_once} of {asked}");
    for _ in 0..3 {
        workspace.world.advance(next_in(&workspace).await + 1);
        let_it_run(&workspace).await;
        assert!(calls(&workspace).await <= 6, "those that changed only");
    }
    workspace.events.lock().unwrap().clear();
    workspace.world.advance(next_in(&workspace).await + 1);
    assert!(round(&workspace).await as usize >= asked - 6);
}

#[tokio::test]
async fn a_computer_that_slept_catches_up_with_one_roll_call() {
    let workspace = Workspace::agency().await;
    workspace.engine.start_background();
    next_in(&workspace).await;
    workspace.world.jump(9 * HOUR);
    workspace.world.advance(31);
    round(&workspace).await;
    workspace.world.advance(31);
    let_it_run(&workspace).await;
    assert!(!workspace.events.lock().unwrap().iter().any(finished), "one, not thirty-six");
}

#[tokio::test]
async fn a_clock_that_is_set_back_puts_no_roll_call_off() {
    let workspace = Workspace::agency().await;
    workspace.engine.start_background();
    next_in(&workspace).await;
    workspace.world.jump(-5 * HOUR);
    workspace.world.advance(31);
    let_it_run(&workspace).await;
    assert!(next_in(&workspace).await <= 990);
}

#[tokio::test]
async fn the_plan_survives_a_restart_and_what_was_missed_is_made_up_for() {
    let workspace = Workspace::agency().await;
    workspace.engine.start_background();
    let next = next_in(&workspace).await;
    workspace.world.advance(5 * MINUTE);
    let workspace = workspace.restarted().await;
    assert_eq!(next_in(&workspace).await, next - 5 * MINUTE);
    workspace.world.jump(HOUR);
    workspace.engine.start_background();
    round(&workspace).await;
}

#[tokio::test]
async fn it_can_be_switched_off_and_stays_off() {
    let workspace = Workspace::agency().await;
    workspace.engine.start_background();
    next_in(&workspace).await;
    let schedule = workspace.engine.schedule_roll_calls(false).await.unwrap();
    assert_eq!((schedule.on, schedule.next_at), (false, None));
    let workspace = workspace.restarted().await;
    workspace.engine.start_background();
    workspace.world.advance(3 * HOUR);
    let_it_run(&workspace).await;
    assert!(!workspace.events.lock().unwrap().iter().any(|event| matches!(event, Event::RollCall(_))));
    assert!(workspace.engine.schedule_roll_calls(true).await.unwrap().next_at.is_some());
}

/// The accounts of Edges whose turn it is once so many seconds have gone by.
async fn due_at_edges(workspace: &Workspace, seconds: i64) -> Vec<AccountId> {
    let then = workspace.engine.now() + chrono::TimeDelta::seconds(seconds);
    let accounts = workspace.engine.store().accounts().await.unwrap();
    let due = accounts.into_iter().filter(|one| one.provider == Provider::Edges && is_due(one, then));
    due.map(|account| account.id).collect()
}

async fn checked_at(workspace: &Workspace, ids: &[AccountId]) -> Vec<Option<Timestamp>> {
    let accounts = workspace.engine.store().accounts().await.unwrap();
    let named = accounts.into_iter().filter(|account| ids.contains(&account.id));
    named.map(|account| account.checked_at).collect()
}

#[tokio::test]
async fn a_provider_that_hangs_delays_nobody_elses_accounts_nor_their_next_roll_call() {
    let workspace = Workspace::agency().await;
    workspace
        .control(
            "/fault",
            json!({"provider": "unipile", "method": "GET", "path": "/v2/accounts/", "times": 500, "delay_ms": 60_000}),
        )
        .await;
    workspace.engine.start_background();
    for _ in 0..2 {
        let wait = next_in(&workspace).await + 1;
        let due = due_at_edges(&workspace, wait).await;
        assert!(!due.is_empty());
        workspace.world.advance(wait);
        let now = Some(workspace.engine.now());
        for _ in 0..400 {
            if checked_at(&workspace, &due).await.iter().all(|checked| *checked == now) {
                break;
            }
            workspace.world.nudge();
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        assert!(checked_at(&workspace, &due).await.iter().all(|checked| *checked == now));
        // The round of Edges is over a moment after its last account is written.
        let_it_run(&workspace).await;
    }
    let elif = workspace.account("Elif Watanabe").await;
    assert_ne!(elif.checked_at, Some(workspace.engine.now()));
    workspace.engine.cancel_roll_call();
    round(&workspace).await;
}

#[tokio::test]
async fn a_provider_that_is_down_is_not_asked_about_every_account() {
    let workspace = Workspace::agency().await;
    workspace.control("/fault", json!({"provider": "edges", "path": "/", "times": 500, "status": 503})).await;
    let report = workspace.engine.roll_call(None).await.unwrap();
    let accounts = workspace.engine.store().accounts().await.unwrap();
    let edges = accounts.iter().filter(|account| account.provider == Provider::Edges);
    assert!(edges.clone().all(|account| account.status == Status::ProviderUnreachable));
    assert!(report.unreachable as usize >= edges.count());
}
