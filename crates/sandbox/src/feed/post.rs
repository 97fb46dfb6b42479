//! One post, as a reader sees it.

use super::{attached, counted, talk, words};
use crate::html::escape;
use crate::world::{Post, World};

/// How much of a post is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// In a stream: long words folded, the newest comments.
    Folded,
    /// On a page of its own.
    Whole,
}

pub fn article(world: &World, post: &Post, shown: Shown) -> String {
    let urn = escape(&post.urn);
    format!(
        "<article class=post data-urn=\"{urn}\">{head}{words}{attached}{sums}{talk}</article>",
        head = head(world, post),
        words = folded(world, post, shown),
        attached = attached::attached(world, post),
        sums = sums(world, post),
        talk = talk::comments(world, post, shown),
    )
}

/// Who said it, when, through what and to whom.
pub fn head(world: &World, post: &Post) -> String {
    let urn = escape(&post.urn);
    let home = words::home(world, &post.author_urn).unwrap_or_else(|| format!("/in/{}", post.author_slug));
    let seen_by = match post.visibility.as_str() {
        "CONNECTIONS" => " · Connections only",
        "LOGGED_IN" => " · Members only",
        "CONTAINER" => " · Group",
        _ => "",
    };
    format!(
        "<div class=person><img src=\"{picture}\" alt=\"\"><div><b><a href=\"{home}\">{name}</a></b>\
         <span>{headline}</span>\
         <span><a href=\"/feed/update/{urn}/\"><time datetime=\"{machine}\">{at}</time></a>\
         {edited}{seen_by} · via {provider}</span></div></div>",
        picture = escape(&world.picture_url(&post.author_slug)),
        home = escape(&home),
        name = escape(&post.author_name),
        headline = escape(&headline(world, post)),
        machine = post.created_at.to_rfc3339(),
        at = post.created_at.format("%-d %b %Y, %H:%M UTC"),
        edited = if post.edited { " · Edited" } else { "" },
        provider = post.provider,
    )
}

fn headline(world: &World, post: &Post) -> String {
    let member = || world.people.get(&post.author_slug).map(|person| person.headline.clone());
    match world.people.organization(&post.author_urn) {
        Some(page) => format!("{} followers", super::thousands(page.followers)),
        None => member().unwrap_or_default(),
    }
}

fn folded(world: &World, post: &Post, shown: Shown) -> String {
    if post.text.is_empty() {
        return String::new();
    }
    let words = words::of_post(world, post);
    if shown == Shown::Whole || !words::is_long(&post.text) {
        return format!("<div class=words>{words}</div>");
    }
    let id = format!("more-{}", escape(&post.urn));
    format!(
        "<input class=fold type=checkbox id=\"{id}\" aria-label=\"Show all of the text\">\
         <div class=words>{words}</div><label class=more for=\"{id}\">…more</label>"
    )
}

fn sums(world: &World, post: &Post) -> String {
    let reactions = world.social.counted(&post.urn);
    let comments = world.social.thread(&post.urn).count();
    let reposts = world
        .posts
        .all()
        .iter()
        .filter(|other| {
            !other.deleted && other.content.get("reshare").is_some_and(|parent| parent == post.urn.as_str())
        })
        .count();
    if reactions.is_empty() && comments == 0 && reposts == 0 {
        return String::new();
    }
    let faces: String = reactions.keys().map(|kind| talk::face(kind)).collect();
    let total: usize = reactions.values().sum();
    let mut parts = Vec::new();
    if total > 0 {
        parts.push(format!("{faces} {}", counted(total, "reaction", "reactions")));
    }
    if comments > 0 {
        parts.push(counted(comments, "comment", "comments"));
    }
    if reposts > 0 {
        parts.push(counted(reposts, "repost", "reposts"));
    }
    format!("<p class=sums>{}</p>", parts.join(" · "))
}
