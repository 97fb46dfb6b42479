//! LinkedIn's pages for readers: the feed, one post, a profile, pictures.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use serde_json::Value;

use crate::avatar::portrait;
use crate::html::{card, escape, page};
use crate::linkedin::in_feed;
use crate::world::{Content, Ctx, Post, World};

const NEWEST: usize = 100;

pub fn router() -> Router<Ctx> {
    Router::new()
        .route("/", get(|| async { Redirect::to("/feed/") }))
        .route("/feed", get(feed))
        .route("/feed/update/{urn}", get(update))
        .route("/embed/feed/update/{urn}", get(update))
        .route("/in/{vanity}", get(profile))
        .route("/company/{vanity}", get(profile))
        .route("/dms/media/{id}", get(media))
        .route("/dms/image/v2/{slug}/profile-displayphoto", get(picture))
}

async fn feed(State(hub): State<Ctx>) -> Response {
    let world = hub.world();
    let posts: Vec<&Post> = world.posts.all().iter().filter(|post| in_feed(&world, post)).collect();
    stream(&world, "Feed", "", posts)
}

async fn update(State(hub): State<Ctx>, Path(urn): Path<String>) -> Response {
    let world = hub.world();
    match world.posts.find(&urn).filter(|post| !post.deleted) {
        Some(post) => stream(&world, &post.author_name.clone(), "", vec![post]),
        None => card(
            StatusCode::NOT_FOUND,
            "LinkedIn",
            "This post cannot be displayed",
            "<p>It was deleted, or it never existed.</p>",
        ),
    }
}

async fn profile(State(hub): State<Ctx>, Path(vanity): Path<String>) -> Response {
    let world = hub.world();
    let found =
        world.people.get(&vanity).map(|person| (person.name(), person.headline.clone())).or_else(|| {
            world
                .people
                .organizations
                .iter()
                .find(|page| page.vanity == vanity)
                .map(|page| (page.name.clone(), format!("{} followers", page.followers)))
        });
    let Some((name, headline)) = found else {
        return card(
            StatusCode::NOT_FOUND,
            "LinkedIn",
            "This page does not exist",
            "<p>Nobody in the sandbox has this address.</p>",
        );
    };
    let head = format!(
        "<div class=person><img src=\"{}\" alt=\"\"><div><b>{}</b><span>{}</span></div></div>",
        escape(&world.picture_url(&vanity)),
        escape(&name),
        escape(&headline)
    );
    let posts = world.posts.all().iter().filter(|post| post.author_slug == vanity).collect();
    stream(&world, &name, &head, posts)
}

fn stream(world: &World, title: &str, head: &str, mut posts: Vec<&Post>) -> Response {
    posts.retain(|post| !post.deleted);
    posts.sort_by_key(|post| std::cmp::Reverse(post.created_at));
    let articles: String = posts.iter().take(NEWEST).map(|post| article(world, post)).collect();
    let articles = if articles.is_empty() {
        "<p class=note>Nothing was published yet.</p>".to_owned()
    } else {
        articles
    };
    page(
        StatusCode::OK,
        title,
        "",
        &format!("<main class=feed><h1>{}</h1>{head}{articles}</main>", escape(title)),
    )
}

fn article(world: &World, post: &Post) -> String {
    let pictures: String = post
        .media
        .iter()
        .map(|media| format!("<img src=\"/dms/media/{}\" alt=\"{}\">", escape(&media.id), escape(&media.alt)))
        .collect();
    let edited = if post.edited { " · Edited" } else { "" };
    format!(
        "<article class=post data-urn=\"{urn}\"><div class=person>\
         <img src=\"{picture}\" alt=\"\"><div><b><a href=\"/in/{slug}\">{name}</a></b>\
         <span><a href=\"/feed/update/{urn}/\"><time>{at}</time></a> · via {provider}{edited}</span></div></div>\
         <div class=text>{text}</div>{extra}<div class=pictures>{pictures}</div></article>",
        urn = escape(&post.urn),
        picture = escape(&world.picture_url(&post.author_slug)),
        slug = escape(&post.author_slug),
        name = escape(&post.author_name),
        at = post.created_at.format("%-d %b %Y, %H:%M UTC"),
        provider = post.provider,
        text = escape(&post.text),
        extra = attached(&post.content),
    )
}

/// A link card, a poll or a reshare.
fn attached(content: &Value) -> String {
    if let Some(article) = content.get("article") {
        let field = |name: &str| escape(article.get(name).and_then(Value::as_str).unwrap_or(""));
        return format!(
            "<div class=piece><b>{}</b><br>{}<br><span class=note>{}</span></div>",
            field("title"),
            field("description"),
            field("source")
        );
    }
    if let Some(poll) = content.get("poll") {
        let question = poll.get("question").and_then(Value::as_str).unwrap_or("");
        let options: String = poll
            .get("options")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|option| option.get("text")?.as_str())
            .map(|text| format!("<li>{}", escape(text)))
            .collect();
        return format!("<div class=piece><b>{}</b><ul>{options}</ul></div>", escape(question));
    }
    match content.get("reshare").and_then(Value::as_str) {
        Some(parent) => {
            format!("<div class=piece>Reshare of <a href=\"/feed/update/{0}/\">{0}</a></div>", escape(parent))
        }
        None => String::new(),
    }
}

async fn media(State(hub): State<Ctx>, Path(id): Path<String>) -> Response {
    let Some((mime, content)) = file(&hub.world(), &id) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match content.read(0..content.len()) {
        Ok(bytes) => ([(header::CONTENT_TYPE, mime)], bytes).into_response(),
        Err(_) => StatusCode::GONE.into_response(),
    }
}

/// A file of a post, or one that LinkedIn has processed and nobody has posted yet.
fn file(world: &World, id: &str) -> Option<(String, Content)> {
    let posted = || world.posts.media(id).map(|media| (media.mime.clone(), media.bytes.clone()));
    let uploaded = || {
        let uploaded = world.linkedin.media.get(id)?.uploaded.as_ref()?;
        Some((uploaded.about.as_ref().ok()?.mime.clone(), uploaded.bytes.clone()))
    };
    posted().or_else(uploaded)
}

async fn picture(State(hub): State<Ctx>, Path(slug): Path<String>) -> Response {
    let name = {
        let world = hub.world();
        world.people.get(&slug).map(crate::world::Person::name).or_else(|| {
            world.people.organizations.iter().find(|page| page.vanity == slug).map(|page| page.name.clone())
        })
    };
    match name {
        Some(name) => ([(header::CONTENT_TYPE, "image/svg+xml")], portrait(&name)).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
