//! Links and refreshes outlive the program.

use rollcall_domain::{
    account::Account, provider::Provider, secret::Secret, setup_source::SetupSource, status::Status,
};
use rollcall_engine::{
    event::Event,
    kept_tasks::TasksWaiting,
    linking::{CredentialsInput, LinkInput, LinkTask, Waiting},
};
use serde_json::json;

use crate::workspace::{Workspace, agreed, visit};

const PASSWORD: &str = "correct horse battery";

async fn dropped(workspace: &Workspace, name: &str) -> Account {
    let account = workspace.account(name).await;
    let provider = account.provider.as_str();
    workspace.control("/expire", json!({"provider": provider, "account": account.remote_id})).await;
    workspace.engine.check_account(&account.id).await.unwrap()
}

async fn at_checkpoint(workspace: &Workspace, script: &str) -> (Account, LinkTask) {
    let oskar = dropped(workspace, "Oskar Sandvik").await;
    let task = workspace.engine.refresh(&oskar.id).await.unwrap();
    let input = CredentialsInput {
        username: format!("{script}@meridian.example"),
        password: Secret::new(PASSWORD),
        consent: agreed(),
    };
    let task = workspace.engine.give_credentials(&task.id, input).await.unwrap();
    assert!(matches!(task.waiting, Waiting::Checkpoint { .. }), "{task:?}");
    (oskar, task)
}

fn link_of(task: &LinkTask) -> String {
    let Waiting::OwnerLink { url, .. } = &task.waiting else { panic!("no link: {task:?}") };
    url.clone()
}

async fn owner_signs_in(url: &str, username: &str) {
    visit(url, &[("username", username), ("email", username), ("password", PASSWORD)]).await;
}

fn now(workspace: &Workspace, task: &LinkTask) -> LinkTask {
    workspace.engine.link_task(&task.id).unwrap().unwrap_or_else(|| panic!("the task is gone"))
}

async fn until_over(workspace: &Workspace, task: &LinkTask) -> LinkTask {
    workspace.until(task, |task| matches!(task.waiting, Waiting::Done { .. } | Waiting::Failed)).await
}

#[tokio::test]
async fn an_owners_link_goes_on_being_waited_for_after_a_restart() {
    let workspace = Workspace::agency().await;
    let elif = dropped(&workspace, "Elif Watanabe").await;
    let task = workspace.engine.refresh(&elif.id).await.unwrap();
    let Waiting::OwnerLink { url, expires_at, made_at, ends_at_restart } = task.waiting.clone() else {
        panic!("{task:?}")
    };

    let workspace = workspace.restarted().await;
    let found = workspace.engine.task_of(&elif.id).unwrap().unwrap();
    assert_eq!(
        (&found.id, &found.waiting),
        (&task.id, &Waiting::LinkSent { expires_at, made_at, ends_at_restart })
    );
    assert_eq!(workspace.engine.refresh(&elif.id).await.unwrap().id, task.id, "it goes on");

    owner_signs_in(&url, "elif.watanabe@meridian.example").await;
    let done = until_over(&workspace, &task).await;
    assert!(matches!(done.waiting, Waiting::Done { .. }), "{done:?}");
    let after = workspace.account("Elif Watanabe").await;
    assert_eq!((after.id, after.status, after.linked_at), (elif.id, Status::Connected, elif.linked_at));
}

#[tokio::test]
async fn an_owner_who_came_while_rollcall_was_closed_is_seen_even_after_the_link_ended() {
    for closed_for_hours in [1, 30] {
        let workspace = Workspace::agency().await;
        let elif = dropped(&workspace, "Elif Watanabe").await;
        let task = workspace.engine.refresh(&elif.id).await.unwrap();
        let url = link_of(&task);
        let workspace = workspace
            .restarted_after(async |world| {
                owner_signs_in(&url, "elif.watanabe@meridian.example").await;
                world.jump(closed_for_hours * 3_600);
            })
            .await;
        let done = until_over(&workspace, &task).await;
        assert!(matches!(done.waiting, Waiting::Done { .. }), "{closed_for_hours}: {done:?}");
    }
}

#[tokio::test]
async fn a_link_that_ended_while_rollcall_was_closed_is_shown_as_ended_and_starts_again_with_one_click() {
    let workspace = Workspace::agency().await;
    let elif = dropped(&workspace, "Elif Watanabe").await;
    let task = workspace.engine.refresh(&elif.id).await.unwrap();
    let workspace = workspace.restarted_after(async |world| world.jump(25 * 3_600)).await;
    let ended = until_over(&workspace, &task).await;
    assert_eq!(ended.problem.unwrap().sentence, "The link ran out before it was used.");

    let workspace = workspace.restarted().await;
    assert_eq!(now(&workspace, &task).waiting, Waiting::Failed, "it stays until somebody acts");
    let again = workspace.engine.restart_task(&task.id).await.unwrap();
    assert!(matches!(again.waiting, Waiting::OwnerLink { .. }), "{again:?}");
}

#[tokio::test]
async fn whoever_makes_many_links_after_a_restart_gets_one_for_this_account_too() {
    let workspace = Workspace::agency().await;
    let elif = dropped(&workspace, "Elif Watanabe").await;
    workspace.engine.refresh(&elif.id).await.unwrap();
    let workspace = workspace.restarted().await;
    let ids = std::slice::from_ref(&elif.id);
    workspace.engine.make_refresh_links(ids).await.unwrap();
    let links = workspace.engine.owners_links(ids).await.unwrap();
    assert_eq!(links.len(), 1);
    owner_signs_in(&links[0].url, "elif.watanabe@meridian.example").await;
    let task = workspace.engine.task_of(&elif.id).unwrap().unwrap();
    assert!(matches!(until_over(&workspace, &task).await.waiting, Waiting::Done { .. }));
}

#[tokio::test]
async fn a_new_accounts_link_is_taken_up_after_a_restart_with_its_client() {
    let workspace = Workspace::agency().await;
    let input = LinkInput {
        connection_id: workspace.connection(Provider::Unipile).await,
        setup_source: SetupSource::HostedLink,
        name: Some("Olga Owner".into()),
        client_name: Some("Northwind Talent".into()),
        products: Vec::new(),
    };
    let task = workspace.engine.link(input).await.unwrap();
    let url = link_of(&task);
    let workspace = workspace.restarted().await;
    assert_eq!(workspace.engine.link_tasks().unwrap().len(), 1);
    owner_signs_in(&url, "ok@owner.example").await;
    let done = until_over(&workspace, &task).await;
    let account = workspace.engine.store().account(&done.account_id.unwrap()).await.unwrap().unwrap();
    assert_eq!((account.setup_source, account.client_id.is_some()), (SetupSource::HostedLink, true));
}

#[tokio::test]
async fn a_checkpoint_keeps_its_countdown_over_a_restart_and_takes_the_answer() {
    let workspace = Workspace::agency().await;
    let (oskar, task) = at_checkpoint(&workspace, "chain").await;
    let workspace = workspace.restarted_after(async |world| world.jump(100)).await;
    let found = workspace.engine.task_of(&oskar.id).unwrap().unwrap();
    assert_eq!((&found.waiting, &found.steps), (&task.waiting, &task.steps));
    let next = workspace.engine.answer_checkpoint(&task.id, "123456").await.unwrap();
    assert!(matches!(next.waiting, Waiting::Checkpoint { .. }), "{next:?}");
    let workspace = workspace.restarted().await;
    let done = workspace.engine.answer_checkpoint(&task.id, "123456").await.unwrap();
    assert!(matches!(done.waiting, Waiting::Done { .. }), "{done:?}");
    assert_eq!(workspace.account("Oskar Sandvik").await.status, Status::Connected);
    assert!(workspace.engine.store().link_tasks().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_approval_is_asked_for_again_after_a_restart() {
    let workspace = Workspace::agency().await;
    let (_, task) = at_checkpoint(&workspace, "inapp").await;
    let workspace = workspace.restarted().await;
    let done = until_over(&workspace, &task).await;
    assert!(matches!(done.waiting, Waiting::Done { .. }), "{done:?}");
}

#[tokio::test]
async fn a_checkpoint_that_ran_out_while_rollcall_was_closed_starts_again_with_one_click() {
    let workspace = Workspace::agency().await;
    let (_, task) = at_checkpoint(&workspace, "2fa").await;
    let workspace = workspace.restarted_after(async |world| world.jump(400)).await;
    let ended = until_over(&workspace, &task).await;
    assert_eq!(ended.waiting, Waiting::Failed);
    assert_eq!(workspace.account("Oskar Sandvik").await.status, Status::SignInNeeded);
    let again = workspace.engine.restart_task(&task.id).await.unwrap();
    assert_eq!(again.waiting, Waiting::Credentials);
}

#[tokio::test]
async fn linkedins_page_that_was_open_when_rollcall_was_closed_can_be_opened_again() {
    let workspace = Workspace::agency().await;
    let task = workspace.start_member_link().await;
    let workspace = workspace.restarted().await;
    let found = now(&workspace, &task);
    assert_eq!(found.waiting, Waiting::Failed);
    assert!(found.problem.unwrap().next_step.is_some());
    let again = workspace.engine.restart_task(&task.id).await.unwrap();
    workspace.consent(&again, "chloe-lambert").await;
    let done = until_over(&workspace, &again).await;
    assert!(matches!(done.waiting, Waiting::Done { .. }), "{done:?}");
}

#[tokio::test]
async fn a_task_that_was_stopped_or_whose_connection_is_gone_does_not_come_back() {
    let workspace = Workspace::agency().await;
    let elif = dropped(&workspace, "Elif Watanabe").await;
    let task = workspace.engine.refresh(&elif.id).await.unwrap();
    workspace.engine.cancel_task(&task.id).await.unwrap();
    let (_, other) = at_checkpoint(&workspace, "2fa").await;
    workspace.engine.disconnect(&other.connection_id).await.unwrap();
    let workspace = workspace.restarted().await;
    assert!(workspace.engine.link_tasks().unwrap().is_empty());
}

#[tokio::test]
async fn what_waits_is_counted_and_said_when_it_changes() {
    let workspace = Workspace::agency().await;
    let (_, task) = at_checkpoint(&workspace, "2fa").await;
    let elif = dropped(&workspace, "Elif Watanabe").await;
    workspace.engine.refresh(&elif.id).await.unwrap();
    let both = TasksWaiting { checkpoints: 1, owners: 1, ended: 0 };
    assert_eq!(workspace.engine.tasks_waiting().unwrap(), both);
    workspace.hears(|event| matches!(event, Event::TasksWaiting(waiting) if *waiting == both)).await;

    let workspace = workspace.restarted().await;
    assert_eq!(workspace.engine.tasks_waiting().unwrap(), both);
    workspace.engine.answer_checkpoint(&task.id, "123456").await.unwrap();
    let one = TasksWaiting { checkpoints: 0, owners: 1, ended: 0 };
    workspace.hears(|event| matches!(event, Event::TasksWaiting(waiting) if *waiting == one)).await;
}

#[tokio::test]
async fn no_secret_of_a_task_is_ever_on_the_disk() {
    let workspace = Workspace::agency().await;
    let (_, task) = at_checkpoint(&workspace, "2fa").await;
    workspace.engine.answer_checkpoint(&task.id, "918273").await.unwrap();
    let elif = dropped(&workspace, "Elif Watanabe").await;
    let url = link_of(&workspace.engine.refresh(&elif.id).await.unwrap());
    let browser = workspace.start_member_link().await;
    let Waiting::Browser { url: page, .. } = browser.waiting else { panic!("{browser:?}") };
    let state = url::Url::parse(&page)
        .unwrap()
        .query_pairs()
        .find(|(name, _)| name == "state")
        .unwrap()
        .1
        .into_owned();
    let token = url.rsplit(['/', '=']).next().unwrap().to_owned();
    for file in std::fs::read_dir(workspace.folder.path()).unwrap() {
        let path = file.unwrap().path();
        let Ok(bytes) = std::fs::read(&path) else { continue };
        for secret in [PASSWORD, "918273", &token, &state] {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} is in {}", path.display());
        }
    }
}
