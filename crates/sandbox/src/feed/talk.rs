//! Comments under a post.

use super::post::Shown;
use super::words;
use crate::html::escape;
use crate::linkedin::named;
use crate::world::{Comment, Post, World};

const NEWEST: usize = 3;

/// The comments: all of them on the post's own page, the newest few in a stream.
pub fn comments(world: &World, post: &Post, shown: Shown) -> String {
    let all: Vec<&Comment> = world.social.answers(&post.urn, None).collect();
    let hidden = if shown == Shown::Whole { 0 } else { all.len().saturating_sub(NEWEST) };
    let mut html = String::new();
    if let Some(first) = post.details.get("firstComment").and_then(serde_json::Value::as_str) {
        html.push_str(&spoken(world, &post.author_urn, first, "", ""));
    }
    if hidden > 0 {
        html.push_str(&format!(
            "<p class=note><a href=\"/feed/update/{}/\">Show all {} comments</a></p>",
            escape(&post.urn),
            all.len()
        ));
    }
    for comment in &all[hidden..] {
        let answers: String = world
            .social
            .answers(&post.urn, Some(&comment.id))
            .map(|answer| spoken(world, &answer.actor, &answer.text, &liked(world, answer), ""))
            .collect();
        let answers =
            if answers.is_empty() { answers } else { format!("<div class=answers>{answers}</div>") };
        html.push_str(&spoken(world, &comment.actor, &comment.text, &liked(world, comment), &answers));
    }
    if html.is_empty() { html } else { format!("<section class=talk aria-label=Comments>{html}</section>") }
}

fn spoken(world: &World, actor: &str, text: &str, liked: &str, answers: &str) -> String {
    let (name, slug) = named(world, actor);
    let home = words::home(world, actor).unwrap_or_default();
    format!(
        "<div class=comment><img src=\"{picture}\" alt=\"\"><div><div class=said>\
         <b><a href=\"{home}\">{name}</a></b><p>{text}</p></div>{liked}{answers}</div></div>",
        picture = escape(&world.picture_url(&slug)),
        home = escape(&home),
        name = escape(&name),
        text = words::of_plain(world, text),
    )
}

fn liked(world: &World, comment: &Comment) -> String {
    let reactions = world.social.counted(&comment.urn());
    if reactions.is_empty() {
        return String::new();
    }
    let faces: String = reactions.keys().map(|kind| face(kind)).collect();
    format!("<p class=note>{faces} {}</p>", reactions.values().sum::<usize>())
}

/// How a reaction looks.
pub fn face(kind: &str) -> &'static str {
    match kind {
        "PRAISE" => "👏",
        "EMPATHY" => "❤️",
        "INTEREST" => "💡",
        "APPRECIATION" => "🫶",
        "ENTERTAINMENT" => "😄",
        _ => "👍",
    }
}
