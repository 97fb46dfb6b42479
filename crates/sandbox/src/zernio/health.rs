//! `/v1/accounts/health`, all and one.

use axum::Json;
use axum::extract::{Path, Query};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Keyed;
use super::accounts::no_account;
use super::errors::Refusal;
use super::state::SocialAccount;
use crate::world::iso_millis;

/// Health turns to a warning this long before a token expires.
const WARNING_DAYS: i64 = 7;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Filter {
    profile_id: Option<String>,
    platform: Option<String>,
    status: Option<String>,
}

/// `GET /v1/accounts/health`.
pub async fn all(keyed: Keyed, Query(filter): Query<Filter>) -> Result<Json<Value>, Refusal> {
    let world = keyed.world();
    let now = world.now();
    let mut counts = [0_usize; 3];
    let mut needs_reconnect = 0;
    let accounts: Vec<Value> = world
        .zernio
        .accounts
        .values()
        .filter(|account| {
            filter.profile_id.as_deref().is_none_or(|profile| account.profile == profile)
                && filter.platform.as_deref().is_none_or(|platform| platform == "linkedin")
        })
        .filter_map(|account| {
            let (status, issues) = diagnosis(account, now);
            if filter.status.as_deref().is_some_and(|wanted| wanted != status) {
                return None;
            }
            let works = account.is_connected(now);
            counts[match status {
                "healthy" => 0,
                "warning" => 1,
                _ => 2,
            }] += 1;
            needs_reconnect += usize::from(!works);
            Some(json!({
                "accountId": account.id,
                "platform": "linkedin",
                "username": account.username,
                "displayName": account.display_name,
                "profileId": account.profile,
                "status": status,
                "canPost": can_post(account, now),
                "canFetchAnalytics": works && world.config.zernio_analytics,
                "tokenValid": works,
                "tokenExpiresAt": iso_millis(account.token_expires),
                "needsReconnect": !works,
                "issues": issues,
                "ownerUserId": null,
                "disconnectReason": account.disconnect_reason,
                "disconnectionType": account.disconnect_reason.as_ref().map(|_| "unintentional"),
                "unhealthySince": account.unhealthy_since.map(iso_millis),
            }))
        })
        .collect();
    Ok(Json(json!({
        "summary": {
            "total": accounts.len(),
            "healthy": counts[0],
            "warning": counts[1],
            "error": counts[2],
            "needsReconnect": needs_reconnect,
        },
        "accounts": accounts,
    })))
}

/// `GET /v1/accounts/{id}/health`.
pub async fn one(keyed: Keyed, Path(id): Path<String>) -> Result<Json<Value>, Refusal> {
    let world = keyed.world();
    let now = world.now();
    let account = world.zernio.account(&id).ok_or_else(no_account)?;
    let (status, issues) = diagnosis(account, now);
    let works = account.is_connected(now);
    let left = (account.token_expires - now).num_days().max(0);
    let recommendations: Vec<&str> = match status {
        "healthy" => Vec::new(),
        "warning" => vec!["Reconnect the account before its token expires."],
        _ => vec!["Reconnect the account."],
    };
    let posting = if account.organization.is_some() { "w_organization_social" } else { "w_member_social" };
    let granted = |scope: &str| works && account.missing_scopes.iter().all(|missing| missing != scope);
    let missing: Vec<&str> =
        if works { account.missing_scopes.iter().map(String::as_str).collect() } else { vec![posting] };
    let analytics = works && world.config.zernio_analytics;
    Ok(Json(json!({
        "accountId": account.id,
        "platform": "linkedin",
        "username": account.username,
        "displayName": account.display_name,
        "status": status,
        "tokenStatus": {
            "valid": works,
            "expiresAt": iso_millis(account.token_expires),
            "expiresIn": format!("{left} days"),
            "needsRefresh": account.token_expires < now + TimeDelta::days(WARNING_DAYS),
        },
        "permissions": {
            "posting": [{"scope": posting, "granted": granted(posting), "required": true}],
            "analytics": [{"scope": "r_member_postAnalytics", "granted": analytics, "required": false}],
            "optional": [{"scope": "r_organization_admin", "granted": false, "required": false}],
            "canPost": can_post(account, now),
            "canFetchAnalytics": analytics,
            "missingRequired": missing,
        },
        "issues": issues,
        "recommendations": recommendations,
    })))
}

fn can_post(account: &SocialAccount, now: DateTime<Utc>) -> bool {
    account.is_connected(now) && account.enabled && account.missing_scopes.is_empty()
}

/// `healthy`, `warning` or `error`, with sentences.
fn diagnosis(account: &SocialAccount, now: DateTime<Utc>) -> (&'static str, Vec<String>) {
    if !account.is_connected(now) {
        let reason = account.disconnect_reason.clone().unwrap_or_else(|| "Token expired".to_owned());
        return ("error", vec![reason]);
    }
    if !account.missing_scopes.is_empty() {
        return (
            "error",
            vec![format!("Missing required permissions: {}", account.missing_scopes.join(", "))],
        );
    }
    if account.token_expires < now + TimeDelta::days(WARNING_DAYS) {
        let left = (account.token_expires - now).num_days();
        return ("warning", vec![format!("Token expires in {left} days")]);
    }
    if account.is_rate_limited(now) {
        return ("warning", vec!["Rate limited by LinkedIn".to_owned()]);
    }
    ("healthy", Vec::new())
}
