//! A link that brought somebody else than its name said is taken back.

use rollcall_domain::{account::Account, id::LinkTaskId, provider::Provider};

use crate::{Engine, error::EngineError, event::Event, gateway::Gateway};

impl Engine {
    /// Takes back a link that brought somebody else than its name said: erases the account's
    /// secrets, unlinks it at its provider where that can be done, and removes its row.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when the link brought whom it was meant for, or isn't over;
    /// [`EngineError::NeedsPerson`] where only the provider's own pages can unlink it; what the
    /// provider said when it didn't unlink it: then the row stays, and this can be tried again.
    pub async fn take_back_link(&self, id: &LinkTaskId) -> Result<(), EngineError> {
        let view = self.open_task(id)?.view;
        let (Some(_), Some(account)) = (&view.named, &view.account_id) else {
            return Err(EngineError::NotFound("This link"));
        };
        let account = self.account(account).await?;
        if account.provider == Provider::Zernio {
            // Its next sync would bring the account again.
            return Err(EngineError::NeedsPerson(
                "Disconnect this account in Zernio's dashboard, then sync the connection here.".into(),
            ));
        }
        self.inner.vault.delete_all(account.id.as_str()).await?;
        self.unlink(&account).await?;
        self.cancel_task(id).await?;
        self.inner.store.remove_account(&account.id).await?;
        self.tell(Event::AccountsChanged);
        Ok(())
    }

    /// Unlinks an account at its provider. `false` where no call does that: without its token
    /// Rollcall can do nothing at LinkedIn, and Zernio disconnects on its own pages only.
    ///
    /// # Errors
    /// When the provider didn't do it, or its key can't be read.
    pub(crate) async fn unlink(&self, account: &Account) -> Result<bool, EngineError> {
        match self.gateway(&account.connection_id).await? {
            Gateway::Unipile(client) => client.remove(&account.remote_id).await?,
            Gateway::Edges(client) => client.remove(&account.remote_id).await?,
            Gateway::Linkedin(_) | Gateway::Zernio(_) => return Ok(false),
        }
        Ok(true)
    }
}
