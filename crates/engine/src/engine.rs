//! One open workspace: its store, its secrets and its background work.

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use rollcall_domain::{
    Timestamp,
    account::Account,
    history::HistoryEntry,
    id::{AccountId, ConnectionId, LinkTaskId, TargetId},
};
use rollcall_providers::transport::Transport;
use rollcall_store::Store;
use rollcall_vault::Vault;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::{
    automatic_return::Returns,
    error::EngineError,
    event::{Event, Listener},
    importing::PendingImport,
    kept_tasks::TasksWaiting,
    linking::OpenTask,
    roll_call_schedule::Rounds,
    sending::UPLOADS_FOLDER,
    turns::Turns,
    world::World,
};

/// One open workspace. Cheap to clone; all clones are the same workspace.
#[derive(Clone)]
pub struct Engine {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) vault: Vault,
    pub(crate) transport: Transport,
    pub(crate) world: Arc<dyn World>,
    pub(crate) media_dir: PathBuf,
    /// Where the places for videos' parts lie, sealed.
    pub(crate) uploads_dir: PathBuf,
    /// Held while files are put in place or cleared away.
    pub(crate) kept_files: tokio::sync::Mutex<()>,
    /// Stops taking files in.
    pub(crate) taking_in: Mutex<CancellationToken>,
    /// Stops asking pages for what their cards say.
    pub(crate) reading_article: Mutex<CancellationToken>,
    /// Links and refreshes under way, as the database has them too.
    pub(crate) tasks: Mutex<HashMap<LinkTaskId, OpenTask>>,
    /// One at a time writes a task down, so that the last state is what stays.
    pub(crate) task_writes: tokio::sync::Mutex<()>,
    /// What was last said about how many wait.
    pub(crate) tasks_waiting: Mutex<TasksWaiting>,
    pub(crate) roll_call: Mutex<Option<CancellationToken>>,
    pub(crate) rounds: Rounds,
    pub(crate) returns: Returns,
    /// One for each connection, with its budget.
    pub(crate) transports: Mutex<HashMap<ConnectionId, Transport>>,
    /// Stops what is done with many accounts.
    pub(crate) many: Mutex<Option<CancellationToken>>,
    pub(crate) import: Mutex<Option<PendingImport>>,
    /// One sender at a time for each copy, so that none is ever taken up twice.
    pub(crate) copies: Turns<TargetId>,
    /// One create call at a time for each account.
    pub(crate) senders: Turns<AccountId>,
    /// One copy of each account at a time brings files that take long.
    pub(crate) long_uploads: Turns<AccountId>,
    /// Copies whose files are under way, and what stops each.
    pub(crate) uploading: Mutex<HashMap<TargetId, CancellationToken>>,
    /// Copies for whose time somebody waits.
    pub(crate) waiting: Mutex<HashSet<TargetId>>,
    /// One renewal at a time for each account's token.
    pub(crate) renewals: Turns<AccountId>,
    /// One at a time folds what a call said into an account's row, so that no change is told twice.
    pub(crate) folds: Turns<AccountId>,
    pub(crate) closing: CancellationToken,
    listener: Listener,
}

impl Engine {
    /// Opens the workspace in `dir` and brings its outbox into order: what was being sent when the
    /// application ended is now unknown. Links and refreshes that were under way go on.
    pub async fn open(
        dir: &Path,
        vault: Vault,
        transport: Transport,
        world: Arc<dyn World>,
        listener: Listener,
    ) -> Result<Engine, EngineError> {
        let now = world.now();
        let store = Store::open(dir, now)?;
        store.restart_targets(now).await?;
        let media_dir = dir.join("media");
        std::fs::create_dir_all(&media_dir).map_err(|_| {
            EngineError::Failed(
                "The workspace's media folder can't be made. Check that the disk isn't full or read-only."
                    .into(),
            )
        })?;
        let engine = Engine {
            inner: Arc::new(Inner {
                store,
                vault,
                transport,
                world,
                media_dir,
                uploads_dir: dir.join(UPLOADS_FOLDER),
                kept_files: tokio::sync::Mutex::default(),
                taking_in: Mutex::default(),
                reading_article: Mutex::default(),
                tasks: Mutex::default(),
                task_writes: tokio::sync::Mutex::default(),
                tasks_waiting: Mutex::default(),
                roll_call: Mutex::default(),
                rounds: Rounds::default(),
                returns: Returns::default(),
                transports: Mutex::default(),
                many: Mutex::default(),
                import: Mutex::default(),
                copies: Turns::default(),
                senders: Turns::default(),
                long_uploads: Turns::default(),
                uploading: Mutex::default(),
                waiting: Mutex::default(),
                renewals: Turns::default(),
                folds: Turns::default(),
                closing: CancellationToken::new(),
                listener,
            }),
        };
        engine.watch_keychain();
        engine.resume_tasks().await?;
        Ok(engine)
    }

    /// Starts what Rollcall does without being asked: sending what waits in the outbox, checking
    /// accounts from time to time, bringing back those whose cookies are kept, renewing LinkedIn's
    /// permissions or warning of their ends, clearing away files that nothing uses, and looking
    /// whether the keychain works.
    pub fn start_background(&self) {
        let engine = self.clone();
        self.spawn(async move {
            if let Err(error) = engine.run_outbox().await {
                tracing::error!(%error, "the outbox couldn't be run");
            }
            if let Err(error) = engine.clear_discarded().await {
                tracing::error!(%error, "discarded drafts couldn't be cleared");
            }
        });
        let engine = self.clone();
        self.spawn(async move { engine.keep_handed_over().await });
        let engine = self.clone();
        self.spawn(async move { engine.keep_roll_calls().await });
        let engine = self.clone();
        self.spawn(async move { engine.keep_returning().await });
        let engine = self.clone();
        self.spawn(async move { engine.keep_permissions().await });
        let engine = self.clone();
        self.spawn(async move { engine.keep_clearing_media().await });
        let engine = self.clone();
        self.spawn(async move {
            // Asking a locked keychain may open its own dialog: not before there is a key in it.
            if engine.inner.store.connections().await.is_ok_and(|connections| !connections.is_empty()) {
                engine.inner.vault.probe().await;
            }
        });
    }

    /// Ends the background work, and waits up to two seconds for it to let the workspace go. What
    /// is being sent is left to the next start.
    pub async fn close(&self) {
        self.inner.closing.cancel();
        for _ in 0..40 {
            if Arc::strong_count(&self.inner) <= 2 {
                return;
            }
            self.inner.world.sleep(std::time::Duration::from_millis(50)).await;
        }
    }

    /// The workspace's store, for reading.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The workspace's secrets.
    pub fn vault(&self) -> &Vault {
        &self.inner.vault
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        self.inner.world.now()
    }

    pub(crate) fn tell(&self, event: Event) {
        if matches!(event, Event::AccountsChanged) {
            self.inner.returns.changed.notify_one();
        }
        (self.inner.listener)(event);
    }

    pub(crate) async fn account(&self, id: &AccountId) -> Result<Account, EngineError> {
        self.inner.store.account(id).await?.ok_or(EngineError::NotFound("This account"))
    }

    pub(crate) async fn save(
        &self,
        account: &Account,
        entry: Option<HistoryEntry>,
    ) -> Result<(), EngineError> {
        self.inner.store.save_account(account, entry).await?;
        self.tell(Event::AccountsChanged);
        Ok(())
    }

    /// Writes a line into an account's history.
    pub(crate) async fn write_down(&self, id: &AccountId, entry: HistoryEntry) -> Result<(), EngineError> {
        self.inner.store.add_history(id, entry).await?;
        self.tell(Event::AccountsChanged);
        Ok(())
    }

    /// Runs background work until it ends or the workspace is closed.
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
        let closing = self.inner.closing.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = closing.cancelled() => {}
                () = work => {}
            }
        })
    }

    fn watch_keychain(&self) {
        let mut states = self.inner.vault.watch();
        let engine = self.clone();
        self.spawn(async move {
            while states.changed().await.is_ok() {
                let state = *states.borrow_and_update();
                engine.tell(Event::Keychain(state));
            }
        });
    }
}
