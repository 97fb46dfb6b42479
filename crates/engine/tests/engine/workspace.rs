//! A workspace on a fresh sandbox: real HTTP, a real database, a driven clock, and a keychain in
//! memory.

use std::{
    collections::HashMap,
    future::Future,
    path::{Path, PathBuf},
    pin::Pin,
    sync::{Arc, Mutex},
    time::Duration,
};

use rollcall_domain::{
    Timestamp,
    account::Account,
    consent::{ConsentHow, ConsentStatement},
    id::{ConnectionId, MediaId, PostId},
    post::{Attachment, Draft, Wording, account_author},
    provider::Provider,
    secret::Secret,
    status::Status,
};
use rollcall_engine::{
    Engine,
    connecting::NewConnection,
    error::EngineError,
    event::Event,
    linking::{LinkTask, Waiting},
    publishing::{PostWithTargets, Publishing},
    world::World,
};
use rollcall_providers::transport::Transport;
use rollcall_sandbox::{Endpoints, Options, Sandbox};
use rollcall_vault::{Backend, Vault, VaultError};
use tokio::sync::{Notify, watch};
use zeroize::Zeroizing;

/// Time stands still until a test moves it. Sleepers wake when their time has come.
pub struct DrivenWorld {
    now: watch::Sender<Timestamp>,
    /// What sleepers count: like a real computer's, it stands still while the computer sleeps, and
    /// doesn't care about the wall clock.
    steady: watch::Sender<Duration>,
    random: Mutex<u8>,
}

impl DrivenWorld {
    fn new() -> Arc<DrivenWorld> {
        // Whole milliseconds, as the database keeps them.
        let now = chrono::DateTime::from_timestamp_millis(chrono::Utc::now().timestamp_millis()).unwrap();
        let (now, _) = watch::channel(now);
        let (steady, _) = watch::channel(Duration::ZERO);
        Arc::new(DrivenWorld { now, steady, random: Mutex::new(0) })
    }

    pub fn advance(&self, seconds: i64) {
        self.jump(seconds);
        self.steady.send_modify(|steady| *steady += Duration::from_secs(seconds.try_into().unwrap_or(0)));
    }

    /// Wakes whoever sleeps for half a minute at most, so that they look at the wall clock, which
    /// stands still.
    pub fn nudge(&self) {
        self.steady.send_modify(|steady| *steady += Duration::from_secs(31));
    }

    /// Sets the wall clock, as when the computer wakes from a sleep or somebody sets the time.
    pub fn jump(&self, seconds: i64) {
        self.now.send_modify(|now| *now += chrono::Duration::seconds(seconds));
    }
}

impl World for DrivenWorld {
    fn now(&self) -> Timestamp {
        *self.now.borrow()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let until = *self.steady.borrow() + duration;
        let mut steady = self.steady.subscribe();
        Box::pin(async move {
            steady.wait_for(|steady| *steady >= until).await.ok();
        })
    }

    fn new_id(&self) -> String {
        uuid::Uuid::now_v7().to_string()
    }

    fn random_bytes(&self) -> [u8; 32] {
        let mut last = self.random.lock().unwrap();
        *last = last.wrapping_add(1);
        [*last; 32]
    }
}

#[derive(Default, Clone)]
pub struct MemoryKeychain(Arc<Mutex<HashMap<String, Vec<u8>>>>);

impl MemoryKeychain {
    /// What is in it, by entry.
    pub fn entries(&self) -> HashMap<String, Vec<u8>> {
        self.0.lock().unwrap().clone()
    }
}

impl Backend for MemoryKeychain {
    fn get(&mut self, entry: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        Ok(self.0.lock().unwrap().get(entry).cloned().map(Zeroizing::new))
    }

    fn set(&mut self, entry: &str, bytes: &[u8]) -> Result<(), VaultError> {
        self.0.lock().unwrap().insert(entry.to_owned(), bytes.to_owned());
        Ok(())
    }

    fn delete(&mut self, entry: &str) -> Result<(), VaultError> {
        self.0.lock().unwrap().remove(entry);
        Ok(())
    }
}

pub struct Workspace {
    pub engine: Engine,
    pub world: Arc<DrivenWorld>,
    pub sandbox: Sandbox,
    pub folder: tempfile::TempDir,
    pub events: Arc<Mutex<Vec<Event>>>,
    told: Arc<Notify>,
    keychain: MemoryKeychain,
    http: reqwest::Client,
}

impl Workspace {
    /// A workspace without connections.
    pub async fn empty() -> Workspace {
        let sandbox = Sandbox::start(Options::default()).await.unwrap();
        let world = DrivenWorld::new();
        let folder = tempfile::tempdir().unwrap();
        let events: Arc<Mutex<Vec<Event>>> = Arc::default();
        let told: Arc<Notify> = Arc::default();
        let keychain = MemoryKeychain::default();
        let engine = open(folder.path(), &keychain, &world, &events, &told).await;
        Workspace { engine, world, sandbox, folder, events, told, keychain, http: reqwest::Client::new() }
    }

    /// Rollcall is closed and started again, on the same files and the same keychain.
    pub async fn restarted(self) -> Workspace {
        self.restarted_after(async |_| {}).await
    }

    /// As [`Workspace::restarted`]; while Rollcall is closed, this happens.
    pub async fn restarted_after(self, meanwhile: impl AsyncFnOnce(&DrivenWorld)) -> Workspace {
        let Workspace { engine, world, sandbox, folder, events, told, keychain, http } = self;
        {
            let closing = engine.close();
            tokio::pin!(closing);
            loop {
                tokio::select! {
                    () = &mut closing => break,
                    () = tokio::time::sleep(Duration::from_millis(5)) => {
                        world.steady.send_modify(|steady| *steady += Duration::from_millis(50));
                    }
                }
            }
        }
        drop(engine);
        meanwhile(&world).await;
        events.lock().unwrap().clear();
        let engine = open(folder.path(), &keychain, &world, &events, &told).await;
        Workspace { engine, world, sandbox, folder, events, told, keychain, http }
    }

    /// Waits until a notice like this one came, or panics after ten seconds in which there was none.
    pub async fn hears(&self, what: impl Fn(&Event) -> bool) {
        self.heard(|events| events.iter().any(&what)).await;
    }

    /// As [`Workspace::hears`], of all notices since the start.
    pub async fn heard(&self, enough: impl Fn(&[Event]) -> bool) {
        let mut silent = 0;
        while silent < 1_000 {
            let told = self.told.notified();
            tokio::pin!(told);
            told.as_mut().enable();
            if enough(&self.events.lock().unwrap()) {
                return;
            }
            tokio::select! {
                () = told => silent = 0,
                () = tokio::time::sleep(Duration::from_millis(10)) => {
                    silent += 1;
                    self.world.nudge();
                }
            }
        }
        panic!("that was never heard");
    }

    /// The seeded agency, with every connection added and synced.
    pub async fn agency() -> Workspace {
        let workspace = Workspace::empty().await;
        workspace.control("/config", serde_json::json!({ "native_pkce": true })).await;
        for provider in Provider::ALL {
            let connection = workspace.engine.connect(workspace.input(provider)).await.unwrap();
            workspace.engine.sync(&connection.id).await.unwrap();
        }
        workspace
    }

    /// How many secrets the keychain holds for an owner.
    pub fn secrets_of(&self, owner: &str) -> usize {
        self.keychain.0.lock().unwrap().keys().filter(|entry| entry.contains(owner)).count()
    }

    pub fn endpoints(&self) -> &Endpoints {
        self.sandbox.endpoints()
    }

    /// What a person would give to connect this provider's part of the sandbox.
    pub fn input(&self, provider: Provider) -> NewConnection {
        let endpoints = self.endpoints();
        let mut input = NewConnection {
            provider,
            name: String::new(),
            base_url: None,
            secret: None,
            client_id: None,
            www_url: None,
            api_url: None,
            redirect_port: None,
            native_pkce: false,
            older_posts: false,
            pages: false,
            // Tests wait for nobody.
            requests_per_minute: Some(60_000),
            unipile_api: None,
        };
        let key = match provider {
            Provider::Linkedin => {
                input.client_id = Some(endpoints.linkedin.client_id.clone());
                input.www_url = Some(endpoints.linkedin.www.clone());
                input.api_url = Some(endpoints.linkedin.api.clone());
                // Any free port, so that tests can run side by side.
                input.native_pkce = true;
                &endpoints.linkedin.client_secret
            }
            Provider::Unipile => {
                input.base_url = Some(endpoints.unipile.dsn.clone());
                &endpoints.unipile.api_key
            }
            Provider::Edges => {
                input.base_url = Some(endpoints.edges.base_url.clone());
                &endpoints.edges.api_key
            }
            Provider::Zernio => {
                input.base_url = Some(endpoints.zernio.base_url.clone());
                &endpoints.zernio.api_key
            }
        };
        input.secret = Some(Secret::new(key.clone()));
        input
    }

    pub async fn connection(&self, provider: Provider) -> ConnectionId {
        let connections = self.engine.store().connections().await.unwrap();
        connections.into_iter().find(|connection| connection.provider == provider).unwrap().id
    }

    pub async fn account(&self, name: &str) -> Account {
        let accounts = self.engine.store().accounts().await.unwrap();
        accounts
            .into_iter()
            .find(|account| account.name == name)
            .unwrap_or_else(|| panic!("no account {name}"))
    }

    /// An account through Zernio that works.
    pub async fn zernio_account(&self) -> Account {
        let accounts = self.engine.store().accounts().await.unwrap();
        let works =
            |account: &Account| account.provider == Provider::Zernio && account.status == Status::Connected;
        accounts.into_iter().find(works).unwrap()
    }

    /// What a browser gets at an address.
    pub async fn page(&self, url: &str) -> String {
        let answer = self.http.get(url).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{url}");
        String::from_utf8_lossy(&answer.bytes().await.unwrap()).into_owned()
    }

    /// The keychain, as it outlives Rollcall.
    pub fn keychain(&self) -> MemoryKeychain {
        self.keychain.clone()
    }

    /// The newest lines of an account's history.
    pub async fn history(&self, account: &Account) -> Vec<String> {
        let lines = self.engine.store().history(&account.id, 50).await.unwrap();
        lines.into_iter().map(|entry| entry.sentence).collect()
    }

    /// Moves time on until the task waits for something else than it did, or panics after a
    /// minute of real time.
    pub async fn until(&self, task: &LinkTask, done: impl Fn(&LinkTask) -> bool) -> LinkTask {
        for _ in 0..1_200 {
            let now = self.engine.link_task(&task.id).unwrap().unwrap();
            if done(&now) {
                return now;
            }
            self.world.advance(3);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("still waiting: {:?}", self.engine.link_task(&task.id));
    }

    /// A control call of the sandbox.
    pub async fn control(&self, path: &str, body: serde_json::Value) -> serde_json::Value {
        let url = format!("{}{path}", self.endpoints().control);
        let answer = self.http.post(url).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.unwrap_or_default()
    }

    /// What the sandbox says at a control address.
    pub async fn sandbox_says(&self, path: &str) -> serde_json::Value {
        let url = format!("{}{path}", self.endpoints().control);
        self.http.get(url).send().await.unwrap().json().await.unwrap()
    }

    /// Links a LinkedIn member through the real consent: the page is opened and Allow is pressed.
    pub async fn link_member(&self, slug: &str) -> LinkTask {
        let task = self.start_member_link().await;
        self.consent(&task, slug).await;
        self.until(&task, |task| matches!(task.waiting, Waiting::Done { .. } | Waiting::Failed)).await
    }

    pub async fn start_member_link(&self) -> LinkTask {
        let connection_id = self.connection(Provider::Linkedin).await;
        self.engine
            .link(rollcall_engine::linking::LinkInput {
                connection_id,
                setup_source: rollcall_domain::setup_source::SetupSource::OfficialOauth,
                name: None,
                client_name: None,
                products: Vec::new(),
            })
            .await
            .unwrap()
    }

    /// The member opens LinkedIn's page and presses Allow; the browser comes back to Rollcall.
    pub async fn consent(&self, task: &LinkTask, member: &str) {
        let Waiting::Browser { url, .. } = &task.waiting else { panic!("no browser: {task:?}") };
        crate::consent_walk::allow(&self.http, &self.endpoints().control, url, member).await;
    }

    /// A picture in a file of its own.
    pub fn picture(&self, width: u32, height: u32) -> PathBuf {
        let path = self.folder.path().join(format!("picture-{width}x{height}.png"));
        image::DynamicImage::new_rgb8(width, height).save(&path).unwrap();
        path
    }

    pub fn draft(&self, text: &str, authors: &[&Account], media: Option<MediaId>) -> Draft {
        Draft {
            authors: authors.iter().map(|account| account_author(&account.id)).collect(),
            wording: Wording {
                text: text.into(),
                attachment: Attachment::image(media, ""),
                ..Wording::default()
            },
            ..Draft::default()
        }
    }

    /// Publishes and waits until every copy has come to rest.
    pub async fn publish(&self, draft: &Draft) -> PostWithTargets {
        let post = self.engine.publish(draft, Publishing::default()).await.unwrap();
        self.settle(&post.post.id).await
    }

    /// Waits until every copy of a post has come to rest; whoever sleeps meanwhile sleeps well.
    pub async fn settle(&self, id: &PostId) -> PostWithTargets {
        let settling = self.engine.settle(id);
        tokio::pin!(settling);
        loop {
            tokio::select! {
                post = &mut settling => return post.unwrap(),
                () = tokio::time::sleep(Duration::from_millis(20)) => self.world.nudge(),
            }
        }
    }
}

/// What an operator states when the owner agreed.
pub fn agreed() -> Option<ConsentStatement> {
    Some(ConsentStatement { how: ConsentHow::Email, note: "12 March".into() })
}

async fn open(
    folder: &Path,
    keychain: &MemoryKeychain,
    world: &Arc<DrivenWorld>,
    events: &Arc<Mutex<Vec<Event>>>,
    told: &Arc<Notify>,
) -> Engine {
    for _ in 0..200 {
        let vault = Vault::with_backend(Box::new(keychain.clone()), Duration::from_secs(3));
        let (heard, told) = (events.clone(), told.clone());
        let listener = Box::new(move |event| {
            heard.lock().unwrap().push(event);
            told.notify_waiters();
        });
        match Engine::open(folder, vault, Transport::new().unwrap(), world.clone(), listener).await {
            Ok(engine) => return engine,
            // What is left of the last one still lets go of its files.
            Err(EngineError::InUse) => tokio::time::sleep(Duration::from_millis(10)).await,
            Err(error) => panic!("{error}"),
        }
    }
    panic!("the workspace is still in use");
}

/// A person at a browser: opens a page and sends its form with these values, again for every form
/// that follows, until a page has none or asks for what isn't known.
pub async fn visit(url: &str, fields: &[(&str, &str)]) {
    let browser = reqwest::Client::builder().build().unwrap();
    let mut page = browser.get(url).send().await.unwrap();
    for _ in 0..4 {
        let at = page.url().clone();
        let html = page.text().await.unwrap();
        let Some(form) = html.split("<form").nth(1).and_then(|rest| rest.split("</form>").next()) else {
            return;
        };
        let action = attribute(form, "action").map_or_else(|| at.clone(), |action| at.join(&action).unwrap());
        let mut values: HashMap<String, String> = HashMap::new();
        for tag in form.split('<').filter(|tag| tag.starts_with("input") || tag.starts_with("button")) {
            let Some(name) = attribute(tag, "name") else { continue };
            let known = fields.iter().find(|(field, _)| *field == name).map(|(_, value)| (*value).to_owned());
            let value = known.or_else(|| attribute(tag, "value"));
            values.entry(name).or_insert(value.unwrap_or_default());
        }
        page = browser.post(action).form(&values).send().await.unwrap();
        assert!(page.status().as_u16() < 500, "{url}");
    }
}

/// The value of an attribute, quoted or not.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, value) = tag.split_once(&format!(" {name}="))?;
    let value = match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => value.split([' ', '>']).next()?,
    };
    Some(value.replace("&amp;", "&"))
}
