//! Comments and reactions: what both versions of the API have in common.

use serde_json::{Value, json};

use super::account::Account;
use super::publishing;
use crate::world::{Comment, Post, Reaction, World};

/// The Node client's schema of the call that comments.
const LONGEST_COMMENT: usize = 1_250;

/// Unipile's word for a reaction, and LinkedIn's.
pub const REACTIONS: [(&str, &str); 6] = [
    ("like", "LIKE"),
    ("celebrate", "PRAISE"),
    ("support", "APPRECIATION"),
    ("love", "EMPATHY"),
    ("insightful", "INTEREST"),
    ("funny", "ENTERTAINMENT"),
];

/// Why nothing was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemarkRefusal {
    NoSuchPost,
    NoSuchComment,
    Empty,
    TooLong,
    Closed,
    NotAdministrator,
    UnknownReaction,
    SaidBefore,
}

impl RemarkRefusal {
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NoSuchPost => "Post not found.",
            Self::NoSuchComment => "Comment not found.",
            Self::Empty => "text is required.",
            Self::TooLong => "text is longer than 1250 characters.",
            Self::Closed => "The post takes no comments.",
            Self::NotAdministrator => "The member does not administer this page.",
            Self::UnknownReaction => "LinkedIn has no such reaction.",
            Self::SaidBefore => "The member has reacted like this before.",
        }
    }
}

/// Comments on a post, or answers one of its comments; returns the comment's id.
pub fn comment(
    world: &mut World,
    account: &Account,
    post: &str,
    parent: Option<&str>,
    organization: Option<&str>,
    text: &str,
) -> Result<String, RemarkRefusal> {
    let post = publishing::find(world, post).ok_or(RemarkRefusal::NoSuchPost)?;
    let (post, activity) = (post.urn.clone(), post.activity_urn());
    if world.social.is_closed(&post) {
        return Err(RemarkRefusal::Closed);
    }
    if text.trim().is_empty() {
        return Err(RemarkRefusal::Empty);
    }
    if text.chars().count() > LONGEST_COMMENT {
        return Err(RemarkRefusal::TooLong);
    }
    let parent = parent.map(|id| under(world, &post, id)).transpose()?;
    let (actor, agent) = speaker(world, account, organization)?;
    let now = world.now();
    let id = world.ids.snowflake();
    world.social.add_comment(Comment {
        id: id.clone(),
        actor,
        agent,
        post,
        activity,
        parent,
        text: text.to_owned(),
        attributes: json!([]),
        content: Value::Null,
        created_at: now,
        modified_at: now,
    });
    Ok(id)
}

/// Reacts to a post, or to one of its comments. Another reaction takes the place of an earlier one.
pub fn react(
    world: &mut World,
    account: &Account,
    post: &str,
    comment: Option<&str>,
    organization: Option<&str>,
    word: &str,
) -> Result<(), RemarkRefusal> {
    let (_, kind) = REACTIONS.iter().find(|(name, _)| *name == word).ok_or(RemarkRefusal::UnknownReaction)?;
    let entity = entity(world, post, comment)?;
    let (actor, agent) = speaker(world, account, organization)?;
    if world.social.reaction(&entity, &actor).is_some_and(|earlier| earlier.kind == *kind) {
        return Err(RemarkRefusal::SaidBefore);
    }
    world.social.unreact(&entity, &actor);
    let at = world.now();
    world.social.react(&entity, Reaction { actor, agent, kind: (*kind).to_owned(), at });
    Ok(())
}

/// The URN reactions are kept under.
pub fn entity(world: &World, post: &str, comment: Option<&str>) -> Result<String, RemarkRefusal> {
    let post = publishing::find(world, post).ok_or(RemarkRefusal::NoSuchPost)?.urn.clone();
    let Some(comment) = comment else {
        return Ok(post);
    };
    let id = under(world, &post, comment)?;
    world.social.comment(&id).map(Comment::urn).ok_or(RemarkRefusal::NoSuchComment)
}

/// A comment's id, when it stands under this post.
fn under(world: &World, post: &str, id: &str) -> Result<String, RemarkRefusal> {
    world
        .social
        .comment(id)
        .filter(|comment| comment.post == post)
        .map(|comment| comment.id.clone())
        .ok_or(RemarkRefusal::NoSuchComment)
}

/// The account's member, or a page with the member behind it.
fn speaker(
    world: &World,
    account: &Account,
    organization: Option<&str>,
) -> Result<(String, Option<String>), RemarkRefusal> {
    let author = |organization| {
        let author = publishing::author(world, account, organization);
        author.map(|author| author.urn).map_err(|_| RemarkRefusal::NotAdministrator)
    };
    let member = author(None)?;
    match organization {
        None => Ok((member, None)),
        page => Ok((author(page)?, Some(member))),
    }
}

/// How often a post was reacted to, commented on and shared again.
pub fn counts(world: &World, post: &Post) -> (usize, usize, usize) {
    let reshared = |other: &&Post| {
        !other.deleted && other.content.get("reshare").and_then(Value::as_str) == Some(post.urn.as_str())
    };
    (
        world.social.reactions(&post.urn).count(),
        world.social.thread(&post.urn).count(),
        world.posts.all().iter().filter(reshared).count(),
    )
}

/// Who speaks, for both versions to show.
pub struct Speaker {
    pub id: String,
    pub name: String,
    pub public_identifier: String,
    pub headline: Option<String>,
    pub profile_url: String,
    pub is_company: bool,
}

/// The member or page behind a URN.
pub fn who(world: &World, urn: &str) -> Speaker {
    let www = &world.endpoints.linkedin.www;
    if let Some(page) = urn.strip_prefix("urn:li:organization:").and_then(|_| world.people.organization(urn))
    {
        return Speaker {
            id: page.id.to_string(),
            name: page.name.clone(),
            public_identifier: page.vanity.clone(),
            headline: None,
            profile_url: format!("{www}/company/{}", page.vanity),
            is_company: true,
        };
    }
    let member = world.people.by_sub(urn.trim_start_matches("urn:li:person:"));
    Speaker {
        id: member.map_or_else(|| urn.to_owned(), |member| member.profile_id.clone()),
        name: member.map(crate::world::Person::name).unwrap_or_default(),
        public_identifier: member.map(|member| member.slug.clone()).unwrap_or_default(),
        headline: member.map(|member| member.headline.clone()),
        profile_url: format!("{www}/in/{}", member.map(|member| member.slug.as_str()).unwrap_or_default()),
        is_company: false,
    }
}
