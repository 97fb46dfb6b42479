//! Whether a member may use a product that is enabled at Unipile.

use rollcall_domain::{product::Product, unipile_api::UnipileApi};
use serde_json::Value;

use super::UnipileClient;
use crate::{
    error::{ErrorKind, Result},
    refusal::During,
};

/// What Unipile answers when LinkedIn is the one who doesn't let the member in.
const NOT_PAID_FOR: &str = "provider/insufficient_permissions";

/// The inbox that only a product's licence opens (Unipile API v2, "List chats of an inbox").
fn inbox(product: &Product) -> Option<&'static str> {
    match product {
        Product::Recruiter => Some("RECRUITER_PRIMARY"),
        Product::SalesNavigator => Some("SALES_NAVIGATOR_PRIMARY"),
        _ => None,
    }
}

impl UnipileClient {
    /// Whether the member pays for a product that is enabled; `None` where that can't be told: the
    /// product has no inbox of its own, its session has ended, or it isn't enabled after all. The
    /// old API has no call that would only ask.
    pub async fn has_licence(&self, id: &str, product: &Product) -> Result<Option<bool>> {
        let (UnipileApi::V2, Some(inbox)) = (self.api, inbox(product)) else { return Ok(None) };
        let mut url = self.url(&[id, "inboxes", inbox, "chats"]);
        url.query_pairs_mut().append_pair("limit", "1");
        let asked = match self.send(self.get(url), During::Reading).await {
            Ok(answer) => answer.json::<Value>().map(|_| Some(true)),
            Err(error) => Err(error),
        };
        match asked {
            Err(error) if error.provider_code.as_deref() == Some(NOT_PAID_FOR) => Ok(Some(false)),
            Err(error) if matches!(error.kind, ErrorKind::PermissionMissing | ErrorKind::SignInNeeded) => {
                Ok(None)
            }
            other => other,
        }
    }
}
