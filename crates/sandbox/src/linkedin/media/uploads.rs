//! The upload host: bytes to the URLs that an `initializeUpload` gave out.

use std::io;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};

use super::videos::{disk, finish};
use super::{Intake, Kind, formats};
use crate::arrival::Arrival;
use crate::linkedin::access::caller;
use crate::linkedin::errors::{ApiError, not_found, plain, version};
use crate::linkedin::posts::may_act_for;
use crate::world::{Assembly, Ctx, World};

const LARGEST_DOCUMENT: u64 = 100 * 1024 * 1024;

/// `PUT` or `POST /dms-uploads/{id}/{artifact}/{number}`, and the older `/mediaUpload/…`.
pub async fn upload(
    State(hub): State<Ctx>,
    headers: HeaderMap,
    Path((id, artifact, number)): Path<(String, String, usize)>,
    uri: Uri,
    body: Arrival,
) -> Result<Response, ApiError> {
    let query = uri.query().unwrap_or_default();
    let target = target(&hub.world(), &headers, &id, &artifact, number, query)?;
    if body.len() == 0 {
        return Err(plain(400, "Upload body is empty"));
    }
    // Hashed and written while nobody waits for the world.
    match target {
        Target::Whole(kind) => {
            if kind == Kind::Document && body.len() > LARGEST_DOCUMENT {
                return Err(version(413, "REQUEST_ENTITY_TOO_LARGE", "Request entity is too large"));
            }
            let content = body.content();
            let mut world = hub.world();
            let now = world.now();
            let largest = world.config.largest_video_bytes;
            if let Some(asset) = world.linkedin.media.get_mut(&id) {
                asset.uploaded = Some(formats::examined(kind, content, largest, now));
            }
            Ok(StatusCode::CREATED.into_response())
        }
        Target::Companion => {
            let content = body.content();
            let mut world = hub.world();
            if let Some(asset) = world.linkedin.media.get_mut(&id) {
                let companion = if artifact == "uploadedCaptions" {
                    asset.captions.as_mut()
                } else {
                    asset.thumbnail.as_mut()
                };
                if let Some(companion) = companion {
                    if let Ok(mime) = formats::picture_mime(&content) {
                        companion.mime = mime.to_owned();
                    }
                    companion.bytes = Some(content);
                }
            }
            Ok(StatusCode::CREATED.into_response())
        }
        Target::Part { assembly, first, length } => {
            if body.len() == length {
                write(&assembly, first, &body).map_err(disk)?;
                return Ok(etagged(&received(&mut hub.world(), &id, Some(number))));
            }
            if hub.world().config.strict {
                return Err(plain(
                    400,
                    format!("Part {number} has {length} bytes, but {} were sent", body.len()),
                ));
            }
            // Some clients send chunks of their own size, all to the first URL.
            write(&assembly, assembly.whole_until(), &body).map_err(disk)?;
            let mut world = hub.world();
            let etag = received(&mut world, &id, None);
            complete_by_itself(&mut world, &id)?;
            Ok(etagged(&etag))
        }
    }
}

fn write(assembly: &Assembly, first: u64, body: &Arrival) -> io::Result<()> {
    let mut at = first;
    for step in body.steps() {
        let step = step?;
        assembly.write(at, &step)?;
        at += step.len() as u64;
    }
    Ok(())
}

enum Target {
    Whole(Kind),
    Part { assembly: Assembly, first: u64, length: u64 },
    Companion,
}

fn target(
    world: &World,
    headers: &HeaderMap,
    id: &str,
    artifact: &str,
    number: usize,
    query: &str,
) -> Result<Target, ApiError> {
    let asset = world.linkedin.media.get(id).ok_or_else(not_found)?;
    let refused = || plain(401, "The upload URL is not valid or has expired");
    if world.now() >= asset.upload_expires {
        return Err(refused());
    }
    let companion = match artifact {
        "uploadedCaptions" => asset.captions.as_ref(),
        "uploadedThumbnail" => asset.thumbnail.as_ref(),
        _ => None,
    };
    if let Some(companion) = companion {
        return if companion.signature == query { Ok(Target::Companion) } else { Err(refused()) };
    }
    match &asset.intake {
        Intake::Single { signature } => {
            let caller = caller(world, headers)?;
            if signature != query || !may_act_for(world, &caller, &asset.owner) {
                return Err(refused());
            }
            Ok(Target::Whole(asset.kind))
        }
        // The URL of a part signs itself; a token is neither needed nor in the way.
        Intake::Parts(parts) => {
            let part = parts.parts.get(number).filter(|part| part.signature == query).ok_or_else(refused)?;
            Ok(Target::Part {
                assembly: parts.assembly.clone(),
                first: part.first,
                length: part.last - part.first + 1,
            })
        }
    }
}

/// Notes that a part, or a chunk of any size, has arrived, under a new ETag.
fn received(world: &mut World, id: &str, number: Option<usize>) -> String {
    let etag = format!("/ambry-video/signedId/AQ{}.bin", world.ids.url_safe(22));
    if let Some(Intake::Parts(parts)) = world.linkedin.media.get_mut(id).map(|asset| &mut asset.intake) {
        match number.and_then(|number| parts.parts.get_mut(number)) {
            Some(part) => part.etag = Some(etag.clone()),
            None => parts.appended.push(etag.clone()),
        }
    }
    etag
}

/// A video sent in one chunk is never finalised by the client that does so.
fn complete_by_itself(world: &mut World, id: &str) -> Result<(), ApiError> {
    let Some(Intake::Parts(parts)) = world.linkedin.media.get(id).map(|asset| &asset.intake) else {
        return Ok(());
    };
    if parts.assembly.whole_until() == parts.size && parts.appended.len() == 1 {
        let token = parts.token.clone();
        return finish(world, id, &token, &[]);
    }
    Ok(())
}

fn etagged(etag: &str) -> Response {
    let mut response = StatusCode::OK.into_response();
    if let Ok(etag) = HeaderValue::try_from(etag) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    response
}
