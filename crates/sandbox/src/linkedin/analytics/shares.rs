//! How a page's posts were received.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{intervals, page, urn};
use crate::linkedin::call::Call;
use crate::linkedin::errors::{ApiError, param_invalid};
use crate::linkedin::figures::number;
use crate::world::{Ctx, Post};

/// `GET /rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity=…`, of
/// the page, of stretches of time, or of `shares` and `ugcPosts`.
pub async fn statistics(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let resource = "organizationalEntityShareStatistics";
    let (_, page) = page(&world, &headers, &call, resource, "organizationalEntity")?;
    let now = world.now();
    let stretches = intervals::asked(&call, now)?;
    let mut all = Vec::new();
    for (parameter, field) in [("shares", "share"), ("ugcPosts", "ugcPost")] {
        let Some(urns) = call.query.list(parameter) else { continue };
        if stretches.is_some() {
            // Only the whole life of a post is known.
            return Err(param_invalid("timeIntervals"));
        }
        // Posts without activity are left out.
        all.extend(
            urns.iter()
                .filter(|asked| asked.starts_with(&format!("urn:li:{field}:")))
                .filter_map(|asked| world.posts.find(asked))
                .filter(|post| !post.deleted && post.author_urn == urn(page))
                .map(|post| (post, activity(post, now)))
                .filter(|(_, seen)| *seen > 0)
                .map(|(post, seen)| {
                    json!({
                        field: post.urn,
                        "organizationalEntity": urn(page),
                        "totalShareStatistics": totals(seen),
                    })
                }),
        );
    }
    if !call.query.has("shares") && !call.query.has("ugcPosts") {
        match stretches {
            None => {
                let seen = world.posts.by(&urn(page)).map(|post| activity(post, now)).sum::<u64>();
                let before = number(&["shares", &page.vanity], 4_000, 60_000);
                all.push(json!({
                    "organizationalEntity": urn(page),
                    "totalShareStatistics": totals(before + seen),
                }));
            }
            Some(stretches) => all.extend(stretches.into_iter().map(|stretch| {
                let seen: u64 = stretch
                    .days()
                    .map(|day| number(&["impressions", &page.vanity, &day.to_string()], 20, 900))
                    .sum();
                json!({
                    "timeRange": stretch.range(),
                    "organizationalEntity": urn(page),
                    "totalShareStatistics": totals(seen),
                })
            })),
        }
    }
    Ok(Json(json!({"paging": {"start": 0, "count": 10, "links": []}, "elements": all})))
}

/// How often a post was seen: more from hour to hour, for a month.
pub fn activity(post: &Post, now: DateTime<Utc>) -> u64 {
    let hours = (now - post.created_at).num_hours().clamp(0, 30 * 24);
    u64::try_from(hours).unwrap_or_default() * number(&["post", &post.urn], 2, 40)
}

fn totals(seen: u64) -> Value {
    let (clicks, likes, comments, shares) = (seen / 23, seen / 31, seen / 140, seen / 260);
    #[expect(clippy::cast_precision_loss, reason = "a ratio of small numbers")]
    let engagement = (clicks + likes + comments + shares) as f64 / seen.max(1) as f64;
    json!({
        "uniqueImpressionsCount": seen * 3 / 5,
        "impressionCount": seen,
        "shareCount": shares,
        "engagement": engagement,
        "clickCount": clicks,
        "likeCount": likes,
        "commentCount": comments,
    })
}
