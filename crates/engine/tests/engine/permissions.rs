//! LinkedIn's permissions: renewed silently where LinkedIn lets an app do so, warned about in time
//! where it doesn't.

use rollcall_domain::{account::Account, outbox::TargetState, provider::Provider, status::Status};
use rollcall_engine::{event::Event, linking::Waiting};
use serde_json::{Value, json};

use crate::workspace::Workspace;

const DAY: i64 = 24 * 3_600;
const SLUG: &str = "chloe-lambert";
const WHO: &str = "Chloé Lambert";
/// LinkedIn's access tokens live for 60 days.
const LIFE: i64 = 60;
/// LinkedIn's clock is a moment ahead of this computer's.
const SLACK: i64 = 10 * 60;

/// A workspace with one member, linked with LinkedIn's consent. `partner` apps get refresh tokens.
async fn linked(partner: bool) -> (Workspace, Account) {
    let workspace = Workspace::empty().await;
    workspace.control("/config", json!({"native_pkce": true, "partner": partner})).await;
    workspace.engine.connect(workspace.input(Provider::Linkedin)).await.unwrap();
    let task = workspace.link_member(SLUG).await;
    assert!(matches!(task.waiting, Waiting::Done { .. }), "{task:?}");
    // Its row is there when the task is done; what belongs to its tokens a moment later.
    for _ in 0..500 {
        let rows = workspace.engine.store().official_tokens().await.unwrap();
        if rows.iter().any(|row| row.access_ends_at.is_some()) {
            let account = workspace.account(WHO).await;
            return (workspace, account);
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("when the tokens end was never kept");
}

/// Time passes here and at LinkedIn.
async fn pass(workspace: &Workspace, seconds: i64) {
    workspace.control("/clock", json!({"advance_s": seconds})).await;
    workspace.world.jump(seconds);
}

/// Lets what is due be noticed, and everything that follows go on.
async fn let_it_run(workspace: &Workspace) {
    for _ in 0..40 {
        workspace.world.nudge();
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

fn warnings(workspace: &Workspace) -> Vec<u32> {
    let events = workspace.events.lock().unwrap();
    let days = events.iter().filter_map(|event| match event {
        Event::PermissionEnds(ending) => Some(ending.days),
        _ => None,
    });
    days.collect()
}

async fn asked(workspace: &Workspace, path: &str) -> usize {
    let asked = workspace.sandbox_says(&format!("/requests?path={path}")).await;
    asked.as_array().unwrap().len()
}

async fn refuse_the_token(workspace: &Workspace, method: &str, path: &str, times: u32) {
    let body = json!({"status": 401, "serviceErrorCode": 65_600, "code": "INVALID_ACCESS_TOKEN", "message": "Invalid access token"});
    let fault = json!({"provider": "linkedin", "method": method, "path": path, "times": times, "status": 401, "body": body});
    workspace.control("/fault", fault).await;
}

async fn posts_with(workspace: &Workspace, text: &str) -> usize {
    let posts: Value = workspace.sandbox_says("/posts").await;
    let posts = posts.as_array().or_else(|| posts["posts"].as_array()).unwrap();
    posts.iter().filter(|post| post["text"] == text).count()
}

#[tokio::test]
async fn the_end_of_a_permission_is_warned_about_at_14_7_3_and_1_days_once_each() {
    let (workspace, account) = linked(false).await;
    workspace.engine.start_background();
    let_it_run(&workspace).await;
    assert_eq!(warnings(&workspace), [0_u32; 0]);
    assert_eq!(workspace.account(WHO).await.status, Status::Connected);

    pass(&workspace, SLACK).await;
    let mut gone = 0;
    for (left, said) in [(14, 14), (13, 14), (7, 7), (3, 3), (1, 1)] {
        pass(&workspace, (LIFE - left - gone) * DAY).await;
        gone = LIFE - left;
        let_it_run(&workspace).await;
        assert_eq!(warnings(&workspace).last(), Some(&said), "{left} days left");
        assert!(matches!(workspace.account(WHO).await.status, Status::ExpiresSoon { .. }));
    }
    assert_eq!(warnings(&workspace), [14, 7, 3, 1]);
    let lines = workspace.history(&account).await;
    let said = |words: &str| lines.iter().filter(|line| line.contains(words)).count();
    assert_eq!(said("Expires"), 1, "{lines:?}");
    assert_eq!((said("within 7 days"), said("within 3 days"), said("within a day")), (1, 1, 1), "{lines:?}");
}

#[tokio::test]
async fn a_long_sleep_brings_the_latest_warning_only_and_a_restart_brings_none_again() {
    let (workspace, _) = linked(false).await;
    workspace.engine.start_background();
    pass(&workspace, (LIFE - 2) * DAY).await;
    workspace.hears(|event| matches!(event, Event::PermissionEnds(_))).await;
    let_it_run(&workspace).await;
    assert_eq!(warnings(&workspace), [3]);

    let workspace = workspace.restarted().await;
    workspace.engine.start_background();
    let_it_run(&workspace).await;
    assert_eq!(warnings(&workspace), [0_u32; 0]);
    pass(&workspace, DAY + SLACK).await;
    workspace.hears(|event| matches!(event, Event::PermissionEnds(ending) if ending.days == 1)).await;
}

#[tokio::test]
async fn an_account_that_is_paused_is_warned_about_when_it_is_wanted_again() {
    let (workspace, account) = linked(false).await;
    workspace.engine.pause(std::slice::from_ref(&account.id)).await.unwrap();
    workspace.engine.start_background();
    pass(&workspace, (LIFE - 6) * DAY).await;
    let_it_run(&workspace).await;
    assert_eq!(warnings(&workspace), [0_u32; 0]);
    workspace.engine.resume(std::slice::from_ref(&account.id)).await.unwrap();
    workspace.hears(|event| matches!(event, Event::PermissionEnds(ending) if ending.days == 7)).await;
}

#[tokio::test]
async fn a_refresh_token_renews_the_access_a_week_ahead_without_anybody_and_only_once() {
    let (workspace, account) = linked(true).await;
    let before = asked(&workspace, "/oauth/v2/accessToken").await;
    workspace.engine.start_background();
    pass(&workspace, (LIFE - 8) * DAY).await;
    let_it_run(&workspace).await;
    assert_eq!(asked(&workspace, "/oauth/v2/accessToken").await, before);

    pass(&workspace, DAY + SLACK).await;
    let_it_run(&workspace).await;
    assert_eq!(asked(&workspace, "/oauth/v2/accessToken").await, before + 1);
    let lines = workspace.history(&account).await;
    assert!(lines.iter().any(|line| line.contains("renewed by itself")), "{lines:?}");
    let row = workspace.engine.store().official_token(&account.id).await.unwrap().unwrap();
    assert_eq!((row.access_ends_at.unwrap() - workspace.engine.now()).num_days(), LIFE);
    assert_eq!(warnings(&workspace), [0_u32; 0], "nobody has to do anything for months");
    assert_eq!(workspace.account(WHO).await.status, Status::Connected);
}

#[tokio::test]
async fn a_renewal_that_linkedin_does_not_answer_is_tried_again_an_hour_later_also_after_a_restart() {
    let (workspace, account) = linked(true).await;
    workspace
        .control("/fault", json!({"provider": "linkedin", "path": "/oauth/v2/accessToken", "status": 503}))
        .await;
    let before = asked(&workspace, "/oauth/v2/accessToken").await;
    workspace.engine.start_background();
    pass(&workspace, (LIFE - 6) * DAY).await;
    let_it_run(&workspace).await;
    assert_eq!(asked(&workspace, "/oauth/v2/accessToken").await, before + 1);

    let workspace = workspace.restarted().await;
    workspace.engine.start_background();
    let_it_run(&workspace).await;
    assert_eq!(asked(&workspace, "/oauth/v2/accessToken").await, before + 1, "not at once");
    pass(&workspace, 3_600).await;
    let_it_run(&workspace).await;
    assert_eq!(asked(&workspace, "/oauth/v2/accessToken").await, before + 2);
    let lines = workspace.history(&account).await;
    assert!(lines.iter().any(|line| line.contains("renewed by itself")), "{lines:?}");
}

#[tokio::test]
async fn a_permission_that_linkedin_no_longer_renews_is_warned_about_like_any_other() {
    let (workspace, account) = linked(true).await;
    let body = json!({"error": "invalid_request", "error_description": "The provided authorization grant or refresh token is invalid, expired or revoked"});
    workspace
        .control(
            "/fault",
            json!({"provider": "linkedin", "path": "/oauth/v2/accessToken", "status": 400, "body": body}),
        )
        .await;
    workspace.engine.start_background();
    pass(&workspace, (LIFE - 6) * DAY).await;
    workspace.hears(|event| matches!(event, Event::PermissionEnds(ending) if ending.days == 7)).await;
    let account = workspace.engine.store().account(&account.id).await.unwrap().unwrap();
    assert!(matches!(account.status, Status::ExpiresSoon { .. }), "{account:?}");
    let lines = workspace.history(&account).await;
    assert!(lines.iter().any(|line| line.contains("no longer renews")), "{lines:?}");
    assert_eq!(workspace.engine.kept_secrets(&account.id).await.unwrap(), ["access token"]);
}

#[tokio::test]
async fn a_copy_that_is_refused_with_an_old_token_goes_out_once_with_a_renewed_one() {
    for path in ["/rest/posts", "/rest/images"] {
        let (workspace, account) = linked(true).await;
        refuse_the_token(&workspace, "POST", path, 1).await;
        let media = workspace.engine.add_media(&workspace.picture(64, 64)).await.unwrap().media;
        let post = workspace.publish(&workspace.draft("Renewed", &[&account], Some(media.id))).await;
        assert_eq!(post.targets[0].state, TargetState::Published, "{path}: {post:?}");
        assert_eq!(posts_with(&workspace, "Renewed").await, 1, "{path}");
        assert!(workspace.account(WHO).await.status.can_publish());
    }
}

#[tokio::test]
async fn a_token_that_stays_refused_is_renewed_once_and_the_copy_is_held() {
    let (workspace, account) = linked(true).await;
    refuse_the_token(&workspace, "POST", "/rest/posts", 5).await;
    let before = asked(&workspace, "/oauth/v2/accessToken").await;
    let post = workspace.publish(&workspace.draft("Held", &[&account], None)).await;
    assert_eq!(post.targets[0].state, TargetState::Held, "{post:?}");
    assert_eq!(asked(&workspace, "/oauth/v2/accessToken").await, before + 1);
    assert_eq!(asked(&workspace, "/rest/posts").await, 2);
    assert_eq!(workspace.account(WHO).await.status, Status::SignInNeeded);
}

#[tokio::test]
async fn a_roll_call_renews_a_token_that_ended() {
    let (workspace, account) = linked(true).await;
    workspace.control("/clock", json!({"advance_s": (LIFE + 1) * DAY})).await;
    let account = workspace.engine.check_account(&account.id).await.unwrap();
    assert_eq!(account.status, Status::Connected, "{}", account.cause);
}

#[tokio::test]
async fn a_permission_that_was_taken_back_is_told_apart_from_one_that_ended() {
    for (taken_back, words) in [(true, "taken back"), (false, "permission ended on")] {
        let (workspace, account) = linked(false).await;
        if taken_back {
            workspace.control("/expire", json!({"provider": "linkedin", "account": SLUG})).await;
        } else {
            workspace.control("/clock", json!({"advance_s": (LIFE + 1) * DAY})).await;
        }
        let account = workspace.engine.check_account(&account.id).await.unwrap();
        assert_eq!(account.status, Status::SignInNeeded);
        assert!(account.cause.contains(words), "{}", account.cause);
    }
}

#[tokio::test]
async fn a_refusal_of_a_token_that_counts_is_no_reason_to_ask_the_owner_unless_it_stays() {
    let (workspace, account) = linked(false).await;
    refuse_the_token(&workspace, "GET", "/v2/userinfo", 2).await;
    let unsure = workspace.engine.check_account(&account.id).await.unwrap();
    assert_eq!(unsure.status, Status::ProviderUnreachable, "{}", unsure.cause);
    let sure = workspace.engine.check_account(&account.id).await.unwrap();
    assert_eq!(sure.status, Status::SignInNeeded, "{}", sure.cause);
    assert_eq!(asked(&workspace, "/oauth/v2/introspectToken").await, 1);
    assert_eq!(workspace.engine.check_account(&account.id).await.unwrap().status, Status::Connected);
}

#[tokio::test]
async fn without_roll_calls_linkedin_is_asked_about_a_token_once_a_day() {
    let (workspace, _) = linked(false).await;
    workspace.engine.schedule_roll_calls(false).await.unwrap();
    workspace.engine.start_background();
    let_it_run(&workspace).await;
    assert_eq!(asked(&workspace, "/oauth/v2/introspectToken").await, 0);
    pass(&workspace, DAY).await;
    let_it_run(&workspace).await;
    assert_eq!(asked(&workspace, "/oauth/v2/introspectToken").await, 1);

    workspace.control("/expire", json!({"provider": "linkedin", "account": SLUG})).await;
    pass(&workspace, DAY).await;
    let_it_run(&workspace).await;
    let account = workspace.account(WHO).await;
    assert_eq!(account.status, Status::SignInNeeded);
    assert!(account.cause.contains("taken back"), "{}", account.cause);
}

#[tokio::test]
async fn a_copy_held_for_an_account_leaves_when_a_roll_call_finds_it_working() {
    let (workspace, account) = linked(false).await;
    refuse_the_token(&workspace, "POST", "/rest/posts", 1).await;
    let post = workspace.publish(&workspace.draft("Later", &[&account], None)).await;
    assert_eq!(post.targets[0].state, TargetState::Held);
    assert!(workspace.engine.check_account(&account.id).await.unwrap().status.can_publish());
    let post = workspace.engine.settle(&post.post.id).await.unwrap();
    assert_eq!(post.targets[0].state, TargetState::Published);
    assert_eq!(posts_with(&workspace, "Later").await, 1);
}
