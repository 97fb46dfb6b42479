//! Which products a refresh can switch on and off.

use rollcall_domain::{
    account::Account, product::Product, provider::Provider, status::Status, unipile_api::UnipileApi,
};
use rollcall_store::ConnectionRow;

use crate::{Engine, error::EngineError, gateway::ConnectionSettings};

impl Engine {
    /// Why no product of an account can be switched off as it is now; `None` where it can.
    pub async fn why_products_stay(&self, account: &Account) -> Result<Option<String>, EngineError> {
        let connection = self.inner.store.connection(&account.connection_id).await?;
        Ok(connection.and_then(|connection| products_stay(&connection, account)))
    }
}

/// Unipile's new API signs in again only what is disconnected or lacks a product (Unipile API v2,
/// "Custom auth"), so that fewer products are no reason for it.
pub(crate) fn products_stay(connection: &ConnectionRow, account: &Account) -> Option<String> {
    let settings = ConnectionSettings::of(connection).ok()?;
    let is_new_unipile = account.provider == Provider::Unipile && settings.unipile_api == UnipileApi::V2;
    let runs = matches!(account.status, Status::Connected | Status::PermissionMissing { .. });
    (is_new_unipile && runs).then(|| {
        "Unipile takes a product away only when the account signs in again, and it refuses that while the account works. Untick it when the account next needs a sign-in, or remove the account at Unipile and link it anew.".to_owned()
    })
}

/// Whether these products are some of those that are enabled, and no other.
pub(crate) fn takes_away_only(account: &Account, wanted: &[Product]) -> bool {
    let enabled = || account.products.iter().filter(|state| state.enabled).map(|state| &state.product);
    let adds =
        wanted.iter().any(|product| *product != Product::Classic && !enabled().any(|one| one == product));
    let drops = enabled().any(|product| *product != Product::Classic && !wanted.contains(product));
    drops && !adds
}
