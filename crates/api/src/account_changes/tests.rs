use rollcall_domain::{
    Timestamp,
    account::Account,
    history::{Actor, HistoryEntry, HistoryKind},
    id::ConnectionId,
    provider::Provider,
    status::{Status, Tone},
};
use rollcall_engine::Engine;
use rollcall_store::{ClientRow, ConnectionRow, TagChange};
use tempfile::TempDir;

use super::*;
use crate::rollcall::Options;

/// A workspace, and the list as a window keeps it by what it is told.
struct Watched {
    rollcall: Rollcall,
    engine: Engine,
    edition: Option<u32>,
    list: Vec<AccountView>,
    _folder: TempDir,
}

impl Watched {
    async fn with(accounts: usize) -> Watched {
        let folder = tempfile::tempdir().unwrap();
        let options = Options {
            data_dir: folder.path().to_owned(),
            keychain_service: Some("app.rollcall.tests".into()),
            background: false,
            on_event: Box::new(|_| {}),
        };
        let rollcall = Rollcall::open(options).await.unwrap();
        let engine = rollcall.engine().await;
        let connection = ConnectionRow {
            id: ConnectionId("connection".into()),
            provider: Provider::Unipile,
            name: "Unipile".into(),
            settings: serde_json::json!({}),
            created_at: Timestamp::UNIX_EPOCH,
        };
        engine.store().put_connection(connection).await.unwrap();
        let watched = Watched { rollcall, engine, edition: None, list: Vec::new(), _folder: folder };
        watched.save((0..accounts).map(account).collect()).await;
        watched
    }

    async fn save(&self, accounts: Vec<Account>) {
        let rows = accounts.into_iter().map(|account| (account, None)).collect();
        self.engine.store().save_accounts(rows).await.unwrap();
    }

    /// Asks once, and changes the list by the answer.
    async fn ask(&mut self) -> AccountChanges {
        let changes = since(&self.rollcall, self.edition).await.unwrap();
        if changes.from_nothing {
            self.list.clear();
        }
        let placed: HashSet<_> = changes.placed.iter().map(|placed| &placed.account.id).collect();
        self.list.retain(|row| !changes.removed.contains(&row.id) && !placed.contains(&row.id));
        for placed in &changes.placed {
            self.list.insert(usize::try_from(placed.at).unwrap(), placed.account.clone());
        }
        self.edition = Some(changes.edition);
        changes
    }

    /// Asks as long as there is more; answers how often.
    async fn ask_for_all(&mut self) -> usize {
        let mut asked = 1;
        while self.ask().await.more {
            asked += 1;
        }
        asked
    }

    async fn expect_whole(&self) {
        let all = crate::accounts::list(&self.rollcall).await.unwrap().accounts;
        assert!(self.list == all, "the window's list of {} isn't the list of {}", self.list.len(), all.len());
    }
}

fn account(n: usize) -> Account {
    let status = match n % 10 {
        3 => Status::SignInNeeded,
        7 => Status::Paused,
        _ => Status::Connected,
    };
    Account {
        id: AccountId(format!("account-{n}")),
        connection_id: ConnectionId("connection".into()),
        provider: Provider::Unipile,
        remote_id: format!("remote-{n}"),
        linkedin_id: Some(format!("ACoAAA{n}")),
        name: format!("Member {:05}", (n * 7_919) % 100_000),
        headline: None,
        profile_url: None,
        client_id: None,
        setup_source: SetupSource::HostedLink,
        status,
        cause: "Checked.".into(),
        status_since: Timestamp::UNIX_EPOCH,
        checked_at: None,
        expires_at: None,
        products: Vec::new(),
        linked_at: Timestamp::UNIX_EPOCH,
        paused_at: None,
    }
}

fn ids(changes: &AccountChanges) -> Vec<&str> {
    changes.placed.iter().map(|placed| placed.account.id.as_str()).collect()
}

#[tokio::test]
async fn the_first_rows_come_at_once_and_the_rest_in_pieces() {
    let mut window = Watched::with(FIRST_ROWS + MORE_ROWS + 10).await;
    let first = window.ask().await;
    assert_eq!((first.placed.len(), first.more), (FIRST_ROWS, true));
    assert_eq!(first.totals.accounts, number(FIRST_ROWS + MORE_ROWS + 10));
    assert!(window.list.iter().all(|row| row.status.needs_you), "those that need somebody come first");
    assert_eq!(window.ask_for_all().await, 2);
    window.expect_whole().await;
}

#[tokio::test]
async fn a_list_that_fits_the_screen_comes_whole() {
    let mut window = Watched::with(FIRST_ROWS).await;
    assert_eq!(window.ask_for_all().await, 1);
    window.expect_whole().await;
}

#[tokio::test]
async fn nothing_crosses_when_nothing_changed() {
    let mut window = Watched::with(300).await;
    window.ask_for_all().await;
    let changes = window.ask().await;
    assert_eq!((ids(&changes).len(), changes.removed.len(), changes.from_nothing), (0, 0, false));
}

#[tokio::test]
async fn only_what_changed_crosses_and_goes_where_it_belongs() {
    let mut window = Watched::with(300).await;
    window.ask_for_all().await;
    let mut moved = account(1);
    moved.status = Status::Restricted;
    let mut renamed = account(2);
    renamed.name = "Zoe".into();
    window.save(vec![moved, renamed, account(1_000)]).await;
    let tagged =
        TagChange { account_id: account(4).id, tags: vec!["vip".into()], entry: Some(line("Tagged")) };
    window.engine.store().set_tags(vec![tagged]).await.unwrap();
    window.engine.store().remove_account(&account(5).id).await.unwrap();

    let changes = window.ask().await;
    let mut told = ids(&changes);
    told.sort_unstable();
    assert_eq!(told, ["account-1", "account-1000", "account-2", "account-4"]);
    assert_eq!(changes.removed, [account(5).id]);
    window.expect_whole().await;
}

#[tokio::test]
async fn a_row_that_changes_while_the_rest_is_still_on_its_way_ends_in_its_place() {
    let mut window = Watched::with(FIRST_ROWS + MORE_ROWS + 500).await;
    window.ask().await;
    let mut first = account(3);
    first.status = Status::Connected;
    let mut last = account(4);
    last.status = Status::Restricted;
    window.save(vec![first, last]).await;
    window.ask().await;
    window.engine.store().remove_account(&account(13).id).await.unwrap();
    window.ask_for_all().await;
    window.expect_whole().await;
}

#[tokio::test]
async fn an_edition_that_is_not_the_last_one_begins_anew() {
    let mut window = Watched::with(300).await;
    window.ask_for_all().await;
    for edition in [None, Some(1), Some(77)] {
        window.edition = edition;
        assert!(window.ask().await.from_nothing, "{edition:?}");
        window.ask_for_all().await;
        window.expect_whole().await;
    }
}

#[tokio::test]
async fn figures_are_of_all_accounts_from_the_first_answer_on() {
    let mut window = Watched::with(500).await;
    let client = ClientRow {
        id: ClientId("client".into()),
        name: "Alder".into(),
        colour: rollcall_domain::client::ClientColour::Green,
        archived_at: None,
    };
    window.engine.store().put_client(client.clone()).await.unwrap();
    let theirs = (0..20).map(|n| Account { client_id: Some(client.id.clone()), ..account(n) });
    window.save(theirs.collect()).await;
    let tags = |n, words: &[&str]| TagChange {
        account_id: account(n).id,
        tags: words.iter().map(|&word| word.to_owned()).collect(),
        entry: None,
    };
    window.engine.store().set_tags(vec![tags(1, &["vip", "Board"]), tags(2, &["vip"])]).await.unwrap();

    let first = window.ask().await;
    let expected = AccountTotals {
        accounts: 500,
        need_you: 50,
        kinds: [(StatusKind::Connected, 400), (StatusKind::SignInNeeded, 50), (StatusKind::Paused, 50)]
            .map(|(kind, count)| KindCount { kind, count })
            .into(),
        clients: vec![ClientCount { id: client.id, count: 20 }],
        tags: [("Board", 1), ("vip", 2)].map(|(tag, count)| TagCount { tag: tag.into(), count }).into(),
        sources: vec![SetupSource::HostedLink],
    };
    assert_eq!(first.totals, expected);
    assert_eq!(window.ask().await.totals, expected, "when every row has been read");
}

fn line(sentence: &str) -> HistoryEntry {
    HistoryEntry {
        at: Timestamp::UNIX_EPOCH,
        sentence: sentence.into(),
        actor: Actor::Operator,
        tone: Tone::Idle,
        kind: HistoryKind::Organising,
    }
}
