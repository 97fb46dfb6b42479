//! What hangs on a post: pictures, a video, a document, a poll, an article, another post.

use chrono::TimeDelta;
use serde_json::Value;

use super::{counted, post, words};
use crate::html::escape;
use crate::world::{Media, Post, World};

/// More pictures are counted on the last one.
const TILES: usize = 5;

pub fn attached(world: &World, post: &Post) -> String {
    if let Some(parent) = text(&post.content, "reshare") {
        return reshare(world, parent);
    }
    if let Some(article) = post.content.get("article").filter(|article| {
        // Another provider may hang files on a post with a link: they come before it.
        article.get("thumbnail").is_some() || post.media.is_empty()
    }) {
        return article_card(article, post.media.first());
    }
    if let Some(poll) = post.content.get("poll") {
        return poll_card(world, post, poll);
    }
    if let Some(reference) = post.content.get("reference").and_then(|event| text(event, "id")) {
        return format!("<div class=piece><b>Event</b><p class=note>{}</p></div>", escape(reference));
    }
    let (pictures, others): (Vec<&Media>, Vec<&Media>) =
        post.media.iter().partition(|media| media.mime.starts_with("image/"));
    let others: String = others
        .iter()
        .map(|media| {
            if media.mime.starts_with("video/") {
                video(world, post, media)
            } else {
                document(world, post, media)
            }
        })
        .collect();
    gallery(&pictures) + &others
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}

fn address(media: &Media) -> String {
    format!("/dms/media/{}", escape(&media.id))
}

fn gallery(pictures: &[&Media]) -> String {
    if pictures.is_empty() {
        return String::new();
    }
    let hidden = pictures.len().saturating_sub(TILES);
    let tiles: String = pictures
        .iter()
        .take(TILES)
        .enumerate()
        .map(|(place, media)| {
            let at = address(media);
            let rest = if hidden > 0 && place == TILES - 1 {
                format!("<span class=rest>+{hidden}</span>")
            } else {
                String::new()
            };
            format!(
                "<a href=\"{at}\"><img src=\"{at}\" alt=\"{}\" loading=lazy>{rest}</a>",
                escape(&media.alt)
            )
        })
        .collect();
    format!("<div class=\"gallery of{}\">{tiles}</div>", pictures.len().min(TILES))
}

fn video(world: &World, post: &Post, media: &Media) -> String {
    let at = address(media);
    let asset = world.linkedin.media.get(&media.id);
    let has = |companion: fn(&crate::linkedin::Asset) -> bool| asset.is_some_and(companion);
    let poster = if has(|asset| asset.thumbnail.as_ref().is_some_and(|file| file.bytes.is_some())) {
        format!(" poster=\"{at}/thumbnail\"")
    } else {
        String::new()
    };
    let captions = if has(|asset| asset.captions.as_ref().is_some_and(|file| file.bytes.is_some())) {
        format!("<track kind=captions label=Captions srclang=en src=\"{at}/captions.vtt\" default>")
    } else {
        String::new()
    };
    let title = title(post).map(|title| format!("<p class=title>{}</p>", escape(title))).unwrap_or_default();
    format!(
        "<div class=film><video controls preload=metadata{poster} src=\"{at}\">{captions}</video></div>{title}"
    )
}

/// The title of the one file.
fn title(post: &Post) -> Option<&str> {
    let named = post.content.get("media").and_then(|media| text(media, "title"));
    let attached = || text(post.content.pointer("/attachments/0")?, "file_name");
    named.filter(|title| !title.is_empty()).or_else(attached)
}

fn document(world: &World, post: &Post, media: &Media) -> String {
    let pages = world
        .linkedin
        .media
        .get(&media.id)
        .and_then(|asset| asset.uploaded.as_ref()?.about.as_ref().ok()?.pages)
        .map(|pages| format!(" · {}", counted(pages as usize, "page", "pages")))
        .unwrap_or_default();
    let kind = match media.mime.as_str() {
        "application/pdf" => "PDF",
        mime if mime.contains("presentation") || mime.contains("powerpoint") => "Slides",
        _ => "Document",
    };
    format!(
        "<a class=\"piece document\" href=\"{at}\"><span class=sheet aria-hidden=true>{kind}</span>\
         <span><b>{title}</b><span class=note>{kind}{pages} · {size}</span></span></a>",
        at = address(media),
        title = escape(title(post).unwrap_or("Document")),
        size = size(media.bytes.len()),
    )
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

fn article_card(article: &Value, thumbnail: Option<&Media>) -> String {
    let source = text(article, "source").unwrap_or_default();
    let parsed = url::Url::parse(source).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let host = parsed.as_ref().and_then(|url| url.host_str()).unwrap_or_default();
    let picture = thumbnail
        .map(|media| format!("<img src=\"{}\" alt=\"{}\">", address(media), escape(&media.alt)))
        .unwrap_or_default();
    let title = text(article, "title").filter(|title| !title.is_empty()).unwrap_or(source);
    let description = text(article, "description")
        .filter(|description| !description.is_empty())
        .map(|description| format!("<p>{}</p>", escape(description)))
        .unwrap_or_default();
    let inside = format!(
        "{picture}<div><b>{}</b>{description}<span class=note>{}</span></div>",
        escape(title),
        escape(host)
    );
    match parsed {
        Some(_) => format!(
            "<a class=\"piece card-link\" href=\"{}\" rel=\"noopener nofollow\">{inside}</a>",
            escape(source)
        ),
        None => format!("<div class=\"piece card-link\">{inside}</div>"),
    }
}

fn poll_card(world: &World, post: &Post, poll: &Value) -> String {
    let options: String = poll
        .get("options")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|option| text(option, "text"))
        .map(|option| format!("<li>{}</li>", escape(option)))
        .collect();
    let days = match poll.pointer("/settings/duration").and_then(Value::as_str) {
        Some("ONE_DAY") => 1,
        Some("SEVEN_DAYS") => 7,
        Some("FOURTEEN_DAYS") => 14,
        _ => 3,
    };
    let left = post.created_at + TimeDelta::days(days) - world.now();
    let left = match (left.num_days(), left.num_hours()) {
        (_, ..0) => "Poll closed".to_owned(),
        (0, hours) => {
            format!("{} left", counted(usize::try_from(hours).unwrap_or_default(), "hour", "hours"))
        }
        (days, _) => format!("{} left", counted(usize::try_from(days).unwrap_or_default(), "day", "days")),
    };
    format!(
        "<div class=\"piece poll\"><b>{}</b><ul>{options}</ul><p class=note>0 votes · {left}</p></div>",
        escape(text(poll, "question").unwrap_or_default())
    )
}

/// The post that was shared again, without what hangs on what it shares itself.
fn reshare(world: &World, parent: &str) -> String {
    let Some(original) = world.posts.find(parent).filter(|post| !post.deleted) else {
        return "<div class=piece><p class=note>This post is no longer available.</p></div>".to_owned();
    };
    let hanging = match text(&original.content, "reshare") {
        Some(deeper) => {
            format!("<p class=note><a href=\"/feed/update/{}/\">What it shares</a></p>", escape(deeper))
        }
        None => attached(world, original),
    };
    format!(
        "<div class=\"piece reshare\">{}<div class=words>{}</div>{hanging}</div>",
        post::head(world, original),
        words::of_post(world, original)
    )
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_told_in_three_units() {
        for (bytes, text) in [(12, "12 B"), (12_345, "12 kB"), (12_345_678, "12.3 MB")] {
            assert_eq!(size(bytes), text);
        }
    }
}
