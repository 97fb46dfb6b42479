//! Who looked at a page.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::{Map, Value, json};

use super::{intervals, page, urn};
use crate::linkedin::call::Call;
use crate::linkedin::errors::ApiError;
use crate::linkedin::figures::number;
use crate::world::{Ctx, Organization};

/// The parts of a page that are counted by themselves, and what share of the views they have.
const PARTS: &[(&str, u64)] = &[
    ("overviewPageViews", 2),
    ("aboutPageViews", 9),
    ("peoplePageViews", 12),
    ("jobsPageViews", 7),
    ("careersPageViews", 15),
    ("lifeAtPageViews", 20),
    ("insightsPageViews", 40),
    ("productsPageViews", 50),
    ("allDesktopPageViews", 3),
    ("allMobilePageViews", 2),
];

const FACETS: &[(&str, &str, &str)] = &[
    ("pageStatisticsBySeniority", "seniority", "urn:li:seniority:4"),
    ("pageStatisticsByIndustryV2", "industryV2", "urn:li:industry:104"),
    ("pageStatisticsByFunction", "function", "urn:li:function:12"),
    ("pageStatisticsByStaffCountRange", "staffCountRange", "SIZE_11_TO_50"),
    ("pageStatisticsByGeoCountry", "geo", "urn:li:geo:105015875"),
    ("pageStatisticsByGeo", "geo", "urn:li:geo:90009659"),
];

/// `GET /rest/organizationPageStatistics?q=organization&organization=…`.
pub async fn statistics(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    call: Call,
) -> Result<Json<Value>, ApiError> {
    let world = hub.world();
    let (_, page) = page(&world, &headers, &call, "organizationPageStatistics", "organization")?;
    let all = match intervals::asked(&call, world.now())? {
        None => vec![lifetime(page)],
        Some(stretches) => stretches
            .into_iter()
            .map(|stretch| {
                let seen: u64 =
                    stretch.days().map(|day| number(&["views", &page.vanity, &day.to_string()], 3, 90)).sum();
                json!({
                    "timeRange": stretch.range(),
                    "organization": urn(page),
                    "totalPageStatistics": {"views": views(seen), "clicks": clicks(seen)},
                })
            })
            .collect(),
    };
    Ok(Json(json!({"paging": {"start": 0, "count": 10, "links": []}, "elements": all})))
}

fn lifetime(page: &Organization) -> Value {
    let seen = number(&["views", &page.vanity], 1_000, 20_000);
    let mut json = json!({
        "organization": urn(page),
        "totalPageStatistics": {"views": views(seen), "clicks": clicks(seen)},
    });
    for (facet, field, value) in FACETS {
        let seen = number(&[facet, &page.vanity], seen / 8, seen / 2);
        json[*facet] = json!([{*field: value, "pageStatistics": {"views": views(seen)}}]);
    }
    json
}

fn views(seen: u64) -> Value {
    let counted = |seen: u64| json!({"pageViews": seen, "uniquePageViews": seen * 2 / 3});
    let mut views: Map<String, Value> =
        PARTS.iter().map(|(part, share)| ((*part).to_owned(), counted(seen / share))).collect();
    views.insert("allPageViews".to_owned(), counted(seen));
    Value::Object(views)
}

fn clicks(seen: u64) -> Value {
    json!({
        "mobileCustomButtonClickCounts": [],
        "desktopCustomButtonClickCounts": [{"customButtonType": "VIEW_WEBSITE", "clicks": seen / 30}],
        "mobileCareersPageClicks": {"careersPageJobsClicks": seen / 60, "careersPagePromoLinksClicks": 0, "careersPageEmployeesClicks": seen / 90},
        "careersPageClicks": {"careersPageJobsClicks": seen / 40, "careersPagePromoLinksClicks": 0, "careersPageEmployeesClicks": seen / 70},
    })
}
