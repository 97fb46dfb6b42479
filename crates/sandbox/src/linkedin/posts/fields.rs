//! The schema of a post.

use serde_json::{Map, Value};

use crate::linkedin::schema::{self, Field, Kind, field};

const POST: &[Field] = &[
    field("author", Kind::Text, true),
    field("commentary", Kind::Text, true),
    field("visibility", Kind::Symbol(&["PUBLIC", "CONNECTIONS", "LOGGED_IN", "CONTAINER"]), true),
    field("distribution", Kind::Object, true),
    field(
        "lifecycleState",
        Kind::Symbol(&["DRAFT", "PUBLISH_REQUESTED", "PUBLISHED", "PUBLISH_FAILED"]),
        true,
    ),
    field("isReshareDisabledByAuthor", Kind::Flag, false),
    field("content", Kind::Object, false),
    field("reshareContext", Kind::Object, false),
    field("adContext", Kind::Object, false),
    field("contentCallToActionLabel", Kind::Text, false),
    field("contentLandingPage", Kind::Text, false),
];
const DISTRIBUTION: &[Field] = &[
    field("feedDistribution", Kind::Symbol(&["MAIN_FEED", "NONE"]), true),
    field("targetEntities", Kind::List, false),
    field("thirdPartyDistributionChannels", Kind::List, false),
];
const TARGET: &[Field] = &[
    field("geoLocations", Kind::List, false),
    field("locations", Kind::List, false),
    field("industries", Kind::List, false),
    field("jobFunctions", Kind::List, false),
    field("seniorities", Kind::List, false),
    field("staffCountRanges", Kind::List, false),
    field("interfaceLocales", Kind::List, false),
    field("degrees", Kind::List, false),
    field("fieldsOfStudy", Kind::List, false),
    field("schools", Kind::List, false),
];
const RESHARE: &[Field] = &[field("parent", Kind::Text, true), field("root", Kind::Text, false)];
const AD: &[Field] = &[
    field("dscAdAccount", Kind::Text, false),
    field("dscAdType", Kind::Text, false),
    field("dscName", Kind::Text, false),
    field("dscStatus", Kind::Symbol(&["ACTIVE", "ARCHIVED"]), false),
    field("isDsc", Kind::Flag, false),
];
const CONTENT: &[Field] = &[
    field("media", Kind::Object, false),
    field("multiImage", Kind::Object, false),
    field("article", Kind::Object, false),
    field("poll", Kind::Object, false),
    field("reference", Kind::Object, false),
    field("celebration", Kind::Object, false),
    field("carousel", Kind::Object, false),
];
const MEDIA: &[Field] =
    &[field("id", Kind::Text, true), field("title", Kind::Text, false), field("altText", Kind::Text, false)];
const MULTI_IMAGE: &[Field] = &[field("images", Kind::List, true), field("altText", Kind::Text, false)];
/// What one public client sends instead, and only a lenient sandbox takes.
const LENIENT_IMAGE: &[Field] = &[
    field("media", Kind::Text, false),
    field("id", Kind::Text, false),
    field("title", Kind::Text, false),
    field("altText", Kind::Text, false),
];
const ARTICLE: &[Field] = &[
    field("source", Kind::Text, true),
    field("title", Kind::Text, false),
    field("description", Kind::Text, false),
    field("thumbnail", Kind::Text, false),
    field("thumbnailAltText", Kind::Text, false),
];
const POLL: &[Field] = &[
    field("question", Kind::Text, true),
    field("options", Kind::List, true),
    field("settings", Kind::Object, true),
    field("uniqueVotersCount", Kind::Long, false),
];
const POLL_OPTION: &[Field] = &[
    field("text", Kind::Text, true),
    field("voteCount", Kind::Long, false),
    field("isVotedByViewer", Kind::Flag, false),
];
const POLL_SETTINGS: &[Field] = &[
    field("duration", Kind::Text, true),
    field("voteSelectionType", Kind::Symbol(&["SINGLE_VOTE", "MULTIPLE_VOTE"]), false),
    field("isVoterVisibleToAuthor", Kind::Flag, false),
];
const REFERENCE: &[Field] = &[field("id", Kind::Text, true)];

/// Every complaint about a post to be created.
pub fn complaints(body: &Map<String, Value>, strict: bool) -> Vec<String> {
    let mut all = schema::complaints("", body, POST);
    inside(&mut all, body, "", "distribution", DISTRIBUTION);
    if let Some(distribution) = body.get("distribution").and_then(Value::as_object) {
        each(&mut all, distribution, "/distribution", "targetEntities", TARGET);
    }
    inside(&mut all, body, "", "reshareContext", RESHARE);
    inside(&mut all, body, "", "adContext", AD);
    if let Some(content) = body.get("content").and_then(Value::as_object) {
        of_content(&mut all, content, strict);
    }
    all
}

fn of_content(all: &mut Vec<String>, content: &Map<String, Value>, strict: bool) {
    const AT: &str = "/content";
    all.extend(schema::complaints(AT, content, CONTENT));
    for (name, fields) in [
        ("media", MEDIA),
        ("multiImage", MULTI_IMAGE),
        ("article", ARTICLE),
        ("poll", POLL),
        ("reference", REFERENCE),
    ] {
        inside(all, content, AT, name, fields);
    }
    if let Some(several) = content.get("multiImage").and_then(Value::as_object) {
        each(all, several, "/content/multiImage", "images", if strict { MEDIA } else { LENIENT_IMAGE });
    }
    if let Some(poll) = content.get("poll").and_then(Value::as_object) {
        each(all, poll, "/content/poll", "options", POLL_OPTION);
        inside(all, poll, "/content/poll", "settings", POLL_SETTINGS);
    }
    if content.len() > 1 {
        all.push(
            "ERROR :: /content :: DataMap should have no more than one entry for a union type".to_owned(),
        );
    }
}

fn inside(all: &mut Vec<String>, record: &Map<String, Value>, at: &str, name: &str, fields: &[Field]) {
    if let Some(inner) = record.get(name).and_then(Value::as_object) {
        all.extend(schema::complaints(&format!("{at}/{name}"), inner, fields));
    }
}

fn each(all: &mut Vec<String>, record: &Map<String, Value>, at: &str, name: &str, fields: &[Field]) {
    for (place, item) in record.get(name).and_then(Value::as_array).into_iter().flatten().enumerate() {
        let path = format!("{at}/{name}/{place}");
        match item.as_object() {
            Some(item) => all.extend(schema::complaints(&path, item, fields)),
            None => all.push(format!("ERROR :: {path} :: {item} cannot be coerced to DataMap")),
        }
    }
}
