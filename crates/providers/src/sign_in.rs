//! Signing an account in through a provider, and the links that let its owner do it.

use rollcall_domain::{
    Timestamp, account::RemoteAccount, checkpoint::CheckpointKind, cookies::SessionCookies, secret::Secret,
};

/// A user name and password. Used for one call and dropped.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The e-mail address or phone number the owner signs in with.
    pub username: String,
    /// The owner's password.
    pub password: Secret,
}

/// A browser session, given by its cookies.
#[derive(Debug, Clone)]
pub struct CookieSession {
    /// `li_at`, and `li_a` for premium products.
    pub cookies: SessionCookies,
    /// The browser's user agent; sessions that change theirs are dropped more often.
    pub user_agent: Option<String>,
    /// Two-letter country of the browser, so that the provider's proxy is near.
    pub country: Option<String>,
}

/// What an operator signs an account in with.
#[derive(Debug, Clone)]
pub enum Login {
    /// With user name and password.
    Credentials(Credentials),
    /// With the cookies of a session that exists.
    Cookies(CookieSession),
}

/// Where a sign-in stands.
#[expect(clippy::large_enum_variant, reason = "one value per sign-in, never in a collection")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignIn {
    /// It is done.
    Linked(RemoteAccount),
    /// LinkedIn asks for something first. Answers may lead to another checkpoint.
    Checkpoint {
        /// What the provider calls this sign-in.
        intent_id: String,
        /// What LinkedIn asks for.
        kind: CheckpointKind,
    },
}

/// A link for the account's owner. The address lets whoever has it sign in, so `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct OwnerLink {
    /// The address to send to the owner.
    pub url: String,
    /// When it stops working, where that is known.
    pub expires_at: Option<Timestamp>,
}

impl std::fmt::Debug for OwnerLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OwnerLink").field("url", &"…").field("expires_at", &self.expires_at).finish()
    }
}
