use rollcall_domain::{
    account::Account,
    outbox::TargetState,
    post::{account_author, split_author},
    provider::Provider,
    secret::Secret,
    setup_source::SetupSource,
    status::Status,
};
use rollcall_engine::{
    error::EngineError,
    linking::{CookiesInput, LinkInput, LinkTask, Waiting},
};
use serde_json::json;

use crate::workspace::Workspace;

/// Links a member through Unipile who is linked through Edges already.
async fn linked_again(workspace: &Workspace, slug: &str) -> Account {
    let input = LinkInput {
        connection_id: workspace.connection(Provider::Unipile).await,
        setup_source: SetupSource::ApiCookies,
        name: None,
        client_name: None,
        products: Vec::new(),
    };
    let task = workspace.engine.link(input).await.unwrap();
    let cookies = CookiesInput {
        li_at: Secret::new(format!("AQED-{slug}.1")),
        li_a: None,
        user_agent: None,
        country: None,
        keep: true,
        consent: crate::workspace::agreed(),
    };
    let task = workspace.engine.give_cookies(&task.id, cookies).await.unwrap();
    assert!(matches!(task.waiting, Waiting::Done { .. }), "{task:?}");
    workspace.engine.store().account(&task.account_id.unwrap()).await.unwrap().unwrap()
}

/// Every account of Unipile a second time, through a second connection.
async fn two_connections() -> (Workspace, Account, Account) {
    let workspace = Workspace::agency().await;
    let first = workspace.account("Elif Watanabe").await;
    let connection = workspace.engine.connect(workspace.input(Provider::Unipile)).await.unwrap();
    workspace.engine.sync(&connection.id).await.unwrap();
    let all = workspace.engine.store().accounts().await.unwrap();
    let second = all.into_iter().find(|a| a.name == first.name && a.id != first.id).unwrap();
    (workspace, first, second)
}

/// Elif opens the link and signs in.
async fn owner_signs_in(workspace: &Workspace, task: &LinkTask) {
    let Waiting::OwnerLink { url, .. } = &task.waiting else { panic!("{task:?}") };
    let fields = [("username", "elif.watanabe@meridian.example"), ("password", "correct horse")];
    crate::workspace::visit(url, &fields).await;
    let task = workspace.until(task, |task| !matches!(task.waiting, Waiting::OwnerLink { .. })).await;
    assert!(matches!(task.waiting, Waiting::Done { .. }), "{task:?}");
}

fn is_bad_input<T: std::fmt::Debug>(result: Result<T, EngineError>) {
    assert!(matches!(result, Err(EngineError::BadInput(_))), "{result:?}");
}

#[tokio::test]
async fn the_same_person_through_two_providers_is_recognised_and_asked_about_once() {
    let workspace = Workspace::agency().await;
    let before = workspace.engine.duplicates().await.unwrap();
    let edges = workspace.account("Jonas Petrov").await;
    let unipile = linked_again(&workspace, "jonas-petrov").await;
    let now = workspace.engine.duplicates().await.unwrap();
    assert_eq!(now.len(), before.len() + 1);
    let pair = now.iter().find(|pair| [&pair.one, &pair.other].contains(&&unipile.id)).unwrap();
    assert!([&pair.one, &pair.other].contains(&&edges.id) && !pair.kept_apart);

    workspace.engine.keep_both(&edges.id, &unipile.id).await.unwrap();
    let workspace = workspace.restarted().await;
    let now = workspace.engine.duplicates().await.unwrap();
    assert!(now.iter().any(|pair| pair.kept_apart && [&pair.one, &pair.other].contains(&&edges.id)));
}

#[tokio::test]
async fn merging_keeps_one_row_with_everything_and_can_be_undone() {
    let (workspace, first, second) = two_connections().await;
    let lines = (workspace.history(&first).await.len(), workspace.history(&second).await.len());
    let published = workspace.publish(&workspace.draft("From the second row", &[&second], None)).await;
    assert_eq!(published.targets[0].state, TargetState::Published);
    let draft = workspace.draft("Hello", &[&second, &first], None);
    let kept = workspace.engine.new_draft().id;
    workspace.engine.save_draft(&kept, draft.clone()).await.unwrap();

    workspace.engine.merge(&first.id, &second.id).await.unwrap();
    let all = workspace.engine.store().accounts().await.unwrap();
    assert_eq!(all.iter().filter(|account| account.name == first.name).count(), 1);
    let history = workspace.history(&first).await;
    assert!(history[0].starts_with("Merged with the row of Elif Watanabe through Unipile"), "{history:?}");
    assert!(history.len() > lines.0 + lines.1);
    let draft = workspace.engine.draft(&kept).await.unwrap().draft;
    assert_eq!(draft.authors, [account_author(&first.id)]);
    let target = workspace.engine.store().target(&published.targets[0].id).await.unwrap().unwrap();
    assert_eq!((&target.account_id, split_author(&target.author_id).0), (&first.id, first.id.clone()));

    let report = workspace.engine.sync(&second.connection_id).await.unwrap();
    assert_eq!(report.added, 0, "the merged row isn't found anew");
    assert_eq!(workspace.engine.merged().await.unwrap().len(), 1);

    workspace.engine.undo_merge(&second.id).await.unwrap();
    let all = workspace.engine.store().accounts().await.unwrap();
    assert_eq!(all.iter().filter(|account| account.name == first.name).count(), 2);
    let target = workspace.engine.store().target(&published.targets[0].id).await.unwrap().unwrap();
    assert_eq!(target.account_id, second.id);
    let draft = workspace.engine.draft(&kept).await.unwrap().draft;
    assert_eq!(draft.authors, [account_author(&second.id), account_author(&first.id)]);
    assert!(workspace.engine.undo_merge(&second.id).await.is_err());
}

#[tokio::test]
async fn the_rows_of_one_person_are_found_from_each_of_them() {
    let (workspace, first, second) = two_connections().await;
    let pairs = workspace.engine.duplicates().await.unwrap();
    assert!(!pairs.is_empty());
    for account in workspace.engine.store().accounts().await.unwrap() {
        let of_it = pairs.iter().filter(|pair| pair.one == account.id || pair.other == account.id);
        let mut expected: Vec<_> = of_it
            .map(|pair| if pair.one == account.id { pair.other.clone() } else { pair.one.clone() })
            .collect();
        expected.sort_by(|a, b| a.0.cmp(&b.0));
        let same = workspace.engine.same_person(&account.id).await.unwrap();
        let found: Vec<_> = same.into_iter().map(|(other, _)| other.id).collect();
        assert_eq!(found, expected, "{}", account.name);
    }
    workspace.engine.keep_both(&first.id, &second.id).await.unwrap();
    let same = workspace.engine.same_person(&first.id).await.unwrap();
    assert!(same.iter().any(|(other, apart)| other.id == second.id && *apart));
}

#[tokio::test]
async fn a_post_that_waits_goes_out_once_from_the_row_that_stays() {
    let (workspace, first, second) = two_connections().await;
    workspace.control("/expire", json!({"provider": "unipile", "account": first.remote_id})).await;
    let held = workspace.publish(&workspace.draft("Waits", &[&second], None)).await;
    assert_eq!(held.targets[0].state, TargetState::Held);
    workspace.engine.merge(&first.id, &second.id).await.unwrap();

    workspace.engine.check_account(&first.id).await.unwrap();
    let task = workspace.engine.refresh(&first.id).await.unwrap();
    owner_signs_in(&workspace, &task).await;
    let out = workspace.engine.settle(&held.post.id).await.unwrap();
    assert_eq!((&out.targets[0].state, &out.targets[0].account_id), (&TargetState::Published, &first.id));
    assert_eq!(out.targets.len(), 1);
}

#[tokio::test]
async fn rows_that_are_both_authors_of_a_post_that_waits_stay_two_until_it_is_out() {
    let (workspace, first, second) = two_connections().await;
    workspace.control("/expire", json!({"provider": "unipile", "account": first.remote_id})).await;
    let both = workspace.publish(&workspace.draft("Waits twice", &[&first, &second], None)).await;
    assert!(both.targets.iter().all(|target| target.state == TargetState::Held));
    is_bad_input(workspace.engine.merge(&first.id, &second.id).await);
    let all = workspace.engine.store().accounts().await.unwrap();
    assert!(all.iter().any(|account| account.id == second.id), "nothing was changed");
}

#[tokio::test]
async fn a_row_that_cannot_publish_does_not_take_over_posts_that_wait() {
    let workspace = Workspace::agency().await;
    let edges = workspace.account("Jonas Petrov").await;
    let unipile = linked_again(&workspace, "jonas-petrov").await;
    workspace.control("/expire", json!({"provider": "unipile", "account": unipile.remote_id})).await;
    let held = workspace.publish(&workspace.draft("Waits", &[&unipile], None)).await;
    assert_eq!(held.targets[0].state, TargetState::Held);
    is_bad_input(workspace.engine.merge(&edges.id, &unipile.id).await);

    workspace.engine.merge(&unipile.id, &edges.id).await.unwrap();
    let all = workspace.engine.store().accounts().await.unwrap();
    assert!(!all.iter().any(|account| account.id == edges.id));
    is_bad_input(workspace.engine.merge(&unipile.id, &workspace.account("Elif Watanabe").await.id).await);
}

#[tokio::test]
async fn the_other_rows_own_secrets_wait_for_the_merge_to_be_taken_back_and_go_with_its_connection() {
    let workspace = Workspace::agency().await;
    let edges = workspace.account("Jonas Petrov").await;
    let unipile = linked_again(&workspace, "jonas-petrov").await;
    assert_eq!(workspace.engine.kept_secrets(&unipile.id).await.unwrap(), ["session cookies"]);
    workspace.engine.merge(&edges.id, &unipile.id).await.unwrap();
    workspace.engine.undo_merge(&unipile.id).await.unwrap();
    assert_eq!(workspace.engine.kept_secrets(&unipile.id).await.unwrap(), ["session cookies"]);
    let kept = workspace.engine.automatic_return(&unipile).await.unwrap().unwrap();
    assert!(kept.keep && kept.kept_at.is_some(), "{kept:?}");

    workspace.engine.merge(&edges.id, &unipile.id).await.unwrap();
    workspace.engine.disconnect(&unipile.connection_id).await.unwrap();
    assert_eq!(workspace.secrets_of(unipile.id.as_str()), 0, "they go with the connection");
}

#[tokio::test]
async fn a_refresh_keeps_the_row_its_client_its_drafts_and_its_posts() {
    let workspace = Workspace::agency().await;
    let elif = workspace.account("Elif Watanabe").await;
    let published = workspace.publish(&workspace.draft("Out", &[&elif], None)).await;
    workspace.control("/expire", json!({"provider": "unipile", "account": elif.remote_id})).await;
    let held = workspace.publish(&workspace.draft("Held", &[&elif], None)).await;
    assert_eq!(held.targets[0].state, TargetState::Held);
    let draft = workspace.draft("Not yet", &[&elif], None);
    let kept = workspace.engine.new_draft().id;
    workspace.engine.save_draft(&kept, draft.clone()).await.unwrap();

    let task = workspace.engine.refresh(&elif.id).await.unwrap();
    owner_signs_in(&workspace, &task).await;

    let after = workspace.account("Elif Watanabe").await;
    assert_eq!((&after.id, &after.client_id, after.linked_at), (&elif.id, &elif.client_id, elif.linked_at));
    assert_eq!(workspace.engine.draft(&kept).await.unwrap().draft.authors, draft.authors);
    let out = workspace.engine.store().target(&published.targets[0].id).await.unwrap().unwrap();
    assert_eq!((out.state, out.account_id), (TargetState::Published, elif.id.clone()));
    let resumed = workspace.engine.settle(&held.post.id).await.unwrap();
    assert_eq!(resumed.targets[0].state, TargetState::Published);
}

#[tokio::test]
async fn somebody_else_seen_by_a_roll_call_is_said_and_changes_nothing() {
    let workspace = Workspace::agency().await;
    let elif = workspace.account("Elif Watanabe").await;
    let body = json!({
        "object": "Account", "id": elif.remote_id, "user_id": "ACoAASomebodyElse", "status": "running",
        "name": "Sam Body", "provider": "linkedin",
    });
    let fault = json!({
        "provider": "unipile", "method": "GET", "path": format!("/v2/accounts/{}", elif.remote_id),
        "status": 200, "body": body,
    });
    workspace.control("/fault", fault).await;
    let checked = workspace.engine.check_account(&elif.id).await.unwrap();
    assert_eq!(checked.status, Status::SignInNeeded, "{checked:?}");
    assert_eq!((&checked.name, &checked.linkedin_id), (&elif.name, &elif.linkedin_id));
    assert!(checked.cause.contains("Sam Body"), "{}", checked.cause);
}
