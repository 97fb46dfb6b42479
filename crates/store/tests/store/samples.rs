//! Rows to store, and a workspace to store them in.

use std::path::Path;

use chrono::{DateTime, Duration, Utc};
use rollcall_domain::{
    Timestamp,
    account::Account,
    client::ClientColour,
    history::{Actor, HistoryEntry, HistoryKind},
    id::{AccountId, AuthorId, ClientId, ConnectionId, DraftId, MediaId, PostId, TargetId},
    media::{Cleaning, ImageFacts, ImageType, MediaFacts, Trace},
    outbox::TargetState,
    post::{Draft, Visibility, Wording},
    product::{Product, ProductState},
    provider::Provider,
    setup_source::SetupSource,
    status::{Status, Tone},
};
use rollcall_store::{ClientRow, ConnectionRow, DraftRow, MediaRow, PostRow, Store, TargetRow};
use rusqlite::Connection;
use serde_json::json;
use tempfile::TempDir;

/// This many minutes after nine in the morning.
pub fn minute(minutes: i64) -> Timestamp {
    DateTime::<Utc>::from_timestamp_millis(1_795_600_800_123).unwrap() + Duration::minutes(minutes)
}

pub fn workspace() -> TempDir {
    tempfile::tempdir().unwrap()
}

pub fn open(workspace: &TempDir) -> Store {
    Store::open(workspace.path(), minute(0)).unwrap()
}

/// A connection of a stranger's, past the store.
pub fn raw(workspace: &Path) -> Connection {
    Connection::open(workspace.join(rollcall_store::DATABASE_FILE)).unwrap()
}

pub fn connection() -> ConnectionRow {
    ConnectionRow {
        id: ConnectionId("connection-1".into()),
        provider: Provider::Unipile,
        name: "Northwind's Unipile".into(),
        settings: json!({ "base_url": "https://api8.unipile.com:13851", "version": "2" }),
        created_at: minute(0),
    }
}

pub fn client() -> ClientRow {
    ClientRow {
        id: ClientId("client-1".into()),
        name: "Northwind".into(),
        colour: ClientColour::Blue,
        archived_at: None,
    }
}

pub fn account(n: usize) -> Account {
    Account {
        id: AccountId(format!("account-{n}")),
        connection_id: connection().id,
        provider: Provider::Unipile,
        remote_id: format!("remote-{n}"),
        linkedin_id: Some(format!("ACoAAA{n}")),
        name: format!("Dana Okafor {n:05}"),
        headline: Some("Recruiter · Müller & Söhne 👋".into()),
        profile_url: None,
        client_id: None,
        setup_source: SetupSource::HostedLink,
        status: Status::Connected,
        cause: "Checked.".into(),
        status_since: minute(1),
        checked_at: Some(minute(2)),
        expires_at: None,
        products: vec![
            ProductState { product: Product::Classic, subscribed: Some(true), enabled: true },
            ProductState { product: Product::Other("hiring_hub".into()), subscribed: None, enabled: false },
        ],
        linked_at: minute(0),
        paused_at: None,
    }
}

pub fn entry(minutes: i64, sentence: &str) -> HistoryEntry {
    HistoryEntry {
        at: minute(minutes),
        sentence: sentence.into(),
        actor: Actor::Owner,
        tone: Tone::Ok,
        kind: HistoryKind::Linking,
    }
}

pub fn media() -> MediaRow {
    MediaRow {
        id: MediaId("media-1".into()),
        file_name: "team.png".into(),
        sha256: "ab".repeat(32),
        facts: MediaFacts::Image(ImageFacts {
            kind: ImageType::Png,
            width: 1_200,
            height: 627,
            frames: 1,
            orientation: 1,
            bytes: 345_678,
        }),
        cleaning: Cleaning { location: Trace::Removed, metadata: Trace::Absent, converted_from: None },
        created_at: minute(3),
    }
}

pub fn post(n: usize) -> PostRow {
    PostRow {
        id: PostId(format!("post-{n}")),
        content: Wording { text: "We're hiring #nurses in Lagos 🇳🇬".into(), ..Wording::default() },
        visibility: Visibility::Public,
        created_at: minute(i64::try_from(n).unwrap()),
    }
}

/// The n-th draft, saved in the n-th minute.
pub fn draft(n: usize, text: &str) -> DraftRow {
    DraftRow {
        id: DraftId(format!("draft-{n}")),
        draft: Draft {
            wording: Wording { text: text.into(), ..Wording::default() },
            authors: vec![AuthorId("account-0".into())],
            ..Draft::default()
        },
        name: String::new(),
        is_template: false,
        updated_at: minute(i64::try_from(n).unwrap()),
        discarded_at: None,
    }
}

/// The n-th copy of the first post.
pub fn target(n: usize, state: TargetState) -> TargetRow {
    TargetRow {
        id: TargetId(format!("target-{n}")),
        post_id: post(1).id,
        author_id: AuthorId(format!("account-{n}")),
        account_id: AccountId(format!("account-{n}")),
        page_urn: None,
        author_name: format!("Dana Okafor {n:05}"),
        content: Wording { text: "Dana is hiring".into(), ..Wording::default() },
        due_at: None,
        state,
        sentence: None,
        urn: None,
        permalink: None,
        retry_at: None,
        changed_at: minute(0),
        version: 0,
    }
}

/// A store with the connection and some accounts in it.
pub async fn store_with_accounts(workspace: &TempDir, count: usize) -> Store {
    let store = open(workspace);
    store.put_connection(connection()).await.unwrap();
    let accounts = (0..count).map(|n| (account(n), Some(entry(0, "Linked.")))).collect();
    store.save_accounts(accounts).await.unwrap();
    store
}
