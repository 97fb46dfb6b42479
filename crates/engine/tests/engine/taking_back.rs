//! A link that brought somebody else than its name said: it is said, and can be taken back.

use rollcall_domain::{id::AccountId, provider::Provider, secret::Secret, setup_source::SetupSource};
use rollcall_engine::{
    error::EngineError,
    linking::{CookiesInput, LinkInput, LinkTask, Waiting},
};

use crate::workspace::{Workspace, agreed};

/// Links by the cookies of somebody new, under this name.
async fn linked(workspace: &Workspace, provider: Provider, name: Option<&str>) -> LinkTask {
    let input = LinkInput {
        connection_id: workspace.connection(provider).await,
        setup_source: SetupSource::ApiCookies,
        name: name.map(str::to_owned),
        client_name: None,
        products: Vec::new(),
    };
    let task = workspace.engine.link(input).await.unwrap();
    let cookies = CookiesInput {
        li_at: Secret::new("AQED-brand-new-cookie"),
        li_a: None,
        user_agent: None,
        country: None,
        consent: agreed(),
        keep: true,
    };
    let task = workspace.engine.give_cookies(&task.id, cookies).await.unwrap();
    assert!(matches!(task.waiting, Waiting::Done { .. }), "{task:?}");
    task
}

async fn history(workspace: &Workspace, account: &AccountId) -> Vec<String> {
    let entries = workspace.engine.store().history(account, 20).await.unwrap();
    entries.into_iter().map(|entry| entry.sentence).collect()
}

async fn rows(workspace: &Workspace) -> usize {
    workspace.engine.store().accounts().await.unwrap().len()
}

#[tokio::test]
async fn another_name_than_the_one_given_is_said_and_kept_in_the_history() {
    let workspace = Workspace::agency().await;
    let task = linked(&workspace, Provider::Unipile, Some("Olga Owner")).await;
    assert_eq!(task.named.as_deref(), Some("Olga Owner"));
    let said = history(&workspace, &task.account_id.unwrap()).await;
    let line = format!("You named it Olga Owner; LinkedIn says {}", task.name.unwrap());
    assert!(said.contains(&line), "{said:?}");
}

#[tokio::test]
async fn a_link_without_a_name_or_with_a_part_of_it_says_nothing_and_stays() {
    let workspace = Workspace::agency().await;
    let whole = linked(&workspace, Provider::Unipile, None).await;
    assert_eq!(whole.named, None);
    let found = whole.name.unwrap();
    let first = found.split(' ').next().unwrap();
    let part = linked(&workspace, Provider::Unipile, Some(first)).await;
    assert_eq!((part.named, part.name), (None, Some(found)));
    let refused = workspace.engine.take_back_link(&part.id).await.unwrap_err();
    assert!(matches!(refused, EngineError::NotFound(_)), "{refused:?}");
}

#[tokio::test]
async fn what_is_taken_back_is_gone_here_at_the_provider_and_from_the_keychain() {
    let workspace = Workspace::agency().await;
    let before = rows(&workspace).await;
    let task = linked(&workspace, Provider::Unipile, Some("Olga Owner")).await;
    let account = task.account_id.clone().unwrap();
    assert_eq!(rows(&workspace).await, before + 1);
    assert_eq!(workspace.engine.kept_secrets(&account).await.unwrap(), ["session cookies"]);
    workspace.engine.take_back_link(&task.id).await.unwrap();

    assert_eq!(rows(&workspace).await, before);
    assert_eq!(workspace.engine.link_task(&task.id).unwrap(), None);
    assert!(workspace.engine.kept_secrets(&account).await.unwrap().is_empty(), "secrets stay");
    let connection = workspace.connection(Provider::Unipile).await;
    assert_eq!(workspace.engine.sync(&connection).await.unwrap().added, 0, "Unipile has it still");
}

#[tokio::test]
async fn the_question_outlives_the_program_and_can_be_answered_then() {
    let workspace = Workspace::agency().await;
    let before = rows(&workspace).await;
    let task = linked(&workspace, Provider::Unipile, Some("Olga Owner")).await;
    let workspace = workspace.restarted().await;
    assert_eq!(workspace.engine.link_tasks().unwrap(), std::slice::from_ref(&task));
    workspace.engine.take_back_link(&task.id).await.unwrap();
    assert_eq!(rows(&workspace).await, before);
}

#[tokio::test]
async fn whoever_is_kept_is_not_asked_about_again() {
    let workspace = Workspace::agency().await;
    let task = linked(&workspace, Provider::Unipile, Some("Olga Owner")).await;
    let rows_now = rows(&workspace).await;
    workspace.engine.cancel_task(&task.id).await.unwrap();
    let workspace = workspace.restarted().await;
    assert!(workspace.engine.link_tasks().unwrap().is_empty());
    assert_eq!(rows(&workspace).await, rows_now);
}
