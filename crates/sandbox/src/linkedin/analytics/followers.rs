//! Who follows a page, and how that changed.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::{intervals, page, urn};
use crate::linkedin::call::Call;
use crate::linkedin::errors::ApiError;
use crate::linkedin::figures::number;
use crate::world::{Ctx, Organization};

/// Facet, its field, and the URNs or symbols it counts by.
const FACETS: &[(&str, &str, &[&str])] = &[
    ("followerCountsByAssociationType", "associationType", &["EMPLOYEE"]),
    (
        "followerCountsBySeniority",
        "seniority",
        &["urn:li:seniority:3", "urn:li:seniority:4", "urn:li:seniority:6"],
    ),
    (
        "followerCountsByIndustry",
        "industry",
        &["urn:li:industry:104", "urn:li:industry:96", "urn:li:industry:4"],
    ),
    (
        "followerCountsByFunction",
        "function",
        &["urn:li:function:12", "urn:li:function:8", "urn:li:function:4"],
    ),
    ("followerCountsByStaffCountRange", "staffCountRange", &["SIZE_1", "SIZE_11_TO_50", "SIZE_201_TO_500"]),
    (
        "followerCountsByGeoCountry",
        "geo",
        &["urn:li:geo:105015875", "urn:li:geo:101165590", "urn:li:geo:101282230"],
    ),
    ("followerCountsByGeo", "geo", &["urn:li:geo:90009659", "urn:li:geo:90009496"]),
];

/// `GET /rest/organizationalEntityFollowerStatistics?q=organizationalEntity&organizationalEntity=…`.
pub async fn statistics(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let resource = "organizationalEntityFollowerStatistics";
    let (_, page) = page(&world, &headers, &call, resource, "organizationalEntity")?;
    let all = match intervals::asked(&call, world.now())? {
        None => vec![lifetime(page)],
        Some(stretches) => stretches
            .into_iter()
            .map(|stretch| {
                let gained = |kind: &str, most| -> u64 {
                    stretch.days().map(|day| number(&[kind, &page.vanity, &day.to_string()], 0, most)).sum()
                };
                json!({
                    "timeRange": stretch.range(),
                    "followerGains": {
                        "organicFollowerGain": gained("organic", 12),
                        "paidFollowerGain": gained("paid", 3),
                    },
                    "organizationalEntity": urn(page),
                })
            })
            .collect(),
    };
    // Statistics come in one piece.
    Ok(Json(json!({"paging": {"start": 0, "count": 10, "links": []}, "elements": all})))
}

fn lifetime(page: &Organization) -> Value {
    let mut json = json!({"organizationalEntity": urn(page)});
    for (facet, field, values) in FACETS {
        let share = page.followers / values.len() as u64;
        json[*facet] = values
            .iter()
            .map(|value| {
                let organic = number(&[facet, value, &page.vanity], share / 3, share.max(4));
                json!({
                    "followerCounts": {"organicFollowerCount": organic, "paidFollowerCount": organic / 40},
                    *field: value,
                })
            })
            .collect();
    }
    json
}
