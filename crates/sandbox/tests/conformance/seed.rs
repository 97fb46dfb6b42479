//! The agency a newcomer finds.

use std::collections::{BTreeMap, BTreeSet};

use rollcall_sandbox::{Endpoints, Options};
use serde_json::Value;

use crate::desk::Desk;

fn count_by(accounts: &Value, field: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for account in accounts.as_array().unwrap() {
        *counts.entry(account[field].as_str().unwrap().to_owned()).or_default() += 1;
    }
    counts
}

#[tokio::test]
async fn forty_six_accounts_over_four_clients_with_every_setup_source() {
    let desk = Desk::open().await;
    let accounts = desk.read("/accounts").await;
    assert_eq!(accounts.as_array().unwrap().len(), 46);
    let expected =
        [("Northwind Talent", 18), ("Alder & Finch", 12), ("Meridian Labs", 9), ("Brightside Health", 7)];
    let clients = count_by(&accounts, "client");
    for (client, count) in expected {
        assert_eq!(clients[client], count, "{client}");
    }
    let sources: BTreeSet<String> = count_by(&accounts, "setup_source").into_keys().collect();
    let expected =
        ["API_BASIC", "API_COOKIES", "EXTENSION_COOKIES", "HOSTED_LINK", "OAUTH", "SHARED_BASIC", "ZERNIO"];
    assert_eq!(sources, expected.map(ToOwned::to_owned).into());
}

#[tokio::test]
async fn every_status_appears() {
    let desk = Desk::open().await;
    let statuses = count_by(&desk.read("/accounts").await, "status");
    for status in [
        "running",
        "disconnected",
        "errored",
        "paused",
        "degraded",
        "VALID",
        "INVALID",
        "PENDING",
        "LIMIT_REACHED",
        "connected",
        "not_authorized",
    ] {
        assert!(statuses.contains_key(status), "{status} in {statuses:?}");
    }
}

#[tokio::test]
async fn the_same_seed_gives_the_same_keys_and_people() {
    let (one, two) = (Desk::open().await, Desk::open().await);
    assert_eq!(one.endpoints.unipile.api_key, two.endpoints.unipile.api_key);
    assert_eq!(one.read("/accounts").await, two.read("/accounts").await);
    let other = Desk::with(Options { seed: 8, ..Options::default() }).await;
    assert_ne!(one.endpoints.unipile.api_key, other.endpoints.unipile.api_key);
}

#[tokio::test]
async fn a_large_agency_has_as_many_accounts_as_asked() {
    let desk = Desk::with(Options { accounts: 1_000, ..Options::default() }).await;
    let accounts = desk.read("/accounts").await;
    assert_eq!(accounts.as_array().unwrap().len(), 1_000);
    let emails = count_by(&accounts, "email");
    assert_eq!(emails.len(), 1_000, "everybody has an address of their own");
    assert_eq!(count_by(&accounts, "client").len(), 20);
}

#[tokio::test]
async fn the_endpoints_survive_their_own_json() {
    let desk = Desk::open().await;
    let line = serde_json::to_string(&desk.endpoints).unwrap();
    assert!(!line.contains('\n'));
    let read: Endpoints = serde_json::from_str(&line).unwrap();
    assert_eq!(read, desk.endpoints);
}

#[tokio::test]
async fn the_first_forty_six_are_the_same_in_every_agency() {
    let desk = Desk::with(Options { accounts: 300, clients: Some(30), ..Options::default() }).await;
    let (large, usual) = (desk.read("/accounts").await, Desk::open().await.read("/accounts").await);
    assert_eq!(count_by(&large, "client").len(), 30);
    for account in usual.as_array().unwrap() {
        let same = |other: &&Value| other["person"] == account["person"];
        assert_eq!(large.as_array().unwrap().iter().find(same), Some(account));
    }
    let twin = Desk::with(Options { accounts: 300, clients: Some(30), ..Options::default() }).await;
    assert_eq!(twin.read("/accounts").await, large);
}
