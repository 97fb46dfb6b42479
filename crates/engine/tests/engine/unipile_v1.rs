//! Every way of linking through Unipile's first API.

use rollcall_domain::{
    checkpoint::{CheckpointInput, CheckpointKind},
    outbox::TargetState,
    provider::Provider,
    secret::Secret,
    setup_source::SetupSource,
    status::Status,
    unipile_api::UnipileApi,
};
use rollcall_engine::linking::{CookiesInput, CredentialsInput, LinkInput, LinkTask, Waiting};
use serde_json::json;

use crate::workspace::{Workspace, agreed, visit};

/// A workspace with one connection, to the first API.
async fn tenant() -> Workspace {
    let workspace = Workspace::empty().await;
    let mut input = workspace.input(Provider::Unipile);
    input.unipile_api = Some(UnipileApi::V1);
    let connection = workspace.engine.connect(input).await.unwrap();
    workspace.engine.sync(&connection.id).await.unwrap();
    workspace
}

async fn link(workspace: &Workspace, setup_source: SetupSource) -> LinkTask {
    let input = LinkInput {
        connection_id: workspace.connection(Provider::Unipile).await,
        setup_source,
        name: Some("Nora Newcomer".into()),
        client_name: Some("Northwind Talent".into()),
        products: Vec::new(),
    };
    workspace.engine.link(input).await.unwrap()
}

fn credentials(username: &str) -> CredentialsInput {
    CredentialsInput { username: username.into(), password: Secret::new("correct horse"), consent: agreed() }
}

fn cookies(li_at: &str) -> CookiesInput {
    CookiesInput {
        li_at: Secret::new(li_at),
        li_a: None,
        user_agent: Some("Mozilla/5.0".into()),
        country: None,
        keep: false,
        consent: agreed(),
    }
}

/// A new account signs in with a user name for which LinkedIn poses the checkpoint of this name.
async fn posed(workspace: &Workspace, script: &str) -> LinkTask {
    let task = link(workspace, SetupSource::ApiBasic).await;
    let username = format!("{script}@newcomer.example");
    workspace.engine.give_credentials(&task.id, credentials(&username)).await.unwrap()
}

fn asked(task: &LinkTask) -> (&CheckpointKind, CheckpointInput, bool) {
    let Waiting::Checkpoint { checkpoint, input, resend_at, .. } = &task.waiting else { panic!("{task:?}") };
    (checkpoint, *input, resend_at.is_some())
}

fn is_done(task: &LinkTask) -> bool {
    matches!(task.waiting, Waiting::Done { .. })
}

/// Time goes on for LinkedIn as it does for Rollcall.
async fn both_wait(workspace: &Workspace, seconds: i64) {
    workspace.world.advance(seconds);
    workspace.control("/clock", json!({ "advance_s": seconds })).await;
}

#[tokio::test]
async fn the_same_accounts_are_found_as_through_the_new_api() {
    let workspace = tenant().await;
    let old = workspace.engine.store().accounts().await.unwrap();
    let new = workspace.engine.connect(workspace.input(Provider::Unipile)).await.unwrap();
    workspace.engine.sync(&new.id).await.unwrap();
    let all = workspace.engine.store().accounts().await.unwrap();
    assert!(!old.is_empty() && all.len() == 2 * old.len());
    for one in &old {
        let other = all.iter().find(|a| a.connection_id == new.id && a.remote_id == one.remote_id).unwrap();
        assert_eq!((&one.linkedin_id, &one.name), (&other.linkedin_id, &other.name));
        // The old API has no word of its own for an account that somebody paused, nor for one that
        // works in part.
        let told = match &other.status {
            Status::Paused => Status::ProviderUnreachable,
            Status::PermissionMissing { .. } | Status::Unknown { .. } => Status::Connected,
            status => status.clone(),
        };
        assert_eq!(one.status, told, "{}", one.name);
    }
}

#[tokio::test]
async fn every_checkpoint_has_its_input_is_sent_again_where_it_was_sent_and_passes() {
    let workspace = tenant().await;
    let cases = [
        ("2fa", CheckpointInput::Code, false, "123456"),
        ("sms", CheckpointInput::Code, true, "123456"),
        ("otp", CheckpointInput::Code, true, "123456"),
        ("phone", CheckpointInput::PhoneNumber, false, "+33 6 12 34 56 78"),
    ];
    for (script, input, is_sent, answer) in cases {
        let task = posed(&workspace, script).await;
        let (_, shown, resends) = asked(&task);
        assert_eq!((shown, resends), (input, is_sent), "{script}");
        let wrong = workspace.engine.answer_checkpoint(&task.id, "+1 000").await.unwrap();
        assert!(wrong.problem.is_some() && asked(&wrong).1 == input, "{script}: {wrong:?}");
        let task = workspace.engine.answer_checkpoint(&task.id, answer).await.unwrap();
        assert!(is_done(&task), "{script}: {task:?}");
        let account = workspace.engine.store().account(&task.account_id.unwrap()).await.unwrap().unwrap();
        assert_eq!((account.setup_source, &account.status), (SetupSource::ApiBasic, &Status::Connected));
        assert!(account.client_id.is_some());
    }
}

#[tokio::test]
async fn an_approval_in_the_app_is_seen_by_the_account_that_works() {
    let workspace = tenant().await;
    workspace.control("/config", json!({ "unipile_in_app_approval_s": 60 })).await;
    let task = posed(&workspace, "inapp").await;
    assert_eq!(asked(&task), (&CheckpointKind::InAppApproval, CheckpointInput::Wait, true));
    workspace.control("/clock", json!({ "advance_s": 61 })).await;
    let task = workspace.until(&task, |task| !matches!(task.waiting, Waiting::Checkpoint { .. })).await;
    assert!(is_done(&task), "{task:?}");
    assert_eq!(
        workspace.engine.store().account(&task.account_id.unwrap()).await.unwrap().unwrap().status,
        Status::Connected
    );
}

#[tokio::test]
async fn a_code_is_sent_again_after_half_a_minute_and_not_before() {
    let workspace = tenant().await;
    let task = posed(&workspace, "otp").await;
    let asked_for = async || {
        let seen = workspace.sandbox_says("/requests?path=/api/v1/accounts/checkpoint/resend").await;
        seen.as_array().map_or(0, Vec::len)
    };
    let early = workspace.engine.resend_code(&task.id).await.unwrap();
    assert!(early.problem.as_ref().unwrap().sentence.contains("only just"), "{early:?}");
    assert_eq!(asked_for().await, 0, "Unipile isn't bothered with it");
    both_wait(&workspace, 31).await;
    let again = workspace.engine.resend_code(&task.id).await.unwrap();
    assert_eq!((again.problem.clone(), asked_for().await), (None, 1));
    let early = workspace.engine.resend_code(&task.id).await.unwrap();
    assert!(early.problem.is_some() && asked_for().await == 1);
    let task = workspace.engine.answer_checkpoint(&task.id, "123456").await.unwrap();
    assert!(is_done(&task), "{task:?}");
}

#[tokio::test]
async fn a_code_that_unipile_finds_too_fresh_puts_the_next_one_off() {
    let workspace = tenant().await;
    let task = posed(&workspace, "otp").await;
    // LinkedIn's clock stands still.
    workspace.world.advance(31);
    let refused = workspace.engine.resend_code(&task.id).await.unwrap();
    assert!(refused.problem.as_ref().unwrap().sentence.contains("only just"), "{refused:?}");
    let Waiting::Checkpoint { resend_at, .. } = refused.waiting else { panic!("{refused:?}") };
    assert!(resend_at.unwrap() > workspace.engine.now());
}

#[tokio::test]
async fn another_way_leads_to_another_checkpoint_and_a_choice_to_its_end() {
    let workspace = tenant().await;
    let task = posed(&workspace, "phone").await;
    let task = workspace.engine.another_way(&task.id).await.unwrap();
    assert_eq!(asked(&task).0, &CheckpointKind::Otp);
    let task = workspace.engine.answer_checkpoint(&task.id, "123456").await.unwrap();
    assert!(is_done(&task), "{task:?}");

    let task = posed(&workspace, "contract").await;
    let CheckpointKind::ContractChoice { options } = asked(&task).0 else { panic!("{task:?}") };
    let last = options.last().unwrap().id.clone();
    let task = workspace.engine.answer_checkpoint(&task.id, &last).await.unwrap();
    assert!(is_done(&task), "{task:?}");
}

#[tokio::test]
async fn a_checkpoint_that_runs_out_says_so_and_leaves_no_row() {
    let workspace = tenant().await;
    let before = workspace.engine.store().accounts().await.unwrap().len();
    let task = posed(&workspace, "otp").await;
    both_wait(&workspace, 301).await;
    let task = workspace.until(&task, |task| task.waiting == Waiting::Failed).await;
    assert!(task.problem.unwrap().sentence.contains("five minutes"));
    assert_eq!(workspace.engine.store().accounts().await.unwrap().len(), before);
}

#[tokio::test]
async fn an_owner_links_a_new_account_and_brings_one_back_with_a_link() {
    let workspace = tenant().await;
    let owner = [("username", "ok@owner.example"), ("email", "ok@owner.example"), ("password", "secret")];
    let task = link(&workspace, SetupSource::HostedLink).await;
    let Waiting::OwnerLink { url, .. } = &task.waiting else { panic!("{task:?}") };
    visit(url, &owner).await;
    let task = workspace.until(&task, |task| !matches!(task.waiting, Waiting::OwnerLink { .. })).await;
    assert!(is_done(&task), "{task:?}");
    let linked = workspace.engine.store().account(&task.account_id.unwrap()).await.unwrap().unwrap();

    workspace.control("/expire", json!({ "provider": "unipile", "account": linked.remote_id })).await;
    workspace.engine.check_account(&linked.id).await.unwrap();
    let rows = workspace.engine.store().accounts().await.unwrap().len();
    let task = workspace.engine.refresh(&linked.id).await.unwrap();
    let Waiting::OwnerLink { url, .. } = &task.waiting else { panic!("{task:?}") };
    visit(url, &owner).await;
    let task = workspace.until(&task, |task| !matches!(task.waiting, Waiting::OwnerLink { .. })).await;
    assert!(is_done(&task), "{task:?}");
    assert_eq!(workspace.engine.store().accounts().await.unwrap().len(), rows);
}

#[tokio::test]
async fn cookies_link_and_refresh_in_place_and_those_of_somebody_else_are_refused() {
    let workspace = tenant().await;
    let task = link(&workspace, SetupSource::ApiCookies).await;
    let task = workspace.engine.give_cookies(&task.id, cookies("AQED-brand-new-cookie")).await.unwrap();
    assert!(is_done(&task), "{task:?}");
    let id = task.account_id.unwrap();
    let linked = workspace.engine.store().account(&id).await.unwrap().unwrap();
    workspace.control("/expire", json!({ "provider": "unipile", "account": linked.remote_id })).await;
    assert_eq!(workspace.engine.check_account(&id).await.unwrap().status, Status::SignInNeeded);

    for mismatch in ["account_mismatch", "wrong_account"] {
        workspace.control("/config", json!({ "unipile_v1_mismatch": mismatch })).await;
        let task = workspace.engine.refresh(&id).await.unwrap();
        let task = workspace.engine.give_cookies(&task.id, cookies("AQED-mateo-ruiz.1")).await.unwrap();
        assert!(task.problem.as_ref().unwrap().sentence.contains("another LinkedIn member"), "{task:?}");
        assert_eq!(task.waiting, Waiting::Cookies);
    }
    let task = workspace.engine.refresh(&id).await.unwrap();
    let task = workspace.engine.give_cookies(&task.id, cookies("AQED-brand-new-cookie")).await.unwrap();
    assert!(is_done(&task), "{task:?}");
    assert_eq!(task.account_id, Some(id));
}

#[tokio::test]
async fn how_an_account_was_linked_is_not_told_until_a_link_led_back_or_somebody_says_it() {
    let workspace = tenant().await;
    let accounts = workspace.engine.store().accounts().await.unwrap();
    assert!(accounts.iter().all(|account| account.setup_source == SetupSource::Elsewhere));

    let noor = workspace.account("Noor Rahimi").await;
    workspace.engine.say_setup_source(&noor.id, SetupSource::ApiBasic).await.unwrap();
    workspace.engine.check_account(&noor.id).await.unwrap();
    let noor = workspace.account("Noor Rahimi").await;
    assert_eq!(noor.setup_source, SetupSource::ApiBasic);
    assert_eq!(workspace.engine.refresh(&noor.id).await.unwrap().waiting, Waiting::Credentials);
    assert!(workspace.history(&noor).await[0].contains("as you said"));
    let refused = workspace.engine.say_setup_source(&noor.id, SetupSource::SharedLogin).await;
    assert!(refused.is_err(), "Unipile has no login link of Edges");

    let elif = workspace.account("Elif Watanabe").await;
    workspace.control("/expire", json!({ "provider": "unipile", "account": elif.remote_id })).await;
    workspace.engine.check_account(&elif.id).await.unwrap();
    let task = workspace.engine.refresh(&elif.id).await.unwrap();
    let Waiting::OwnerLink { url, ends_at_restart: true, .. } = &task.waiting else { panic!("{task:?}") };
    visit(url, &[("username", "elif.watanabe@meridian.example"), ("password", "secret")]).await;
    let task = workspace.until(&task, |task| !matches!(task.waiting, Waiting::OwnerLink { .. })).await;
    assert!(is_done(&task), "{task:?}");
    assert_eq!(workspace.account("Elif Watanabe").await.setup_source, SetupSource::HostedLink);
}

#[tokio::test]
async fn the_pages_that_an_account_speaks_for_are_authors_and_publish() {
    let workspace = tenant().await;
    let authors = workspace.engine.authors().await.unwrap();
    let page = authors
        .iter()
        .find(|author| author.page.is_some() && author.cannot_publish.is_none())
        .expect("a page that can publish");
    let named = page.page.as_ref().unwrap();
    assert!(named.urn.starts_with("urn:li:organization:"), "{named:?}");
    let mut draft = workspace.draft("From the page", &[&page.account], None);
    draft.authors = vec![page.id.clone()];
    let post = workspace.publish(&draft).await;
    assert_eq!(post.targets[0].state, TargetState::Published, "{:?}", post.targets[0].sentence);
    let seen = workspace.sandbox_says("/posts").await.to_string();
    assert!(seen.contains("From the page") && seen.contains(&named.name), "{seen}");

    // A check finds the same.
    let before = workspace.engine.store().pages(&page.account.id).await.unwrap();
    workspace.engine.check_account(&page.account.id).await.unwrap();
    assert_eq!(workspace.engine.store().pages(&page.account.id).await.unwrap(), before);
}
