//! Images and documents on their way to LinkedIn: a place is asked for, then the bytes go there in
//! one piece.

use reqwest::Method;
use rollcall_domain::secret::Secret;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    LinkedinClient,
    uploads::{FileUpload, Signature, UploadPlace},
};
use crate::{error::Result, lenient, refusal::During, transport::Progress};

/// Which of LinkedIn's resources a file belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// An image.
    Image,
    /// A PDF, a presentation or a text document.
    Document,
}

#[derive(Deserialize)]
struct Initialized {
    value: Option<Place>,
}

#[derive(Deserialize)]
struct Place {
    #[serde(default, rename = "uploadUrl", deserialize_with = "lenient::text")]
    upload_url: Option<String>,
    #[serde(default, alias = "document", deserialize_with = "lenient::text")]
    image: Option<String>,
}

#[derive(Deserialize)]
struct Registered {
    value: Option<Asset>,
}

#[derive(Deserialize)]
struct Asset {
    #[serde(default, deserialize_with = "lenient::text")]
    asset: Option<String>,
    #[serde(default, rename = "uploadMechanism")]
    mechanism: Value,
}

impl LinkedinClient {
    /// Uploads a file for the author `owner_urn` and returns its URN. `progress` hears how many
    /// bytes have left. Nothing is published by it.
    ///
    /// Errors: [`crate::error::ErrorKind::ContentRefused`] also when the file changed while it was
    /// read.
    pub async fn upload_file(
        &self,
        token: &Secret,
        owner_urn: &str,
        kind: FileKind,
        file: FileUpload,
        progress: Progress<'_>,
    ) -> Result<String> {
        let mut url = self.api(match kind {
            FileKind::Image => "/rest/images",
            FileKind::Document => "/rest/documents",
        });
        url.set_query(Some("action=initializeUpload"));
        let body = json!({ "initializeUploadRequest": { "owner": owner_urn } });
        let answer = self.send(self.change(Method::POST, url, token).json(&body), During::Publishing).await?;
        let place = answer.json::<Initialized>()?.value;
        let place = place.and_then(|place| Some((place.upload_url, place.image?)));
        let (upload_url, urn) =
            place.ok_or_else(|| answer.unusable("answered without a place for the file."))?;
        let place = UploadPlace::of(&answer, upload_url)?;
        self.put(token, &place, Signature::WithToken, file, None, progress).await?;
        Ok(urn)
    }

    /// As [`LinkedinClient::upload_file`], through the older Assets API, whose URNs the older posts
    /// take. `recipe` is `image`, `video` or `document`.
    pub async fn upload_asset(
        &self,
        token: &Secret,
        owner_urn: &str,
        recipe: &str,
        file: FileUpload,
        progress: Progress<'_>,
    ) -> Result<String> {
        let mut url = self.api("/v2/assets");
        url.set_query(Some("action=registerUpload"));
        let body = json!({ "registerUploadRequest": {
            "recipes": [format!("urn:li:digitalmediaRecipe:feedshare-{recipe}")],
            "owner": owner_urn,
            "serviceRelationships": [
                { "relationshipType": "OWNER", "identifier": "urn:li:userGeneratedContent" },
            ],
        } });
        let answer = self.send(self.unversioned(Method::POST, url, token).json(&body), During::Publishing);
        let answer = answer.await?;
        let asset = answer.json::<Registered>()?.value;
        let asset = asset.and_then(|asset| Some((asset.asset?, asset.mechanism)));
        let (urn, mechanism) =
            asset.ok_or_else(|| answer.unusable("answered without a place for the file."))?;
        let upload_url = mechanism
            .get("com.linkedin.digitalmedia.uploading.MediaUploadHttpRequest")
            .and_then(|request| request.get("uploadUrl"))
            .and_then(lenient::text_of);
        let place = UploadPlace::of(&answer, upload_url)?;
        self.put(token, &place, Signature::WithToken, file, None, progress).await?;
        Ok(urn)
    }
}
