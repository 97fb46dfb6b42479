//! A comment as LinkedIn writes it, and as clients send it.

use serde_json::{Map, Value, json};

use crate::linkedin::schema::{self, Field, Kind, field};
use crate::world::{Comment, World};

const COMMENT: &[Field] = &[
    field("actor", Kind::Text, true),
    field("message", Kind::Object, true),
    field("object", Kind::Text, false),
    field("parentComment", Kind::Text, false),
    field("content", Kind::List, false),
];
const MESSAGE: &[Field] = &[field("text", Kind::Text, true), field("attributes", Kind::List, false)];

/// What the schema says against a new comment.
pub fn complaints(body: &Map<String, Value>) -> Vec<String> {
    let mut all = schema::complaints("", body, COMMENT);
    if let Some(message) = body.get("message").and_then(Value::as_object) {
        all.extend(schema::complaints("/message", message, MESSAGE));
    }
    all
}

pub fn comment_json(world: &World, comment: &Comment) -> Value {
    let stamp = |at: i64| match &comment.agent {
        Some(agent) => json!({"actor": comment.actor, "impersonator": agent, "time": at}),
        None => json!({"actor": comment.actor, "time": at}),
    };
    let answers = world.social.answers(&comment.post, Some(&comment.id)).count();
    let likes = world.social.reactions(&comment.urn()).count();
    let mut json = json!({
        "actor": comment.actor,
        "created": stamp(comment.created_at.timestamp_millis()),
        "lastModified": stamp(comment.modified_at.timestamp_millis()),
        "id": comment.id,
        "$URN": comment.urn(),
        "commentUrn": comment.urn(),
        "message": {"attributes": comment.attributes, "text": comment.text},
        "object": comment.activity,
        "likesSummary": {
            "totalLikes": likes, "aggregatedTotalLikes": likes,
            "likedByCurrentUser": false, "selectedLikes": [],
        },
        "commentsSummary": {
            "totalFirstLevelComments": answers,
            "aggregatedTotalComments": answers,
            "selectedComments": [],
        },
    });
    if let Some(agent) = &comment.agent {
        json["agent"] = json!(agent);
    }
    if let Some(parent) = comment.parent.as_deref().and_then(|parent| world.social.comment(parent)) {
        json["parentComment"] = json!(parent.urn());
    }
    if !comment.content.is_null() {
        json["content"] = comment.content.clone();
    }
    json
}
