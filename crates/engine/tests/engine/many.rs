use rollcall_domain::{id::AccountId, provider::Provider, setup_source::SetupSource, status::Status};
use rollcall_engine::{
    event::Event,
    many::{ManyReport, OneOutcome, OneResult},
};
use serde_json::json;

use crate::workspace::Workspace;

async fn ids(workspace: &Workspace, names: &[&str]) -> Vec<AccountId> {
    let mut ids = Vec::new();
    for name in names {
        ids.push(workspace.account(name).await.id);
    }
    ids
}

fn of<'a>(report: &'a ManyReport, name: &str) -> &'a OneResult {
    report.results.iter().find(|result| result.name == name).unwrap()
}

#[tokio::test]
async fn a_paused_account_stays_paused_whatever_its_provider_says_until_it_is_resumed() {
    let workspace = Workspace::agency().await;
    let engine = &workspace.engine;
    engine.roll_call(None).await.unwrap();
    let elif = ids(&workspace, &["Elif Watanabe"]).await;
    let paused = engine.pause(&elif).await.unwrap();
    assert_eq!(of(&paused, "Elif Watanabe").outcome, OneOutcome::Done);
    assert_eq!(engine.pause(&elif).await.unwrap().results[0].outcome, OneOutcome::Skipped, "already");

    engine.sync(&workspace.connection(Provider::Unipile).await).await.unwrap();
    let report = engine.roll_call(Some(elif.clone())).await.unwrap();
    assert_eq!(report.checked, 0, "it isn't asked about");
    let account = workspace.account("Elif Watanabe").await;
    assert_eq!((account.status.clone(), account.cause.as_str()), (Status::Paused, "You paused it."));
    assert_eq!(workspace.history(&account).await[0], "Paused: You paused it.");

    let resumed = engine.resume(&elif).await.unwrap();
    assert_eq!(of(&resumed, "Elif Watanabe").sentence, "Connected.");
    let account = workspace.account("Elif Watanabe").await;
    assert_eq!((account.status, account.paused_at), (Status::Connected, None));
}

#[tokio::test]
async fn what_was_paused_elsewhere_is_told_apart() {
    let workspace = Workspace::agency().await;
    let accounts = workspace.engine.store().accounts().await.unwrap();
    let paused = accounts.into_iter().find(|account| account.status == Status::Paused).unwrap();
    let report = workspace.engine.resume(std::slice::from_ref(&paused.id)).await.unwrap();
    let result = of(&report, &paused.name);
    assert_eq!(result.outcome, OneOutcome::Skipped);
    assert!(result.next_step.as_ref().unwrap().contains(paused.provider.name()), "{result:?}");
}

#[tokio::test]
async fn links_are_made_where_the_way_back_is_a_link_and_the_report_holds_hosts_only() {
    let workspace = Workspace::agency().await;
    let engine = &workspace.engine;
    let names = ["Dana Okafor", "Mateo Ruiz", "Elif Watanabe"];
    let chosen = ids(&workspace, &names).await;
    let report = engine.make_refresh_links(&chosen).await.unwrap();
    let dana = of(&report, "Dana Okafor");
    assert_eq!((dana.outcome, dana.link_host.as_deref()), (OneOutcome::Done, Some("127.0.0.1")));
    let mateo = of(&report, "Mateo Ruiz");
    assert_eq!(mateo.outcome, OneOutcome::Skipped);
    assert!(mateo.sentence.contains(SetupSource::ApiCookies.label()), "{mateo:?}");
    assert!(mateo.next_step.as_ref().unwrap().starts_with("Update cookies"), "{mateo:?}");

    let links = engine.owners_links(&chosen).await.unwrap();
    let made = report.results.iter().filter(|result| result.link_host.is_some()).count();
    assert_eq!(links.len(), made);
    let told = serde_json::to_string(&report).unwrap();
    for link in &links {
        assert!(link.url.starts_with("http"));
        assert!(!told.contains(&link.url), "a link is in the report");
    }
    let events = workspace.events.lock().unwrap();
    let mut progress = events.iter().filter_map(|event| match event {
        Event::Many(progress) => Some((progress.done, progress.total)),
        _ => None,
    });
    assert_eq!(progress.next_back(), Some((3, 3)));
}

#[tokio::test]
async fn one_provider_that_is_down_fails_only_its_own_accounts_with_a_next_step() {
    let workspace = Workspace::agency().await;
    let chosen = ids(&workspace, &["Dana Okafor", "Elif Watanabe"]).await;
    workspace
        .control("/fault", json!({"provider": "edges", "path": "/", "times": 500, "status": 503, "body": {}}))
        .await;
    let report = workspace.engine.make_refresh_links(&chosen).await.unwrap();
    let dana = of(&report, "Dana Okafor");
    assert_eq!(dana.outcome, OneOutcome::Failed, "{dana:?}");
    assert!(dana.next_step.is_some());
    assert_eq!(report.results[0].name, "Dana Okafor", "what failed comes first");
    assert_ne!(of(&report, "Elif Watanabe").outcome, OneOutcome::Failed);
}
