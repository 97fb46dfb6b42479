//! A link or a refresh under way: its steps, what it waits for, and how it ends.

use std::collections::HashSet;

use rollcall_domain::{
    Timestamp,
    checkpoint::{CheckpointInput, CheckpointKind},
    consent::{Consent, ConsentStatement},
    id::{AccountId, ConnectionId, LinkTaskId},
    product::Product,
    provider::Provider,
    refresh::RefreshMethod,
    secret::Secret,
    setup_source::SetupSource,
};
use rollcall_providers::sign_in::CookieSession;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::error::Problem;

/// What a person asks for when linking a new account.
#[derive(Debug, Clone, Deserialize, specta::Type)]
pub struct LinkInput {
    /// Through which connection.
    pub connection_id: ConnectionId,
    /// In which way.
    pub setup_source: SetupSource,
    /// The member's name, for Edges identities and the list until the provider tells it.
    pub name: Option<String>,
    /// The client it belongs to, by name; made when there is none.
    pub client_name: Option<String>,
    /// Products to enable; classic is always on.
    #[serde(default)]
    pub products: Vec<Product>,
}

/// User name and password, used once.
#[derive(Debug, Clone, Deserialize, specta::Type)]
pub struct CredentialsInput {
    /// E-mail address or phone number.
    pub username: String,
    /// The password; forgotten when the provider has answered.
    pub password: Secret,
    /// That the owner agreed, and how; needed once for each account.
    #[serde(default)]
    pub consent: Option<ConsentStatement>,
}

/// Pasted cookies.
#[derive(Debug, Clone, Deserialize, specta::Type)]
pub struct CookiesInput {
    /// The `li_at` cookie, or anything pasted that has it inside.
    pub li_at: Secret,
    /// The `li_a` cookie, for Sales Navigator and Recruiter.
    pub li_a: Option<Secret>,
    /// The browser's user agent.
    pub user_agent: Option<String>,
    /// Two letters of the country the owner is in.
    pub country: Option<String>,
    /// Whether to keep them in the keychain, so that Rollcall can bring the account back by itself.
    #[serde(default)]
    pub keep: bool,
    /// That the owner agreed, and how; needed once for each account.
    #[serde(default)]
    pub consent: Option<ConsentStatement>,
}

/// A task with what only the engine needs of it. No secret of it is ever serialised.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct OpenTask {
    pub(crate) view: LinkTask,
    pub(crate) client_name: Option<String>,
    pub(crate) products: Vec<Product>,
    /// The provider's id of the login that waits for a checkpoint's answer.
    pub(crate) intent: Option<String>,
    /// The account or identity at the provider, as soon as there is one.
    pub(crate) identity: Option<String>,
    /// How the account was when its refresh was started.
    pub(crate) before: Option<Before>,
    /// The owner's consent, as long as there is no row to keep it at.
    pub(crate) consent: Option<Consent>,
    /// The id that a new account's row will have.
    pub(crate) reserved: Option<AccountId>,
    /// The accounts there were at the provider when a link for a new one was made.
    #[serde(default)]
    pub(crate) known: HashSet<String>,
    /// Until when the owner is waited for.
    #[serde(default)]
    pub(crate) until: Option<Timestamp>,
    /// What becomes of the cookies it was given, once they worked.
    #[serde(default)]
    pub(crate) cookies: Option<GivenCookies>,
    /// These cookies, as long as they are being tried.
    #[serde(skip)]
    pub(crate) session: Option<CookieSession>,
    /// Cancelled when the task ends or is started again.
    #[serde(skip)]
    pub(crate) run: CancellationToken,
}

impl OpenTask {
    /// A task that has only just been asked for.
    pub(crate) fn new(view: LinkTask, products: Vec<Product>, run: CancellationToken) -> Self {
        OpenTask {
            view,
            client_name: None,
            products,
            intent: None,
            identity: None,
            before: None,
            consent: None,
            reserved: None,
            known: HashSet::new(),
            until: None,
            cookies: None,
            session: None,
            run,
        }
    }
}

/// Cookies that are being tried, without the cookies. While a checkpoint is open they are in the
/// keychain under the task's id, if they are to be kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct GivenCookies {
    pub(crate) keep: bool,
    pub(crate) user_agent: Option<String>,
    pub(crate) country: Option<String>,
}

/// How an account was before its refresh: what came back is told apart from what never went.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Before {
    pub(crate) worked: bool,
    pub(crate) expires_at: Option<Timestamp>,
    /// Whether a product is wanted that wasn't enabled.
    #[serde(default)]
    pub(crate) lacks_product: bool,
}

/// A link or a refresh, as shown in the inspector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct LinkTask {
    /// Its id.
    pub id: LinkTaskId,
    /// The connection it goes through.
    pub connection_id: ConnectionId,
    /// The account that is refreshed, or the one that was linked.
    pub account_id: Option<AccountId>,
    /// Whether it is a refresh of an account that was there before.
    pub is_refresh: bool,
    /// Who it is about: the member's name, when it is known.
    pub name: Option<String>,
    /// What the operator called whoever was linked, where LinkedIn knows them by another name:
    /// somebody else may have signed in.
    #[serde(default)]
    pub named: Option<String>,
    /// The system it goes through.
    pub provider: Provider,
    /// In which way.
    pub setup_source: SetupSource,
    /// In which way, for the form.
    pub method: RefreshMethod,
    /// The steps, in order.
    pub steps: Vec<LinkStep>,
    /// What it waits for.
    pub waiting: Waiting,
    /// What went wrong last; the step can be tried again unless it failed for good.
    pub problem: Option<Problem>,
    /// When it was started.
    pub started_at: Timestamp,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct LinkStep {
    /// What happens.
    pub title: String,
    /// How far it is.
    pub state: StepState,
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Not begun.
    Todo,
    /// Under way.
    Current,
    /// Done.
    Done,
    /// Went wrong.
    Failed,
}

/// What a link or a refresh waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case", tag = "kind", content = "detail")]
pub enum Waiting {
    /// The operator gives a user name and a password.
    Credentials,
    /// The operator pastes cookies.
    Cookies,
    /// The owner allows access in the browser of this computer.
    Browser {
        /// LinkedIn's page, to open again.
        url: String,
        /// When Rollcall stops listening.
        expires_at: Timestamp,
    },
    /// The owner opens a link, anywhere.
    OwnerLink {
        /// The link. It lets whoever has it sign in: send it to the owner only.
        url: String,
        /// When it stops working, if the provider says.
        expires_at: Option<Timestamp>,
        /// When it was made.
        made_at: Timestamp,
        /// Whether the provider's daily restart ends it before that.
        #[serde(default)]
        ends_at_restart: bool,
    },
    /// The owner opens a link that was sent before Rollcall was closed. It works as before, but its
    /// address isn't kept anywhere.
    LinkSent {
        /// When it stops working, if the provider says.
        expires_at: Option<Timestamp>,
        /// When it was made.
        made_at: Timestamp,
        /// Whether the provider's daily restart ends it before that.
        #[serde(default)]
        ends_at_restart: bool,
    },
    /// The owner's link has to be copied from the provider's own dashboard, as its API gives none.
    LinkElsewhere {
        /// Where to find it.
        sentence: String,
    },
    /// LinkedIn asks for something.
    Checkpoint {
        /// What it asks for.
        checkpoint: CheckpointKind,
        /// The sentence above the input.
        sentence: String,
        /// Which input fits.
        input: CheckpointInput,
        /// When the provider forgets the login.
        deadline: Timestamp,
        /// From when on LinkedIn can be asked to send the code, or the question on the phone, once
        /// more. `None` where nothing was sent, or where the provider can't ask for it.
        #[serde(default)]
        resend_at: Option<Timestamp>,
    },
    /// The provider works.
    Provider {
        /// What it does, for instance "Edges opens the session".
        sentence: String,
    },
    /// Nothing: the account works.
    Done {
        /// What was reached, in words.
        sentence: String,
    },
    /// Nothing: it can be started again.
    Failed,
}
