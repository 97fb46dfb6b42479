//! What happened to a page's posts: kept for 60 days, and sent to those who subscribed.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{EVENT_TYPE, signature};
use crate::linkedin::access::enter;
use crate::linkedin::call::Call;
use crate::linkedin::errors::{ApiError, param_invalid, unresolved};
use crate::linkedin::organizations::{administered, organization};
use crate::world::{Ctx, Delivery, Organization, World};

/// What can be done to a page's posts.
pub const PAGE_ACTIONS: &[&str] =
    &["LIKE", "COMMENT", "SHARE", "SHARE_MENTION", "ADMIN_COMMENT", "COMMENT_EDIT", "COMMENT_DELETE"];
const KEPT_DAYS: i64 = 60;
/// Every five minutes for eight hours.
const RETRIES: usize = 96;
const RETRY_S: i64 = 300;

/// Something a reader did.
pub struct Happened<'a> {
    /// `LIKE`, `COMMENT` and so on.
    pub action: &'a str,
    /// The post it was done to.
    pub post: &'a str,
    /// Who did it.
    pub actor: &'a str,
    /// The comment, reaction or share that came of it.
    pub generated: &'a str,
    /// What a comment says.
    pub text: &'a str,
}

/// One event of a page.
#[derive(Clone, Serialize, Deserialize)]
pub struct Notification {
    id: u64,
    organization: String,
    action: String,
    at: DateTime<Utc>,
    /// The event as it is told, without its subscriber.
    body: Value,
}

/// Notes what was done to a post of a page, and tells its subscribers. Other posts interest nobody.
pub fn happened(world: &mut World, what: &Happened<'_>) {
    let now = world.now();
    let Some(post) = world.posts.find(what.post) else {
        return;
    };
    let Some(page) = world.people.organization(&post.author_urn) else {
        return;
    };
    // Comments by the page itself have a name of their own; what is not public is told of nowhere.
    let action =
        if what.action == "COMMENT" && what.actor == post.author_urn { "ADMIN_COMMENT" } else { what.action };
    if post.visibility != "PUBLIC" && matches!(action, "LIKE" | "COMMENT" | "SHARE") {
        return;
    }
    let organization = format!("urn:li:organization:{}", page.id);
    let page = page.clone();
    let kept = &mut world.linkedin.webhooks.notifications;
    kept.retain(|one| one.at + TimeDelta::days(KEPT_DAYS) > now);
    let id = kept.last().map_or(100_001, |last| last.id + 1);
    let mut body = json!({
        "notificationId": id,
        "organizationalEntity": organization,
        "action": action,
        "sourcePost": post.urn,
        "decoratedSourcePost": {"entity": post.urn, "owner": post.author_urn, "text": post.text},
        "lastModifiedAt": now.timestamp_millis(),
        "generatedActivity": what.generated,
    });
    if action.contains("COMMENT") {
        body["decoratedGeneratedActivity"] =
            json!({"comment": {"entity": what.generated, "owner": what.actor, "text": what.text}});
    }
    kept.push(Notification {
        id,
        organization: organization.clone(),
        action: action.to_owned(),
        at: now,
        body: body.clone(),
    });
    tell(world, &page, id, &body);
}

/// Sends an event to each subscriber whose grant and role still stand; the others' subscriptions end.
fn tell(world: &mut World, page: &Organization, id: u64, body: &Value) {
    let now = world.now();
    let organization = format!("urn:li:organization:{}", page.id);
    let living: Vec<String> = world
        .linkedin
        .webhooks
        .subscriptions
        .values()
        .filter(|one| {
            now < one.expires
                && page.administered_by(&one.person)
                && world.linkedin.has_living_token(&one.person, now)
        })
        .map(|one| one.person.clone())
        .collect();
    let subscriptions = &mut world.linkedin.webhooks.subscriptions;
    subscriptions.retain(|_, one| one.organization != organization || living.contains(&one.person));
    let to: Vec<(String, String, String)> = subscriptions
        .iter()
        .filter(|(_, one)| one.organization == organization && !one.blocked())
        .map(|(name, one)| (name.clone(), one.person.clone(), one.webhook.clone()))
        .collect();
    for (name, person, url) in to {
        let mut body = body.clone();
        body["subscriber"] = json!(world.people.get(&person).map(crate::world::Person::urn));
        let body = json!({"type": EVENT_TYPE, "notifications": [body]}).to_string();
        // The prefix belongs to what is signed, not to the header.
        let message = format!("hmacsha256={body}");
        let signed = signature(&world.endpoints.linkedin.client_secret, message.as_bytes());
        world.deliveries.send(Delivery {
            provider: "linkedin".to_owned(),
            hook: name,
            event: EVENT_TYPE.to_owned(),
            event_id: id.to_string(),
            url,
            headers: vec![("X-LI-Signature".to_owned(), signed)],
            body,
            attempt: 1,
            retries: vec![RETRY_S; RETRIES],
            due: now,
        });
    }
}

/// `GET /rest/organizationalEntityNotifications?q=criteria&actions=List(COMMENT,LIKE)&organizationalEntity=…`.
pub async fn list(State(hub): State<Ctx>, headers: HeaderMap, call: Call) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let scopes = &["rw_organization_admin"];
    let entered = enter(&world, &headers, &call, "organizationalEntityNotifications", scopes)?;
    if call.text("q") != Some("criteria") {
        return Err(unresolved());
    }
    let entity = call.required("organizationalEntity")?;
    administered(&entered, organization(&world, entity)?)?;
    let actions = call.query.list("actions").unwrap_or_default();
    if actions.iter().any(|action| !PAGE_ACTIONS.contains(&action.as_str())) {
        return Err(param_invalid("actions"));
    }
    let moment = |name: &str| -> Result<Option<i64>, ApiError> {
        let Some(data) = call.query.get("timeRange").and_then(|range| range.get(name)) else {
            return Ok(None);
        };
        let millis = data.text().and_then(|text| text.parse().ok());
        millis.map(Some).ok_or_else(|| param_invalid("timeRange"))
    };
    let (from, until) = (moment("start")?, moment("end")?);
    let since = world.now() - TimeDelta::days(KEPT_DAYS);
    let all = world
        .linkedin
        .webhooks
        .notifications
        .iter()
        .rev()
        .filter(|one| one.organization == entity && one.at >= since)
        .filter(|one| actions.is_empty() || actions.contains(&one.action))
        .filter(|one| from.is_none_or(|from| one.at.timestamp_millis() >= from))
        .filter(|one| until.is_none_or(|until| one.at.timestamp_millis() < until))
        .map(|one| {
            let mut body = one.body.clone();
            body["subscriber"] = json!(entered.caller.urn);
            body
        })
        .collect();
    call.collection(all, 100).map(Json)
}
