//! Linked accounts: the list and the inspector.

use std::collections::HashMap;

use rollcall_domain::{
    Timestamp,
    account::{Account, first_name},
    checkpoint::CheckpointInput,
    client::ClientColour,
    consent::Consent,
    history::HistoryEntry,
    id::{AccountId, ClientId, ConnectionId, LinkTaskId},
    product::Product,
    provider::Provider,
    refresh::{RefreshPlan, plan},
    setup_source::SetupSource,
    status::{Status, StatusKind, Tone},
    trouble::Trouble,
};
pub use rollcall_engine::automatic_return::AutomaticReturn;
use rollcall_engine::{Engine, error::EngineError, saved_filters::SavedFilter};
use rollcall_store::ClientRow;
use serde::Serialize;

use crate::{
    Rollcall,
    duplicates::{self, Merged, SamePerson},
    error::ApiError,
};

/// One row of the list.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, specta::Type)]
pub struct AccountView {
    /// Its id.
    pub id: AccountId,
    /// The member's name.
    pub name: String,
    /// The member's headline.
    pub headline: Option<String>,
    /// The client it belongs to.
    pub client_id: Option<ClientId>,
    /// The connection it was linked through.
    pub connection_id: ConnectionId,
    /// The system behind that connection.
    pub provider: Provider,
    /// How it was linked.
    pub setup_source: SetupSource,
    /// The label of its setup source, for instance "SHARED · LOGIN".
    pub setup_source_label: String,
    /// Its tags, in the order of the alphabet.
    pub tags: Vec<String>,
    /// Names of the products that are enabled.
    pub products: Vec<String>,
    /// Its status.
    pub status: StatusView,
    /// When a real call last answered.
    pub checked_at: Option<Timestamp>,
    /// The label of the button that brings it back, when a person has to act.
    pub next_step: Option<String>,
    /// The link or refresh under way for it.
    pub link_task: Option<LinkTaskId>,
    /// How far Rollcall is with bringing it back by itself, while it is at it.
    pub returning: Option<AutomaticReturn>,
    /// The providers through which the same person is linked as well.
    pub also_through: Vec<String>,
}

/// A status, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, specta::Type)]
pub struct StatusView {
    /// For filters.
    pub kind: StatusKind,
    /// Its colour family.
    pub tone: Tone,
    /// Its words.
    pub label: String,
    /// Whether a person has to act.
    pub needs_you: bool,
    /// Why, in words.
    pub cause: String,
    /// Since when.
    pub since: Timestamp,
    /// When a checkpoint's login is forgotten.
    pub deadline: Option<Timestamp>,
    /// Which of the six kinds of trouble it is.
    pub trouble: Option<Trouble>,
}

/// A client, for the sidebar and the filters.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct ClientView {
    /// Its id.
    pub id: ClientId,
    /// Its name.
    pub name: String,
    /// Its colour.
    pub colour: ClientColour,
    /// Whether it is put away: its accounts stay, and no account can be given to it.
    pub archived: bool,
}

/// The list and what its filters offer.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct AccountList {
    /// Every account, those that need somebody first, then by name.
    pub accounts: Vec<AccountView>,
    /// Every client, by name.
    pub clients: Vec<ClientView>,
    /// Every saved filter, by name.
    pub filters: Vec<SavedFilter>,
}

/// A page that an account may post as.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct PageView {
    /// The page's name.
    pub name: String,
    /// The account's role on it, as LinkedIn says it; empty where nobody tells it.
    pub role: String,
}

/// One product line of the inspector.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct ProductView {
    /// Which product.
    pub product: Product,
    /// Its name.
    pub name: String,
    /// Whether the member pays for it, where the provider tells.
    pub subscribed: Option<bool>,
    /// Whether it is enabled here.
    pub enabled: bool,
    /// Whether a refresh can switch it on and off.
    pub switchable: bool,
    /// What follows from the two.
    pub sentence: String,
}

/// One fact of the inspector, for instance "Provider" and "Edges · identity 4f2c…9a".
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct FactView {
    /// What it is about.
    pub label: String,
    /// What is known.
    pub value: String,
}

/// Everything the inspector shows.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct AccountDetail {
    /// The row.
    pub account: AccountView,
    /// The client's name.
    pub client_name: Option<String>,
    /// The way to bring it back, or to renew it.
    pub plan: RefreshPlan,
    /// Facts, in the order they are shown.
    pub facts: Vec<FactView>,
    /// Its products: those that are known of, and those that a refresh could enable.
    pub products: Vec<ProductView>,
    /// Why none of its products can be switched off as it is now; `None` where they can.
    pub products_stay: Option<String>,
    /// The pages it may post as.
    pub pages: Vec<PageView>,
    /// How the owner agreed to the use of their credentials or cookies, if that was stated.
    pub consent: Option<Consent>,
    /// Whether its cookies are kept to bring it back; `None` where there are no cookies.
    pub automatic_return: Option<AutomaticReturn>,
    /// The other rows of the same person.
    pub same_person: Vec<SamePerson>,
    /// The rows that were merged into this one.
    pub merged: Vec<Merged>,
    /// What happened, newest first.
    pub history: Vec<HistoryEntry>,
}

/// Every account, those that need somebody first, then by name; and every client.
pub async fn list(rollcall: &Rollcall) -> Result<AccountList, ApiError> {
    let engine = rollcall.engine().await;
    let rows = engine.store().accounts().await.map_err(EngineError::from)?;
    let tags = engine.store().tags().await.map_err(EngineError::from)?;
    Ok(AccountList {
        accounts: views(&engine, rows, tags).await?,
        clients: client_views(&engine).await?,
        filters: engine.saved_filters().await?,
    })
}

/// Accounts as rows, in the order of the list. Who is linked twice is known among these alone.
pub(crate) async fn views(
    engine: &Engine,
    mut rows: Vec<Account>,
    mut tags: HashMap<AccountId, Vec<String>>,
) -> Result<Vec<AccountView>, EngineError> {
    let now = engine.now();
    rows.sort_by_cached_key(|account| place(account.status.kind(), &account.name, &account.id));
    let tasks = engine.open_tasks()?;
    let mut also_through = duplicates::also_through(&rows);
    let mut returning: HashMap<_, _> = engine.returning().await?.into_iter().collect();
    let views = rows.into_iter().map(|account| {
        let task = tasks.get(&account.id).cloned();
        let tags = tags.remove(&account.id).unwrap_or_default();
        let returning = returning.remove(&account.id);
        let also = also_through.remove(&account.id).unwrap_or_default();
        elsewhere(view(account, tags, task, now), returning, also)
    });
    Ok(views.collect())
}

/// Every client, by name.
pub(crate) async fn client_views(engine: &Engine) -> Result<Vec<ClientView>, EngineError> {
    Ok(engine.store().clients().await?.into_iter().map(client_view).collect())
}

/// What the list is sorted by.
pub(crate) fn place(status: StatusKind, name: &str, id: &AccountId) -> (u8, String, AccountId) {
    (urgency(status), name.to_lowercase(), id.clone())
}

/// Everything that is known about one account.
pub async fn detail(rollcall: &Rollcall, id: &AccountId) -> Result<AccountDetail, ApiError> {
    let engine = rollcall.engine().await;
    let store = engine.store();
    let account =
        store.account(id).await.map_err(EngineError::from)?.ok_or(EngineError::NotFound("This account"))?;
    let who = first_name(&account.name).to_owned();
    let products = account.product_matrix().into_iter().map(|state| ProductView {
        name: state.product.name().to_owned(),
        switchable: Product::switches(account.provider).contains(&state.product),
        subscribed: state.subscribed,
        enabled: state.enabled,
        sentence: state.sentence(&who),
        product: state.product,
    });
    let products = products.collect();
    let pages = store.pages(id).await.map_err(EngineError::from)?;
    let history = store.history(id, HISTORY_LINES).await.map_err(EngineError::from)?;
    let clients = store.clients().await.map_err(EngineError::from)?;
    let client_name = clients
        .into_iter()
        .find(|client| Some(&client.id) == account.client_id.as_ref())
        .map(|client| client.name);
    let secrets = engine.kept_secrets(id).await;
    let facts = facts(&account, secrets);
    let products_stay = engine.why_products_stay(&account).await?;
    let task = engine.task_of(id)?.map(|task| task.id);
    let tags = store.tags_of(id).await.map_err(EngineError::from)?;
    let automatic_return = engine.automatic_return(&account).await?;
    let returning = automatic_return.clone().filter(|it| it.next_at.is_some());
    let (same_person, merged) = duplicates::of(&engine, id).await?;
    let also_through =
        same_person.iter().filter_map(|other| other.through.split(',').next().map(str::to_owned));
    let also_through = also_through.collect();
    Ok(AccountDetail {
        plan: plan(account.setup_source, account.provider, &who),
        account: elsewhere(view(account, tags, task, engine.now()), returning, also_through),
        automatic_return,
        same_person,
        merged,
        client_name,
        facts,
        products_stay,
        products,
        pages: pages.into_iter().map(|page| PageView { name: page.name, role: page.role }).collect(),
        consent: engine.consent(id).await?,
        history,
    })
}

/// Keeps how an account was linked, as the operator says, where its provider doesn't tell.
pub async fn say_setup_source(
    rollcall: &Rollcall,
    id: &AccountId,
    source: SetupSource,
) -> Result<(), ApiError> {
    Ok(rollcall.engine().await.say_setup_source(id, source).await?)
}

/// Where the account's owner can be seen on LinkedIn, to be opened in the system browser.
pub async fn profile_url(rollcall: &Rollcall, id: &AccountId) -> Result<String, ApiError> {
    let engine = rollcall.engine().await;
    let account = engine
        .store()
        .account(id)
        .await
        .map_err(EngineError::from)?
        .ok_or(EngineError::NotFound("This account"))?;
    Ok(engine.profile_url(&account).await?)
}

/// How many lines of history the inspector shows.
const HISTORY_LINES: u32 = 50;

fn urgency(status: StatusKind) -> u8 {
    match status.tone() {
        _ if status.needs_you() => 0,
        Tone::Info => 1,
        Tone::Bad | Tone::Warn => 2,
        Tone::Ok => 3,
        Tone::Idle => 4,
    }
}

fn view(account: Account, tags: Vec<String>, link_task: Option<LinkTaskId>, now: Timestamp) -> AccountView {
    let plan = plan(account.setup_source, account.provider, first_name(&account.name));
    let next_step = match &account.status {
        Status::Checkpoint { checkpoint, .. } => Some(match checkpoint.input() {
            CheckpointInput::Code => "Enter code".to_owned(),
            CheckpointInput::PhoneNumber => "Give phone number".to_owned(),
            CheckpointInput::Choice => "Choose contract".to_owned(),
            CheckpointInput::Wait => "See checkpoint".to_owned(),
        }),
        Status::SignInNeeded | Status::ExpiresSoon { .. } | Status::PermissionMissing { .. } => {
            Some(plan.action)
        }
        _ => None,
    };
    let products = account.products.iter().filter(|state| state.enabled);
    AccountView {
        setup_source_label: account.setup_source.label().to_owned(),
        tags,
        products: products.map(|state| state.product.name().to_owned()).collect(),
        status: StatusView {
            kind: account.status.kind(),
            tone: account.status.tone(),
            label: account.status.label(now),
            needs_you: account.status.needs_you(),
            cause: account.cause,
            since: account.status_since,
            deadline: match &account.status {
                Status::Checkpoint { deadline, .. } => *deadline,
                _ => None,
            },
            trouble: trouble(&account.status),
        },
        id: account.id,
        name: account.name,
        headline: account.headline,
        client_id: account.client_id,
        connection_id: account.connection_id,
        provider: account.provider,
        setup_source: account.setup_source,
        checked_at: account.checked_at,
        next_step,
        link_task,
        returning: None,
        also_through: Vec::new(),
    }
}

/// A client, as the window and the command line show it.
pub(crate) fn client_view(client: ClientRow) -> ClientView {
    let ClientRow { id, name, colour, archived_at } = client;
    ClientView { id, name, colour, archived: archived_at.is_some() }
}

/// Adds what isn't in the account's own row.
fn elsewhere(
    mut view: AccountView,
    returning: Option<AutomaticReturn>,
    also_through: Vec<String>,
) -> AccountView {
    // A person is asked when Rollcall's own tries are over.
    view.status.needs_you &= returning.is_none();
    AccountView { returning, also_through, ..view }
}

fn trouble(status: &Status) -> Option<Trouble> {
    match status {
        Status::SignInNeeded | Status::Checkpoint { .. } => Some(Trouble::OwnerSignIn),
        Status::Restricted => Some(Trouble::Restricted),
        Status::ProviderUnreachable => Some(Trouble::ProviderDown),
        Status::LimitedUntil { .. } => Some(Trouble::LimitReached),
        _ => None,
    }
}

fn facts(account: &Account, secrets: Option<Vec<&'static str>>) -> Vec<FactView> {
    let fact = |label: &str, value: String| FactView { label: label.to_owned(), value };
    let kind = match account.provider {
        Provider::Edges => "identity",
        Provider::Linkedin => "member",
        Provider::Unipile | Provider::Zernio => "account",
    };
    let mut facts = vec![fact(
        "Provider",
        format!("{} · {kind} {}", account.provider.name(), shortened(&account.remote_id)),
    )];
    facts.push(fact("Session", account.cause.clone()));
    if let Some(at) = account.expires_at {
        facts.push(fact("Permission ends", at.format("%-d %B %Y").to_string()));
    }
    facts.push(fact("Linked", account.linked_at.format("%-d %B %Y").to_string()));
    let kept = match secrets {
        None => "the keychain can't say now".to_owned(),
        Some(kinds) if kinds.is_empty() => "none stored on this computer".to_owned(),
        Some(kinds) => format!("{}, in the keychain", kinds.join(" and ")),
    };
    facts.push(fact("Secrets", kept));
    facts
}

/// An opaque id, short enough for a line: its beginning and its end.
fn shortened(id: &str) -> String {
    let characters: Vec<char> = id.chars().filter(|c| !c.is_control()).collect();
    if characters.len() <= 12 {
        return characters.into_iter().collect();
    }
    let head: String = characters[..6].iter().collect();
    let tail: String = characters[characters.len() - 3..].iter().collect();
    format!("{head}…{tail}")
}
