//! Links for somebody new that are open side by side: whoever comes, came by one of them.

use std::collections::BTreeSet;

use rollcall_domain::{id::ConnectionId, provider::Provider, setup_source::SetupSource};
use rollcall_engine::linking::{LinkInput, LinkTask, Waiting};

use crate::workspace::{Workspace, visit};

/// Two connections to the same accounts at Unipile.
async fn two_connections(workspace: &Workspace) -> [ConnectionId; 2] {
    let first = workspace.connection(Provider::Unipile).await;
    let input = workspace.input(Provider::Unipile);
    let second = workspace.engine.connect(input).await.unwrap();
    workspace.engine.sync(&second.id).await.unwrap();
    [first, second.id]
}

async fn open_link(workspace: &Workspace, connection: &ConnectionId, name: Option<&str>) -> LinkTask {
    let input = LinkInput {
        connection_id: connection.clone(),
        setup_source: SetupSource::HostedLink,
        name: name.map(str::to_owned),
        client_name: None,
        products: Vec::new(),
    };
    workspace.engine.link(input).await.unwrap()
}

async fn signs_in(link: &LinkTask, email: &str) {
    let Waiting::OwnerLink { url, .. } = &link.waiting else { panic!("no link: {link:?}") };
    visit(url, &[("username", email), ("password", "correct horse")]).await;
}

fn is_done(task: &LinkTask) -> bool {
    matches!(task.waiting, Waiting::Done { .. })
}

async fn rows(workspace: &Workspace) -> usize {
    workspace.engine.store().accounts().await.unwrap().len()
}

#[tokio::test]
async fn whoever_comes_is_taken_by_the_link_that_was_made_for_their_name() {
    let workspace = Workspace::agency().await;
    let [first, second] = two_connections(&workspace).await;
    for connection in [&first, &second] {
        let before = rows(&workspace).await;
        let tag = if connection == &first { "one" } else { "two" };
        let marks = open_link(&workspace, &first, Some("Mark Smith")).await;
        let janes = open_link(&workspace, connection, Some("Jane Doe")).await;

        signs_in(&janes, &format!("jane.doe@{tag}.example")).await;
        let done = workspace.until(&janes, is_done).await;
        assert_eq!((done.name.as_deref(), done.named), (Some("Jane Doe"), None));
        let other = workspace.engine.link_task(&marks.id).unwrap().unwrap();
        assert!(matches!(other.waiting, Waiting::OwnerLink { .. }), "{other:?}");

        signs_in(&marks, &format!("mark.smith@{tag}.example")).await;
        let done = workspace.until(&marks, is_done).await;
        assert_eq!((done.name.as_deref(), done.named), (Some("Mark Smith"), None));
        assert_eq!(rows(&workspace).await, before + 2);
    }
}

#[tokio::test]
async fn of_links_without_a_name_only_one_takes_whoever_comes() {
    let workspace = Workspace::agency().await;
    let [first, second] = two_connections(&workspace).await;
    let before = rows(&workspace).await;
    let one = open_link(&workspace, &first, None).await;
    let other = open_link(&workspace, &second, None).await;

    signs_in(&one, "jane.doe@one.example").await;
    tokio::select! {
        _ = workspace.until(&one, is_done) => {}
        _ = workspace.until(&other, is_done) => {}
    }
    signs_in(&other, "mark.smith@one.example").await;
    let came = [workspace.until(&one, is_done).await, workspace.until(&other, is_done).await];
    let names: BTreeSet<_> = came.iter().filter_map(|task| task.name.as_deref()).collect();
    assert_eq!(names, BTreeSet::from(["Jane Doe", "Mark Smith"]));
    assert_eq!(rows(&workspace).await, before + 2);
}
