//! Files on their way to Zernio: a place is asked for, then the bytes go there.

use reqwest::Method;
use rollcall_domain::{provider::Provider, secret::Secret};
use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::{ZernioClient, refusals};
use crate::{
    error::{ErrorKind, Outcome, ProviderError, Result},
    lenient,
    refusal::During,
    transport::{Call, FileRange, Progress, Source},
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Presigned {
    #[serde(default, deserialize_with = "lenient::text")]
    upload_url: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    public_url: Option<String>,
}

impl ZernioClient {
    /// Uploads a file and returns the address by which posts name it. `progress` hears how many
    /// bytes have left. Harmless to repeat.
    pub async fn upload_file(
        &self,
        range: FileRange,
        mime: &str,
        file_name: &str,
        progress: Progress<'_>,
    ) -> Result<String> {
        let body = json!({ "filename": file_name, "contentType": mime, "size": range.length() });
        let call = self.change(Method::POST, self.url(&["media", "presign"])).json(&body);
        let answer = self.send(call, During::Publishing).await?;
        let presigned: Presigned = answer.json()?;
        let places = presigned.upload_url.zip(presigned.public_url);
        let (upload_url, public_url) =
            places.ok_or_else(|| answer.unusable("answered without a place for the file."))?;
        let url = Url::parse(&upload_url).ok().filter(crate::transport::is_private);
        let url = url.ok_or_else(|| answer.unusable("named a place for the file that can't be used."))?;
        // The address signs itself; the key goes nowhere but to Zernio's own.
        let call = Call::change(Provider::Zernio, Method::PUT, url)
            .address_is_secret()
            .headers_suffice()
            .header("content-type", mime)
            .knows(&Secret::new(upload_url))
            .knows(&self.key);
        let answer = self.transport.upload(call, Source::file(range), progress).await?;
        match answer.status() {
            401 | 403 | 404 => Err(ProviderError {
                http_status: Some(answer.status()),
                ..ProviderError::new(
                    ErrorKind::LinkExpired,
                    Outcome::Definite,
                    "Zernio's place for the file expired before the file was there.",
                )
            }),
            _ => refusals::REFUSALS.accept(answer, During::Publishing).map(|_| public_url),
        }
    }
}
