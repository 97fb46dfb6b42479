//! Posts in the words of the older resource.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::{CONTENT, RESOURCE, VISIBILITY, entered};
use crate::linkedin::access::{Caller, denied};
use crate::linkedin::call::Call;
use crate::linkedin::errors::{ApiError, not_found, unresolved};
use crate::linkedin::posts::may_read;
use crate::linkedin::restli::Method;
use crate::little_text::{Cutting, Segment, parse};
use crate::world::{Ctx, Post, World};

const READ: &[&str] = &["r_organization_social", "r_member_social"];

/// `GET /v2/ugcPosts/{urn}`.
pub async fn one(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(urn): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let caller = entered(&world, &headers, "GET", READ)?;
    found(&world, &caller, "GET", &urn).map(Json)
}

fn found(world: &World, caller: &Caller, method: &str, urn: &str) -> Result<Value, ApiError> {
    let post = world.posts.find(urn).filter(|post| !post.deleted).ok_or_else(not_found)?;
    if may_read(world, caller, &post.author_urn) {
        Ok(post_json(post))
    } else {
        Err(denied(&format!("{RESOURCE}.{method}"), "NO_VERSION"))
    }
}

/// `GET /v2/ugcPosts?ids=List(…)` and `GET /v2/ugcPosts?q=authors&authors=List(…)`.
pub async fn collection(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    if call.method == Method::BatchGet {
        let caller = entered(&world, &headers, "BATCH_GET", READ)?;
        return call.batch(|urn| found(&world, &caller, "BATCH_GET", urn)).map(Json);
    }
    let caller = entered(&world, &headers, "FINDER-authors", READ)?;
    if call.text("q") != Some("authors") {
        return Err(unresolved());
    }
    let authors = call.query.list("authors").unwrap_or_default();
    if authors.iter().any(|author| !may_read(&world, &caller, author)) {
        return Err(denied(&format!("{RESOURCE}.FINDER-authors"), "NO_VERSION"));
    }
    let mut all: Vec<&Post> =
        authors.iter().flat_map(|author| world.posts.by(author)).filter(|post| !post.deleted).collect();
    all.sort_by_key(|post| std::cmp::Reverse(post.created_at));
    call.collection(all.into_iter().map(post_json).collect(), 100).map(Json)
}

fn post_json(post: &Post) -> Value {
    let (category, media) = media(post);
    let stamp = |at: i64| json!({"actor": post.author_urn, "time": at});
    json!({
        "id": post.urn,
        "author": post.author_urn,
        "created": stamp(post.created_at.timestamp_millis()),
        "lastModified": stamp(post.modified_at.timestamp_millis()),
        "firstPublishedAt": post.created_at.timestamp_millis(),
        "lifecycleState": "PUBLISHED",
        "distribution": {
            "feedDistribution": "MAIN_FEED",
            "externalDistributionChannels": [],
            "distributedViaFollowFeed": true,
        },
        "specificContent": {CONTENT: {
            "shareCommentary": {"text": post.text, "attributes": attributes(post), "inferredLocale": "en_US"},
            "shareMediaCategory": category,
            "shareFeatures": {"hashtags": hashtags(post)},
            "media": media,
        }},
        "visibility": {VISIBILITY: post.visibility},
    })
}

fn media(post: &Post) -> (&'static str, Vec<Value>) {
    if let Some(article) = post.content.get("article") {
        let mut item = json!({"status": "READY", "originalUrl": article.get("source")});
        for name in ["title", "description"] {
            if let Some(text) = article.get(name) {
                item[name] = json!({"text": text});
            }
        }
        return ("ARTICLE", vec![item]);
    }
    let files: Vec<Value> = post
        .media
        .iter()
        .map(|file| json!({"status": "READY", "media": format!("urn:li:digitalmediaAsset:{}", file.id)}))
        .collect();
    let category = match post.media.first() {
        None => "NONE",
        Some(file) if file.mime.starts_with("video/") => "VIDEO",
        Some(file) if file.mime.starts_with("image/") => "IMAGE",
        Some(_) => "RICH",
    };
    (category, files)
}

/// Mentions, as places in the text counted in UTF-16.
fn attributes(post: &Post) -> Vec<Value> {
    let mut at = 0;
    let mut all = Vec::new();
    for segment in parse(&post.stored, Cutting::EveryReserved).segments {
        let length = match &segment {
            Segment::Text(text) => text.encode_utf16().count(),
            Segment::Hashtag(word) => word.encode_utf16().count() + 1,
            Segment::Mention(mention) => {
                let length = mention.name.encode_utf16().count();
                let (kind, field) = if mention.urn.starts_with("urn:li:organization:") {
                    ("com.linkedin.common.CompanyAttributedEntity", "company")
                } else {
                    ("com.linkedin.common.MemberAttributedEntity", "member")
                };
                all.push(json!({"start": at, "length": length, "value": {kind: {field: mention.urn}}}));
                length
            }
        };
        at += length;
    }
    all
}

fn hashtags(post: &Post) -> Vec<String> {
    parse(&post.stored, Cutting::EveryReserved)
        .segments
        .into_iter()
        .filter_map(|segment| match segment {
            Segment::Hashtag(word) => Some(format!("urn:li:hashtag:{}", word.to_lowercase())),
            Segment::Text(_) | Segment::Mention(_) => None,
        })
        .collect()
}
