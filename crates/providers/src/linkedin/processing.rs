//! How far LinkedIn has come with a file that it has whole.

use rollcall_domain::secret::Secret;
use serde::Deserialize;
use serde_json::Value;

use super::{LinkedinClient, encoded};
use crate::{
    error::{ErrorKind, Result},
    lenient,
    refusal::During,
};

/// How far LinkedIn has come with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Processing {
    /// It waits for bytes.
    WaitingForUpload,
    /// It is at it, or says a word that nobody knows.
    Working,
    /// A post can use it.
    Available,
    /// It gave up, for this reason if it says one.
    Failed(Option<String>),
    /// This account's token may not ask. Images and documents of members can't be asked about.
    NotTold,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    #[serde(default, deserialize_with = "lenient::text")]
    status: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    processing_failure_reason: Option<String>,
    #[serde(default)]
    recipes: Value,
}

impl LinkedinClient {
    /// How far LinkedIn has come with the image, video, document or older asset of this URN.
    pub async fn processing(&self, token: &Secret, urn: &str) -> Result<Processing> {
        let (path, versioned) = match urn.split(':').nth(2) {
            Some("image") => ("/rest/images/", true),
            Some("video") => ("/rest/videos/", true),
            Some("document") => ("/rest/documents/", true),
            _ => ("/v2/assets/", false),
        };
        // The older API takes the id alone.
        let key = if versioned { urn } else { urn.rsplit(':').next().unwrap_or(urn) };
        let url = self.api(&format!("{path}{}", encoded(key)));
        let call = if versioned { self.get(url, token) } else { self.unversioned_get(url, token) };
        let answer = match self.send(call, During::Reading).await {
            Ok(answer) => answer,
            Err(error) if error.http_status == Some(403) && error.kind != ErrorKind::SignInNeeded => {
                return Ok(Processing::NotTold);
            }
            Err(error) => return Err(error),
        };
        let status: Status = answer.json()?;
        let of_asset = status.recipes.pointer("/0/status").and_then(lenient::text_of);
        let word = if versioned { status.status } else { of_asset };
        Ok(match word.as_deref() {
            Some("AVAILABLE") => Processing::Available,
            Some("WAITING_UPLOAD") => Processing::WaitingForUpload,
            Some("PROCESSING_FAILED" | "CLIENT_ERROR" | "SERVER_ERROR" | "INCOMPLETE") => {
                Processing::Failed(status.processing_failure_reason)
            }
            _ => Processing::Working,
        })
    }
}
