//! The handle that every command takes: one data folder and the workspace that is open in it.

use std::{path::PathBuf, sync::Arc};

use rollcall_engine::{Engine, error::EngineError, event::Event};
use rollcall_providers::transport::Transport;
use rollcall_vault::Vault;
use tokio::sync::{Mutex, RwLock};

use crate::{
    account_changes::Told,
    clock::world,
    error::ApiError,
    event::RollcallEvent,
    workspace::{WorkspaceKind, keychain_view},
};

/// The name under which secrets are kept in the keychain.
pub const KEYCHAIN_SERVICE: &str = "app.rollcall";

/// How Rollcall is opened.
pub struct Options {
    /// The folder that holds the workspaces and the logs.
    pub data_dir: PathBuf,
    /// The name under which secrets are kept; [`KEYCHAIN_SERVICE`] when there is none.
    pub keychain_service: Option<String>,
    /// Whether to send what waits in the outbox without being asked.
    pub background: bool,
    /// Receives every notice; must return at once.
    pub on_event: Box<dyn Fn(RollcallEvent) + Send + Sync>,
}

/// One running Rollcall. Cheap to clone; all clones are the same one.
#[derive(Clone)]
pub struct Rollcall {
    inner: Arc<Inner>,
}

struct Inner {
    data_dir: PathBuf,
    keychain_service: String,
    background: bool,
    on_event: Arc<dyn Fn(RollcallEvent) + Send + Sync>,
    /// Stays open beside a sandbox workspace.
    own: Engine,
    open: RwLock<OpenWorkspace>,
    /// Held while the sandbox's folder is made or thrown away.
    sandbox_folder: Mutex<()>,
    /// The accounts as the window knows them.
    told: Mutex<Told>,
}

/// The workspace that is open.
#[derive(Clone)]
pub(crate) struct OpenWorkspace {
    pub(crate) kind: WorkspaceKind,
    pub(crate) engine: Engine,
    /// The sandbox's feed of published posts.
    pub(crate) feed_url: Option<String>,
}

impl Rollcall {
    /// Opens the person's own workspace in the data folder.
    pub async fn open(options: Options) -> Result<Rollcall, ApiError> {
        let Options { data_dir, keychain_service, background, on_event } = options;
        let keychain_service = keychain_service.unwrap_or_else(|| KEYCHAIN_SERVICE.to_owned());
        let on_event: Arc<dyn Fn(RollcallEvent) + Send + Sync> = on_event.into();
        let engine = open_engine(data_dir.clone(), &keychain_service, background, on_event.clone()).await?;
        let own = OpenWorkspace { kind: WorkspaceKind::Own, engine: engine.clone(), feed_url: None };
        let open = RwLock::new(own);
        let sandbox_folder = Mutex::new(());
        let told = Mutex::default();
        let inner = Inner {
            data_dir,
            keychain_service,
            background,
            on_event,
            own: engine,
            open,
            sandbox_folder,
            told,
        };
        let rollcall = Rollcall { inner: Arc::new(inner) };
        if background {
            let rollcall = rollcall.clone();
            tokio::spawn(async move {
                let _folder = rollcall.inner.sandbox_folder.lock().await;
                if let Err(error) = rollcall.forget_left_sandbox().await {
                    tracing::warn!(%error, "what a killed Rollcall left of its sandbox stays for now");
                }
            });
        }
        Ok(rollcall)
    }

    pub(crate) async fn workspace(&self) -> OpenWorkspace {
        self.inner.open.read().await.clone()
    }

    pub(crate) async fn engine(&self) -> Engine {
        self.inner.open.read().await.engine.clone()
    }

    /// The accounts as the window knows them.
    pub(crate) fn told(&self) -> &Mutex<Told> {
        &self.inner.told
    }

    /// Puts a fresh sandbox workspace in the place of what is shown.
    pub(crate) async fn switch_to_sandbox(&self, feed_url: Option<String>) -> Result<(), ApiError> {
        self.switch_to_own().await?;
        let _folder = self.inner.sandbox_folder.lock().await;
        self.forget_left_sandbox().await?;
        let mut open = self.inner.open.write().await;
        let service = self.sandbox_service();
        let dir = self.sandbox_dir();
        let engine = open_engine(dir, &service, self.inner.background, self.inner.on_event.clone()).await?;
        *open = OpenWorkspace { kind: WorkspaceKind::Sandbox, engine, feed_url };
        Ok(())
    }

    /// Throws the sandbox workspace and its secrets away and shows the person's own.
    pub(crate) async fn switch_to_own(&self) -> Result<(), ApiError> {
        let _folder = self.inner.sandbox_folder.lock().await;
        let mut open = self.inner.open.write().await;
        if open.kind == WorkspaceKind::Sandbox {
            disconnect_all(&open.engine).await?;
            open.engine.close().await;
            *open =
                OpenWorkspace { kind: WorkspaceKind::Own, engine: self.inner.own.clone(), feed_url: None };
            self.throw_sandbox_away()?;
        }
        Ok(())
    }

    /// Throws away the sandbox workspace of a Rollcall that was killed. Its folder is the only list
    /// of its secrets, so it stays until the keychain has let go of them.
    async fn forget_left_sandbox(&self) -> Result<(), ApiError> {
        let open = self.workspace().await;
        let dir = self.sandbox_dir();
        if open.kind == WorkspaceKind::Sandbox || !dir.exists() {
            return Ok(());
        }
        match open_engine(dir, &self.sandbox_service(), false, Arc::new(|_| {})).await {
            Ok(left) => {
                let disconnected = disconnect_all(&left).await;
                left.close().await;
                disconnected?;
            }
            Err(error @ EngineError::InUse) => return Err(error.into()),
            Err(error) => tracing::warn!(%error, "a sandbox that was left behind can't be read"),
        }
        self.throw_sandbox_away()
    }

    fn sandbox_service(&self) -> String {
        format!("{}.sandbox", self.inner.keychain_service)
    }

    fn sandbox_dir(&self) -> PathBuf {
        self.inner.data_dir.join("sandbox")
    }

    fn throw_sandbox_away(&self) -> Result<(), ApiError> {
        match std::fs::remove_dir_all(self.sandbox_dir()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(EngineError::Failed(
                "The sandbox's folder can't be removed. Close other programs that use it and try again."
                    .into(),
            )
            .into()),
            _ => Ok(()),
        }
    }
}

/// Takes every secret of a workspace out of the keychain, with the rows they belong to.
async fn disconnect_all(engine: &Engine) -> Result<(), EngineError> {
    for connection in engine.store().connections().await? {
        engine.disconnect(&connection.id).await?;
    }
    Ok(())
}

async fn open_engine(
    dir: PathBuf,
    keychain_service: &str,
    background: bool,
    on_event: Arc<dyn Fn(RollcallEvent) + Send + Sync>,
) -> Result<Engine, EngineError> {
    std::fs::create_dir_all(&dir).map_err(|_| {
        EngineError::Failed(
            "Rollcall's data folder can't be made. Check that the disk isn't full or read-only.".into(),
        )
    })?;
    let listener = Box::new(move |event| on_event(notice(event)));
    let transport = Transport::new().map_err(EngineError::from)?;
    let engine = Engine::open(&dir, Vault::open(keychain_service), transport, world(), listener).await?;
    if background {
        engine.start_background();
    }
    Ok(engine)
}

fn notice(event: Event) -> RollcallEvent {
    match event {
        Event::AccountsChanged => RollcallEvent::AccountsChanged,
        Event::RollCall(progress) => RollcallEvent::RollCall(progress),
        Event::Many(progress) => RollcallEvent::Many(progress),
        Event::RollCallSchedule(schedule) => RollcallEvent::RollCallSchedule(schedule),
        Event::LinkTask(task) => RollcallEvent::LinkTaskChanged(task),
        Event::PermissionEnds(ending) => RollcallEvent::PermissionEnds(ending),
        Event::TasksWaiting(waiting) => RollcallEvent::TasksWaiting(waiting),
        Event::OutboxChanged => RollcallEvent::OutboxChanged,
        Event::Upload(progress) => RollcallEvent::UploadProgress(progress.into()),
        Event::TakingIn { file_name, percent } => RollcallEvent::TakingIn { file_name, percent },
        Event::Keychain(state) => RollcallEvent::KeychainChanged(keychain_view(state)),
    }
}
