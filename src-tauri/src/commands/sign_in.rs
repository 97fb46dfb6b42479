//! Signing in in a window that Rollcall opens.

use rollcall_api::{
    domain::{consent::ConsentStatement, id::LinkTaskId},
    linking::{self, CookiesInput, LinkTask},
};
use serde::Deserialize;

use super::{Answer, Shared};
use crate::sign_in::{self, SignInView};

/// What the operator agreed to share, beside the session itself.
#[derive(Debug, Clone, Deserialize, specta::Type)]
pub struct SharedSession {
    /// The cookies that were shown, by name. No other is shared.
    pub cookies: Vec<String>,
    /// Two letters of the country the owner is in.
    pub country: Option<String>,
    /// Whether to keep the cookies in the keychain, so that Rollcall can bring the account back by
    /// itself.
    pub keep: bool,
    /// That the owner agreed, and how; needed once for each account.
    #[serde(default)]
    pub consent: Option<ConsentStatement>,
}

/// Opens LinkedIn's sign-in page in a window of its own.
#[tauri::command]
#[specta::specta]
pub async fn sign_in_open(host: Shared<'_>, id: LinkTaskId) -> Answer<SignInView> {
    let address = linking::sign_in_address(host.rollcall().await?).await?;
    sign_in::open(host.app(), id, &address)
}

/// Shares the session of the sign-in window with the provider. The window closes.
#[tauri::command]
#[specta::specta]
pub async fn sign_in_share(host: Shared<'_>, id: LinkTaskId, input: SharedSession) -> Answer<LinkTask> {
    let rollcall = host.rollcall().await?;
    let session = sign_in::take(host.app(), &id, &input.cookies).await?;
    let cookies = CookiesInput {
        li_at: session.li_at,
        li_a: session.li_a,
        user_agent: session.user_agent,
        country: input.country,
        keep: input.keep,
        consent: input.consent,
    };
    linking::cookies(rollcall, &id, cookies).await
}

/// Closes the sign-in window and shares nothing.
#[tauri::command]
#[specta::specta]
pub async fn sign_in_close(host: Shared<'_>, id: LinkTaskId) -> Answer<()> {
    sign_in::close_for(host.app(), &id);
    Ok(())
}
