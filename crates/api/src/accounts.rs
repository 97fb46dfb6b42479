//! Linked accounts: the list and the inspector.

use rollcall_domain::{
    Timestamp,
    history::HistoryEntry,
    id::{AccountId, ClientId, ConnectionId, LinkTaskId},
    product::Product,
    provider::Provider,
    refresh::RefreshPlan,
    setup_source::SetupSource,
    status::{StatusKind, Tone},
    trouble::Trouble,
};
use serde::Serialize;

use crate::{Rollcall, error::ApiError};

/// One row of the list.
#[derive(Debug, Clone, Serialize, specta::Type)]
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
}

/// A status, ready to be shown.
#[derive(Debug, Clone, Serialize, specta::Type)]
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
    /// Its colour, as `#rrggbb`.
    pub colour: String,
}

/// The list and what its filters offer.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct AccountList {
    /// Every account, those that need somebody first, then by name.
    pub accounts: Vec<AccountView>,
    /// Every client, by name.
    pub clients: Vec<ClientView>,
}

/// A page that an account may post as.
#[derive(Debug, Clone, Serialize, specta::Type)]
pub struct PageView {
    /// The page's name.
    pub name: String,
    /// The account's role on it, as LinkedIn says it.
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
    /// Its products.
    pub products: Vec<ProductView>,
    /// The pages it may post as.
    pub pages: Vec<PageView>,
    /// What happened, newest first.
    pub history: Vec<HistoryEntry>,
}
