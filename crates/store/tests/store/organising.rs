//! Clients, tags and saved filters.

use rollcall_domain::id::ClientId;
use rollcall_store::{ClientRow, SavedFilterRow, TagChange};
use serde_json::json;

use crate::samples::{account, client, entry, minute, open, store_with_accounts, workspace};

fn tags(n: usize, tags: &[&str]) -> TagChange {
    TagChange {
        account_id: account(n).id,
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        entry: Some(entry(3, "Tagged")),
    }
}

#[tokio::test]
async fn an_archived_client_and_a_paused_account_stay_so() {
    let workspace = workspace();
    let store = store_with_accounts(&workspace, 1).await;
    let archived = ClientRow { archived_at: Some(minute(4)), ..client() };
    store.put_client(archived.clone()).await.unwrap();
    let mut paused = account(0);
    paused.paused_at = Some(minute(5));
    store.save_account(&paused, None).await.unwrap();
    drop(store);
    let store = open(&workspace);
    assert_eq!(store.clients().await.unwrap(), [archived]);
    assert_eq!(store.account(&paused.id).await.unwrap(), Some(paused));
}

#[tokio::test]
async fn assigning_writes_the_row_and_its_history_together() {
    let workspace = workspace();
    let store = store_with_accounts(&workspace, 2).await;
    store.put_client(client()).await.unwrap();
    let nobody = ClientId("nobody".into());
    let line = || entry(2, "Belongs to Northwind now");
    let wrong = vec![(account(0).id, Some(client().id), line()), (account(1).id, Some(nobody), line())];
    store.assign_clients(wrong).await.unwrap_err();
    assert_eq!(store.account(&account(0).id).await.unwrap().unwrap().client_id, None, "all or none");
    assert_eq!(store.history(&account(0).id, 9).await.unwrap().len(), 1);

    store.assign_clients(vec![(account(0).id, Some(client().id), line())]).await.unwrap();
    assert_eq!(store.account(&account(0).id).await.unwrap().unwrap().client_id, Some(client().id));
    assert_eq!(store.history(&account(0).id, 9).await.unwrap()[0], line());
    store.remove_client(&client().id).await.unwrap();
    assert_eq!(store.account(&account(0).id).await.unwrap().unwrap().client_id, None);
}

#[tokio::test]
async fn tags_are_kept_without_regard_to_capitals_and_go_with_their_account() {
    let workspace = workspace();
    let store = store_with_accounts(&workspace, 2).await;
    store.set_tags(vec![tags(0, &["VIP", "vip", "hiring"]), tags(1, &["hiring"])]).await.unwrap();
    assert_eq!(store.tags_of(&account(0).id).await.unwrap(), ["hiring", "VIP"]);
    store.set_tags(vec![tags(0, &[])]).await.unwrap();
    assert_eq!(store.tags().await.unwrap().into_keys().collect::<Vec<_>>(), [account(1).id]);
    assert_eq!(store.history(&account(0).id, 9).await.unwrap().len(), 3);
    store.remove_account(&account(1).id).await.unwrap();
    assert!(store.tags().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_saved_filter_is_replaced_by_one_of_the_same_name() {
    let workspace = workspace();
    let store = open(&workspace);
    let filter =
        |name: &str, text: &str| SavedFilterRow { name: name.into(), definition: json!({ "text": text }) };
    store.put_saved_filter(filter("Berlin", "a")).await.unwrap();
    store.put_saved_filter(filter("berlin", "b")).await.unwrap();
    assert_eq!(store.saved_filters().await.unwrap(), [filter("berlin", "b")]);
    store.remove_saved_filter("BERLIN").await.unwrap();
    assert_eq!(store.saved_filters().await.unwrap(), []);
}
