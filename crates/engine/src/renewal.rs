//! Renewing LinkedIn's access tokens silently, and what LinkedIn says about one that it refused.

use rollcall_domain::{
    account::{Account, first_name},
    expiry::{INTROSPECT_AGAIN_MIN, is_to_be_renewed},
    history::Actor,
    id::AccountId,
    secret::Secret,
    status::{Status, Tone},
};
use rollcall_providers::{
    error::{ErrorKind, ProviderError},
    linkedin::{Introspection, TokenStanding, Tokens},
};
use rollcall_store::OfficialTokenRow;
use rollcall_vault::{SecretKey, SecretKind};

use crate::{
    Engine, browser::session_end, error::EngineError, gateway::LinkedinGateway, permissions::date,
    standing::with_expiry,
};

/// Whether LinkedIn refused the token itself. Then nothing was made.
pub(crate) fn is_token_refused(error: &ProviderError) -> bool {
    error.kind == ErrorKind::SignInNeeded && error.http_status == Some(401)
}

impl Engine {
    /// The token to go on with after LinkedIn refused this one: somebody may have renewed it
    /// meanwhile, else it is renewed. `None` when only the owner can renew it.
    pub(crate) async fn renew_refused(
        &self,
        gateway: &LinkedinGateway,
        account: &Account,
        refused: &Secret,
    ) -> Result<Option<Secret>, EngineError> {
        let turn = self.inner.renewals.of(&account.id)?;
        let _turn = turn.lock().await;
        let kept = self.account_secret(&account.id, SecretKind::AccessToken).await?;
        match kept {
            Some(kept) if kept.expose() != refused.expose() => Ok(Some(kept)),
            _ => Ok(self.renew(gateway, &account.id).await?.map(|tokens| tokens.access_token)),
        }
    }

    /// Renews a token ahead of its end, if it is still to be renewed when its turn comes.
    pub(crate) async fn renew_ahead(
        &self,
        gateway: &LinkedinGateway,
        id: &AccountId,
    ) -> Result<(), EngineError> {
        let turn = self.inner.renewals.of(id)?;
        let _turn = turn.lock().await;
        let Some(row) = self.inner.store.official_token(id).await? else { return Ok(()) };
        let now = self.now();
        let (Some(access), Some(refresh)) = (row.access_ends_at, self.account(id).await?.expires_at) else {
            return Ok(());
        };
        if !row.renewable || !is_to_be_renewed(access, refresh, now) {
            return Ok(());
        }
        // On disk before anything leaves, so that a restart doesn't ask again at once.
        let row = OfficialTokenRow { tried_at: Some(now), ..row };
        self.inner.store.put_official_token(row).await?;
        self.renew(gateway, id).await?;
        Ok(())
    }

    /// Renews an account's token; `None` when LinkedIn doesn't do so without its owner.
    async fn renew(&self, gateway: &LinkedinGateway, id: &AccountId) -> Result<Option<Tokens>, EngineError> {
        let Some(refresh_token) = self.account_secret(id, SecretKind::RefreshToken).await? else {
            return Ok(None);
        };
        let Some(secret) = self.client_secret(gateway).await? else { return Ok(None) };
        let tokens = match gateway.client.refresh(&refresh_token, &secret, self.now()).await {
            Ok(tokens) => tokens,
            Err(error) if error.kind == ErrorKind::SignInNeeded => {
                self.no_longer_renewed(id).await?;
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        self.keep_tokens(id, &tokens).await?;
        {
            let turn = self.inner.folds.of(id)?;
            let _turn = turn.lock().await;
            let mut account = self.account(id).await?;
            account.expires_at = Some(match tokens.refresh_expires_at {
                Some(_) => session_end(&tokens),
                None => account.expires_at.unwrap_or(tokens.expires_at).max(tokens.expires_at),
            });
            self.save(&account, None).await?;
            self.keep_token_ends(id, &tokens).await?;
        }
        let sentence = format!("LinkedIn's permission renewed by itself, until {}", date(tokens.expires_at));
        self.note(id, sentence, Actor::Rollcall, Tone::Ok).await?;
        Ok(Some(tokens))
    }

    /// LinkedIn renews the permission no more; what it granted last still works until its own end.
    async fn no_longer_renewed(&self, id: &AccountId) -> Result<(), EngineError> {
        self.inner.vault.delete(&SecretKey { owner: id.0.clone(), kind: SecretKind::RefreshToken }).await?;
        let turn = self.inner.folds.of(id)?;
        let _turn = turn.lock().await;
        let Some(row) = self.inner.store.official_token(id).await? else { return Ok(()) };
        let mut account = self.account(id).await?;
        let now = self.now();
        account.expires_at = row.access_ends_at.or(account.expires_at);
        account.status = with_expiry(account.status, account.expires_at, now);
        self.save(&account, None).await?;
        self.inner.store.put_official_token(OfficialTokenRow { renewable: false, ..row }).await?;
        let until = match account.expires_at {
            Some(at) if at > now => format!(": it ends on {} unless the owner agrees again", date(at)),
            _ => ": the owner has to agree again".to_owned(),
        };
        let sentence = format!("LinkedIn no longer renews the permission by itself{until}");
        self.note(id, sentence, Actor::Provider, Tone::Warn).await
    }

    /// Keeps when an account's tokens end. Its row must be there.
    pub(crate) async fn keep_token_ends(&self, id: &AccountId, tokens: &Tokens) -> Result<(), EngineError> {
        let Some(row) = self.inner.store.official_token(id).await? else { return Ok(()) };
        let row = OfficialTokenRow {
            access_ends_at: Some(tokens.expires_at),
            renewable: tokens.refresh_token.is_some(),
            tried_at: Some(self.now()),
            introspected_at: None,
            ..row
        };
        Ok(self.inner.store.put_official_token(row).await?)
    }

    /// Asks LinkedIn about an account's token itself; `None` when the app has no secret to ask
    /// with. That it was asked is kept first, so that a refusal isn't asked about again at once.
    pub(crate) async fn introspect(
        &self,
        gateway: &LinkedinGateway,
        row: OfficialTokenRow,
        token: &Secret,
    ) -> Result<Option<Introspection>, EngineError> {
        let Some(secret) = self.client_secret(gateway).await? else { return Ok(None) };
        let row = OfficialTokenRow { introspected_at: Some(self.now()), ..row };
        self.inner.store.put_official_token(row.clone()).await?;
        let told = gateway.client.introspect(token, &secret).await?;
        if told.expires_at.is_some() && told.expires_at != row.access_ends_at {
            let row = OfficialTokenRow { access_ends_at: told.expires_at, ..row };
            self.inner.store.put_official_token(row).await?;
        }
        Ok(Some(told))
    }

    /// What a refused token means: LinkedIn is asked whether it ended, was taken back, or counts
    /// after all. At most once an hour for each account.
    pub(crate) async fn why_refused(
        &self,
        gateway: &LinkedinGateway,
        account: &Account,
        token: &Secret,
        refusal: ProviderError,
    ) -> EngineError {
        match self.told_about(gateway, account, token).await {
            Ok(Some(told)) => match what_it_means(account, &told) {
                Some((_, cause)) => EngineError::SignInNeeded(cause),
                // A token that was just issued is refused for some seconds. Refused twice though it
                // counts, only the owner can help.
                None if account.status.can_publish() => EngineError::Provider(ProviderError {
                    kind: ErrorKind::Unreachable,
                    sentence: "LinkedIn refused this account's permission, yet says that it counts. Rollcall asks again by itself.".into(),
                    ..refusal
                }),
                None => refusal.into(),
            },
            Ok(None) => refusal.into(),
            Err(error) => {
                tracing::warn!(%error, "LinkedIn couldn't be asked about a token");
                refusal.into()
            }
        }
    }

    async fn told_about(
        &self,
        gateway: &LinkedinGateway,
        account: &Account,
        token: &Secret,
    ) -> Result<Option<Introspection>, EngineError> {
        let Some(row) = self.inner.store.official_token(&account.id).await? else { return Ok(None) };
        let again = chrono::Duration::minutes(INTROSPECT_AGAIN_MIN);
        if row.introspected_at.is_some_and(|at| (self.now() - at).abs() < again) {
            return Ok(None);
        }
        self.introspect(gateway, row, token).await
    }

    async fn client_secret(&self, gateway: &LinkedinGateway) -> Result<Option<Secret>, EngineError> {
        let key = SecretKey { owner: gateway.connection_id.0.clone(), kind: SecretKind::ClientSecret };
        Ok(self.inner.vault.get(&key).await?)
    }
}

/// The status, and its cause, of an account whose token counts no more; `None` when it does.
pub(crate) fn what_it_means(account: &Account, told: &Introspection) -> Option<(Status, String)> {
    let who = first_name(&account.name);
    let cause = match (&told.standing, told.expires_at) {
        (TokenStanding::Active, _) => return None,
        (TokenStanding::Revoked, _) => {
            format!("LinkedIn says that {who}'s permission was taken back, by {who} or by LinkedIn.")
        }
        (TokenStanding::Expired, Some(at)) => format!("LinkedIn's permission ended on {}.", date(at)),
        (TokenStanding::Expired, None) => "LinkedIn's permission has ended.".to_owned(),
        (TokenStanding::Inactive, _) => format!("LinkedIn says that {who}'s permission counts no more."),
    };
    Some((Status::SignInNeeded, cause))
}
