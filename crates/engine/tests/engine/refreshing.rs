use rollcall_domain::{
    account::Account,
    checkpoint::{CheckpointInput, CheckpointKind},
    id::LinkTaskId,
    secret::Secret,
    status::Status,
};
use rollcall_engine::linking::{CookiesInput, CredentialsInput, LinkTask, StepState, Waiting};
use serde_json::json;

use crate::workspace::{Workspace, agreed};

fn credentials(username: &str) -> CredentialsInput {
    CredentialsInput { username: username.into(), password: Secret::new("correct horse"), consent: agreed() }
}

fn cookies(li_at: &str) -> CookiesInput {
    CookiesInput {
        li_at: Secret::new(li_at),
        li_a: None,
        user_agent: None,
        country: None,
        keep: false,
        consent: agreed(),
    }
}

/// Ends the account's session at its provider and lets Rollcall see it.
async fn dropped(workspace: &Workspace, name: &str) -> Account {
    let account = workspace.account(name).await;
    let provider = account.provider.as_str();
    workspace.control("/expire", json!({"provider": provider, "account": account.remote_id})).await;
    let account = workspace.engine.check_account(&account.id).await.unwrap();
    assert_eq!(account.status, Status::SignInNeeded, "{name}");
    account
}

/// The owner opens the link and signs in, as a person would: the page's forms are filled in.
async fn owner_signs_in(task: &LinkTask, username: &str) {
    let Waiting::OwnerLink { url, .. } = &task.waiting else { panic!("no link: {task:?}") };
    crate::workspace::visit(
        url,
        &[("username", username), ("email", username), ("password", "correct horse")],
    )
    .await;
}

fn assert_done(task: &LinkTask) {
    assert!(matches!(task.waiting, Waiting::Done { .. }), "{task:?}");
    assert!(task.steps.iter().all(|step| step.state == StepState::Done));
}

/// The row is the same one, connected again, and it remembers.
async fn assert_same_row(workspace: &Workspace, before: &Account) {
    let count = workspace.engine.store().accounts().await.unwrap().len();
    let after = workspace.engine.store().account(&before.id).await.unwrap().unwrap();
    assert_eq!(after.status, Status::Connected, "{}", after.cause);
    assert_eq!(
        (&after.name, &after.client_id, after.linked_at),
        (&before.name, &before.client_id, before.linked_at)
    );
    assert!(workspace.history(before).await.iter().any(|line| line.starts_with("Refreshed with")));
    let names = workspace.engine.store().accounts().await.unwrap();
    assert_eq!(names.iter().filter(|account| account.name == before.name).count(), 1, "of {count}");
}

#[tokio::test]
async fn a_hosted_link_brings_an_account_back_in_place() {
    let workspace = Workspace::agency().await;
    let elif = dropped(&workspace, "Elif Watanabe").await;
    let task = workspace.engine.refresh(&elif.id).await.unwrap();
    owner_signs_in(&task, "elif.watanabe@meridian.example").await;
    let task = workspace.until(&task, |task| !matches!(task.waiting, Waiting::OwnerLink { .. })).await;
    assert_done(&task);
    assert_same_row(&workspace, &elif).await;
}

#[tokio::test]
async fn a_login_link_brings_an_account_back_in_place() {
    let workspace = Workspace::agency().await;
    let dana = workspace.account("Dana Okafor").await;
    let task = workspace.engine.refresh(&dana.id).await.unwrap();
    owner_signs_in(&task, "dana.okafor@alderfinch.example").await;
    let task = workspace.until(&task, |task| !matches!(task.waiting, Waiting::OwnerLink { .. })).await;
    assert_done(&task);
    assert_same_row(&workspace, &dana).await;
}

#[tokio::test]
async fn a_shared_link_brings_an_account_back_when_the_owner_accepts() {
    let workspace = Workspace::agency().await;
    let jonas = workspace.account("Jonas Petrov").await;
    let task = workspace.engine.refresh(&jonas.id).await.unwrap();
    owner_signs_in(&task, "jonas.petrov@brightside.example").await;
    let task = workspace.until(&task, |task| !matches!(task.waiting, Waiting::OwnerLink { .. })).await;
    assert_done(&task);
    assert_same_row(&workspace, &jonas).await;
}

#[tokio::test]
async fn new_cookies_bring_an_account_back_in_place() {
    let workspace = Workspace::agency().await;
    let mateo = workspace.account("Mateo Ruiz").await;
    let task = workspace.engine.refresh(&mateo.id).await.unwrap();
    assert_eq!(task.waiting, Waiting::Cookies);
    let task = workspace
        .engine
        .give_cookies(
            &task.id,
            cookies("Cookie: lang=en; li_at=AQED-mateo-ruiz.1; li_a=AQED-mateo-ruiz.1; bcookie=x"),
        )
        .await
        .unwrap();
    assert_done(&task);
    assert_same_row(&workspace, &mateo).await;
}

#[tokio::test]
async fn cookies_that_cannot_be_read_are_refused_and_the_form_stays() {
    let workspace = Workspace::agency().await;
    let mateo = workspace.account("Mateo Ruiz").await;
    let task = workspace.engine.refresh(&mateo.id).await.unwrap();
    for pasted in ["", "hello there", "Cookie: lang=en", "expired-AQED-mateo-ruiz"] {
        let task = workspace.engine.give_cookies(&task.id, cookies(pasted)).await.unwrap();
        assert_eq!(task.waiting, Waiting::Cookies, "{pasted}");
        assert!(task.problem.is_some(), "{pasted}");
    }
    assert_eq!(workspace.account("Mateo Ruiz").await.status, Status::SignInNeeded);
}

#[tokio::test]
async fn a_wrong_code_can_be_typed_again_and_the_right_one_connects() {
    let workspace = Workspace::agency().await;
    let hana = workspace.account("Hana Lindqvist").await;
    let task = workspace.engine.refresh(&hana.id).await.unwrap();
    let Waiting::Checkpoint { input, checkpoint, .. } = &task.waiting else { panic!("{task:?}") };
    assert_eq!(*input, CheckpointInput::Code);
    assert!(matches!(checkpoint, CheckpointKind::TwoFactor { .. }));

    let task = workspace.engine.answer_checkpoint(&task.id, "000000").await.unwrap();
    assert!(matches!(task.waiting, Waiting::Checkpoint { .. }));
    assert!(task.problem.is_some());

    let task = workspace.engine.answer_checkpoint(&task.id, " 123456 ").await.unwrap();
    assert_done(&task);
    assert_same_row(&workspace, &hana).await;
}

#[tokio::test]
async fn credentials_lead_through_every_kind_of_checkpoint() {
    let workspace = Workspace::agency().await;
    let oskar = dropped(&workspace, "Oskar Sandvik").await;
    let task = workspace.engine.refresh(&oskar.id).await.unwrap();
    assert_eq!(task.waiting, Waiting::Credentials);
    let wrong =
        workspace.engine.give_credentials(&task.id, credentials("bad@meridian.example")).await.unwrap();
    assert_eq!(wrong.waiting, Waiting::Credentials);
    assert!(wrong.problem.is_some());

    let task =
        workspace.engine.give_credentials(&task.id, credentials("chain@meridian.example")).await.unwrap();
    assert!(matches!(&task.waiting, Waiting::Checkpoint { checkpoint: CheckpointKind::Otp, .. }), "{task:?}");
    let task = workspace.engine.answer_checkpoint(&task.id, "123456").await.unwrap();
    assert!(
        matches!(&task.waiting, Waiting::Checkpoint { checkpoint: CheckpointKind::TwoFactor { .. }, .. }),
        "{task:?}"
    );
    let task = workspace.engine.answer_checkpoint(&task.id, "123456").await.unwrap();
    assert_done(&task);
    assert_same_row(&workspace, &oskar).await;
}

#[tokio::test]
async fn an_approval_in_linkedins_app_is_waited_for() {
    let workspace = Workspace::agency().await;
    let oskar = dropped(&workspace, "Oskar Sandvik").await;
    let task = workspace.engine.refresh(&oskar.id).await.unwrap();
    let task =
        workspace.engine.give_credentials(&task.id, credentials("inapp@meridian.example")).await.unwrap();
    assert!(matches!(&task.waiting, Waiting::Checkpoint { input: CheckpointInput::Wait, .. }), "{task:?}");
    let task = workspace.until(&task, |task| !matches!(task.waiting, Waiting::Checkpoint { .. })).await;
    assert_done(&task);
}

#[tokio::test]
async fn a_checkpoint_that_nobody_answers_ends_with_a_next_step_and_can_be_started_again() {
    let workspace = Workspace::agency().await;
    let oskar = dropped(&workspace, "Oskar Sandvik").await;
    let task = workspace.engine.refresh(&oskar.id).await.unwrap();
    let task =
        workspace.engine.give_credentials(&task.id, credentials("2fa@meridian.example")).await.unwrap();
    assert!(matches!(workspace.account("Oskar Sandvik").await.status, Status::Checkpoint { .. }));
    workspace.world.advance(301);
    let task = workspace.until(&task, |task| task.waiting == Waiting::Failed).await;
    assert!(task.problem.as_ref().is_some_and(|problem| problem.next_step.is_some()));
    assert_eq!(workspace.account("Oskar Sandvik").await.status, Status::SignInNeeded);
    let again = workspace.engine.restart_task(&task.id).await.unwrap();
    assert_eq!(again.waiting, Waiting::Credentials);
}

#[tokio::test]
async fn an_open_checkpoint_is_taken_up_again_after_rollcall_forgot_the_task() {
    let workspace = Workspace::agency().await;
    let oskar = dropped(&workspace, "Oskar Sandvik").await;
    let task = workspace.engine.refresh(&oskar.id).await.unwrap();
    workspace.engine.give_credentials(&task.id, credentials("2fa@meridian.example")).await.unwrap();
    workspace.engine.cancel_task(&task.id).await.unwrap();
    let task = workspace.engine.refresh(&oskar.id).await.unwrap();
    assert!(matches!(task.waiting, Waiting::Checkpoint { .. }), "{task:?}");
    assert_done(&workspace.engine.answer_checkpoint(&task.id, "123456").await.unwrap());
}

#[tokio::test]
async fn somebody_elses_sign_in_is_refused_and_changes_nothing() {
    let workspace = Workspace::agency().await;
    let mateo = workspace.account("Mateo Ruiz").await;
    let task = workspace.engine.refresh(&mateo.id).await.unwrap();
    let task = workspace.engine.give_cookies(&task.id, cookies("AQED-elif-watanabe.1")).await.unwrap();
    assert!(task.problem.is_some(), "{task:?}");
    assert!(!matches!(task.waiting, Waiting::Done { .. }));
    let after = workspace.account("Mateo Ruiz").await;
    assert_eq!((after.status, after.remote_id), (Status::SignInNeeded, mateo.remote_id));
}

#[tokio::test]
async fn consent_in_the_browser_renews_the_same_row_and_another_member_is_refused() {
    let workspace = Workspace::agency().await;
    assert_done(&workspace.link_member("chloe-lambert").await);
    let chloe = dropped(&workspace, "Chloé Lambert").await;

    let task = workspace.engine.refresh(&chloe.id).await.unwrap();
    workspace.consent(&task, "amara-sithole").await;
    let failed = workspace
        .until(&task, |task| !matches!(task.waiting, Waiting::Browser { .. } | Waiting::Provider { .. }))
        .await;
    assert_eq!(failed.waiting, Waiting::Failed, "{failed:?}");
    assert!(failed.problem.unwrap().sentence.contains("Amara Sithole"));
    assert_eq!(workspace.account("Chloé Lambert").await.status, Status::SignInNeeded);

    let task = workspace.engine.restart_task(&task.id).await.unwrap();
    workspace.consent(&task, "chloe-lambert").await;
    let task =
        workspace.until(&task, |task| matches!(task.waiting, Waiting::Done { .. } | Waiting::Failed)).await;
    assert_done(&task);
    let after = workspace.account("Chloé Lambert").await;
    assert_eq!((after.id, after.linked_at), (chloe.id, chloe.linked_at));
    assert!(after.status.can_publish());
}

#[tokio::test]
async fn a_link_that_runs_out_says_so() {
    let workspace = Workspace::agency().await;
    let elif = dropped(&workspace, "Elif Watanabe").await;
    let task = workspace.engine.refresh(&elif.id).await.unwrap();
    workspace.world.advance(25 * 3_600);
    let task = workspace.until(&task, |task| task.waiting == Waiting::Failed).await;
    assert_eq!(task.problem.unwrap().sentence, "The link ran out before it was used.");
}

#[tokio::test]
async fn a_provider_that_is_down_keeps_the_form() {
    let workspace = Workspace::agency().await;
    let mateo = workspace.account("Mateo Ruiz").await;
    let task = workspace.engine.refresh(&mateo.id).await.unwrap();
    workspace
        .control(
            "/fault",
            json!({"provider": "unipile", "method": "POST", "path": "/v2/auth/intent", "status": 503}),
        )
        .await;
    let task = workspace.engine.give_cookies(&task.id, cookies("AQED-mateo-ruiz.1")).await.unwrap();
    assert_eq!(task.waiting, Waiting::Cookies);
    assert_eq!(task.problem.unwrap().trouble, Some(rollcall_domain::trouble::Trouble::ProviderDown));
    assert!(workspace.engine.link_task(&LinkTaskId("gone".into())).unwrap().is_none());
}

#[tokio::test]
async fn an_account_that_works_is_not_said_to_have_been_refreshed() {
    let workspace = Workspace::agency().await;
    let elif = workspace.account("Elif Watanabe").await;
    let before = workspace.history(&elif).await;
    let task = workspace.engine.refresh(&elif.id).await.unwrap();
    assert!(matches!(task.waiting, Waiting::Done { .. }), "{task:?}");
    assert_eq!(workspace.history(&elif).await, before);
}
