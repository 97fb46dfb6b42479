//! The cookies that are kept in the keychain, so that an account can be brought back with them.

use rollcall_domain::{
    cookies::SessionCookies, history::Actor, id::AccountId, setup_source::SetupSource, status::Tone,
};
use rollcall_providers::sign_in::{CookieSession, Login};
use rollcall_store::AutomaticReturnRow;
use rollcall_vault::{SecretKey, SecretKind};

use crate::{Engine, automatic_return::AutomaticReturn, error::EngineError, linking::OpenTask};

impl Engine {
    /// Says whether an account's cookies are to be kept from now on. Those that are kept are erased
    /// when they aren't.
    pub async fn keep_cookies(&self, id: &AccountId, keep: bool) -> Result<AutomaticReturn, EngineError> {
        let account = self.account(id).await?;
        if account.setup_source != SetupSource::ApiCookies {
            return Err(EngineError::BadInput(format!("{} wasn't linked with cookies.", account.name)));
        }
        let before = self.return_row(id).await?;
        if before.keep == keep {
            return Ok(AutomaticReturn::of(before));
        }
        let row = if keep {
            AutomaticReturnRow { keep, ..before }
        } else {
            self.forget_cookies(id).await?;
            AutomaticReturnRow::new(id.clone())
        };
        self.inner.store.put_automatic_return(row.clone()).await?;
        let sentence = if keep {
            "Cookies are kept from the next refresh on, as you asked"
        } else {
            "Kept cookies erased, as you asked"
        };
        self.note(id, sentence.into(), Actor::Operator, Tone::Idle).await?;
        Ok(AutomaticReturn::of(row))
    }

    /// Keeps the cookies that a refresh just worked with, or erases those of an earlier one.
    pub(crate) async fn take_cookies(
        &self,
        id: &AccountId,
        session: &CookieSession,
        keep: bool,
    ) -> Result<(), EngineError> {
        if !keep {
            self.forget_cookies(id).await?;
            return Ok(self.inner.store.put_automatic_return(AutomaticReturnRow::new(id.clone())).await?);
        }
        self.put_cookies(id.as_str(), &session.cookies).await?;
        let row = AutomaticReturnRow {
            keep,
            kept_at: Some(self.now()),
            user_agent: session.user_agent.clone(),
            country: session.country.clone(),
            ..AutomaticReturnRow::new(id.clone())
        };
        self.inner.store.put_automatic_return(row).await?;
        let sentence = "Cookies kept in the keychain, as you asked";
        self.note(id, sentence.into(), Actor::Operator, Tone::Idle).await
    }

    /// Holds the cookies of a sign-in that met a checkpoint, if they are to be kept once it is
    /// passed: the program may be closed before that.
    pub(crate) async fn hold_given_cookies(&self, open: &OpenTask) -> Result<(), EngineError> {
        match (&open.cookies, &open.session) {
            (Some(given), Some(session)) if given.keep => {
                self.put_cookies(open.view.id.as_str(), &session.cookies).await
            }
            _ => Ok(()),
        }
    }

    /// Keeps or erases cookies as [`Engine::take_cookies`], now that those of this task worked.
    pub(crate) async fn take_given_cookies(
        &self,
        open: &OpenTask,
        account: &AccountId,
    ) -> Result<(), EngineError> {
        let Some(given) = &open.cookies else { return Ok(()) };
        let session = match &open.session {
            Some(session) => Some(session.clone()),
            None => self.cookies_of(open.view.id.as_str()).await?.map(|cookies| CookieSession {
                cookies,
                user_agent: given.user_agent.clone(),
                country: given.country.clone(),
            }),
        };
        match session {
            Some(session) => self.take_cookies(account, &session, given.keep).await?,
            None if given.keep => {}
            None => {
                self.forget_cookies(account).await?;
                self.inner.store.put_automatic_return(AutomaticReturnRow::new(account.clone())).await?;
            }
        }
        self.let_cookies_go(open).await;
        Ok(())
    }

    /// Erases the cookies that were held for a task.
    pub(crate) async fn let_cookies_go(&self, open: &OpenTask) {
        if open.cookies.as_ref().is_some_and(|given| given.keep)
            && let Err(error) = self.inner.vault.delete_all(open.view.id.as_str()).await
        {
            tracing::warn!(%error, "the cookies of a sign-in that ended couldn't be erased");
        }
    }

    async fn put_cookies(&self, owner: &str, cookies: &SessionCookies) -> Result<(), EngineError> {
        let key = |kind| SecretKey { owner: owner.to_owned(), kind };
        self.inner.vault.put(&key(SecretKind::LiAt), &cookies.li_at).await?;
        match &cookies.li_a {
            Some(li_a) => self.inner.vault.put(&key(SecretKind::LiA), li_a).await?,
            None => self.inner.vault.delete(&key(SecretKind::LiA)).await?,
        }
        Ok(())
    }

    async fn cookies_of(&self, owner: &str) -> Result<Option<SessionCookies>, EngineError> {
        let key = |kind| SecretKey { owner: owner.to_owned(), kind };
        let Some(li_at) = self.inner.vault.get(&key(SecretKind::LiAt)).await? else { return Ok(None) };
        Ok(Some(SessionCookies { li_at, li_a: self.inner.vault.get(&key(SecretKind::LiA)).await? }))
    }

    pub(crate) async fn kept_login(&self, row: &AutomaticReturnRow) -> Result<Option<Login>, EngineError> {
        let Some(cookies) = self.cookies_of(row.account_id.as_str()).await? else { return Ok(None) };
        Ok(Some(Login::Cookies(CookieSession {
            cookies,
            user_agent: row.user_agent.clone(),
            country: row.country.clone(),
        })))
    }

    async fn forget_cookies(&self, id: &AccountId) -> Result<(), EngineError> {
        for kind in [SecretKind::LiAt, SecretKind::LiA] {
            self.inner.vault.delete(&SecretKey { owner: id.0.clone(), kind }).await?;
        }
        Ok(())
    }
}
