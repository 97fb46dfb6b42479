use rollcall_domain::{account::Account, secret::Secret, status::Status};
use rollcall_engine::{
    automatic_return::AutomaticReturn,
    linking::{CookiesInput, Waiting},
};
use serde_json::json;

use crate::workspace::Workspace;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const WHO: &str = "Mateo Ruiz";

fn cookies(li_at: &str, keep: bool) -> CookiesInput {
    let li_a = Some(Secret::new(li_at));
    CookiesInput {
        li_at: Secret::new(li_at),
        li_a,
        user_agent: None,
        country: None,
        keep,
        consent: crate::workspace::agreed(),
    }
}

/// An account that was refreshed with cookies and works.
async fn refreshed(workspace: &Workspace, keep: bool) -> Account {
    let account = workspace.account(WHO).await;
    let task = workspace.engine.refresh(&account.id).await.unwrap();
    let task = workspace.engine.give_cookies(&task.id, cookies("AQED-mateo-ruiz.1", keep)).await.unwrap();
    assert!(matches!(task.waiting, Waiting::Done { .. }), "{task:?}");
    workspace.world.advance(MINUTE);
    workspace.account(WHO).await
}

/// Its session ends, and a roll call sees it.
async fn dropped(workspace: &Workspace) -> Account {
    let account = workspace.account(WHO).await;
    workspace.control("/expire", json!({"provider": "unipile", "account": account.remote_id})).await;
    let account = workspace.engine.check_account(&account.id).await.unwrap();
    assert_eq!(account.status, Status::SignInNeeded);
    account
}

/// From now on LinkedIn accepts the cookies no more, `times` times.
async fn refuses(workspace: &Workspace, times: u32, status: u16, kind: &str) {
    let fault = json!({
        "provider": "unipile", "method": "POST", "path": "/v2/auth/intent", "times": times,
        "status": status, "body": {"type": kind, "title": "no", "status": status},
    });
    workspace.control("/fault", fault).await;
}

async fn plan(workspace: &Workspace) -> AutomaticReturn {
    let account = workspace.account(WHO).await;
    workspace.engine.automatic_return(&account).await.unwrap().unwrap()
}

/// Waits until the plan is as wanted, without moving the clock.
async fn until(workspace: &Workspace, wanted: impl Fn(&AutomaticReturn) -> bool) -> AutomaticReturn {
    for _ in 0..500 {
        let now = plan(workspace).await;
        if wanted(&now) {
            return now;
        }
        workspace.world.nudge();
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("still {:?}", plan(workspace).await);
}

/// Waits until so many tries failed, and their lines are written.
async fn failed(workspace: &Workspace, tries: usize) -> Vec<String> {
    for _ in 0..500 {
        let lines = tries_in(workspace).await;
        if lines.len() >= tries {
            return lines;
        }
        workspace.world.nudge();
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("{:?}", workspace.history(&workspace.account(WHO).await).await);
}

async fn tries_in(workspace: &Workspace) -> Vec<String> {
    let mut lines = workspace.history(&workspace.account(WHO).await).await;
    lines.retain(|line| line.starts_with("Try "));
    lines.reverse();
    lines
}

async fn until_status(workspace: &Workspace, status: Status) {
    for _ in 0..500 {
        if workspace.account(WHO).await.status == status {
            return;
        }
        workspace.world.nudge();
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("{:?}", workspace.account(WHO).await);
}

async fn let_it_run(workspace: &Workspace) {
    for _ in 0..30 {
        workspace.world.nudge();
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_session_that_drops_is_brought_back_at_once_with_the_cookies_that_were_kept() {
    let workspace = Workspace::agency().await;
    workspace.engine.start_background();
    let before = refreshed(&workspace, true).await;
    dropped(&workspace).await;
    let coming = until(&workspace, |plan| plan.next_at.is_some()).await;
    assert!((coming.next_at.unwrap() - workspace.engine.now()).num_seconds() <= 20);
    workspace.world.advance(21);
    until_status(&workspace, Status::Connected).await;
    assert_eq!(failed(&workspace, 1).await, ["Try 1 of 5: brought back with the kept cookies"]);
    let after = workspace.account(WHO).await;
    assert_eq!((after.id, after.client_id), (before.id, before.client_id));
    assert_eq!(until(&workspace, |plan| plan.next_at.is_none()).await.tries, 1);
}

#[tokio::test]
async fn it_is_tried_each_hour_for_four_hours_and_then_a_person_is_asked() {
    let workspace = Workspace::agency().await;
    workspace.engine.start_background();
    refreshed(&workspace, true).await;
    refuses(&workspace, 50, 401, "provider/invalid_credentials").await;
    dropped(&workspace).await;
    let mut gaps = Vec::new();
    for number in 1..=5 {
        let next_at =
            until(&workspace, |plan| plan.tries + 1 == number && plan.next_at.is_some()).await.next_at;
        let wait = (next_at.unwrap() - workspace.engine.now()).num_seconds();
        gaps.push(wait);
        workspace.world.advance(wait - 1);
        let_it_run(&workspace).await;
        assert_eq!(tries_in(&workspace).await.len(), number as usize - 1, "not before its time");
        workspace.world.advance(2);
        failed(&workspace, number as usize).await;
    }
    assert!(gaps[0] <= 20 && gaps[1..].iter().all(|gap| (3_240..=3_960).contains(gap)), "{gaps:?}");
    let over = plan(&workspace).await;
    assert_eq!((over.tries, over.next_at), (5, None));
    assert!(tries_in(&workspace).await[4].ends_with("new cookies are needed"));
    workspace.world.advance(9 * HOUR);
    let_it_run(&workspace).await;
    assert_eq!(tries_in(&workspace).await.len(), 5);
}

#[tokio::test]
async fn a_restart_loses_no_try_and_makes_none_twice() {
    let mut workspace = Workspace::agency().await;
    workspace.engine.start_background();
    refreshed(&workspace, true).await;
    refuses(&workspace, 50, 401, "provider/invalid_credentials").await;
    dropped(&workspace).await;
    until(&workspace, |plan| plan.next_at.is_some()).await;
    for number in 1..=5 {
        workspace = workspace.restarted().await;
        workspace.engine.start_background();
        workspace.world.advance(67 * MINUTE);
        failed(&workspace, number).await;
        workspace = workspace.restarted().await;
        workspace.engine.start_background();
        let_it_run(&workspace).await;
        assert_eq!(tries_in(&workspace).await.len(), number);
    }
    workspace.world.advance(9 * HOUR);
    let_it_run(&workspace).await;
    assert_eq!(tries_in(&workspace).await.len(), 5);
}

#[tokio::test]
async fn a_computer_that_slept_makes_one_try_when_it_wakes_and_the_others_hourly() {
    let workspace = Workspace::agency().await;
    workspace.engine.start_background();
    refreshed(&workspace, true).await;
    refuses(&workspace, 50, 401, "provider/invalid_credentials").await;
    dropped(&workspace).await;
    until(&workspace, |plan| plan.next_at.is_some()).await;
    workspace.world.advance(21);
    failed(&workspace, 1).await;
    workspace.world.jump(8 * HOUR);
    workspace.world.advance(31);
    failed(&workspace, 2).await;
    workspace.world.advance(31);
    let_it_run(&workspace).await;
    assert_eq!(tries_in(&workspace).await.len(), 2);
    let next_at = plan(&workspace).await.next_at.unwrap();
    assert!((next_at - workspace.engine.now()).num_minutes() >= 50);
}

#[tokio::test]
async fn a_clock_that_is_set_back_puts_no_try_off() {
    let workspace = Workspace::agency().await;
    workspace.engine.start_background();
    refreshed(&workspace, true).await;
    refuses(&workspace, 50, 401, "provider/invalid_credentials").await;
    dropped(&workspace).await;
    until(&workspace, |plan| plan.next_at.is_some()).await;
    workspace.world.advance(21);
    failed(&workspace, 1).await;
    // Not further back than the drop: an account that dropped in the future is nobody's.
    workspace.world.jump(-HOUR * 30);
    for _ in 0..140 {
        workspace.world.advance(31);
        tokio::time::sleep(std::time::Duration::from_millis(3)).await;
    }
    failed(&workspace, 2).await;
}

#[tokio::test]
async fn a_restriction_or_somebody_elses_cookies_end_the_tries() {
    for (code, kind, status) in [
        (403, "provider/account_restricted", Status::Restricted),
        (401, "provider/account_mismatch", Status::SignInNeeded),
        (404, "api/resource_not_found", Status::Removed),
    ] {
        let workspace = Workspace::agency().await;
        workspace.engine.start_background();
        refreshed(&workspace, true).await;
        refuses(&workspace, 50, code, kind).await;
        dropped(&workspace).await;
        until(&workspace, |plan| plan.next_at.is_some()).await;
        workspace.world.advance(21);
        let lines = failed(&workspace, 1).await;
        assert!(lines[0].contains("no use in trying again"), "{lines:?}");
        until_status(&workspace, status).await;
        assert_eq!(until(&workspace, |plan| plan.next_at.is_none()).await.tries, 1, "{kind}");
        workspace.world.advance(5 * HOUR);
        let_it_run(&workspace).await;
        assert_eq!(tries_in(&workspace).await.len(), 1, "{kind}");
    }
}

#[tokio::test]
async fn nothing_is_tried_without_kept_cookies_nor_after_they_were_erased() {
    let workspace = Workspace::agency().await;
    workspace.engine.start_background();
    let account = refreshed(&workspace, false).await;
    dropped(&workspace).await;
    workspace.world.advance(2 * HOUR);
    let_it_run(&workspace).await;
    assert_eq!(tries_in(&workspace).await.len(), 0);

    refreshed(&workspace, true).await;
    assert_eq!(workspace.engine.kept_secrets(&account.id).await.unwrap(), ["session cookies"]);
    let plan = workspace.engine.keep_cookies(&account.id, false).await.unwrap();
    assert!(!plan.keep && plan.kept_at.is_none());
    assert!(workspace.engine.kept_secrets(&account.id).await.unwrap().is_empty());
    dropped(&workspace).await;
    workspace.world.advance(2 * HOUR);
    let_it_run(&workspace).await;
    assert_eq!(tries_in(&workspace).await.len(), 0);
    assert!(workspace.engine.return_now(&account.id).await.is_err());
}

#[tokio::test]
async fn it_can_be_stopped_and_tried_at_once() {
    let workspace = Workspace::agency().await;
    workspace.engine.start_background();
    let account = refreshed(&workspace, true).await;
    refuses(&workspace, 1, 401, "provider/invalid_credentials").await;
    dropped(&workspace).await;
    until(&workspace, |plan| plan.next_at.is_some()).await;
    assert_eq!(workspace.engine.stop_return(&account.id).await.unwrap().next_at, None);
    workspace.world.advance(5 * HOUR);
    let_it_run(&workspace).await;
    assert_eq!(tries_in(&workspace).await.len(), 0);

    assert!(workspace.engine.return_now(&account.id).await.is_err());
    let back = workspace.engine.return_now(&account.id).await.unwrap();
    assert_eq!(back.status, Status::Connected);
    let history = workspace.history(&account).await;
    assert!(
        history.iter().any(|line| line.starts_with("You tried with the kept cookies didn't work")),
        "{history:?}"
    );
    assert!(
        history.iter().any(|line| line == "You tried: brought back with the kept cookies"),
        "{history:?}"
    );
}

#[tokio::test]
async fn a_session_that_came_back_and_drops_again_is_tried_from_the_beginning() {
    let workspace = Workspace::agency().await;
    workspace.engine.start_background();
    refreshed(&workspace, true).await;
    for _ in 0..2 {
        dropped(&workspace).await;
        let coming = until(&workspace, |plan| plan.next_at.is_some()).await;
        assert_eq!(coming.tries, 0);
        workspace.world.advance(21);
        until_status(&workspace, Status::Connected).await;
        until(&workspace, |plan| plan.next_at.is_none()).await;
        workspace.world.advance(MINUTE);
        let_it_run(&workspace).await;
    }
}
