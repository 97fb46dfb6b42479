use rollcall_domain::{
    id::LinkTaskId, provider::Provider, secret::Secret, setup_source::SetupSource, status::Status,
};
use rollcall_engine::{
    error::EngineError,
    linking::{CookiesInput, CredentialsInput, LinkInput, LinkTask, Waiting},
};

use crate::workspace::{Workspace, agreed};

async fn start(workspace: &Workspace, provider: Provider, setup_source: SetupSource, name: &str) -> LinkTask {
    let connection_id = workspace.connection(provider).await;
    let input = LinkInput {
        connection_id,
        setup_source,
        name: Some(name.into()),
        client_name: Some("Northwind Talent".into()),
        products: Vec::new(),
    };
    workspace.engine.link(input).await.unwrap()
}

async fn assert_linked(workspace: &Workspace, task: &LinkTaskId, source: SetupSource) {
    let task = workspace.engine.link_task(task).unwrap().unwrap();
    assert!(matches!(task.waiting, Waiting::Done { .. }), "{task:?}");
    let id = task.account_id.unwrap();
    let account = workspace.engine.store().account(&id).await.unwrap().unwrap();
    assert_eq!((account.setup_source, &account.status), (source, &Status::Connected));
    assert!(account.client_id.is_some());
}

#[tokio::test]
async fn credentials_and_cookies_link_new_accounts_at_unipile_and_edges() {
    let workspace = Workspace::agency().await;
    for provider in [Provider::Unipile, Provider::Edges] {
        let before = workspace.engine.store().accounts().await.unwrap().len();
        let task = start(&workspace, provider, SetupSource::ApiBasic, "Nora Newcomer").await;
        let input = CredentialsInput {
            username: "ok@newcomer.example".into(),
            password: Secret::new("secret"),
            consent: agreed(),
        };
        let task = workspace.engine.give_credentials(&task.id, input).await.unwrap();
        assert_linked(&workspace, &task.id, SetupSource::ApiBasic).await;

        let task = start(&workspace, provider, SetupSource::ApiCookies, "Carl Cookie").await;
        let input = CookiesInput {
            li_at: Secret::new("AQED-brand-new-cookie"),
            li_a: None,
            user_agent: None,
            country: None,
            consent: agreed(),
            keep: true,
        };
        let task = workspace.engine.give_cookies(&task.id, input).await.unwrap();
        assert_linked(&workspace, &task.id, SetupSource::ApiCookies).await;
        let kept = workspace.engine.kept_secrets(&task.account_id.unwrap()).await.unwrap();
        assert_eq!(kept, ["session cookies"]);
        assert_eq!(workspace.engine.store().accounts().await.unwrap().len(), before + 2, "{provider:?}");
    }
}

#[tokio::test]
async fn an_owner_links_a_new_account_with_a_link() {
    let workspace = Workspace::agency().await;
    let cases = [
        (Provider::Unipile, SetupSource::HostedLink),
        (Provider::Edges, SetupSource::SharedLogin),
        (Provider::Edges, SetupSource::SharedExtension),
    ];
    for (provider, source) in cases {
        let task = start(&workspace, provider, source, "Olga Owner").await;
        let Waiting::OwnerLink { url, .. } = &task.waiting else { panic!("{source:?}: {task:?}") };
        let fields =
            [("username", "ok@owner.example"), ("email", "ok@owner.example"), ("password", "secret")];
        crate::workspace::visit(url, &fields).await;
        let task = workspace.until(&task, |task| !matches!(task.waiting, Waiting::OwnerLink { .. })).await;
        assert_linked(&workspace, &task.id, source).await;
    }
}

#[tokio::test]
async fn a_checkpoint_of_a_new_account_is_seen_in_the_list_and_leaves_no_row_when_it_runs_out() {
    let workspace = Workspace::agency().await;
    let before = workspace.engine.store().accounts().await.unwrap().len();
    let task = start(&workspace, Provider::Unipile, SetupSource::ApiBasic, "Nora Newcomer").await;
    let input = CredentialsInput {
        username: "otp@newcomer.example".into(),
        password: Secret::new("secret"),
        consent: agreed(),
    };
    let task = workspace.engine.give_credentials(&task.id, input).await.unwrap();
    assert!(matches!(workspace.account("Nora Newcomer").await.status, Status::Checkpoint { .. }));
    workspace.world.advance(301);
    workspace.until(&task, |task| task.waiting == Waiting::Failed).await;
    assert_eq!(workspace.engine.store().accounts().await.unwrap().len(), before);
}

#[tokio::test]
async fn a_way_that_a_provider_does_not_have_is_refused() {
    let workspace = Workspace::agency().await;
    let input = LinkInput {
        connection_id: workspace.connection(Provider::Unipile).await,
        setup_source: SetupSource::SharedLogin,
        name: None,
        client_name: None,
        products: Vec::new(),
    };
    assert!(matches!(workspace.engine.link(input).await, Err(EngineError::BadInput(_))));
}

#[tokio::test]
async fn a_member_who_is_linked_again_keeps_the_row() {
    let workspace = Workspace::agency().await;
    let first = workspace.link_member("amara-sithole").await;
    let again = workspace.link_member("amara-sithole").await;
    assert_eq!(first.account_id, again.account_id);
    assert!(first.account_id.is_some());
}

#[tokio::test]
async fn nobody_coming_back_within_five_minutes_ends_the_listening() {
    let workspace = Workspace::agency().await;
    let task = workspace.start_member_link().await;
    workspace.world.advance(301);
    let task = workspace.until(&task, |task| task.waiting == Waiting::Failed).await;
    assert!(task.problem.unwrap().sentence.contains("five minutes"));
}
