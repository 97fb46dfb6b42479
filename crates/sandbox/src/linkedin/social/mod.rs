//! What readers say: comments, reactions, and the sums of both.

mod comment_body;
pub mod comments;
pub mod likes;
pub mod metadata;
pub mod reactions;

use axum::Json;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;

use super::access::{Caller, Entered};
use super::errors::{ApiError, field as field_refused, not_found, version};
use super::webhooks::{Happened, happened};
use crate::world::{Comment, Post, Reaction, World};

/// Something that can be commented and reacted to.
enum Subject<'a> {
    Post(&'a Post),
    Comment(&'a Comment),
}

impl Subject<'_> {
    /// Under which name reactions to it are kept.
    fn urn(&self) -> String {
        match self {
            Self::Post(post) => post.urn.clone(),
            Self::Comment(comment) => comment.urn(),
        }
    }

    /// The name LinkedIn answers with.
    fn public_urn(&self) -> String {
        match self {
            Self::Post(post) => post.activity_urn(),
            Self::Comment(comment) => comment.urn(),
        }
    }

    fn post_urn(&self) -> &str {
        match self {
            Self::Post(post) => &post.urn,
            Self::Comment(comment) => &comment.post,
        }
    }
}

/// By share, ugcPost, activity or comment URN.
fn subject<'a>(world: &'a World, urn: &str) -> Result<Subject<'a>, ApiError> {
    let living = |urn: &str| world.posts.find(urn).filter(|post| !post.deleted);
    if let Some(id) = urn.strip_prefix("urn:li:comment:(").and_then(|rest| rest.strip_suffix(')')) {
        let comment = id.rsplit(',').next().and_then(|id| world.social.comment(id));
        return comment
            .filter(|comment| living(&comment.post).is_some())
            .map(Subject::Comment)
            .ok_or_else(not_found);
    }
    living(urn).map(Subject::Post).ok_or_else(not_found)
}

/// Scopes that let somebody speak: as the member, and as a page.
struct Voice {
    member: &'static [&'static str],
    page: &'static [&'static str],
}

/// The versioned resources want scopes of their own; the older ones are content with those of posts.
fn voice(entered: &Entered) -> Voice {
    if entered.version.is_some() {
        Voice { member: &["w_member_social_feed"], page: &["w_organization_social_feed"] }
    } else {
        Voice {
            member: &["w_member_social_feed", "w_member_social"],
            page: &["w_organization_social_feed", "w_organization_social"],
        }
    }
}

/// Who speaks, and for whom: the actor's URN and, for a page, the member behind it.
fn speaker(
    world: &World,
    entered: &Entered,
    actor: &str,
    field: &str,
) -> Result<(String, Option<String>), ApiError> {
    let caller = &entered.caller;
    let voice = voice(entered);
    let has = |scopes: &[&str]| scopes.iter().any(|scope| caller.may(scope));
    if actor == caller.urn {
        return if has(voice.member) { Ok((actor.to_owned(), None)) } else { Err(entered.denied()) };
    }
    if speaks_through(world, caller, actor) {
        let agent = Some(caller.urn.clone());
        return if has(voice.page) { Ok((actor.to_owned(), agent)) } else { Err(entered.denied()) };
    }
    Err(field_refused(&format!(
        "Field Value validation failed in REQUEST_BODY: Data Processing Exception while processing fields [/{field}]"
    )))
}

fn speaks_through(world: &World, caller: &Caller, page: &str) -> bool {
    world.people.organization(page).is_some_and(|page| page.speaks_through(&caller.person))
}

/// Adds a reaction, once for each actor, and tells the page's webhooks; the reaction's URN.
/// `entity` is the name it is kept under, `public` the one LinkedIn answers with.
fn react(world: &mut World, entity: &str, public: &str, reaction: Reaction) -> Result<String, ApiError> {
    let actor = reaction.actor.clone();
    if !world.social.react(entity, reaction) {
        let message = format!("{actor} has already reacted to {public}");
        return Err(version(world.config.reaction_twice_status, "CONFLICT", &message));
    }
    let urn = format!("urn:li:reaction:({actor},{public})");
    let like = Happened { action: "LIKE", post: entity, actor: &actor, generated: &urn, text: "" };
    happened(world, &like);
    Ok(urn)
}

/// 201 for what the older resources made: the id under its new header and its old one.
fn made(id: &str, json: Value) -> Response {
    let mut response = (StatusCode::CREATED, Json(json)).into_response();
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert("x-restli-id", id.clone());
        response.headers_mut().insert("x-linkedin-id", id);
    }
    response
}

const READ: &[&str] = &[
    "r_organization_social",
    "r_organization_social_feed",
    "r_member_social",
    "r_member_social_feed",
    "w_member_social_feed",
    "w_organization_social_feed",
];
const SPEAK: &[&str] = &["w_member_social_feed", "w_organization_social_feed"];
const SPEAK_UNVERSIONED: &[&str] =
    &["w_member_social_feed", "w_organization_social_feed", "w_member_social", "w_organization_social"];

/// The resource's name in refusals, and the scopes that let a caller speak there.
fn speaking(path: &str) -> (&'static str, &'static [&'static str]) {
    if path.starts_with("/rest/") {
        ("partnerApiSocialActions", SPEAK)
    } else {
        ("socialActions", SPEAK_UNVERSIONED)
    }
}
