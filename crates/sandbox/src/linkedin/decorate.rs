//! Projections of an answer, and the entities behind its URNs: `organization~(localizedName)`.

use serde_json::{Map, Value, json};

use super::restli::Mask;
use crate::world::World;

/// What the mask leaves of an answer. `entities`: the mask is about each entity, not the whole.
pub fn projected(world: &World, answer: Value, mask: &Mask, entities: bool) -> Value {
    let entity = |urn: &str| entity(world, urn);
    let Value::Object(mut whole) = answer else {
        return answer;
    };
    if !entities {
        // Where the page stands is told whatever the projection.
        let paging = whole.get("paging").cloned();
        let mut shown = mask.apply(Value::Object(whole), &entity);
        if let Some(paging) = paging {
            shown["paging"] = paging;
        }
        return shown;
    }
    if let Some(Value::Array(elements)) = whole.get_mut("elements") {
        *elements = std::mem::take(elements).into_iter().map(|one| mask.apply(one, &entity)).collect();
        return Value::Object(whole);
    }
    if let Some(Value::Object(results)) = whole.get_mut("results") {
        let masked: Map<String, Value> =
            std::mem::take(results).into_iter().map(|(key, one)| (key, mask.apply(one, &entity))).collect();
        *results = masked;
        return Value::Object(whole);
    }
    mask.apply(Value::Object(whole), &entity)
}

/// What a URN stands for, as `~` shows it.
fn entity(world: &World, urn: &str) -> Option<Value> {
    if let Some(page) = world.people.organization(urn).filter(|_| urn.starts_with("urn:li:organization:")) {
        return Some(super::organizations::full(page));
    }
    if let Some(person) = urn.strip_prefix("urn:li:person:").and_then(|sub| world.people.by_sub(sub)) {
        return Some(super::identity::profile(person));
    }
    if let Some(person) = urn.strip_prefix("urn:li:emailAddress:").and_then(|sub| world.people.by_sub(sub)) {
        return Some(json!({"emailAddress": person.email}));
    }
    let asset = urn.strip_prefix("urn:li:digitalmediaAsset:")?;
    let (slug, side) = if let Some(id) = asset.strip_prefix(super::organizations::LOGO) {
        (world.people.organization(id)?.vanity.clone(), 200)
    } else {
        (world.people.by_sub(asset.strip_prefix(super::identity::PICTURE)?)?.slug.clone(), 100)
    };
    Some(streams(urn, &world.picture_url(&slug), side))
}

/// `~:playableStreams`: where the picture can be had, in each size.
fn streams(urn: &str, url: &str, side: u32) -> Value {
    json!({
        "paging": {"start": 0, "count": 10, "links": []},
        "elements": [{
            "artifact": format!("urn:li:digitalmediaMediaArtifact:({urn},urn:li:digitalmediaMediaArtifactClass:profile-displayphoto-shrink_{side}_{side})"),
            "authorizationMethod": "PUBLIC",
            "data": {"com.linkedin.digitalmedia.mediaartifact.StillImage": {
                "mediaType": "image/svg+xml",
                "displaySize": {"width": side, "height": side, "uom": "PX"},
                "storageSize": {"width": side, "height": side},
            }},
            "identifiers": [{
                "identifier": url,
                "identifierType": "EXTERNAL_URL",
                "index": 0,
                "mediaType": "image/svg+xml",
            }],
        }],
    })
}
