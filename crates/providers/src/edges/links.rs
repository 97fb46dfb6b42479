//! Links for the account's owner.

use chrono::TimeDelta;
use reqwest::Method;
use rollcall_domain::Timestamp;
use serde_json::Value;

use super::EdgesClient;
use crate::{error::Result, lenient, refusal::During, sign_in::OwnerLink};

/// How long a login link works (Edges documentation, "Generate login links").
pub const LOGIN_LINK_HOURS: i64 = 48;

impl EdgesClient {
    pub(super) fn owner_link(url: String, made_at: Option<Timestamp>) -> OwnerLink {
        OwnerLink { url, expires_at: made_at.map(|at| at + TimeDelta::hours(LOGIN_LINK_HOURS)) }
    }

    /// Makes a fresh login link, on which the owner signs in anywhere and passes the checkpoint.
    pub async fn login_link(&self, identity_uid: &str, now: Timestamp) -> Result<OwnerLink> {
        let url = self.url(&["identities", identity_uid, "generate-login-links"]);
        let answer = self.send(self.change(Method::POST, url), During::Managing).await?;
        let body: Value = answer.json()?;
        let link = body.get("linkedin").or_else(|| body.pointer("/identity_login_links/linkedin"));
        let link = link.and_then(lenient::text_of);
        Ok(Self::owner_link(link.ok_or_else(|| answer.unusable("answered without a link."))?, Some(now)))
    }

    /// The identity's shared link, for an owner with the Edges extension.
    ///
    /// Edges documents no call for it: it is shown in Edges' dashboard. When the identity happens
    /// to carry it (`shared_link`, or in `meta`), it is returned; otherwise `None`, and a person
    /// copies it from the dashboard.
    pub async fn shared_link(&self, identity_uid: &str) -> Result<Option<OwnerLink>> {
        let (identity, _) = self.identity(identity_uid).await?;
        Ok(identity.shared_link().map(|url| OwnerLink { url, expires_at: None }))
    }
}
