//! A member's own figures.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use chrono::NaiveDate;
use serde_json::{Value, json};

use super::intervals::{Stretch, dates};
use super::shares::activity;
use crate::linkedin::access::{Entered, enter};
use crate::linkedin::call::Call;
use crate::linkedin::errors::{ApiError, not_found, param_invalid, plain, unresolved};
use crate::linkedin::figures::number;
use crate::linkedin::restli::Data;
use crate::world::{Ctx, Post, World};

/// Metric, since which version, and whether it can be had by day.
const POST_METRICS: &[(&str, &str, bool)] = &[
    ("IMPRESSION", "202506", true),
    ("MEMBERS_REACHED", "202506", false),
    ("RESHARE", "202506", true),
    ("REACTION", "202506", true),
    ("COMMENT", "202506", true),
    ("POST_SAVE", "202604", true),
    ("POST_SEND", "202604", true),
    ("LINK_CLICKS", "202604", true),
    ("PREMIUM_CTA_CLICKS", "202604", true),
    ("FOLLOWER_GAINED_FROM_CONTENT", "202604", true),
    ("PROFILE_VIEW_FROM_CONTENT", "202604", true),
];
const VIDEO_METRICS: &[(&str, &str, bool)] = &[
    ("VIDEO_PLAY", "202506", true),
    ("VIDEO_WATCH_TIME", "202506", true),
    ("VIDEO_VIEWER", "202506", false),
];

/// Up to this version `metricType` was an object.
const PLAIN_METRIC_SINCE: &str = "202605";
const FIRST: &str = "202506";

/// `GET /rest/memberCreatorPostAnalytics`: `q=entity` for one post, `q=me` for all.
pub async fn posts(State(hub): State<Ctx>, headers: HeaderMap, call: Call) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let resource = "memberCreatorPostAnalytics";
    let entered = enter(&world, &headers, &call, resource, &["r_member_postAnalytics"])?;
    counted(&world, &call, &entered, resource, POST_METRICS, "CreatorPostAnalyticsMetricTypeV1").map(Json)
}

/// `GET /rest/memberCreatorVideoAnalytics`.
pub async fn videos(State(hub): State<Ctx>, headers: HeaderMap, call: Call) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let resource = "memberCreatorVideoAnalytics";
    let entered = enter(&world, &headers, &call, resource, &["r_member_postAnalytics"])?;
    counted(&world, &call, &entered, resource, VIDEO_METRICS, "CreatorVideoAnalyticsMetricTypeV1").map(Json)
}

/// The resources appeared with a version, and not for apps in the Development tier.
fn exists(world: &World, entered: &Entered, resource: &str) -> Result<String, ApiError> {
    let version = entered.version.clone().unwrap_or_default();
    if world.config.linkedin_development_tier || version.as_str() < FIRST {
        return Err(plain(404, format!("Resource {resource} does not exist")));
    }
    Ok(version)
}

fn counted(
    world: &World,
    call: &Call,
    entered: &Entered,
    resource: &str,
    metrics: &[(&str, &str, bool)],
    old_type: &str,
) -> Result<Value, ApiError> {
    let version = exists(world, entered, resource)?;
    let asked = call.required("queryType")?;
    let &(metric, _, daily) = metrics
        .iter()
        .find(|(name, since, _)| *name == asked && version.as_str() >= *since)
        .ok_or_else(|| param_invalid("queryType"))?;
    let (target, posts) = match call.text("q") {
        Some("me") => (None, world.posts.by(&entered.caller.urn).filter(|post| !post.deleted).collect()),
        Some("entity") => {
            let (kind, post) = entity(world, call, entered)?;
            (Some(json!({kind: post.urn})), vec![post])
        }
        _ => return Err(unresolved()),
    };
    let now = world.now();
    let range = dates(call, now)?;
    let metric_type = if version.as_str() < PLAIN_METRIC_SINCE {
        json!({format!("com.linkedin.adsexternalapi.memberanalytics.v1.{old_type}"): metric})
    } else {
        json!(metric)
    };
    let element = |count: u64, range: Option<Stretch>| {
        let mut element = json!({"count": count, "metricType": metric_type});
        if let Some(target) = &target {
            element["targetEntity"] = target.clone();
        }
        if let Some(range) = range {
            element["dateRange"] = range.dates();
        }
        element
    };
    let by_day = |day: NaiveDate| -> u64 {
        posts
            .iter()
            .filter(|post| post.created_at.date_naive() <= day)
            .map(|post| number(&[metric, &post.urn, &day.to_string()], 0, 40))
            .sum()
    };
    let all = match call.text("aggregation").unwrap_or("TOTAL") {
        "TOTAL" => {
            let count = match range {
                Some(range) => range.days().map(by_day).sum(),
                None => posts.iter().map(|post| share_of(metric, activity(post, now))).sum(),
            };
            vec![element(count, range)]
        }
        "DAILY" if daily => {
            let range = range.ok_or_else(|| param_invalid("dateRange"))?;
            range
                .days()
                .filter_map(|day| Some(Stretch { from: day, until: day.succ_opt()? }))
                .map(|day| element(by_day(day.from), Some(day)))
                .collect()
        }
        _ => return Err(param_invalid("aggregation")),
    };
    Ok(json!({"paging": {"start": 0, "count": 10, "links": []}, "elements": all}))
}

/// How many of those who saw a post did something about it.
fn share_of(metric: &str, seen: u64) -> u64 {
    match metric {
        "IMPRESSION" | "VIDEO_PLAY" => seen,
        "MEMBERS_REACHED" | "VIDEO_VIEWER" => seen * 3 / 5,
        "VIDEO_WATCH_TIME" => seen * 4_200,
        "REACTION" => seen / 31,
        "COMMENT" => seen / 140,
        _ => seen / 260,
    }
}

/// `entity=(share:urn)` or `(ugc:urn)`: a post of the token's member.
fn entity<'a>(
    world: &'a World,
    call: &Call,
    entered: &Entered,
) -> Result<(&'static str, &'a Post), ApiError> {
    let given = call.query.get("entity").ok_or_else(|| param_invalid("entity"))?;
    let (kind, urn) = ["share", "ugc"]
        .into_iter()
        .find_map(|kind| Some((kind, given.get(kind).and_then(Data::text)?)))
        .ok_or_else(|| param_invalid("entity"))?;
    let prefix = if kind == "share" { "urn:li:share:" } else { "urn:li:ugcPost:" };
    if !urn.starts_with(prefix) {
        return Err(plain(422, "Invalid Urn format. Invalid prefix."));
    }
    let post = world.posts.find(urn).filter(|post| !post.deleted).ok_or_else(not_found)?;
    if post.author_urn == entered.caller.urn { Ok((kind, post)) } else { Err(entered.denied()) }
}

/// `GET /rest/memberFollowersCount`: `q=me` for now, `q=dateRange` by day.
pub async fn followers(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let resource = "memberFollowersCount";
    let entered = enter(&world, &headers, &call, resource, &["r_member_profileAnalytics"])?;
    exists(&world, &entered, resource)?;
    let person = &entered.caller.person;
    let all = match call.text("q") {
        Some("me") => vec![json!({"memberFollowersCount": number(&["followers", person], 200, 9_000)})],
        Some("dateRange") => dates(&call, world.now())?
            .ok_or_else(|| param_invalid("dateRange"))?
            .days()
            .filter_map(|day| Some(Stretch { from: day, until: day.succ_opt()? }))
            .map(|day| {
                json!({
                    "memberFollowersCount": number(&["followers", person, &day.from.to_string()], 0, 9),
                    "dateRange": day.dates(),
                })
            })
            .collect(),
        _ => return Err(unresolved()),
    };
    Ok(Json(json!({"paging": {"start": 0, "count": 10, "links": []}, "elements": all})))
}
