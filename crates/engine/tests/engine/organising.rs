use rollcall_domain::{client::ClientColour, id::AccountId, provider::Provider};
use rollcall_engine::{clients::ClientChange, error::EngineError, saved_filters::SavedFilter};

use crate::workspace::Workspace;

async fn ids(workspace: &Workspace, names: &[&str]) -> Vec<AccountId> {
    let mut ids = Vec::new();
    for name in names {
        ids.push(workspace.account(name).await.id);
    }
    ids
}

#[tokio::test]
async fn a_client_is_made_renamed_recoloured_and_archived_and_each_step_can_be_taken_back() {
    let workspace = Workspace::agency().await;
    let engine = &workspace.engine;
    let (client, made) = engine.create_client("  Harbour   Search ", None).await.unwrap();
    assert_eq!(client.name, "Harbour Search");
    let of = async |id| {
        let clients = engine.store().clients().await.unwrap();
        clients.into_iter().find(|other| other.id == id)
    };
    let others = engine.store().clients().await.unwrap();
    let same_colour = others.iter().filter(|other| other.colour == client.colour).count();
    assert_eq!(same_colour, 1, "its colour is its own");

    let change =
        ClientChange { name: Some("Harbour".into()), colour: Some(ClientColour::Plum), archived: Some(true) };
    let changed = engine.change_client(&client.id, change).await.unwrap();
    let now = of(client.id.clone()).await.unwrap();
    assert_eq!((now.name.as_str(), now.colour), ("Harbour", ClientColour::Plum));
    assert!(now.archived_at.is_some());

    engine.undo(&changed.undo.unwrap()).await.unwrap();
    assert_eq!(of(client.id.clone()).await.unwrap(), client);
    let made = made.undo.unwrap();
    engine.undo(&made).await.unwrap();
    assert_eq!(of(client.id).await, None);
    let twice = engine.undo(&made).await.unwrap_err();
    assert!(matches!(twice, EngineError::NotFound(_)), "{twice}");
}

#[tokio::test]
async fn the_latest_steps_can_be_taken_back_after_a_restart_too() {
    let workspace = Workspace::empty().await;
    for number in 0..22 {
        workspace.engine.create_client(&format!("Client {number}"), None).await.unwrap();
    }
    let workspace = workspace.restarted().await;
    let steps = workspace.engine.undo_steps().await.unwrap();
    assert_eq!(steps.len(), 20);
    assert_eq!(steps[0].sentence, "Client 21 is a client now.");
    workspace.engine.undo(&steps[0].id).await.unwrap();
    let clients = workspace.engine.store().clients().await.unwrap();
    assert!(clients.len() == 21 && clients.iter().all(|client| client.name != "Client 21"));
    assert_eq!(workspace.engine.undo_steps().await.unwrap()[0].sentence, "Client 20 is a client now.");
}

#[tokio::test]
async fn a_clients_name_is_refused_when_it_is_empty_long_or_taken() {
    let workspace = Workspace::agency().await;
    for (name, sentence) in [
        (" ", "Type the client's name first."),
        (&"a".repeat(81), "at most 80 letters"),
        ("alder & finch", "A client is called Alder & Finch already."),
    ] {
        let error = workspace.engine.create_client(name, None).await.unwrap_err();
        assert!(error.to_string().contains(sentence), "{error}");
    }
}

#[tokio::test]
async fn accounts_change_their_client_with_a_line_in_their_history_and_back() {
    let workspace = Workspace::agency().await;
    let engine = &workspace.engine;
    let (client, _) = engine.create_client("Harbour", None).await.unwrap();
    let both = ids(&workspace, &["Dana Okafor", "Mateo Ruiz"]).await;
    let was = workspace.account("Dana Okafor").await.client_id;
    let done = engine.assign(&both, Some(&client.id)).await.unwrap();
    assert_eq!((done.changed, done.sentence.as_str()), (2, "2 accounts now belong to Harbour."));
    let dana = workspace.account("Dana Okafor").await;
    assert_eq!(dana.client_id, Some(client.id.clone()));
    assert_eq!(workspace.history(&dana).await[0], "Belongs to Harbour now");
    assert_eq!(engine.assign(&both, Some(&client.id)).await.unwrap().changed, 0, "nothing twice");

    engine.undo(&done.undo.unwrap()).await.unwrap();
    let dana = workspace.account("Dana Okafor").await;
    assert_eq!(dana.client_id, was);
    assert!(workspace.history(&dana).await[0].ends_with("taken back"));

    engine.assign(&both, None).await.unwrap();
    assert_eq!(workspace.account("Mateo Ruiz").await.client_id, None);
}

#[tokio::test]
async fn syncing_again_leaves_the_chosen_client_alone() {
    let workspace = Workspace::agency().await;
    let (client, _) = workspace.engine.create_client("Harbour", None).await.unwrap();
    let elif = workspace.account("Elif Watanabe").await;
    workspace.engine.assign(std::slice::from_ref(&elif.id), Some(&client.id)).await.unwrap();
    workspace.engine.sync(&workspace.connection(Provider::Unipile).await).await.unwrap();
    assert_eq!(workspace.account("Elif Watanabe").await.client_id, Some(client.id));
}

#[tokio::test]
async fn tags_are_added_renamed_merged_and_removed_and_taken_back() {
    let workspace = Workspace::agency().await;
    let engine = &workspace.engine;
    let both = ids(&workspace, &["Dana Okafor", "Mateo Ruiz"]).await;
    let of = async |id: &AccountId| engine.store().tags_of(id).await.unwrap();

    engine.add_tag(&both, "VIP").await.unwrap();
    let again = engine.add_tag(&both[..1], " vip ").await.unwrap();
    assert_eq!(again.changed, 0, "capitals make no other tag");
    engine.add_tag(&both[..1], "hiring").await.unwrap();
    let renamed = engine.rename_tag("hiring", "vip").await.unwrap();
    assert_eq!(of(&both[0]).await, ["vip"], "the two became one");
    engine.undo(&renamed.undo.unwrap()).await.unwrap();
    assert_eq!(of(&both[0]).await, ["hiring", "VIP"]);

    let removed = engine.remove_tag(&both, "vip").await.unwrap();
    assert_eq!((removed.changed, of(&both[1]).await.len()), (2, 0));
    engine.undo(&removed.undo.unwrap()).await.unwrap();
    assert_eq!(of(&both[1]).await, ["VIP"]);
    let error = engine.rename_tag("nothing", "else").await.unwrap_err();
    assert!(matches!(error, EngineError::NotFound(_)), "{error}");
    let error = engine.add_tag(&both, "a;b").await.unwrap_err();
    assert!(matches!(error, EngineError::BadInput(_)), "{error}");
}

#[tokio::test]
async fn filters_are_saved_replaced_removed_and_taken_back() {
    let workspace = Workspace::empty().await;
    let engine = &workspace.engine;
    let filter = |text: &str| SavedFilter {
        name: "Berlin".into(),
        status: None,
        client_id: None,
        setup_source: None,
        tag: Some("berlin".into()),
        text: text.into(),
    };
    engine.save_filter(filter("a")).await.unwrap();
    let replaced = engine.save_filter(filter("b")).await.unwrap();
    assert_eq!(engine.saved_filters().await.unwrap(), [filter("b")]);
    engine.undo(&replaced.undo.unwrap()).await.unwrap();
    let removed = engine.remove_filter("berlin").await.unwrap();
    assert!(engine.saved_filters().await.unwrap().is_empty());
    engine.undo(&removed.undo.unwrap()).await.unwrap();
    assert_eq!(engine.saved_filters().await.unwrap(), [filter("a")]);
}
