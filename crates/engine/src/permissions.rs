//! Looking after LinkedIn's permissions: renewing them ahead of their end where LinkedIn lets an
//! app do so, and warning a person in time where it doesn't.
//!
//! What is due is decided by the wall clock and kept on disk before it is said or asked: a restart
//! repeats nothing, and a long sleep brings the latest warning only.

use std::{collections::HashMap, time::Duration};

use rollcall_domain::{
    Timestamp,
    account::Account,
    expiry::{INTROSPECT_HOURS, RENEW_AGAIN_MIN, is_same_end, is_to_be_renewed, is_warned_about, warning},
    history::{Actor, HistoryEntry, HistoryKind},
    id::{AccountId, ConnectionId},
    status::{Status, Tone},
};
use rollcall_store::OfficialTokenRow;
use serde::Serialize;

use crate::{
    Engine,
    error::EngineError,
    event::Event,
    gateway::{Gateway, LinkedinGateway, Pace},
    renewal::what_it_means,
    standing::{set_status, with_expiry},
};

/// A permission that ends soon unless its owner agrees again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct PermissionEnding {
    /// Whose.
    pub account_id: AccountId,
    /// The account's name.
    pub name: String,
    /// Within how many days it ends: 14, 7, 3 or 1.
    pub days: u32,
    /// When it ends.
    pub ends_at: Timestamp,
}

/// How long the wall clock isn't looked at: after a sleep it takes as long to notice.
const LOOK_EVERY: Duration = Duration::from_secs(30);

impl Engine {
    /// Keeps looking after LinkedIn's permissions, until the workspace is closed.
    pub(crate) async fn keep_permissions(&self) {
        loop {
            if let Err(error) = self.look_after_permissions().await {
                tracing::error!(%error, "LinkedIn's permissions couldn't be looked after");
            }
            self.inner.world.sleep(LOOK_EVERY).await;
        }
    }

    async fn look_after_permissions(&self) -> Result<(), EngineError> {
        let now = self.now();
        // What needs no network first: a LinkedIn that doesn't answer delays no warning.
        for row in self.inner.store.official_tokens().await? {
            self.warn_in_time(row, now).await?;
        }
        let mut gateways: HashMap<ConnectionId, Option<Box<LinkedinGateway>>> = HashMap::new();
        for row in self.inner.store.official_tokens().await? {
            let Some(account) = self.inner.store.account(&row.account_id).await? else { continue };
            let Some(asking) = asking(&row, &account, now) else { continue };
            if !gateways.contains_key(&row.connection_id) {
                let gateway = match self.gateway_at(&row.connection_id, Pace::Background).await? {
                    Gateway::Linkedin(gateway) => Some(gateway),
                    _ => None,
                };
                gateways.insert(row.connection_id.clone(), gateway);
            }
            let Some(Some(gateway)) = gateways.get(&row.connection_id) else { continue };
            let done = match asking {
                Asking::ToRenew => self.renew_ahead(gateway, &account.id).await,
                Asking::WhetherItCounts => self.look_at_token(gateway, row, account).await,
            };
            if let Err(error) = done {
                tracing::warn!(%error, "a permission couldn't be looked after");
            }
        }
        Ok(())
    }

    /// Says that a permission ends soon, once for each of the warnings.
    async fn warn_in_time(&self, row: OfficialTokenRow, now: Timestamp) -> Result<(), EngineError> {
        let turn = self.inner.folds.of(&row.account_id)?;
        let _turn = turn.lock().await;
        let Some(mut account) = self.inner.store.account(&row.account_id).await? else { return Ok(()) };
        let Some(ends_at) = account.expires_at.filter(|_| is_warned_about(&account)) else { return Ok(()) };
        let about_this_end = row.warned_of.is_some_and(|of| is_same_end(of, ends_at));
        let warned = row.warned_days.filter(|_| about_this_end);
        if ends_at <= now {
            if warned != Some(0) {
                let row = OfficialTokenRow { warned_days: Some(0), warned_of: Some(ends_at), ..row };
                self.inner.store.put_official_token(row).await?;
                // Whether it really ended is LinkedIn's to say.
                let engine = self.clone();
                self.spawn(async move {
                    if let Err(error) = engine.check_account(&account.id).await {
                        tracing::warn!(%error, "an account whose permission ended couldn't be checked");
                    }
                });
            }
            return Ok(());
        }
        let Some(days) = warning(ends_at, warned, now) else { return Ok(()) };
        let said_by_its_status = matches!(account.status, Status::ExpiresSoon { .. })
            && account.status_since >= ends_at - chrono::Duration::days(days);
        let status = with_expiry(account.status.clone(), account.expires_at, now);
        let changed = set_status(&mut account, status, String::new(), Actor::Rollcall, now);
        let entry = changed.or_else(|| {
            (!said_by_its_status).then(|| HistoryEntry {
                at: now,
                sentence: warning_sentence(days, ends_at),
                actor: Actor::Rollcall,
                tone: Tone::Warn,
                kind: HistoryKind::Status,
            })
        });
        let row = OfficialTokenRow { warned_days: Some(days), warned_of: Some(ends_at), ..row };
        let name = account.name.clone();
        let account_id = account.id.clone();
        self.inner.store.keep_warning(row, account, entry).await?;
        self.tell(Event::AccountsChanged);
        let days = u32::try_from(days).unwrap_or_default();
        self.tell(Event::PermissionEnds(PermissionEnding { account_id, name, days, ends_at }));
        Ok(())
    }

    /// Asks about a token that nothing was heard of for a day.
    async fn look_at_token(
        &self,
        gateway: &LinkedinGateway,
        row: OfficialTokenRow,
        account: Account,
    ) -> Result<(), EngineError> {
        let token = self.access_token(&account).await?;
        let renewable = row.renewable;
        let Some(told) = self.introspect(gateway, row, &token).await? else { return Ok(()) };
        match what_it_means(&account, &told) {
            // It may come back by itself; a real call says so, or why not.
            Some(_) if renewable => self.check_account(&account.id).await.map(drop),
            Some((status, cause)) => self.mark_account(Some(&account.id), status, cause).await,
            None if !renewable && told.expires_at.is_some() => {
                let mut account = self.account(&account.id).await?;
                account.expires_at = told.expires_at;
                self.save(&account, None).await
            }
            None => Ok(()),
        }
    }
}

/// What LinkedIn is asked about a permission.
enum Asking {
    ToRenew,
    WhetherItCounts,
}

fn asking(row: &OfficialTokenRow, account: &Account, now: Timestamp) -> Option<Asking> {
    let ago = |at: Option<Timestamp>| at.map_or(chrono::Duration::MAX, |at| (now - at).abs());
    if account.paused_at.is_some() || matches!(account.status, Status::Removed | Status::Restricted) {
        return None;
    }
    if let (true, Some(access), Some(refresh)) = (row.renewable, row.access_ends_at, account.expires_at)
        && is_to_be_renewed(access, refresh, now)
    {
        let again = chrono::Duration::minutes(RENEW_AGAIN_MIN);
        return (ago(row.tried_at) >= again).then_some(Asking::ToRenew);
    }
    let heard = ago(row.introspected_at).min(ago(row.tried_at)).min(ago(account.checked_at));
    let unheard = heard >= chrono::Duration::hours(INTROSPECT_HOURS);
    let end_unknown = row.access_ends_at.is_none() && row.introspected_at.is_none();
    (account.status.can_publish() && (unheard || end_unknown)).then_some(Asking::WhetherItCounts)
}

fn warning_sentence(days: i64, ends_at: Timestamp) -> String {
    let within = if days == 1 { "a day".to_owned() } else { format!("{days} days") };
    format!("LinkedIn's permission ends within {within}, on {}: renew it in time", date(ends_at))
}

/// A day as people write it.
pub(crate) fn date(at: Timestamp) -> String {
    at.format("%-d %B %Y").to_string()
}
