//! Posts read back: one, several by URN, an author's.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::{RESOURCE, content};
use crate::linkedin::access::{Caller, Entered, enter};
use crate::linkedin::call::Call;
use crate::linkedin::errors::{ApiError, not_found, param_invalid, unresolved};
use crate::linkedin::media::{Stage, stage};
use crate::linkedin::restli::Method;
use crate::world::{Ctx, Post, World};

/// Most posts in one answer of the finder.
const MOST: usize = 100;
/// A member's own posts cannot be read back by ordinary apps.
const READ: &[&str] = &["r_organization_social", "r_member_social"];

/// `GET /rest/posts/{urn}`.
pub async fn show(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path(urn): Path<String>,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let entered = enter(&world, &headers, &call, RESOURCE, READ)?;
    seen_as(&call)?;
    found(&world, &entered, &urn).map(Json)
}

/// `viewContext` is `AUTHOR` or `READER`, which makes no difference here.
fn seen_as(call: &Call) -> Result<(), ApiError> {
    match call.text("viewContext") {
        None | Some("AUTHOR" | "READER") => Ok(()),
        Some(_) => Err(param_invalid("viewContext")),
    }
}

fn found(world: &World, entered: &Entered, urn: &str) -> Result<Value, ApiError> {
    let post = world.posts.find(urn).filter(|post| !post.deleted).ok_or_else(not_found)?;
    if may_read(world, &entered.caller, &post.author_urn) {
        Ok(post_json(world, post))
    } else {
        Err(entered.denied())
    }
}

/// Whether a token may read this author's posts back.
pub fn may_read(world: &World, caller: &Caller, author: &str) -> bool {
    if author == caller.urn {
        return caller.may("r_member_social");
    }
    caller.may("r_organization_social")
        && world.people.organization(author).is_some_and(|page| page.speaks_through(&caller.person))
}

/// `GET /rest/posts?ids=List(…)` and `GET /rest/posts?q=author&author={urn}`.
pub async fn collection(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let entered = enter(&world, &headers, &call, RESOURCE, READ)?;
    if call.method == Method::BatchGet {
        return call.batch(|urn| found(&world, &entered, urn)).map(Json);
    }
    finder(&world, &entered, &call).map(Json)
}

fn finder(world: &World, entered: &Entered, call: &Call) -> Result<Value, ApiError> {
    if call.text("q") != Some("author") {
        return Err(unresolved());
    }
    let author = call.required("author")?;
    if !author.starts_with("urn:li:person:") && !author.starts_with("urn:li:organization:") {
        return Err(param_invalid("author"));
    }
    if !may_read(world, &entered.caller, author) {
        return Err(entered.denied());
    }
    let mut all: Vec<&Post> = world.posts.by(author).filter(|post| !post.deleted).collect();
    match call.text("sortBy") {
        None | Some("LAST_MODIFIED") => all.sort_by_key(|post| std::cmp::Reverse(post.modified_at)),
        Some("CREATED") => all.sort_by_key(|post| std::cmp::Reverse(post.created_at)),
        Some(_) => return Err(param_invalid("sortBy")),
    }
    call.collection(all.into_iter().map(|post| post_json(world, post)).collect(), MOST)
}

/// A post waits for its files, and fails with them.
fn lifecycle<'a>(world: &World, post: &'a Post) -> &'a str {
    let said = post.details.get("lifecycleState").and_then(Value::as_str).unwrap_or("PUBLISHED");
    if said != "PUBLISHED" {
        return said;
    }
    let stages = post.media.iter().filter_map(|media| {
        let asset = world.linkedin.media.get(&media.id)?;
        // A file that was ready when it was posted stays ready.
        let since = asset.uploaded.as_ref()?.at;
        (since <= post.created_at).then(|| stage(&world.config, asset, world.now()))
    });
    let mut state = "PUBLISHED";
    for stage in stages {
        match stage {
            Stage::Failed if !world.config.processing_media_is_refused => return "PUBLISH_FAILED",
            Stage::Processing => state = "PUBLISH_REQUESTED",
            _ => {}
        }
    }
    state
}

/// Whether readers come across it: published, and not only an advertisement.
pub fn in_feed(world: &World, post: &Post) -> bool {
    let dark = post.details.get("distribution").and_then(|distribution| distribution.get("feedDistribution"))
        == Some(&json!("NONE"));
    !post.deleted && !dark && lifecycle(world, post) == "PUBLISHED"
}

fn post_json(world: &World, post: &Post) -> Value {
    let mut json = json!({
        "id": post.urn,
        "author": post.author_urn,
        "commentary": post.stored,
        "visibility": post.visibility,
        "lifecycleStateInfo": {"isEditedByAuthor": post.edited},
        "distribution": {"feedDistribution": "MAIN_FEED"},
        "createdAt": post.created_at.timestamp_millis(),
        "lastModifiedAt": post.modified_at.timestamp_millis(),
        "isReshareDisabledByAuthor": false,
    });
    for (name, value) in &post.details {
        json[name] = value.clone();
    }
    let state = lifecycle(world, post);
    json["lifecycleState"] = json!(state);
    if state == "PUBLISHED" {
        json["publishedAt"] = json["createdAt"].clone();
    }
    if json.pointer("/distribution/thirdPartyDistributionChannels").is_none() {
        json["distribution"]["thirdPartyDistributionChannels"] = json!([]);
    }
    match (post.content.get("reshare"), post.content.get("root")) {
        (Some(parent), root) => {
            json["reshareContext"] = json!({"parent": parent, "root": root.unwrap_or(parent)});
        }
        (None, _) if post.content.is_object() => json["content"] = content::shown(&post.content),
        (None, _) => {}
    }
    json
}
