//! `/v1/accounts/{id}/linkedin-post-reactions`: who reacted to a page's post.

use axum::Json;
use axum::extract::{Path, Query};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Keyed;
use super::accounts::no_account;
use super::errors::{Refusal, invalid, refusal};
use crate::world::{Reaction, World, iso_millis};

const MOST: usize = 100;

#[derive(Deserialize)]
pub struct Asked {
    urn: Option<String>,
    limit: Option<usize>,
    /// How many come before.
    cursor: Option<usize>,
}

/// `GET /v1/accounts/{id}/linkedin-post-reactions?urn=&limit=&cursor=`: newest first. LinkedIn keeps
/// those of members' own posts to itself.
pub async fn of_post(
    keyed: Keyed,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Json<Value>, Refusal> {
    let world = keyed.world();
    let account = world.zernio.account(&id).ok_or_else(no_account)?;
    let bad = |code, message: &str| refusal(400, "invalid_request_error", code, message);
    let Some(page) = account.organization else {
        return Err(bad("organization_required", "Reactions can be read for organization accounts only."));
    };
    let urn = asked.urn.ok_or_else(|| bad("missing_urn", "urn is required."))?;
    if !urn.starts_with("urn:li:") {
        return Err(bad("invalid_urn", "urn must be a LinkedIn URN."));
    }
    let limit = asked.limit.unwrap_or(25);
    if !(1..=MOST).contains(&limit) {
        return Err(invalid("limit", "limit takes 1 to 100."));
    }
    let start = asked.cursor.unwrap_or_default();
    let post = world.posts.find(&urn).filter(|post| !post.deleted);
    let post = post.filter(|post| post.author_urn == format!("urn:li:organization:{page}"));
    let post = post.ok_or_else(|| refusal(404, "not_found", "post_not_found", "Post not found."))?;
    let mut all: Vec<&Reaction> = world.social.reactions(&post.urn).collect();
    all.sort_by_key(|reaction| std::cmp::Reverse(reaction.at));
    let shown: Vec<Value> =
        all.iter().skip(start).take(limit).map(|reaction| reaction_json(&world, reaction)).collect();
    let next = start.saturating_add(limit);
    let more = next < all.len();
    let mut pagination = json!({"hasMore": more, "total": all.len()});
    if more {
        pagination["cursor"] = json!(next.to_string());
    }
    Ok(Json(json!({
        "accountId": account.id,
        "platform": "linkedin",
        "accountType": account.kind(),
        "username": account.username,
        "postUrn": urn,
        "reactions": shown,
        "pagination": pagination,
        "lastUpdated": iso_millis(world.now()),
    })))
}

fn reaction_json(world: &World, reaction: &Reaction) -> Value {
    let www = &world.endpoints.linkedin.www;
    let person = reaction.actor.strip_prefix("urn:li:person:").and_then(|sub| world.people.by_sub(sub));
    let mut from = json!({"urn": reaction.actor});
    if let Some(person) = person {
        from["name"] = json!(person.name());
        from["headline"] = json!(person.headline);
        from["username"] = json!(person.slug);
        from["profilePicture"] = json!(world.picture_url(&person.slug));
        from["profileUrl"] = json!(format!("{www}/in/{}", person.slug));
    } else if let Some(page) = world.people.organization(&reaction.actor) {
        from["name"] = json!(page.name);
        from["username"] = json!(page.vanity);
        from["profilePicture"] = json!(world.picture_url(&page.vanity));
        from["profileUrl"] = json!(format!("{www}/company/{}", page.vanity));
    }
    json!({
        "reactionType": reaction.kind,
        "reactionLabel": label(&reaction.kind),
        "reactedAt": iso_millis(reaction.at),
        "from": from,
    })
}

/// What LinkedIn's own pages call it.
fn label(kind: &str) -> &'static str {
    match kind {
        "PRAISE" => "Celebrate",
        "EMPATHY" => "Love",
        "INTEREST" => "Insightful",
        "APPRECIATION" => "Support",
        "ENTERTAINMENT" => "Funny",
        _ => "Like",
    }
}
