//! What subscribers are told about accounts and posts.

use serde_json::{Map, Value, json};

use super::state::SocialAccount;
use super::stored::{StoredPost, Target};
use super::webhooks::{About, announce};
use crate::world::{World, iso_millis};

/// `account.connected`.
pub fn connected(world: &mut World, account: &SocialAccount) {
    about_account(world, "account.connected", account, json!({}));
}

/// `account.disconnected`: `intentional` when somebody asked for it.
pub fn disconnected(world: &mut World, account: &SocialAccount, kind: &str, reason: &str) {
    let why = json!({"disconnectionType": kind, "reason": reason});
    about_account(world, "account.disconnected", account, why);
}

/// `account.rate_limited`.
pub fn rate_limited(world: &mut World, account: &SocialAccount) {
    let until = json!({"rateLimitedUntil": account.rate_limited_until.map(iso_millis)});
    about_account(world, "account.rate_limited", account, until);
}

/// `account.permissions_changed`.
pub fn permissions_changed(world: &mut World, account: &SocialAccount) {
    let missing = json!({"missingRequired": account.missing_scopes});
    about_account(world, "account.permissions_changed", account, missing);
}

fn about_account(world: &mut World, event: &str, account: &SocialAccount, more: Value) {
    let mut json = json!({
        "accountId": account.id,
        "profileId": account.profile,
        "platform": "linkedin",
        "username": account.username,
        "displayName": account.display_name,
    });
    if let (Some(json), Value::Object(more)) = (json.as_object_mut(), more) {
        json.extend(more);
    }
    let about = About { profiles: vec![&account.profile], accounts: vec![&account.id] };
    announce(world, event, &about, Map::from_iter([("account".to_owned(), json)]));
}

/// `post.…`: what became of a whole post.
pub fn post(world: &mut World, event: &str, post: &StoredPost) {
    let payload = Map::from_iter([("post".to_owned(), post_json(post))]);
    let profiles = profiles_of(world, post);
    let about = About {
        profiles: profiles.iter().map(String::as_str).collect(),
        accounts: post.targets.iter().map(|target| target.account.as_str()).collect(),
    };
    announce(world, event, &about, payload);
}

/// `post.platform.…`: what became of one target. `status` is the event's last word.
pub fn target(world: &mut World, status: &str, post: &StoredPost, target: &Target) {
    let Some(account) = world.zernio.account(&target.account).cloned() else {
        return;
    };
    let mut platform = json!({"name": "linkedin", "status": status});
    if let Some(urn) = &target.urn {
        platform["platformPostId"] = json!(urn);
        platform["publishedUrl"] = json!(target.url);
    }
    if let Some(failure) = &target.failure {
        platform["error"] = json!(failure.message);
    }
    if status == "deleted" {
        platform["deletedAt"] = json!(iso_millis(world.now()));
    }
    let payload = Map::from_iter([
        ("post".to_owned(), post_json(post)),
        ("platform".to_owned(), platform),
        (
            "account".to_owned(),
            json!({
                "accountId": account.id,
                "platform": "linkedin",
                "username": account.username,
                "displayName": account.display_name,
            }),
        ),
    ]);
    let about = About { profiles: vec![&account.profile], accounts: vec![&account.id] };
    announce(world, &format!("post.platform.{status}"), &about, payload);
}

fn profiles_of(world: &World, post: &StoredPost) -> Vec<String> {
    post.targets
        .iter()
        .filter_map(|target| world.zernio.account(&target.account))
        .map(|account| account.profile.clone())
        .collect()
}

fn post_json(post: &StoredPost) -> Value {
    let platforms: Vec<Value> = post
        .targets
        .iter()
        .map(|target| {
            let mut json = json!({
                "platform": "linkedin",
                "status": target.status,
                "accountId": target.account,
            });
            if let Some(urn) = &target.urn {
                json["platformPostId"] = json!(urn);
                json["publishedUrl"] = json!(target.url);
            }
            if let Some(failure) = &target.failure {
                json["error"] = json!(failure.message);
            }
            json
        })
        .collect();
    let mut json = json!({
        "id": post.id,
        "content": post.content,
        "status": post.status,
        "scheduledFor": iso_millis(post.scheduled_for.unwrap_or(post.created_at)),
        "platforms": platforms,
    });
    if let Some(at) = post.targets.iter().filter_map(|target| target.published_at).max() {
        json["publishedAt"] = json!(iso_millis(at));
    }
    if !post.metadata.is_null() {
        json["metadata"] = post.metadata.clone();
    }
    json
}
