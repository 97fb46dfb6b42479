use rollcall_domain::{provider::Provider, status::Status};
use rollcall_engine::event::Event;
use serde_json::json;

use crate::workspace::Workspace;

#[tokio::test]
async fn a_roll_call_checks_everybody_and_shows_its_progress() {
    let workspace = Workspace::agency().await;
    let report = workspace.engine.roll_call(None).await.unwrap();
    let accounts = workspace.engine.store().accounts().await.unwrap();
    assert_eq!(usize::try_from(report.checked).unwrap(), accounts.len());
    assert!(accounts.iter().all(|account| account.checked_at.is_some()));
    let events = workspace.events.lock().unwrap();
    let last = events.iter().rev().find_map(|event| match event {
        Event::RollCall(progress) => Some(progress.clone()),
        _ => None,
    });
    assert!(last.is_some_and(|progress| progress.finished && progress.checked == report.checked));
}

#[tokio::test]
async fn an_account_that_drops_is_seen_with_its_cause_and_one_line_of_history() {
    let workspace = Workspace::agency().await;
    workspace.engine.roll_call(None).await.unwrap();
    let elif = workspace.account("Elif Watanabe").await;
    assert_eq!(elif.status, Status::Connected);

    workspace.control("/expire", json!({"provider": "unipile", "account": elif.remote_id})).await;
    let checked = workspace.engine.check_account(&elif.id).await.unwrap();
    assert_eq!(checked.status, Status::SignInNeeded);
    assert!(!checked.cause.is_empty());
    let lines = workspace.history(&elif).await.len();
    workspace.engine.check_account(&elif.id).await.unwrap();
    assert_eq!(workspace.history(&elif).await.len(), lines, "the same answer again is no news");
}

#[tokio::test]
async fn a_dead_provider_blames_nobody_else_and_a_refused_key_is_said_once() {
    let workspace = Workspace::agency().await;
    workspace.control("/fault", json!({"provider": "edges", "path": "/", "times": 500, "status": 401, "body": {"error_label": "NO_ACCESS", "message": "no"}})).await;
    let report = workspace.engine.roll_call(None).await.unwrap();
    let accounts = workspace.engine.store().accounts().await.unwrap();
    for account in accounts.iter().filter(|account| account.provider == Provider::Edges) {
        assert_eq!(account.status, Status::ProviderUnreachable, "{}", account.name);
    }
    assert_eq!(workspace.account("Elif Watanabe").await.status, Status::Connected);
    assert_eq!(report.problems.len(), 1, "{:?}", report.problems);
}

#[tokio::test]
async fn a_cancelled_roll_call_keeps_what_was_checked() {
    let workspace = Workspace::agency().await;
    workspace.control("/config", json!({"latency_ms": 200})).await;
    let engine = workspace.engine.clone();
    let running = tokio::spawn(async move { engine.roll_call(None).await.unwrap() });
    while !workspace
        .events
        .lock()
        .unwrap()
        .iter()
        .any(|event| matches!(event, Event::RollCall(p) if p.checked > 0))
    {
        tokio::task::yield_now().await;
    }
    workspace.engine.cancel_roll_call();
    let report = running.await.unwrap();
    assert!(report.cancelled);
    assert!(report.checked >= 1);
}
