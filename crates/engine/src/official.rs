//! Accounts linked through LinkedIn's official API: their tokens, and what LinkedIn says with them.

use rollcall_domain::{
    account::{Account, RemoteAccount, RemotePage},
    id::AccountId,
    post::UNTOLD_ROLE,
    product::{Product, ProductState},
    secret::Secret,
    setup_source::SetupSource,
    status::Status,
};
use rollcall_providers::linkedin::{LinkedinClient, Member, Tokens};
use rollcall_store::PageRow;
use rollcall_vault::{SecretKey, SecretKind};

use crate::{Engine, error::EngineError, gateway::LinkedinGateway, renewal::is_token_refused};

impl Engine {
    /// Keeps an account's tokens: in the vault, and nowhere else.
    pub(crate) async fn keep_tokens(&self, account: &AccountId, tokens: &Tokens) -> Result<(), EngineError> {
        let key = |kind| SecretKey { owner: account.0.clone(), kind };
        self.inner.vault.put(&key(SecretKind::AccessToken), &tokens.access_token).await?;
        match &tokens.refresh_token {
            Some(token) => self.inner.vault.put(&key(SecretKind::RefreshToken), token).await?,
            None => self.inner.vault.delete(&key(SecretKind::RefreshToken)).await?,
        }
        Ok(())
    }

    pub(crate) async fn account_secret(
        &self,
        account: &AccountId,
        kind: SecretKind,
    ) -> Result<Option<Secret>, EngineError> {
        Ok(self.inner.vault.get(&SecretKey { owner: account.0.clone(), kind }).await?)
    }

    /// The kinds of secrets that are kept for an account; `None` when the keychain can't say.
    pub async fn kept_secrets(&self, account: &AccountId) -> Option<Vec<&'static str>> {
        let kinds = [
            (SecretKind::AccessToken, "access token"),
            (SecretKind::RefreshToken, "refresh token"),
            (SecretKind::LiAt, "session cookies"),
        ];
        let mut kept = Vec::new();
        for (kind, word) in kinds {
            match self.account_secret(account, kind).await {
                Ok(Some(_)) => kept.push(word),
                Ok(None) => {}
                Err(_) => return None,
            }
        }
        Some(kept)
    }

    /// The token that an account's calls are made with.
    pub(crate) async fn access_token(&self, account: &Account) -> Result<Secret, EngineError> {
        match self.account_secret(&account.id, SecretKind::AccessToken).await? {
            Some(token) => Ok(token),
            None => Err(EngineError::SignInNeeded(
                "LinkedIn's permission for this account isn't in the keychain any more.".into(),
            )),
        }
    }

    /// Asks LinkedIn who the token belongs to. A token that ended is renewed silently first, where
    /// LinkedIn granted a refresh token.
    pub(crate) async fn ask_linkedin(
        &self,
        gateway: &LinkedinGateway,
        account: &Account,
    ) -> Result<RemoteAccount, EngineError> {
        let token = self.access_token(account).await?;
        let member = match gateway.client.member(&token).await {
            Ok(member) => member,
            Err(error) if is_token_refused(&error) => {
                let Some(token) = self.renew_refused(gateway, account, &token).await? else {
                    return Err(self.why_refused(gateway, account, &token, error).await);
                };
                gateway.client.member(&token).await?
            }
            Err(error) => return Err(error.into()),
        };
        if member.sub != account.remote_id {
            return Err(EngineError::WrongMember(
                "LinkedIn says that this permission belongs to somebody else.".into(),
            ));
        }
        let mut remote = remote_of(&member);
        remote.products = account.products.clone();
        Ok(remote)
    }

    /// Reads the pages that an account may post as. Without the scopes for it there are none.
    pub(crate) async fn read_pages(
        &self,
        client: &LinkedinClient,
        account: &AccountId,
        token: &Secret,
    ) -> Result<usize, EngineError> {
        let pages: Vec<PageRow> = client
            .pages(token)
            .await?
            .into_iter()
            .map(|page| PageRow {
                account_id: account.clone(),
                urn: page.urn,
                name: page.name,
                role: page.role,
                vanity_name: page.vanity_name,
            })
            .collect();
        let count = pages.len();
        self.inner.store.replace_pages(account, pages).await?;
        Ok(count)
    }

    /// Keeps the pages that a provider told together with an account; where it told nothing about
    /// them, those that are known stay.
    pub(crate) async fn keep_pages(
        &self,
        account: &AccountId,
        told: Option<Vec<RemotePage>>,
    ) -> Result<(), EngineError> {
        let Some(told) = told else { return Ok(()) };
        let known = self.inner.store.pages(account).await?;
        let is_known =
            |page: &RemotePage| known.iter().any(|row| row.urn == page.urn && row.name == page.name);
        if told.len() == known.len() && told.iter().all(is_known) {
            return Ok(());
        }
        let rows = told.into_iter().map(|page| PageRow {
            account_id: account.clone(),
            urn: page.urn,
            name: page.name,
            role: UNTOLD_ROLE.to_owned(),
            vanity_name: None,
        });
        Ok(self.inner.store.replace_pages(account, rows.collect()).await?)
    }
}

/// What LinkedIn's answer says about an account.
pub(crate) fn remote_of(member: &Member) -> RemoteAccount {
    RemoteAccount {
        remote_id: member.sub.clone(),
        linkedin_id: Some(member.sub.clone()),
        name: member.name.clone(),
        headline: None,
        profile_url: None,
        client_name: None,
        setup_source: Some(SetupSource::OfficialOauth),
        status: Status::Connected,
        cause: String::new(),
        expires_at: None,
        products: vec![ProductState { product: Product::Classic, subscribed: Some(true), enabled: true }],
        pages: None,
        linked_at: None,
    }
}
