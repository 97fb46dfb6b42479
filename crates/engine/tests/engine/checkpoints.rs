//! Every kind of checkpoint, on the way of a sign-in that an operator makes.

use rollcall_domain::{
    account::Account,
    checkpoint::{CheckpointInput, CheckpointKind},
    provider::Provider,
    secret::Secret,
    setup_source::SetupSource,
    status::Status,
};
use rollcall_engine::linking::{CookiesInput, CredentialsInput, LinkInput, LinkTask, Waiting};
use serde_json::json;

use crate::workspace::{Workspace, agreed};

fn credentials(username: &str) -> CredentialsInput {
    CredentialsInput { username: username.into(), password: Secret::new("correct horse"), consent: agreed() }
}

/// A new account signs in with a user name for which LinkedIn poses the checkpoint of this name.
async fn posed(workspace: &Workspace, provider: Provider, script: &str) -> LinkTask {
    let input = LinkInput {
        connection_id: workspace.connection(provider).await,
        setup_source: SetupSource::ApiBasic,
        name: Some("Nora Newcomer".into()),
        client_name: None,
        products: Vec::new(),
    };
    let task = workspace.engine.link(input).await.unwrap();
    let username = format!("{script}@newcomer.example");
    workspace.engine.give_credentials(&task.id, credentials(&username)).await.unwrap()
}

fn asked(task: &LinkTask) -> (&CheckpointKind, CheckpointInput) {
    let Waiting::Checkpoint { checkpoint, input, .. } = &task.waiting else { panic!("{task:?}") };
    (checkpoint, *input)
}

#[tokio::test]
async fn every_kind_has_the_input_that_fits_and_passes_with_the_right_answer() {
    let workspace = Workspace::agency().await;
    let unipile = [
        ("2fa", CheckpointInput::Code, "123456"),
        ("sms", CheckpointInput::Code, "123456"),
        ("otp", CheckpointInput::Code, "123456"),
        ("either", CheckpointInput::Code, "123456"),
        ("phone", CheckpointInput::PhoneNumber, "+33 6 12 34 56 78"),
    ];
    let edges =
        unipile.iter().filter(|(script, ..)| *script != "either").map(|case| (Provider::Edges, *case));
    for (provider, (script, input, answer)) in
        unipile.iter().map(|case| (Provider::Unipile, *case)).chain(edges)
    {
        let task = posed(&workspace, provider, script).await;
        assert_eq!(asked(&task).1, input, "{provider:?} {script}");
        let task = workspace.engine.answer_checkpoint(&task.id, answer).await.unwrap();
        assert!(matches!(task.waiting, Waiting::Done { .. }), "{provider:?} {script}: {task:?}");
    }
}

#[tokio::test]
async fn a_puzzle_is_waited_for_and_an_approval_is_polled() {
    let workspace = Workspace::agency().await;
    for (provider, script) in [
        (Provider::Unipile, "captcha"),
        (Provider::Unipile, "inapp"),
        (Provider::Edges, "captcha"),
        (Provider::Edges, "inapp"),
    ] {
        let task = posed(&workspace, provider, script).await;
        assert_eq!(asked(&task).1, CheckpointInput::Wait, "{provider:?} {script}");
        let task = workspace.until(&task, |task| !matches!(task.waiting, Waiting::Checkpoint { .. })).await;
        assert!(matches!(task.waiting, Waiting::Done { .. }), "{provider:?} {script}: {task:?}");
    }
}

#[tokio::test]
async fn a_phone_number_without_its_dialling_code_is_not_sent() {
    let workspace = Workspace::agency().await;
    let task = posed(&workspace, Provider::Unipile, "phone").await;
    let before = workspace.sandbox_says("/requests?path=/v2/auth/checkpoint").await;
    let task = workspace.engine.answer_checkpoint(&task.id, "06 12 34 56 78").await.unwrap();
    assert!(task.problem.as_ref().unwrap().sentence.contains("dialling code"), "{task:?}");
    assert_eq!(asked(&task).1, CheckpointInput::PhoneNumber);
    assert_eq!(workspace.sandbox_says("/requests?path=/v2/auth/checkpoint").await, before);
}

#[tokio::test]
async fn another_way_leads_to_another_checkpoint_of_the_same_sign_in() {
    let workspace = Workspace::agency().await;
    let task = posed(&workspace, Provider::Unipile, "phone").await;
    let task = workspace.engine.another_way(&task.id).await.unwrap();
    assert_eq!(asked(&task), (&CheckpointKind::Otp, CheckpointInput::Code));
    let task = workspace.engine.answer_checkpoint(&task.id, "123456").await.unwrap();
    assert!(matches!(task.waiting, Waiting::Done { .. }), "{task:?}");
}

#[tokio::test]
async fn a_contract_is_chosen_among_those_that_linkedin_offers() {
    let workspace = Workspace::agency().await;
    let checkpoint = json!({
        "object": "AuthenticationCheckpoint", "intent_id": "acc_contract",
        "checkpoint": {"type": "CONTRACT_CHOOSER", "contract_options": [
            {"id": "20147", "name": "Talent agency"}, {"id": "20981", "name": "In-house hiring"},
        ]},
    });
    let fault = json!({"provider": "unipile", "method": "POST", "path": "/v2/auth/intent", "status": 200, "body": checkpoint});
    workspace.control("/fault", fault).await;
    let task = posed(&workspace, Provider::Unipile, "ok").await;
    let (kind, input) = asked(&task);
    assert_eq!(input, CheckpointInput::Choice);
    let CheckpointKind::ContractChoice { options } = kind else { panic!("{task:?}") };
    let names: Vec<_> = options.iter().map(|option| (option.id.as_str(), option.name.as_str())).collect();
    assert_eq!(names, [("20147", "Talent agency"), ("20981", "In-house hiring")]);
}

#[tokio::test]
async fn each_kind_that_runs_out_says_what_was_missed() {
    let workspace = Workspace::agency().await;
    workspace.control("/config", json!({"in_app_polls": 10_000})).await;
    for (script, words) in [("2fa", "wasn't answered"), ("inapp", "didn't approve")] {
        let task = posed(&workspace, Provider::Edges, script).await;
        workspace.world.advance(301);
        let task = workspace.until(&task, |task| task.waiting == Waiting::Failed).await;
        assert!(task.problem.as_ref().unwrap().sentence.contains(words), "{script}: {task:?}");
    }
}

/// Mateo's cookies lead to a checkpoint, and its answer to a session.
async fn cookies_meet_a_checkpoint(workspace: &Workspace, keep: bool) -> (Account, LinkTask) {
    let mateo = workspace.account("Mateo Ruiz").await;
    let checkpoint = json!({
        "object": "AuthenticationCheckpoint", "intent_id": mateo.remote_id,
        "checkpoint": {"type": "2FA", "platform": "APP"},
    });
    let account = json!({
        "object": "Account", "id": mateo.remote_id, "user_id": mateo.linkedin_id, "name": mateo.name,
        "status": "running", "provider": "linkedin", "metadata": {},
    });
    for (path, body) in [("/v2/auth/intent", checkpoint), ("/v2/auth/checkpoint", account)] {
        let fault =
            json!({"provider": "unipile", "method": "POST", "path": path, "status": 200, "body": body});
        workspace.control("/fault", fault).await;
    }
    let task = workspace.engine.refresh(&mateo.id).await.unwrap();
    let input = CookiesInput {
        li_at: Secret::new("AQED-mateo-ruiz.1"),
        li_a: Some(Secret::new("AQED-mateo-ruiz.2")),
        user_agent: Some("Mozilla/5.0".into()),
        country: None,
        keep,
        consent: agreed(),
    };
    let task = workspace.engine.give_cookies(&task.id, input).await.unwrap();
    assert_eq!(asked(&task).1, CheckpointInput::Code);
    (mateo, task)
}

#[tokio::test]
async fn cookies_that_work_after_a_checkpoint_are_kept_like_others_also_over_a_restart() {
    for restart in [false, true] {
        let workspace = Workspace::agency().await;
        let (mateo, task) = cookies_meet_a_checkpoint(&workspace, true).await;
        let kept = workspace.engine.automatic_return(&mateo).await.unwrap().unwrap();
        assert_eq!(kept.kept_at, None, "not before they worked");
        let workspace = if restart { workspace.restarted().await } else { workspace };
        let task = workspace.engine.answer_checkpoint(&task.id, "123456").await.unwrap();
        assert!(matches!(task.waiting, Waiting::Done { .. }), "{task:?}");
        assert_eq!(workspace.engine.kept_secrets(&mateo.id).await.unwrap(), ["session cookies"]);
        let kept = workspace.engine.automatic_return(&mateo).await.unwrap().unwrap();
        assert!(kept.keep && kept.kept_at.is_some(), "{restart}: {kept:?}");
        assert_eq!(workspace.secrets_of(task.id.as_str()), 0, "none stays under the task's name");
    }
}

#[tokio::test]
async fn cookies_are_let_go_when_their_checkpoint_is_not_passed() {
    let workspace = Workspace::agency().await;
    let (mateo, task) = cookies_meet_a_checkpoint(&workspace, true).await;
    assert_eq!(workspace.secrets_of(task.id.as_str()), 2);
    workspace.world.advance(301);
    workspace.until(&task, |task| task.waiting == Waiting::Failed).await;
    for _ in 0..200 {
        if workspace.secrets_of(task.id.as_str()) == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(workspace.secrets_of(task.id.as_str()), 0);
    assert!(workspace.engine.kept_secrets(&mateo.id).await.unwrap().is_empty());
    assert_eq!(workspace.account("Mateo Ruiz").await.status, Status::SignInNeeded);
}

#[tokio::test]
async fn a_computer_that_slept_past_the_end_of_a_wait_notices_it() {
    let workspace = Workspace::agency().await;
    let checkpoint = posed(&workspace, Provider::Unipile, "otp").await;
    let browser = workspace.start_member_link().await;
    assert!(matches!(browser.waiting, Waiting::Browser { .. }), "{browser:?}");

    // Asleep, neither of the two counted a second; awake, they look at the clock.
    workspace.world.jump(400);
    workspace.world.nudge();
    for task in [checkpoint, browser] {
        let task = workspace.until(&task, |task| task.waiting == Waiting::Failed).await;
        assert!(task.problem.as_ref().unwrap().sentence.contains("five minutes"), "{task:?}");
    }
}
