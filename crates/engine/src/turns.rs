//! One at a time for each account.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use rollcall_domain::id::AccountId;

use crate::error::{EngineError, poisoned};

/// Turns at something that mustn't happen twice at once for the same account.
#[derive(Default)]
pub(crate) struct Turns(Mutex<HashMap<AccountId, Arc<tokio::sync::Mutex<()>>>>);

impl Turns {
    /// The account's turn, to be waited for.
    pub(crate) fn of(&self, account: &AccountId) -> Result<Arc<tokio::sync::Mutex<()>>, EngineError> {
        Ok(self.0.lock().map_err(poisoned)?.entry(account.clone()).or_default().clone())
    }
}
