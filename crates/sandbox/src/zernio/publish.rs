//! Publishing: each target on its own, so that one may fail while another is out.

use std::cmp::max;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::draft::{kind_in, reshared};
use super::stored::{Failure, MediaItem, StoredPost, Target};
use super::{events, media, mentions};
use crate::world::{Comment, Media, Post, World};

/// Publishes the scheduled posts whose time has come.
pub fn publish_due(world: &mut World) {
    let now = world.now();
    while let Some(first) = world.zernio.due.first()
        && first.0 <= now
    {
        let Some((_, id)) = world.zernio.due.pop_first() else {
            return;
        };
        let Some(mut post) = world.zernio.posts.get(&id).cloned() else {
            continue;
        };
        if matches!(post.status.as_str(), "scheduled" | "publishing") {
            publish(world, &mut post);
        }
    }
}

/// Has the post wait for its time, or for what LinkedIn wants it to wait for.
pub fn enqueue(world: &mut World, post: &StoredPost) {
    for target in post.targets.iter().filter(|target| target.status == "pending") {
        if let Some(at) = max(post.time_of(target), target.retry_at) {
            world.zernio.due.insert((at, post.id.clone()));
        }
    }
}

/// Publishes every target whose time has come, and keeps the post as it is then.
pub fn publish(world: &mut World, post: &mut StoredPost) {
    let now = world.now();
    let mut done = Vec::new();
    for place in 0..post.targets.len() {
        let target = &post.targets[place];
        let waits = max(post.time_of(target), target.retry_at).is_some_and(|at| at > now);
        if target.status != "pending" || waits {
            continue;
        }
        let result = attempt(world, post, &post.targets[place], now);
        let target = &mut post.targets[place];
        target.attempts += 1;
        target.retry_at = None;
        match result {
            Ok((urn, url)) => {
                "published".clone_into(&mut target.status);
                target.urn = Some(urn);
                target.url = Some(url);
                target.published_at = Some(now);
                target.failure = None;
                done.push(place);
            }
            Err(Setback::Wait(until, failure)) => {
                target.retry_at = Some(until);
                target.failure = Some(failure);
            }
            Err(Setback::Failed(failure)) => {
                "failed".clone_into(&mut target.status);
                target.failure = Some(failure);
                done.push(place);
            }
        }
    }
    post.updated_at = now;
    sum_up(post).clone_into(&mut post.status);
    enqueue(world, post);
    world.zernio.posts.insert(post.id.clone(), post.clone());
    for place in done {
        let target = &post.targets[place];
        events::target(world, &target.status, post, target);
    }
    if matches!(post.status.as_str(), "published" | "partial" | "failed") {
        events::post(world, &format!("post.{}", post.status), post);
    }
}

/// The post's status, from its targets'.
pub fn sum_up(post: &StoredPost) -> &'static str {
    let has = |status: &str| post.targets.iter().any(|target| target.status == status);
    let tried = post.targets.iter().any(|target| target.attempts > 0);
    match (has("pending"), has("published"), has("failed"), has("cancelled")) {
        (true, ..) if tried => "publishing",
        (true, ..) => "scheduled",
        (_, true, false, false) => "published",
        (_, true, ..) => "partial",
        (_, false, true, _) => "failed",
        (_, false, false, true) => "cancelled",
        _ => "draft",
    }
}

enum Setback {
    Failed(Failure),
    /// Tried again by itself then.
    Wait(DateTime<Utc>, Failure),
}

fn failed(category: &str, source: &str, message: impl Into<String>) -> Setback {
    Setback::Failed(failure(category, source, message))
}

fn failure(category: &str, source: &str, message: impl Into<String>) -> Failure {
    Failure { message: message.into(), category: category.to_owned(), source: source.to_owned() }
}

/// URN and permalink of what LinkedIn took.
fn attempt(
    world: &mut World,
    post: &StoredPost,
    target: &Target,
    now: DateTime<Utc>,
) -> Result<(String, String), Setback> {
    let account = world
        .zernio
        .account(&target.account)
        .cloned()
        .ok_or_else(|| failed("account_issue", "user", "The account is not connected any more."))?;
    if !account.is_connected(now) {
        return Err(failed("auth_expired", "user", "LinkedIn's token has expired. Reconnect the account."));
    }
    let person = world
        .people
        .get(&account.person)
        .cloned()
        .ok_or_else(|| failed("account_issue", "user", "The member does not exist any more."))?;
    if person.restricted {
        return Err(failed("account_issue", "user", "LinkedIn has restricted this account."));
    }
    if !account.missing_scopes.is_empty() {
        let missing = account.missing_scopes.join(", ");
        return Err(failed("account_issue", "user", format!("The member did not grant {missing}.")));
    }
    if let Some(until) = account.rate_limited_until.filter(|until| *until > now) {
        let why = failure("platform_rate_limit", "platform", "LinkedIn limits this account for now.");
        return Err(Setback::Wait(until, why));
    }
    let organization = match target.specific.get("organizationUrn").and_then(Value::as_str) {
        Some(urn) => world.people.organization(urn).map(|page| page.id),
        None => account.organization,
    };
    let page = organization.and_then(|id| world.people.organization(&id.to_string())).cloned();
    let (author_urn, author_name, author_slug) = match &page {
        Some(page) if page.speaks_through(&person.slug) => {
            (format!("urn:li:organization:{}", page.id), page.name.clone(), page.vanity.clone())
        }
        Some(page) => {
            let why = format!("The member does not administer {}.", page.name);
            return Err(failed("account_issue", "user", why));
        }
        None => (person.urn(), person.name(), person.slug.clone()),
    };
    let rendered = mentions::render(world, post.text_of(target))
        .map_err(|mention| failed("user_content", "user", format!("{mention} names nobody.")))?;
    let media = files(world, post.media_of(target))?;
    let content = content(target, post, &media, &rendered.text);
    let window = chrono::TimeDelta::seconds(world.config.duplicate_window_s);
    if world.posts.twin(&author_urn, &rendered.commentary, &content, now - window).is_some() {
        return Err(failed("user_content", "user", "LinkedIn refused a duplicate of an earlier post."));
    }
    let urn = format!("urn:li:share:{}", world.ids.snowflake());
    let url = format!("{}/feed/update/{urn}/", world.endpoints.linkedin.www);
    let post = Post {
        urn: urn.clone(),
        provider_id: urn.clone(),
        provider: "zernio",
        author_urn,
        author_name,
        author_slug,
        stored: rendered.commentary.clone(),
        commentary: rendered.commentary,
        text: rendered.text,
        visibility: "PUBLIC".to_owned(),
        content,
        details: Map::new(),
        media: media.into_iter().map(|(_, media)| media).collect(),
        created_at: now,
        modified_at: now,
        edited: false,
        deleted: false,
        seeded: false,
    };
    if let Some(text) = target.specific.get("firstComment").and_then(Value::as_str) {
        let agent = page.is_some().then(|| person.urn());
        comment_first(world, &post, agent, text);
    }
    world.posts.publish(post);
    Ok((urn, url))
}

/// The author's own comment, right under the post.
fn comment_first(world: &mut World, post: &Post, agent: Option<String>, text: &str) {
    let comment = Comment {
        id: world.ids.snowflake(),
        actor: post.author_urn.clone(),
        agent,
        post: post.urn.clone(),
        activity: post.activity_urn(),
        parent: None,
        text: text.to_owned(),
        attributes: json!([]),
        content: Value::Null,
        created_at: post.created_at,
        modified_at: post.created_at,
    };
    world.social.add_comment(comment);
}

/// The bytes behind each item, with the kind of file it is.
fn files(world: &mut World, items: &[MediaItem]) -> Result<Vec<(&'static str, Media)>, Setback> {
    let mut files = Vec::new();
    for item in items {
        let upload = media::stored(world, &item.url);
        let Some((mime, bytes)) = upload else {
            return Err(failed(
                "user_content",
                "user",
                format!("Could not download the media at {}", item.url),
            ));
        };
        let kind = match item.kind.as_deref().or_else(|| kind_in(&item.url)) {
            Some("video") => "video",
            Some("document") => "document",
            _ if mime.starts_with("video/") => "video",
            _ if mime == "application/pdf" => "document",
            _ => "image",
        };
        let id = world.ids.alphanumeric(20);
        files.push((kind, Media { id, mime, alt: item.alt_text.clone().unwrap_or_default(), bytes }));
    }
    Ok(files)
}

/// What is attached, in LinkedIn's words.
fn content(target: &Target, post: &StoredPost, media: &[(&'static str, Media)], text: &str) -> Value {
    if let Some(poll) = target.specific.get("poll") {
        let options: Vec<Value> = poll
            .get("options")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .map(|option| json!({"text": option}))
            .collect();
        let duration = poll.get("duration").cloned().unwrap_or_else(|| json!("SEVEN_DAYS"));
        return json!({"poll": {
            "question": poll.get("question"),
            "options": options,
            "settings": {"duration": duration},
        }});
    }
    if let Some(parent) = target.specific.get("reshareUrl").and_then(Value::as_str).and_then(reshared) {
        return json!({"reshare": parent});
    }
    match media {
        [] => match link_in(text).filter(|_| target.specific.get("disableLinkPreview") != Some(&json!(true)))
        {
            Some(link) => {
                let title = url::Url::parse(link).ok().and_then(|url| url.host_str().map(ToOwned::to_owned));
                json!({"article": {"source": link, "title": title, "description": ""}})
            }
            None => Value::Null,
        },
        [(kind, one)] => {
            let item = post.media_of(target).first();
            let title = target
                .specific
                .get("documentTitle")
                .and_then(Value::as_str)
                .or_else(|| item?.title.as_deref())
                .or_else(|| post.labels.get("title")?.as_str())
                .or_else(|| item?.filename.as_deref());
            let mut media = json!({"id": format!("urn:li:{kind}:{}", one.id), "altText": one.alt});
            if let Some(title) = title.filter(|_| *kind != "image") {
                media["title"] = json!(title);
            }
            json!({"media": media})
        }
        many => {
            let images: Vec<Value> = many
                .iter()
                .map(|(_, one)| json!({"id": format!("urn:li:image:{}", one.id), "altText": one.alt}))
                .collect();
            json!({"multiImage": {"images": images}})
        }
    }
}

fn link_in(text: &str) -> Option<&str> {
    text.split_whitespace().find(|word| word.starts_with("http://") || word.starts_with("https://"))
}
