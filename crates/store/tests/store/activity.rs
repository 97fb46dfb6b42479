//! What happened to all accounts, newest first.

use rollcall_domain::{
    history::{Actor, HistoryEntry, HistoryKind},
    status::Tone,
};
use rollcall_store::{ActivityQuery, Store};
use tempfile::TempDir;

use crate::samples::{account, client, entry, minute, store_with_accounts, workspace};

async fn store(workspace: &TempDir) -> Store {
    let store = store_with_accounts(workspace, 2).await;
    store.put_client(client()).await.unwrap();
    let organised = HistoryEntry {
        at: minute(7),
        sentence: "Belongs to 100%_Northwind now".into(),
        actor: Actor::Operator,
        tone: Tone::Idle,
        kind: HistoryKind::Organising,
    };
    store.assign_clients(vec![(account(1).id, Some(client().id), organised)]).await.unwrap();
    store.add_history(&account(0).id, entry(9, "Refreshed with a login link")).await.unwrap();
    store
}

async fn found(store: &Store, query: ActivityQuery) -> Vec<String> {
    let query = ActivityQuery { limit: 50, ..query };
    store.activity(query).await.unwrap().into_iter().map(|row| row.entry.sentence).collect()
}

#[tokio::test]
async fn the_newest_comes_first_with_whose_it_is() {
    let workspace = workspace();
    let store = store(&workspace).await;
    let rows = store.activity(ActivityQuery { limit: 50, ..ActivityQuery::default() }).await.unwrap();
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0].entry, entry(9, "Refreshed with a login link"));
    assert_eq!((&rows[0].account_id, rows[0].account_name.as_str()), (&account(0).id, "Dana Okafor 00000"));
    assert_eq!(rows[1].client_id, Some(client().id));
}

#[tokio::test]
async fn each_filter_lets_only_its_own_through() {
    let workspace = workspace();
    let store = store(&workspace).await;
    let all = ActivityQuery::default;
    let organised = ["Belongs to 100%_Northwind now"];
    let refreshed = ["Refreshed with a login link"];
    for (query, sentences) in [
        (
            ActivityQuery { account: Some(account(0).id), ..all() },
            &["Refreshed with a login link", "Linked."][..],
        ),
        (ActivityQuery { client: Some(client().id), ..all() }, &["Belongs to 100%_Northwind now", "Linked."]),
        (ActivityQuery { kind: Some(HistoryKind::Organising), ..all() }, &organised),
        (ActivityQuery { actor: Some(Actor::Operator), ..all() }, &organised),
        (ActivityQuery { actor: Some(Actor::Rollcall), ..all() }, &[]),
        (ActivityQuery { from: Some(minute(8)), ..all() }, &refreshed),
        (ActivityQuery { until: Some(minute(9)), from: Some(minute(7)), ..all() }, &organised),
        (ActivityQuery { text: "LOGIN refreshed".into(), ..all() }, &refreshed),
        (ActivityQuery { text: "okafor 00001 belongs".into(), ..all() }, &organised),
        (ActivityQuery { text: "100%_n".into(), ..all() }, &organised),
        (ActivityQuery { text: "100_".into(), ..all() }, &[]),
        (ActivityQuery { text: "\" OR 1=1".into(), ..all() }, &[]),
    ] {
        assert_eq!(found(&store, query.clone()).await, sentences, "{query:?}");
    }
}

#[tokio::test]
async fn pages_follow_each_other_without_a_gap_or_a_repeat() {
    let workspace = workspace();
    let store = store_with_accounts(&workspace, 7).await;
    let mut ids = Vec::new();
    let mut before = None;
    loop {
        let page =
            store.activity(ActivityQuery { before, limit: 3, ..ActivityQuery::default() }).await.unwrap();
        let Some(last) = page.last() else { break };
        before = Some(last.id);
        ids.extend(page.iter().map(|row| row.id));
    }
    assert_eq!(ids, (1..=7).rev().collect::<Vec<i64>>(), "lines of the same moment, too");
}
