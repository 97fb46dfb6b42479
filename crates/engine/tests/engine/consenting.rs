use rollcall_domain::{
    account::Account,
    consent::{ConsentHow, ConsentStatement},
    provider::Provider,
    secret::Secret,
    setup_source::SetupSource,
    status::Status,
};
use rollcall_engine::{
    error::EngineError,
    linking::{CookiesInput, CredentialsInput, LinkInput, LinkTask, Waiting},
};
use rollcall_vault::{SecretKey, SecretKind};
use serde_json::json;

use crate::workspace::{Workspace, agreed};

fn cookies(consent: Option<ConsentStatement>) -> CookiesInput {
    CookiesInput {
        li_at: Secret::new("AQED-tomas-brandt.newest"),
        li_a: None,
        user_agent: None,
        country: None,
        keep: true,
        consent,
    }
}

async fn refreshed_with_cookies(workspace: &Workspace) -> (Account, LinkTask) {
    let tomas = workspace.account("Tomás Brandt").await;
    let provider = tomas.provider.as_str();
    workspace.control("/expire", json!({"provider": provider, "account": tomas.remote_id})).await;
    workspace.engine.check_account(&tomas.id).await.unwrap();
    let task = workspace.engine.refresh(&tomas.id).await.unwrap();
    (tomas, task)
}

#[tokio::test]
async fn cookies_are_refused_until_somebody_states_that_the_owner_agreed() {
    let workspace = Workspace::agency().await;
    let engine = &workspace.engine;
    let (tomas, task) = refreshed_with_cookies(&workspace).await;
    let asked = workspace.sandbox_says("/requests").await.to_string().len();
    let error = engine.give_cookies(&task.id, cookies(None)).await.unwrap_err();
    assert!(matches!(error, EngineError::ConsentMissing(_)), "{error}");
    assert_eq!(error.problem().sentence, "Rollcall doesn't know yet that Tomás agreed to this.");
    assert!(error.problem().next_step.unwrap().contains("State how the owner agreed"));
    assert_eq!(workspace.sandbox_says("/requests").await.to_string().len(), asked, "nothing was sent");

    let task = engine.give_cookies(&task.id, cookies(agreed())).await.unwrap();
    assert!(matches!(task.waiting, Waiting::Done { .. }), "{task:?}");
    let consent = engine.consent(&tomas.id).await.unwrap().unwrap();
    assert_eq!((consent.how, consent.note.as_str()), (ConsentHow::Email, "12 March"));
    let history = workspace.history(&tomas).await;
    assert!(
        history.contains(&"The owner agreed by e-mail (12 March), as you stated".to_owned()),
        "{history:?}"
    );
}

#[tokio::test]
async fn a_consent_that_is_kept_is_not_asked_for_again() {
    let workspace = Workspace::agency().await;
    let (tomas, task) = refreshed_with_cookies(&workspace).await;
    let statement = ConsentStatement { how: ConsentHow::Contract, note: String::new() };
    workspace.engine.state_consent(&tomas.id, statement).await.unwrap();
    let task = workspace.engine.give_cookies(&task.id, cookies(None)).await.unwrap();
    assert!(matches!(task.waiting, Waiting::Done { .. }), "{task:?}");
}

#[tokio::test]
async fn a_new_account_keeps_the_consent_it_was_linked_with_also_over_a_checkpoint() {
    let workspace = Workspace::agency().await;
    let engine = &workspace.engine;
    let input = LinkInput {
        connection_id: workspace.connection(Provider::Unipile).await,
        setup_source: SetupSource::ApiBasic,
        name: Some("Ada Novak".into()),
        client_name: None,
        products: Vec::new(),
    };
    let task = engine.link(input).await.unwrap();
    let credentials = |consent| CredentialsInput {
        username: "otp@newcomer.example".into(),
        password: Secret::new("secret"),
        consent,
    };
    let error = engine.give_credentials(&task.id, credentials(None)).await.unwrap_err();
    assert!(matches!(error, EngineError::ConsentMissing(_)), "{error}");
    let task = engine.give_credentials(&task.id, credentials(agreed())).await.unwrap();
    assert!(matches!(task.waiting, Waiting::Checkpoint { .. }), "{task:?}");
    let account = task.account_id.unwrap();
    assert!(engine.consent(&account).await.unwrap().is_some());
}

#[tokio::test]
async fn another_way_of_agreeing_has_to_say_which() {
    let workspace = Workspace::agency().await;
    let dana = workspace.account("Dana Okafor").await;
    let statement = ConsentStatement { how: ConsentHow::Other, note: "  ".into() };
    let error = workspace.engine.state_consent(&dana.id, statement).await.unwrap_err();
    assert!(matches!(error, EngineError::BadInput(_)), "{error}");
}

#[tokio::test]
async fn withdrawing_erases_the_secrets_unlinks_and_stays_so() {
    let workspace = Workspace::agency().await;
    let engine = &workspace.engine;
    let (tomas, task) = refreshed_with_cookies(&workspace).await;
    engine.give_cookies(&task.id, cookies(agreed())).await.unwrap();
    let key = SecretKey::new(tomas.id.0.clone(), SecretKind::LiAt);
    assert!(engine.vault().get(&key).await.unwrap().is_some());

    engine.withdraw_consent(&tomas.id).await.unwrap();
    assert!(engine.vault().get(&key).await.unwrap().is_none());
    assert_eq!(engine.consent(&tomas.id).await.unwrap(), None);
    let now = engine.store().account(&tomas.id).await.unwrap().unwrap();
    assert_eq!(now.status, Status::Removed);
    assert!(now.cause.starts_with("The owner's consent was withdrawn; unlinked at"), "{}", now.cause);
    assert!(workspace.history(&tomas).await[0].contains("consent was withdrawn"));

    engine.sync(&tomas.connection_id).await.unwrap();
    let later = engine.store().account(&tomas.id).await.unwrap().unwrap();
    assert_eq!((later.status, later.cause), (Status::Removed, now.cause), "whatever the provider lists");
    let twice = engine.withdraw_consent(&tomas.id).await.unwrap_err();
    assert!(matches!(twice, EngineError::NotFound(_)), "{twice}");
}

#[tokio::test]
async fn a_provider_that_cant_unlink_keeps_nobody_from_withdrawing() {
    let workspace = Workspace::agency().await;
    let engine = &workspace.engine;
    let (tomas, task) = refreshed_with_cookies(&workspace).await;
    engine.give_cookies(&task.id, cookies(agreed())).await.unwrap();
    let provider = tomas.provider.as_str();
    workspace
        .control(
            "/fault",
            json!({"provider": provider, "path": "/", "times": 500, "status": 503, "body": {}}),
        )
        .await;
    engine.withdraw_consent(&tomas.id).await.unwrap();
    let now = engine.store().account(&tomas.id).await.unwrap().unwrap();
    assert_eq!(now.status, Status::Removed);
    assert!(now.cause.contains("dashboard"), "{}", now.cause);
}
