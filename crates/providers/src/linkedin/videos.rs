//! Videos on their way to LinkedIn: announced with their size, sent in the parts that LinkedIn
//! names, finished with what it answered to each part (LinkedIn API documentation, "Videos API").

use reqwest::Method;
use rollcall_domain::{Timestamp, secret::Secret};
use serde::Deserialize;
use serde_json::json;

use super::{
    LinkedinClient,
    uploads::{FileUpload, Signature, UploadPlace, expiry},
};
use crate::{
    error::Result,
    lenient,
    refusal::During,
    transport::{Gate, Progress},
};

/// The places for one video.
#[derive(Debug, Clone)]
pub struct VideoPlaces {
    /// The video's URN.
    pub urn: String,
    /// LinkedIn's own token of this upload, often empty; it is given back when the upload is
    /// finished.
    pub upload_token: Secret,
    /// One place for each part, in the order of the file.
    pub parts: Vec<PartPlace>,
    /// The place for captions, if one was asked for.
    pub captions: Option<UploadPlace>,
    /// The place for the picture shown before the video plays, if one was asked for.
    pub thumbnail: Option<UploadPlace>,
    /// When the places stop taking bytes.
    pub expires_at: Option<Timestamp>,
}

/// The place for one part of a video.
#[derive(Debug, Clone)]
pub struct PartPlace {
    /// Where it goes.
    pub place: UploadPlace,
    /// Its first byte in the file.
    pub first: u64,
    /// Its last byte in the file, included.
    pub last: u64,
}

#[derive(Deserialize)]
struct Initialized {
    value: Option<Places>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Places {
    #[serde(default, deserialize_with = "lenient::text")]
    video: Option<String>,
    #[serde(default)]
    upload_token: Option<String>,
    #[serde(default, deserialize_with = "lenient::integer")]
    upload_urls_expire_at: Option<i64>,
    #[serde(default)]
    upload_instructions: Vec<Instruction>,
    #[serde(default, deserialize_with = "lenient::text")]
    captions_upload_url: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    thumbnail_upload_url: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Instruction {
    #[serde(default, deserialize_with = "lenient::text")]
    upload_url: Option<String>,
    #[serde(default, deserialize_with = "lenient::integer")]
    first_byte: Option<i64>,
    #[serde(default, deserialize_with = "lenient::integer")]
    last_byte: Option<i64>,
}

impl LinkedinClient {
    /// Announces a video of this many bytes for the author `owner_urn`, and gets the places for its
    /// parts.
    pub async fn begin_video(
        &self,
        token: &Secret,
        owner_urn: &str,
        bytes: u64,
        with_captions: bool,
        with_thumbnail: bool,
    ) -> Result<VideoPlaces> {
        let mut url = self.api("/rest/videos");
        url.set_query(Some("action=initializeUpload"));
        let body = json!({ "initializeUploadRequest": {
            "owner": owner_urn,
            "fileSizeBytes": bytes,
            "uploadCaptions": with_captions,
            "uploadThumbnail": with_thumbnail,
        } });
        let answer = self.send(self.change(Method::POST, url, token).json(&body), During::Publishing).await?;
        let places = answer.json::<Initialized>()?.value;
        let places = places.and_then(|places| Some((places.video.clone()?, places)));
        let (urn, places) =
            places.ok_or_else(|| answer.unusable("answered without a place for the video."))?;
        let mut parts = Vec::with_capacity(places.upload_instructions.len());
        for instruction in places.upload_instructions {
            let byte = |byte: Option<i64>| byte.and_then(|byte| u64::try_from(byte).ok());
            let (Some(first), Some(last)) = (byte(instruction.first_byte), byte(instruction.last_byte))
            else {
                return Err(answer.unusable("didn't say which part of the video goes where."));
            };
            parts.push(PartPlace { place: UploadPlace::of(&answer, instruction.upload_url)?, first, last });
        }
        if !covers(&parts, bytes) {
            return Err(answer.unusable("has no place for some part of the video."));
        }
        let companion =
            |asked: bool, url: Option<String>| asked.then(|| UploadPlace::of(&answer, url)).transpose();
        Ok(VideoPlaces {
            urn,
            upload_token: Secret::new(places.upload_token.unwrap_or_default()),
            captions: companion(with_captions, places.captions_upload_url)?,
            thumbnail: companion(with_thumbnail, places.thumbnail_upload_url)?,
            expires_at: expiry(places.upload_urls_expire_at),
            parts,
        })
    }

    /// Sends one part of a video and returns LinkedIn's tag of it, as it came. `file` is the part
    /// alone. The last bytes leave when the gate opens. Harmless to repeat.
    ///
    /// Errors: [`crate::error::ErrorKind::LinkExpired`] when the place takes nothing any more.
    pub async fn upload_part(
        &self,
        token: &Secret,
        place: &UploadPlace,
        file: FileUpload,
        gate: Option<Gate>,
        progress: Progress<'_>,
    ) -> Result<String> {
        let answer = self.put(token, place, Signature::InAddress, file, gate, progress).await?;
        let tag = answer.header("etag").map(str::to_owned);
        tag.ok_or_else(|| answer.unusable("took a part of the video without naming it."))
    }

    /// Sends the captions or the picture that belong to a video. Harmless to repeat.
    pub async fn upload_companion(
        &self,
        token: &Secret,
        place: &UploadPlace,
        file: FileUpload,
    ) -> Result<()> {
        self.put(token, place, Signature::InAddress, file, None, &|_| {}).await.map(|_| ())
    }

    /// Has LinkedIn put the parts together. `tags` in the order of the file: in another one,
    /// LinkedIn makes another video of them. Harmless to repeat.
    pub async fn finish_video(
        &self,
        token: &Secret,
        urn: &str,
        upload_token: &Secret,
        tags: &[String],
    ) -> Result<()> {
        let mut url = self.api("/rest/videos");
        url.set_query(Some("action=finalizeUpload"));
        let body = json!({ "finalizeUploadRequest": {
            "video": urn,
            "uploadToken": upload_token.expose(),
            "uploadedPartIds": tags,
        } });
        let call = self.change(Method::POST, url, token).headers_suffice().knows(upload_token).json(&body);
        self.send(call, During::Publishing).await.map(|_| ())
    }
}

/// Whether the parts are the whole file, one after the other.
fn covers(parts: &[PartPlace], bytes: u64) -> bool {
    let mut next = 0;
    for part in parts {
        if part.first != next || part.last < part.first {
            return false;
        }
        next = part.last + 1;
    }
    next == bytes
}
