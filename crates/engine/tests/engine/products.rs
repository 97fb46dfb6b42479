//! What a member pays for and what is enabled: told apart, and changed by a refresh.

use rollcall_domain::{
    account::Account,
    id::AccountId,
    product::{Product, ProductState},
    provider::Provider,
    secret::Secret,
    setup_source::SetupSource,
    status::Status,
    unipile_api::UnipileApi,
};
use rollcall_engine::linking::{CredentialsInput, LinkInput, LinkTask, Waiting};
use serde_json::json;

use crate::workspace::{Workspace, agreed, visit};

/// Pays for Recruiter, and has to choose one of its contracts.
const RECRUITER: &str = "contract@newcomer.example";
/// Pays for nothing.
const CLASSIC: &str = "ok@newcomer.example";
const CONTRACT: &str = "20147";

async fn connected_to(api: UnipileApi) -> Workspace {
    let workspace = Workspace::empty().await;
    let mut input = workspace.input(Provider::Unipile);
    input.unipile_api = Some(api);
    workspace.engine.connect(input).await.unwrap();
    workspace
}

/// Links by password, or by a link when there is none.
async fn link(workspace: &Workspace, setup_source: SetupSource, products: Vec<Product>) -> LinkTask {
    let input = LinkInput {
        connection_id: workspace.connection(Provider::Unipile).await,
        setup_source,
        name: None,
        client_name: None,
        products,
    };
    workspace.engine.link(input).await.unwrap()
}

async fn sign_in(workspace: &Workspace, task: &LinkTask, username: &str) -> AccountId {
    let credentials = CredentialsInput {
        username: username.into(),
        password: Secret::new("correct horse"),
        consent: agreed(),
    };
    let mut task = workspace.engine.give_credentials(&task.id, credentials).await.unwrap();
    if matches!(task.waiting, Waiting::Checkpoint { .. }) {
        task = workspace.engine.answer_checkpoint(&task.id, CONTRACT).await.unwrap();
    }
    assert!(matches!(task.waiting, Waiting::Done { .. }), "{task:?}");
    task.account_id.unwrap()
}

async fn account(workspace: &Workspace, id: &AccountId) -> Account {
    workspace.engine.store().account(id).await.unwrap().unwrap()
}

fn recruiter(account: &Account) -> Option<(Option<bool>, bool)> {
    let found = |state: &&ProductState| state.product == Product::Recruiter;
    account.products.iter().find(found).map(|state| (state.subscribed, state.enabled))
}

#[tokio::test]
async fn a_refresh_enables_what_is_paid_for() {
    for api in [UnipileApi::V1, UnipileApi::V2] {
        let workspace = connected_to(api).await;
        let task = link(&workspace, SetupSource::ApiBasic, Vec::new()).await;
        let id = sign_in(&workspace, &task, RECRUITER).await;
        let enabled = recruiter(&account(&workspace, &id).await).is_some_and(|(_, enabled)| enabled);
        assert!(!enabled, "{api:?}: only classic is enabled unless asked");

        let wanted = Some(vec![Product::Classic, Product::Recruiter]);
        let task = workspace.engine.refresh_with(&id, wanted).await.unwrap();
        assert_eq!(sign_in(&workspace, &task, RECRUITER).await, id);
        let now = account(&workspace, &id).await;
        assert_eq!((recruiter(&now), &now.status), (Some((Some(true), true)), &Status::Connected), "{api:?}");
    }
}

#[tokio::test]
async fn a_product_without_a_licence_links_all_the_same_and_is_told_by_the_next_check() {
    let workspace = connected_to(UnipileApi::V2).await;
    let task = link(&workspace, SetupSource::ApiBasic, vec![Product::Recruiter]).await;
    let id = sign_in(&workspace, &task, CLASSIC).await;
    let checked = workspace.engine.check_account(&id).await.unwrap();
    assert_eq!(recruiter(&checked), Some((Some(false), true)));
    assert_eq!(checked.status, Status::PermissionMissing { what: "Recruiter".into() });
    assert!(checked.cause.contains("has no Recruiter licence"), "{}", checked.cause);
}

#[tokio::test]
async fn what_the_old_api_says_nothing_about_stays_as_it_was_asked_for() {
    let workspace = connected_to(UnipileApi::V1).await;
    let task = link(&workspace, SetupSource::ApiBasic, Vec::new()).await;
    let id = sign_in(&workspace, &task, CLASSIC).await;
    let task = workspace.engine.refresh_with(&id, Some(vec![Product::Recruiter])).await.unwrap();
    sign_in(&workspace, &task, CLASSIC).await;
    let checked = workspace.engine.check_account(&id).await.unwrap();
    assert_eq!(recruiter(&checked), Some((None, true)));
}

#[tokio::test]
async fn a_link_for_a_working_account_is_made_when_a_product_is_to_be_added() {
    let workspace = connected_to(UnipileApi::V2).await;
    let owner = [("username", CLASSIC), ("password", "secret")];
    let task = link(&workspace, SetupSource::HostedLink, Vec::new()).await;
    let Waiting::OwnerLink { url, .. } = &task.waiting else { panic!("{task:?}") };
    visit(url, &owner).await;
    let task = workspace.until(&task, |task| !matches!(task.waiting, Waiting::OwnerLink { .. })).await;
    let id = task.account_id.unwrap();
    assert_eq!(account(&workspace, &id).await.status, Status::Connected);
    let nothing_to_do = workspace.engine.refresh(&id).await.unwrap();
    assert!(matches!(nothing_to_do.waiting, Waiting::Done { .. }), "{nothing_to_do:?}");

    let task = workspace.engine.refresh_with(&id, Some(vec![Product::Recruiter])).await.unwrap();
    let Waiting::OwnerLink { url, .. } = &task.waiting else { panic!("{task:?}") };
    visit(url, &owner).await;
    let task = workspace.until(&task, |task| !matches!(task.waiting, Waiting::OwnerLink { .. })).await;
    assert!(matches!(task.waiting, Waiting::Done { .. }), "{task:?}");
    assert!(recruiter(&account(&workspace, &id).await).is_some_and(|(_, enabled)| enabled));
}

#[tokio::test]
async fn a_link_with_a_product_that_its_owner_doesnt_pay_for_is_done_all_the_same() {
    let workspace = connected_to(UnipileApi::V2).await;
    let task = link(&workspace, SetupSource::HostedLink, vec![Product::Recruiter]).await;
    let Waiting::OwnerLink { url, .. } = &task.waiting else { panic!("{task:?}") };
    visit(url, &[("username", CLASSIC), ("password", "secret")]).await;
    let task = workspace.until(&task, |task| !matches!(task.waiting, Waiting::OwnerLink { .. })).await;
    assert!(matches!(task.waiting, Waiting::Done { .. }), "{task:?}");
}

#[tokio::test]
async fn the_new_api_keeps_a_product_while_the_account_works_and_that_is_said_before_it_is_asked() {
    for (api, stays) in [(UnipileApi::V2, true), (UnipileApi::V1, false)] {
        let workspace = connected_to(api).await;
        let task = link(&workspace, SetupSource::ApiBasic, vec![Product::Recruiter]).await;
        let id = sign_in(&workspace, &task, RECRUITER).await;
        let works = account(&workspace, &id).await;
        assert_eq!(workspace.engine.why_products_stay(&works).await.unwrap().is_some(), stays, "{api:?}");
        let asked = workspace.engine.refresh_with(&id, Some(vec![Product::Classic])).await;
        assert_eq!(asked.is_err(), stays, "{api:?}");
        let other = Some(vec![Product::Classic, Product::SalesNavigator]);
        assert!(workspace.engine.refresh_with(&id, other).await.is_ok(), "{api:?}: another is added");

        workspace.control("/expire", json!({ "provider": "unipile", "account": works.remote_id })).await;
        let broken = workspace.engine.check_account(&id).await.unwrap();
        assert_eq!(workspace.engine.why_products_stay(&broken).await.unwrap(), None, "{api:?}");
        let task = workspace.engine.refresh_with(&id, Some(vec![Product::Classic])).await.unwrap();
        sign_in(&workspace, &task, RECRUITER).await;
        let without = recruiter(&account(&workspace, &id).await).is_none_or(|(_, enabled)| !enabled);
        assert!(without, "{api:?}");
    }
}
