//! The files of posts, whole or the range a player asks for.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;

use crate::world::{Content, Ctx, World};

const STEP: u64 = 256 * 1024;
/// A browser may show these; everything else it keeps.
const SHOWN: &[&str] = &["image/png", "image/jpeg", "image/gif", "video/mp4", "application/pdf", "text/vtt"];

pub async fn media(State(hub): State<Ctx>, headers: HeaderMap, Path(id): Path<String>) -> Response {
    let found = file(&hub.world(), &id);
    served(found, &headers)
}

pub async fn thumbnail(State(hub): State<Ctx>, headers: HeaderMap, Path(id): Path<String>) -> Response {
    let found = hub.world().linkedin.media.get(&id).and_then(|asset| {
        let thumbnail = asset.thumbnail.as_ref()?;
        Some((thumbnail.mime.clone(), thumbnail.bytes.clone()?))
    });
    served(found, &headers)
}

/// Captions in the browser's format: LinkedIn takes SRT, whose times have a comma.
pub async fn captions(State(hub): State<Ctx>, headers: HeaderMap, Path(id): Path<String>) -> Response {
    let found = hub.world().linkedin.media.get(&id).and_then(|asset| asset.captions.as_ref()?.bytes.clone());
    let text = found
        .and_then(|content| content.read(0..content.len()).ok())
        .map(|bytes| web_vtt(&String::from_utf8_lossy(&bytes)));
    served(text.map(|text| ("text/vtt".to_owned(), Content::from(text.into_bytes()))), &headers)
}

fn web_vtt(subtitles: &str) -> String {
    let mut text = "WEBVTT\n\n".to_owned();
    for line in subtitles.trim_start_matches('\u{feff}').lines() {
        if line.contains("-->") {
            text.push_str(&line.replace(',', "."));
        } else {
            text.push_str(line);
        }
        text.push('\n');
    }
    text
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

fn served(found: Option<(String, Content)>, headers: &HeaderMap) -> Response {
    let Some((mime, content)) = found else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let length = content.len();
    let asked = headers.get(header::RANGE).and_then(|range| range.to_str().ok());
    let (status, first, end) = match asked.map(|range| range_of(range, length)) {
        None | Some(Range::Ignored) => (StatusCode::OK, 0, length),
        Some(Range::Part(first, end)) => (StatusCode::PARTIAL_CONTENT, first, end),
        Some(Range::Beyond) => {
            return (
                StatusCode::RANGE_NOT_SATISFIABLE,
                [(header::CONTENT_RANGE, format!("bytes */{length}"))],
            )
                .into_response();
        }
    };
    if content.read(first..first).is_err() {
        return StatusCode::GONE.into_response();
    }
    let shown = SHOWN.contains(&mime.as_str());
    let mut response = (
        status,
        [
            (header::CONTENT_TYPE, mime),
            (header::CONTENT_LENGTH, (end - first).to_string()),
            (header::ACCEPT_RANGES, "bytes".to_owned()),
            (header::ETAG, format!("\"{}\"", content.sha256())),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        ],
        body(content, first, end),
    )
        .into_response();
    if status == StatusCode::PARTIAL_CONTENT
        && let Ok(range) = HeaderValue::try_from(format!("bytes {first}-{}/{length}", end - 1))
    {
        response.headers_mut().insert(header::CONTENT_RANGE, range);
    }
    if !shown {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    }
    response
}

/// In steps, so that a film is never in memory as a whole.
fn body(content: Content, first: u64, end: u64) -> Body {
    Body::from_stream(stream::unfold((content, first), move |(content, at)| async move {
        if at >= end {
            return None;
        }
        let next = end.min(at + STEP);
        let bytes = content.read(at..next);
        Some((bytes, (content, next)))
    }))
}

#[derive(Debug, PartialEq, Eq)]
enum Range {
    /// From the first byte up to, not including, the second.
    Part(u64, u64),
    Beyond,
    /// Several ranges, or no bytes: the whole file is a right answer.
    Ignored,
}

fn range_of(text: &str, length: u64) -> Range {
    let Some((first, last)) = text.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Range::Ignored;
    };
    let number = |text: &str| text.trim().parse::<u64>().ok();
    match (number(first), number(last)) {
        (None, Some(0)) => Range::Beyond,
        (None, Some(suffix)) if first.trim().is_empty() && length > 0 => {
            Range::Part(length.saturating_sub(suffix), length)
        }
        (Some(first), _) if first >= length => Range::Beyond,
        (Some(first), None) if last.trim().is_empty() => Range::Part(first, length),
        (Some(first), Some(last)) if last >= first => Range::Part(first, length.min(last.saturating_add(1))),
        _ => Range::Ignored,
    }
}

#[cfg(test)]
mod tests {
    use super::{Range, range_of, web_vtt};

    #[test]
    fn ranges_as_players_ask_for_them() {
        for (text, expected) in [
            ("bytes=0-", Range::Part(0, 100)),
            ("bytes=10-19", Range::Part(10, 20)),
            ("bytes=90-500", Range::Part(90, 100)),
            ("bytes=-30", Range::Part(70, 100)),
            ("bytes=-500", Range::Part(0, 100)),
            ("bytes=100-", Range::Beyond),
            ("bytes=-0", Range::Beyond),
            ("bytes=20-10", Range::Ignored),
            ("bytes=0-1,5-6", Range::Ignored),
            ("lines=1-2", Range::Ignored),
        ] {
            assert_eq!(range_of(text, 100), expected, "{text}");
        }
    }

    #[test]
    fn subtitles_become_captions() {
        let srt = "1\r\n00:00:01,000 --> 00:00:02,500\r\nHello, all\r\n";
        assert_eq!(web_vtt(srt), "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.500\nHello, all\n");
    }
}
