//! LinkedIn's pages for readers: the feed, one post, a profile. Plain HTML, no scripts.

mod attached;
mod files;
mod post;
mod pulse;
mod talk;
mod words;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;

use crate::avatar::portrait;
use crate::html::{card, escape, page};
use crate::linkedin::in_feed;
use crate::world::{Ctx, Post, World};

const NEWEST: usize = 100;
const STYLE: &str = include_str!("feed/feed.css");
/// Whatever a post says, the page loads and runs nothing but what it shows.
const POLICY: &str =
    "default-src 'none'; img-src *; media-src *; style-src 'unsafe-inline'; form-action 'none'";

pub fn router() -> Router<Ctx> {
    Router::new()
        .route("/", get(|| async { Redirect::to("/feed/") }))
        .route("/feed", get(feed))
        .route("/feed/hashtag/{word}", get(hashtag))
        .route("/feed/update/{urn}", get(update))
        .route("/embed/feed/update/{urn}", get(update))
        .route("/in/{vanity}", get(profile))
        .route("/company/{vanity}", get(profile))
        .route("/pulse/{slug}", get(pulse::article))
        .route("/pulse/{slug}/cover.png", get(pulse::cover))
        .route("/dms/media/{id}", get(files::media))
        .route("/dms/media/{id}/thumbnail", get(files::thumbnail))
        .route("/dms/media/{id}/captions.vtt", get(files::captions))
        .route("/dms/image/v2/{slug}/profile-displayphoto", get(picture))
}

async fn feed(State(hub): State<Ctx>) -> Response {
    let world = hub.world();
    let posts = world.posts.all().iter().filter(|post| in_feed(&world, post)).collect();
    stream(&world, "Feed", "<h1>Feed</h1>", posts)
}

async fn hashtag(State(hub): State<Ctx>, Path(word): Path<String>) -> Response {
    let world = hub.world();
    let posts = world
        .posts
        .all()
        .iter()
        .filter(|post| {
            in_feed(&world, post) && words::hashtags(post).any(|tag| tag.eq_ignore_ascii_case(&word))
        })
        .collect();
    let title = format!("#{word}");
    stream(&world, &title, &format!("<h1>{}</h1>", escape(&title)), posts)
}

/// One post, whole, with everything that was said about it.
async fn update(State(hub): State<Ctx>, Path(urn): Path<String>) -> Response {
    let world = hub.world();
    match world.posts.find(&urn).filter(|post| !post.deleted) {
        Some(post) => {
            let article = post::article(&world, post, post::Shown::Whole);
            framed(StatusCode::OK, &post.author_name, &article)
        }
        None => card(
            StatusCode::NOT_FOUND,
            "LinkedIn",
            "This post cannot be displayed",
            "<p>It was deleted, or it never existed.</p><p><a href=\"/feed/\">Back to the feed</a></p>",
        ),
    }
}

async fn profile(State(hub): State<Ctx>, Path(vanity): Path<String>) -> Response {
    let world = hub.world();
    let person = world.people.get(&vanity).map(|person| (person.name(), person.headline.clone()));
    let found = person.or_else(|| {
        let page = world.people.organizations.iter().find(|page| page.vanity == vanity)?;
        Some((page.name.clone(), format!("{} followers", thousands(page.followers))))
    });
    let Some((name, headline)) = found else {
        return card(
            StatusCode::NOT_FOUND,
            "LinkedIn",
            "This page does not exist",
            "<p>Nobody in the sandbox has this address.</p><p><a href=\"/feed/\">Back to the feed</a></p>",
        );
    };
    let posts: Vec<&Post> =
        world.posts.all().iter().filter(|post| post.author_slug == vanity && in_feed(&world, post)).collect();
    let head = format!(
        "<header class=profile><div class=cover></div><img src=\"{}\" alt=\"\">\
         <h1>{}</h1><p>{}</p><p class=note>{}</p></header>",
        escape(&world.picture_url(&vanity)),
        escape(&name),
        escape(&headline),
        counted(posts.len(), "post", "posts"),
    );
    stream(&world, &name, &head, posts)
}

fn stream(world: &World, title: &str, head: &str, mut posts: Vec<&Post>) -> Response {
    posts.sort_by_key(|post| std::cmp::Reverse(post.created_at));
    let mut articles: String =
        posts.iter().take(NEWEST).map(|post| post::article(world, post, post::Shown::Folded)).collect();
    if articles.is_empty() {
        articles.push_str("<p class=note>Nothing was published yet.</p>");
    } else if posts.len() > NEWEST {
        articles.push_str(&format!("<p class=note>The newest {NEWEST} of {} posts.</p>", posts.len()));
    }
    framed(StatusCode::OK, title, &format!("{head}{articles}"))
}

fn framed(status: StatusCode, title: &str, body: &str) -> Response {
    let mut response = page(
        status,
        title,
        &format!("<style>{STYLE}</style>"),
        &format!("<nav class=top><a href=\"/feed/\">Feed</a></nav><main class=feed>{body}</main>"),
    );
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

/// `1 comment`, `2 comments`.
fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{} {}", thousands(count as u64), if count == 1 { one } else { several })
}

/// `12,407`.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
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

#[cfg(test)]
mod tests {
    use super::{counted, thousands};

    #[test]
    fn numbers_are_grouped_and_counted() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(thousands(number), text);
        }
        assert_eq!(counted(1, "page", "pages"), "1 page");
        assert_eq!(counted(2, "page", "pages"), "2 pages");
    }
}
