//! `/v1/media`: presigned uploads, uploads in one request, and the public files they become.

use axum::Json;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::errors::{Refusal, invalid, refusal};
use super::{Keyed, body_of, origin};
use crate::arrival::Arrival;
use crate::html::escape;
use crate::world::{Content, Ctx, World};

const LIVES_SECONDS: i64 = 3_600;
const LARGEST: u64 = 5 * 1024 * 1024 * 1024;
const LARGEST_DIRECT: usize = 25 * 1024 * 1024;

/// What can be uploaded.
const TYPES: [&str; 20] = [
    "image/jpeg",
    "image/jpg",
    "image/png",
    "image/webp",
    "image/gif",
    "video/mp4",
    "video/mpeg",
    "video/quicktime",
    "video/avi",
    "video/x-msvideo",
    "video/webm",
    "video/x-m4v",
    "application/pdf",
    "audio/mpeg",
    "audio/mp4",
    "audio/aac",
    "audio/ogg",
    "audio/wav",
    "audio/webm",
    "audio/x-m4a",
];

/// A file, or the place for one.
#[derive(Clone, Serialize, Deserialize)]
pub struct Upload {
    pub content_type: String,
    /// The signature in the upload URL.
    pub signature: String,
    pub expires: DateTime<Utc>,
    pub bytes: Option<Content>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Presign {
    filename: Option<String>,
    content_type: Option<String>,
    size: Option<u64>,
}

/// `POST /v1/media/presign`.
pub async fn presign(keyed: Keyed, bytes: Bytes) -> Result<Json<Value>, Refusal> {
    let mut world = keyed.world();
    let body: Presign = body_of(&bytes)?;
    let filename = body.filename.filter(|name| !name.trim().is_empty());
    let filename = filename.ok_or_else(|| invalid("filename", "filename is required."))?;
    let content_type = body.content_type.ok_or_else(|| invalid("contentType", "contentType is required."))?;
    if !TYPES.contains(&content_type.as_str()) {
        return Err(invalid("contentType", format!("{content_type} cannot be uploaded.")));
    }
    if body.size.is_some_and(|size| size > LARGEST) {
        return Err(invalid("size", "A file is 5 GB at most."));
    }
    let key = place(&mut world, &filename, content_type);
    let signature = world.zernio.uploads.get(&key).map(|upload| upload.signature.clone()).unwrap_or_default();
    Ok(Json(json!({
        "uploadUrl": format!(
            "{}/storage/{key}?X-Amz-Expires={LIVES_SECONDS}&X-Amz-Signature={signature}",
            origin(&world)
        ),
        "publicUrl": public_url(&world, &key),
        "key": key,
        "expiresIn": LIVES_SECONDS,
    })))
}

/// Makes room for a file; returns its storage key.
fn place(world: &mut World, filename: &str, content_type: String) -> String {
    let safe: String = filename
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || ".-_".contains(letter) { letter } else { '_' })
        .collect();
    let now = world.now();
    let key = format!("temp/{}_{}_{safe}", now.timestamp_millis(), world.ids.lower(8));
    let upload = Upload {
        content_type,
        signature: world.ids.hex(64),
        expires: now + TimeDelta::seconds(LIVES_SECONDS),
        bytes: None,
    };
    world.zernio.uploads.insert(key.clone(), upload);
    key
}

fn public_url(world: &World, key: &str) -> String {
    format!("{}/media/{key}", origin(world))
}

/// MIME type and bytes behind a public URL of this sandbox.
pub fn stored(world: &World, url: &str) -> Option<(String, Content)> {
    let key = url.strip_prefix(origin(world))?.strip_prefix("/media/")?;
    let upload = world.zernio.uploads.get(key.split(['?', '#']).next().unwrap_or(key))?;
    Some((upload.content_type.clone(), upload.bytes.clone()?))
}

#[derive(Deserialize)]
pub struct Signed {
    #[serde(rename = "X-Amz-Signature", default)]
    signature: String,
}

/// `PUT /storage/{key}`: the storage behind a presigned URL, which answers in XML.
pub async fn put(
    State(hub): State<Ctx>,
    Path(key): Path<String>,
    Query(signed): Query<Signed>,
    headers: HeaderMap,
    arrival: Arrival,
) -> Response {
    let digest_first = arrival.content();
    let mut world = hub.world();
    let now = world.now();
    let Some(upload) = world.zernio.uploads.get_mut(&key) else {
        return xml(StatusCode::NOT_FOUND, "NoSuchKey", "The specified key does not exist.");
    };
    if signed.signature != upload.signature {
        return xml(
            StatusCode::FORBIDDEN,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided.",
        );
    }
    if now >= upload.expires {
        return xml(StatusCode::FORBIDDEN, "AccessDenied", "Request has expired");
    }
    // The type is part of what was signed.
    let sent = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if sent.is_some_and(|sent| sent != upload.content_type) {
        return xml(
            StatusCode::FORBIDDEN,
            "SignatureDoesNotMatch",
            "The Content-Type is not the one that was signed.",
        );
    }
    let etag = format!("\"{}\"", &digest_first.sha256()[..32]);
    upload.bytes = Some(digest_first);
    (StatusCode::OK, [(header::ETAG, etag)]).into_response()
}

fn xml(status: StatusCode, code: &str, message: &str) -> Response {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{}</Code><Message>{}</Message></Error>",
        escape(code),
        escape(message)
    );
    (status, [(header::CONTENT_TYPE, "application/xml")], body).into_response()
}

/// `GET /media/{key}`: a file anybody may read.
pub async fn read(State(hub): State<Ctx>, Path(key): Path<String>) -> Response {
    let upload = hub.world().zernio.uploads.get(&key).cloned();
    let found = upload.and_then(|upload| Some((upload.content_type, upload.bytes?)));
    let Some((mime, content)) = found else {
        return xml(StatusCode::NOT_FOUND, "NoSuchKey", "The specified key does not exist.");
    };
    match content.read(0..content.len()) {
        Ok(bytes) => ([(header::CONTENT_TYPE, mime)], bytes).into_response(),
        Err(_) => xml(StatusCode::NOT_FOUND, "NoSuchKey", "The file is gone."),
    }
}

/// `POST /v1/media/upload-direct`: a file in one multipart request.
pub async fn direct(keyed: Keyed, mut form: Multipart) -> Result<Json<Value>, Refusal> {
    let mut file = None;
    let mut stated = None;
    let broken = |_| refusal(400, "invalid_request_error", "invalid_request", "The form cannot be read.");
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "file" => {
                let filename = field.file_name().unwrap_or("file").to_owned();
                let mime = field.content_type().map(ToOwned::to_owned);
                file = Some((filename, mime, field.bytes().await.map_err(broken)?));
            }
            "contentType" => stated = Some(field.text().await.map_err(broken)?),
            _ => {}
        }
    }
    let (filename, mime, bytes) = file.ok_or_else(|| invalid("file", "file is required."))?;
    let content_type = stated.or(mime).unwrap_or_default();
    if !TYPES.contains(&content_type.as_str()) {
        return Err(invalid("contentType", format!("{content_type} cannot be uploaded.")));
    }
    if bytes.len() > LARGEST_DIRECT {
        return Err(refusal(413, "invalid_request_error", "file_too_large", "A file is 25 MB at most."));
    }
    let size = bytes.len();
    let content = Content::from(bytes);
    let mut world = keyed.world();
    let key = place(&mut world, &filename, content_type.clone());
    if let Some(upload) = world.zernio.uploads.get_mut(&key) {
        upload.bytes = Some(content);
    }
    Ok(Json(json!({
        "url": public_url(&world, &key),
        "filename": key.trim_start_matches("temp/"),
        "contentType": content_type,
        "size": size,
    })))
}
