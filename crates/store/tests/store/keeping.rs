//! What is saved is there again, also after closing and opening.

use rollcall_domain::{
    checkpoint::CheckpointKind,
    client::ClientColour,
    id::{AccountId, ClientId, ConnectionId},
    outbox::TargetState,
    status::Status,
};
use rollcall_store::{ClientRow, PageRow, Store, StoreError};

use crate::samples::{
    account, client, connection, draft, entry, media, minute, open, post, raw, store_with_accounts, target,
    workspace,
};

fn page(urn: &str, name: &str) -> PageRow {
    PageRow {
        account_id: account(0).id,
        urn: urn.into(),
        name: name.into(),
        role: "ADMINISTRATOR".into(),
        vanity_name: Some("northwind".into()),
    }
}

#[tokio::test]
async fn closing_and_opening_keeps_everything() {
    let workspace = workspace();
    let store = store_with_accounts(&workspace, 2).await;
    store.put_client(client()).await.unwrap();
    store.replace_pages(&account(0).id, vec![page("urn:li:organization:1", "Northwind")]).await.unwrap();
    store.add_history(&account(0).id, entry(5, "Refreshed.")).await.unwrap();
    store.put_media(media()).await.unwrap();
    store
        .create_post(post(1), vec![target(0, TargetState::Queued), target(1, TargetState::Held)], None)
        .await
        .unwrap();
    store.save_draft(draft(1, "Hello")).await.unwrap();
    store.set_setting("theme", "dark").await.unwrap();
    drop(store);

    let store = open(&workspace);
    assert_eq!(store.connections().await.unwrap(), [connection()]);
    assert_eq!(store.connection(&connection().id).await.unwrap(), Some(connection()));
    assert_eq!(store.clients().await.unwrap(), [client()]);
    assert_eq!(store.client_named("Northwind").await.unwrap(), Some(client()));
    assert_eq!(store.client_named("northwind").await.unwrap(), None);
    assert_eq!(store.accounts().await.unwrap(), [account(0), account(1)]);
    assert_eq!(store.account(&account(1).id).await.unwrap(), Some(account(1)));
    assert_eq!(store.account_by_remote(&connection().id, "remote-1").await.unwrap(), Some(account(1)));
    assert_eq!(store.account_by_remote(&ConnectionId("other".into()), "remote-1").await.unwrap(), None);
    assert_eq!(store.pages(&account(0).id).await.unwrap(), [page("urn:li:organization:1", "Northwind")]);
    assert_eq!(store.pages(&account(1).id).await.unwrap(), []);
    let history = store.history(&account(0).id, 10).await.unwrap();
    assert_eq!(history, [entry(5, "Refreshed."), entry(0, "Linked.")]);
    assert_eq!(store.media(&media().id).await.unwrap(), Some(media()));
    assert_eq!(store.posts(10).await.unwrap(), [post(1)]);
    assert_eq!(store.post(&post(1).id).await.unwrap(), Some(post(1)));
    assert_eq!(
        store.targets_of(&post(1).id).await.unwrap(),
        [target(0, TargetState::Queued), target(1, TargetState::Held)]
    );
    assert_eq!(store.draft(&draft(1, "").id).await.unwrap(), Some(draft(1, "Hello")));
    assert_eq!(store.setting("theme").await.unwrap().as_deref(), Some("dark"));
    assert_eq!(store.setting("other").await.unwrap(), None);
    store.integrity_check().await.unwrap();
}

#[tokio::test]
async fn every_status_is_kept_with_its_details() {
    let workspace = workspace();
    let store = store_with_accounts(&workspace, 0).await;
    let statuses = [
        Status::Connected,
        Status::Connecting,
        Status::ExpiresSoon { at: minute(9) },
        Status::SignInNeeded,
        Status::Checkpoint {
            checkpoint: CheckpointKind::TwoFactor { platform: Some("APP".into()) },
            deadline: Some(minute(9)),
        },
        Status::Checkpoint { checkpoint: CheckpointKind::Other("PUZZLE_V9".into()), deadline: None },
        Status::PermissionMissing { what: "Recruiter".into() },
        Status::Restricted,
        Status::LimitedUntil { at: None },
        Status::LimitedUntil { at: Some(minute(9)) },
        Status::ProviderUnreachable,
        Status::Paused,
        Status::Removed,
        Status::Unknown { raw: "SOMETHING_NEW".into() },
    ];
    for status in statuses {
        let mut saved = account(0);
        saved.status = status;
        store.save_account(&saved, None).await.unwrap();
        assert_eq!(store.account(&saved.id).await.unwrap(), Some(saved));
    }
}

#[tokio::test]
async fn a_refresh_changes_the_row_and_never_its_id_or_the_day_it_was_linked() {
    let workspace = workspace();
    let store = store_with_accounts(&workspace, 1).await;
    store.put_client(client()).await.unwrap();
    let mut changed = account(0);
    changed.name = "Dana Okafor-Lind".into();
    changed.client_id = Some(client().id);
    changed.status = Status::SignInNeeded;
    changed.cause = "LinkedIn ended the session.".into();
    changed.linked_at = minute(99);
    store.save_account(&changed, Some(entry(7, "The session ended."))).await.unwrap();

    changed.linked_at = account(0).linked_at;
    assert_eq!(store.accounts().await.unwrap(), [changed]);
    assert_eq!(store.history(&account(0).id, 1).await.unwrap(), [entry(7, "The session ended.")]);
}

#[tokio::test]
async fn one_remote_account_never_gets_a_second_row() {
    let workspace = workspace();
    let store = store_with_accounts(&workspace, 1).await;
    let mut twin = account(0);
    twin.id = AccountId("twin".into());
    assert!(matches!(store.save_account(&twin, None).await, Err(StoreError::Failed(_))));
    assert_eq!(store.accounts().await.unwrap(), [account(0)]);
}

#[tokio::test]
async fn many_accounts_are_saved_all_or_none() {
    let workspace = workspace();
    let store = store_with_accounts(&workspace, 1).await;
    let mut renamed = account(0);
    renamed.name = "Renamed".into();
    let mut stray = account(1);
    stray.connection_id = ConnectionId("not there".into());
    let saved = store.save_accounts(vec![(renamed, Some(entry(1, "Renamed."))), (stray, None)]).await;
    assert!(matches!(saved, Err(StoreError::Failed(_))));
    assert_eq!(store.accounts().await.unwrap(), [account(0)]);
    assert_eq!(store.history(&account(0).id, 10).await.unwrap(), [entry(0, "Linked.")]);
}

#[tokio::test]
async fn replacing_pages_takes_the_old_ones_away() {
    let workspace = workspace();
    let store = store_with_accounts(&workspace, 1).await;
    let (first, second) = (page("urn:li:organization:1", "Zeta"), page("urn:li:organization:2", "alpha"));
    store.replace_pages(&account(0).id, vec![first.clone()]).await.unwrap();
    store.replace_pages(&account(0).id, vec![first.clone(), second.clone(), second.clone()]).await.unwrap();
    assert_eq!(store.all_pages().await.unwrap(), [second, first]);
    store.replace_pages(&account(0).id, vec![]).await.unwrap();
    assert_eq!(store.all_pages().await.unwrap(), []);
}

#[tokio::test]
async fn removing_a_connection_takes_its_accounts_and_leaves_what_was_published() {
    let workspace = workspace();
    let store = store_with_accounts(&workspace, 3).await;
    store.create_post(post(1), vec![target(0, TargetState::Queued)], None).await.unwrap();
    store.remove_account(&account(2).id).await.unwrap();
    assert_eq!(store.accounts().await.unwrap(), [account(0), account(1)]);
    store.remove_connection(&connection().id).await.unwrap();
    store.remove_connection(&connection().id).await.unwrap();
    assert_eq!(store.accounts().await.unwrap(), []);
    assert_eq!(store.history(&account(0).id, 10).await.unwrap(), []);
    assert_eq!(store.targets_of(&post(1).id).await.unwrap().len(), 1);
    store.integrity_check().await.unwrap();
}

#[tokio::test]
async fn connections_and_clients_are_changed_in_place() {
    let workspace = workspace();
    let store = store_with_accounts(&workspace, 1).await;
    let mut renamed = connection();
    renamed.name = "Renamed".into();
    renamed.created_at = minute(50);
    store.put_connection(renamed).await.unwrap();
    let kept = store.connection(&connection().id).await.unwrap().unwrap();
    assert_eq!((kept.name.as_str(), kept.created_at), ("Renamed", minute(0)));
    assert_eq!(store.accounts().await.unwrap().len(), 1, "its accounts stay");

    store.put_client(client()).await.unwrap();
    store.put_client(ClientRow { colour: ClientColour::Plum, ..client() }).await.unwrap();
    assert_eq!(store.clients().await.unwrap(), [ClientRow { colour: ClientColour::Plum, ..client() }]);
    let namesake = ClientRow { id: ClientId("client-2".into()), ..client() };
    assert!(matches!(store.put_client(namesake).await, Err(StoreError::Failed(_))));
}

#[tokio::test]
async fn posts_come_newest_first_and_copies_in_the_order_of_their_authors() {
    let workspace = workspace();
    let store = open(&workspace);
    for n in [2, 1, 3] {
        let copies = if n == 1 { [7, 3, 5].map(|n| target(n, TargetState::Queued)).to_vec() } else { vec![] };
        store.create_post(post(n), copies, None).await.unwrap();
    }
    let ids: Vec<_> = store.posts(2).await.unwrap().into_iter().map(|post| post.id.0).collect();
    assert_eq!(ids, ["post-3", "post-2"]);
    let copies: Vec<_> = store.targets_of(&post(1).id).await.unwrap().into_iter().map(|it| it.id.0).collect();
    assert_eq!(copies, ["target-7", "target-3", "target-5"]);
}

#[tokio::test]
async fn a_new_post_takes_the_draft_along_or_leaves_it() {
    let workspace = workspace();
    let store = open(&workspace);
    store.put_media(media()).await.unwrap();
    store.save_draft(draft(1, "Hello")).await.unwrap();
    let mut stray = target(2, TargetState::Queued);
    stray.post_id = post(2).id;
    assert_eq!(
        store.create_post(post(1), vec![stray], Some(draft(1, "").id)).await,
        Err(StoreError::NotAllowed)
    );
    let twice = vec![target(1, TargetState::Queued), target(1, TargetState::Queued)];
    assert!(matches!(
        store.create_post(post(1), twice, Some(draft(1, "").id)).await,
        Err(StoreError::Failed(_))
    ));
    assert_eq!(store.draft(&draft(1, "").id).await.unwrap(), Some(draft(1, "Hello")));
    assert_eq!(store.posts(10).await.unwrap(), []);

    store.save_draft(draft(2, "Another")).await.unwrap();
    let copies = vec![target(1, TargetState::Queued)];
    store.create_post(post(1), copies, Some(draft(1, "").id)).await.unwrap();
    assert_eq!(store.draft(&draft(1, "").id).await.unwrap(), None);
    assert!(store.draft(&draft(2, "").id).await.unwrap().is_some(), "others stay");
}

#[tokio::test]
async fn ten_thousand_accounts_are_listed_by_name() {
    let workspace = workspace();
    let store = store_with_accounts(&workspace, 10_000).await;
    let accounts = store.accounts().await.unwrap();
    assert_eq!(accounts.len(), 10_000);
    assert!(accounts.is_sorted_by(|one, next| one.name <= next.name));
    let wanted = store.account_by_remote(&connection().id, "remote-7777").await.unwrap();
    assert_eq!(wanted, Some(account(7_777)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_callers_at_once_all_get_through() {
    let workspace = workspace();
    let store = store_with_accounts(&workspace, 50).await;
    let callers: Vec<_> = (0..50)
        .map(|n| {
            let store: Store = store.clone();
            tokio::spawn(async move {
                store.add_history(&account(n).id, entry(1, "Checked.")).await.unwrap();
                store.history(&account(n).id, 10).await.unwrap().len()
            })
        })
        .collect();
    for caller in callers {
        assert_eq!(caller.await.unwrap(), 2);
    }
}

#[tokio::test]
async fn a_row_that_makes_no_sense_is_damage_and_not_a_crash() {
    let workspace = workspace();
    let store = store_with_accounts(&workspace, 1).await;
    let stranger = raw(workspace.path());
    for (column, value) in [("status", "'on_fire'"), ("setup_source", "'telepathy'"), ("products", "'{}'")] {
        stranger.execute(&format!("UPDATE accounts SET {column} = {value}"), []).unwrap();
        assert_eq!(store.accounts().await, Err(StoreError::Damaged), "{column}");
        store.save_account(&account(0), None).await.unwrap();
    }
}

#[tokio::test]
async fn a_file_is_forgotten_only_when_nothing_has_referred_to_it_for_the_whole_grace() {
    let workspace = workspace();
    let store = open(&workspace);
    let there = async |store: &Store| store.media(&media().id).await.unwrap().is_some();
    store.put_media(media()).await.unwrap();
    let mut with_it = draft(1, "With an image");
    with_it.draft.wording.attachment = rollcall_domain::post::Attachment::image(Some(media().id), "");
    store.save_draft(with_it.clone()).await.unwrap();
    // Used, unused, used again, and unused for good.
    assert!(store.forget_unused_media(minute(10), minute(9)).await.unwrap().is_empty());
    store.save_draft(draft(1, "Without")).await.unwrap();
    assert!(store.forget_unused_media(minute(20), minute(19)).await.unwrap().is_empty());
    store.save_draft(with_it.clone()).await.unwrap();
    assert!(store.forget_unused_media(minute(30), minute(29)).await.unwrap().is_empty());
    store.save_draft(draft(1, "Without")).await.unwrap();
    assert!(store.forget_unused_media(minute(40), minute(39)).await.unwrap().is_empty());
    assert!(there(&store).await, "unused only now");
    assert_eq!(store.forget_unused_media(minute(50), minute(41)).await.unwrap(), [media().sha256]);
    assert!(!there(&store).await);
}
