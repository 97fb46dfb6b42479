//! Images on their way to LinkedIn: a place is asked for, then the bytes go there.

use reqwest::Method;
use rollcall_domain::{provider::Provider, secret::Secret};
use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::{LinkedinClient, refusals};
use crate::{
    error::{ErrorKind, Outcome, ProviderError, Result},
    lenient,
    refusal::During,
    transport::{Call, Progress, Source},
};

/// An image to upload, as an open file: what was checked is what is sent, even when the path
/// points elsewhere by now.
#[derive(Debug)]
pub struct ImageUpload {
    /// The open file. Sent from its start.
    pub file: std::fs::File,
    /// How many bytes it has.
    pub bytes: u64,
    /// Its media type, for instance `image/png`.
    pub mime: &'static str,
    /// Its name, for messages only.
    pub file_name: String,
}

#[derive(Deserialize)]
struct Initialized {
    value: Option<Place>,
}

#[derive(Deserialize)]
struct Place {
    #[serde(default, rename = "uploadUrl", deserialize_with = "lenient::text")]
    upload_url: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    image: Option<String>,
}

impl LinkedinClient {
    /// Uploads an image for the author `owner_urn` and returns its URN. `progress` hears how many
    /// bytes have left. Nothing is published by it.
    ///
    /// Errors: [`ErrorKind::ContentRefused`] also when the file changed while it was read.
    pub async fn upload_image(
        &self,
        token: &Secret,
        owner_urn: &str,
        image: ImageUpload,
        progress: Progress<'_>,
    ) -> Result<String> {
        let mut url = self.api("/rest/images");
        url.set_query(Some("action=initializeUpload"));
        let body = json!({ "initializeUploadRequest": { "owner": owner_urn } });
        let answer = self.send(self.change(Method::POST, url, token).json(&body), During::Publishing).await?;
        let place = answer.json::<Initialized>()?.value;
        let place = place.and_then(|place| Some((place.upload_url?, place.image?)));
        let (upload_url, urn) =
            place.ok_or_else(|| answer.unusable("answered without a place for the image."))?;
        let upload_url = Url::parse(&upload_url).ok().filter(is_private);
        let upload_url =
            upload_url.ok_or_else(|| answer.unusable("named a place for the image that can't be used."))?;
        self.put(token, upload_url, image, progress).await?;
        Ok(urn)
    }

    async fn put(&self, token: &Secret, url: Url, image: ImageUpload, progress: Progress<'_>) -> Result<()> {
        // The address comes from the answer: the token goes only where it belongs.
        let trusted = [&self.config.www_url, &self.config.api_url].iter().any(|own| same_origin(own, &url));
        let call = Call::change(Provider::Linkedin, Method::PUT, url)
            .address_is_secret()
            .headers_suffice()
            .header("content-type", image.mime);
        let call = if trusted { call.bearer(token) } else { call.knows(token) };
        let file = tokio::fs::File::from_std(image.file);
        let answer = self.transport.upload(call, Source::File(file, image.bytes), progress).await?;
        // Upload addresses have a life of their own, and a 401 there says nothing about the token.
        if answer.status() == 401 {
            return Err(ProviderError {
                http_status: Some(401),
                request_id: answer.request_id(),
                ..ProviderError::new(
                    ErrorKind::LinkExpired,
                    Outcome::Definite,
                    "LinkedIn's place for the image expired before the image was there. Try again.",
                )
            });
        }
        refusals::accept(answer, During::Publishing).map(|_| ())
    }
}

fn same_origin(own: &Url, other: &Url) -> bool {
    own.origin() == other.origin()
}

/// Whether an image may travel there: encrypted, or on this computer.
fn is_private(url: &Url) -> bool {
    match url.scheme() {
        "https" => true,
        "http" => matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]")),
        _ => false,
    }
}
