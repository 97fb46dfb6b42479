//! A few posts from before, so that the feed is not empty.

use chrono::TimeDelta;
use serde_json::{Map, Value};

use crate::world::{Post, World};

/// Author, days ago, text.
const PAST: [(&str, i64, &str); 6] = [
    ("dana-okafor", 5, "We’re hiring in Lagos. Two partners, one office with a view of the lagoon."),
    (
        "elif-watanabe",
        9,
        "Three years ago this was a bench and a borrowed microscope. Today 41 of us moved in.",
    ),
    ("chloe-lambert", 11, "A good job ad says what the first Tuesday looks like."),
    ("tomas-brandt", 16, "Retained or contingent? Ask who carries the risk when nobody fits."),
    (
        "ravi-kulkarni",
        23,
        "Night shifts are not the reason nurses leave. Rosters published on Sunday evening are.",
    ),
    ("amara-sithole", 30, "Thank you to every client who let us say no to a brief this year."),
];

pub fn publish(world: &mut World) {
    for (slug, days, text) in PAST {
        let number = world.ids.snowflake();
        let at = world.now() - TimeDelta::days(days) - TimeDelta::minutes(days * 53);
        let Some(person) = world.people.get(slug) else {
            continue;
        };
        let urn = format!("urn:li:share:{number}");
        world.posts.publish(Post {
            provider_id: urn.clone(),
            urn,
            provider: "linkedin",
            author_urn: person.urn(),
            author_name: person.name(),
            author_slug: person.slug.clone(),
            commentary: text.to_owned(),
            stored: text.to_owned(),
            text: text.to_owned(),
            visibility: "PUBLIC".to_owned(),
            content: Value::Null,
            details: Map::new(),
            media: Vec::new(),
            created_at: at,
            modified_at: at,
            edited: false,
            deleted: false,
            seeded: true,
        });
    }
}
