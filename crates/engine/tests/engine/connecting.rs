use rollcall_domain::{provider::Provider, secret::Secret, setup_source::SetupSource, status::StatusKind};
use serde_json::json;

use crate::workspace::Workspace;

#[tokio::test]
async fn every_setup_source_and_nearly_every_status_is_found_in_the_agency() {
    let workspace = Workspace::agency().await;
    workspace.link_member("amara-sithole").await;
    let accounts = workspace.engine.store().accounts().await.unwrap();
    for source in SetupSource::ALL.into_iter().filter(|source| *source != SetupSource::Elsewhere) {
        assert!(accounts.iter().any(|account| account.setup_source == source), "{source:?}");
    }
    for kind in [
        StatusKind::Connected,
        StatusKind::SignInNeeded,
        StatusKind::Checkpoint,
        StatusKind::LimitedUntil,
        StatusKind::Paused,
        StatusKind::Unknown,
    ] {
        assert!(accounts.iter().any(|account| account.status.kind() == kind), "{kind:?}");
    }
    let clients = workspace.engine.store().clients().await.unwrap();
    assert_eq!(clients.len(), 4);
}

#[tokio::test]
async fn syncing_again_makes_no_second_row_and_keeps_ids() {
    let workspace = Workspace::agency().await;
    let before = workspace.engine.store().accounts().await.unwrap();
    for provider in [Provider::Unipile, Provider::Edges, Provider::Zernio] {
        let report = workspace.engine.sync(&workspace.connection(provider).await).await.unwrap();
        assert_eq!((report.added, report.removed), (0, 0), "{provider:?}");
    }
    let after = workspace.engine.store().accounts().await.unwrap();
    let ids = |accounts: &[rollcall_domain::account::Account]| {
        let mut ids: Vec<_> = accounts.iter().map(|account| account.id.clone()).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(&before), ids(&after));
}

#[tokio::test]
async fn a_wrong_key_is_told_apart_from_a_broken_account_and_nothing_is_kept() {
    let workspace = Workspace::empty().await;
    for provider in [Provider::Unipile, Provider::Edges, Provider::Zernio] {
        let mut input = workspace.input(provider);
        input.secret = Some(Secret::new("wrong-key"));
        let error = workspace.engine.connect(input).await.unwrap_err();
        let problem = error.problem();
        assert_eq!(problem.trouble, Some(rollcall_domain::trouble::Trouble::ConnectionKey), "{problem:?}");
    }
    assert!(workspace.engine.store().connections().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_is_mistyped_is_refused_with_a_sentence_before_any_call() {
    let workspace = Workspace::empty().await;
    let cases = [
        (Some("not a dsn"), "key", "This isn't an address."),
        (Some("http://api8.unipile.com"), "key", "Only https addresses can be used"),
        (Some(""), "key", "The address is missing."),
        (Some("api8.unipile.com:13851"), "two words", "A key has no spaces in it."),
        (Some("api8.unipile.com:13851"), "  ", "The key is missing."),
    ];
    for (dsn, key, sentence) in cases {
        let mut input = workspace.input(Provider::Unipile);
        input.base_url = dsn.map(str::to_owned);
        input.secret = Some(Secret::new(key));
        let error = workspace.engine.connect(input).await.unwrap_err().to_string();
        assert!(error.starts_with(sentence), "{dsn:?} {key}: {error}");
    }
}

#[tokio::test]
async fn a_provider_that_answers_nonsense_is_named_and_nothing_is_lost() {
    let workspace = Workspace::agency().await;
    let unipile = workspace.connection(Provider::Unipile).await;
    let before = workspace.engine.store().accounts().await.unwrap().len();
    let cases = [
        json!({"provider": "unipile", "path": "/v2/accounts", "times": 9, "body_html": "<html>Bad gateway</html>"}),
        json!({"provider": "unipile", "path": "/v2/accounts", "times": 9, "cut_after_bytes": 40}),
        json!({"provider": "unipile", "path": "/v2/accounts", "times": 9, "status": 200, "body": {"data": "x".repeat(10_000_000)}}),
        json!({"provider": "unipile", "path": "/v2/accounts", "times": 9, "status": 503}),
    ];
    for fault in cases {
        workspace.control("/fault", fault.clone()).await;
        let error = workspace.engine.sync(&unipile).await.unwrap_err();
        let problem = error.problem();
        assert!(problem.sentence.contains("Unipile"), "{fault}: {problem:?}");
        assert!(problem.next_step.is_some(), "{fault}: {problem:?}");
        reqwest::Client::new()
            .delete(format!("{}/fault", workspace.endpoints().control))
            .send()
            .await
            .unwrap();
    }
    assert_eq!(workspace.engine.store().accounts().await.unwrap().len(), before);
}

#[tokio::test]
async fn every_account_of_the_agency_comes_with_its_client() {
    let workspace = Workspace::agency().await;
    let accounts = workspace.engine.store().accounts().await.unwrap();
    let without: Vec<_> =
        accounts.iter().filter(|account| account.client_id.is_none()).map(|a| &a.name).collect();
    assert!(without.is_empty(), "{without:?}");
}
