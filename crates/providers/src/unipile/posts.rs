//! Posts through Unipile.

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use reqwest::Method;
use rollcall_domain::{post::Visibility, unipile_api::UnipileApi};
use serde::Deserialize;
use serde_json::{Value, json};

use super::UnipileClient;
use crate::{
    error::{ErrorKind, Outcome, ProviderError, Result},
    lenient,
    linkedin::Published,
    refusal::During,
    transport::{Progress, Source},
    urn,
};

/// An image that goes with a post.
#[derive(Debug, Clone)]
pub struct ImageAttachment {
    /// The file's bytes.
    pub bytes: Bytes,
    /// Its media type, for instance `image/png`.
    pub mime: &'static str,
    /// A file name for it.
    pub file_name: String,
    /// Its alternative text; empty for none.
    pub alt: String,
}

#[derive(Deserialize)]
struct Post {
    #[serde(default, deserialize_with = "lenient::text", alias = "post_id")]
    id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    social_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    share_url: Option<String>,
}

/// How an image travels inside the JSON of a post. The reference names the field `attachments` and
/// leaves its shape open; this is the assumption, and the only place that makes it.
fn attachment(image: &ImageAttachment) -> Value {
    let mut attachment = json!({
        "type": "image",
        "filename": image.file_name,
        "mime_type": image.mime,
        "data": STANDARD.encode(&image.bytes),
    });
    if !image.alt.is_empty() {
        attachment["alt"] = json!(image.alt);
    }
    attachment
}

impl UnipileClient {
    /// The body of a post, as it is sent.
    pub fn body(&self, text: &str, images: &[ImageAttachment], visibility: Visibility) -> Value {
        let can_read = match visibility {
            Visibility::Public => "anyone",
            Visibility::Connections => "relations_only",
        };
        let mut body = json!({ "text": text, "can_read": can_read, "can_comment": can_read });
        if !images.is_empty() {
            body["attachments"] = images.iter().map(attachment).collect();
        }
        body
    }

    /// Publishes a post as the account, now. `progress` hears how many of the images' bytes have
    /// left. Sent once.
    ///
    /// Errors: with [`Outcome::Unknown`] the post may exist.
    pub async fn create_post(
        &self,
        account_id: &str,
        text: &str,
        images: &[ImageAttachment],
        visibility: Visibility,
        progress: Progress<'_>,
    ) -> Result<Published> {
        if self.api == UnipileApi::V1 {
            return Err(ProviderError::new(
                ErrorKind::ContentRefused,
                Outcome::Definite,
                "Rollcall publishes through Unipile's API v2 only. Link the account through a connection to that.",
            ));
        }
        let body = serde_json::to_vec(&self.body(text, images, visibility)).map_err(|_| {
            ProviderError::new(ErrorKind::ContentRefused, Outcome::NotSent, "The post can't be written down.")
        })?;
        let image_bytes: u64 = images.iter().map(|image| image.bytes.len() as u64).sum();
        let body_bytes = body.len() as u64;
        let of_images = |sent: u64| progress(share_of(image_bytes, sent, body_bytes));
        let call = self
            .change(Method::POST, self.url(&[account_id, "posts"]))
            .signs_in()
            .header("content-type", "application/json");
        let answer = self.transport.upload(call, Source::Memory(body.into()), &of_images).await?;
        let answer = self.accept(answer, During::Publishing)?;
        let post: Post = answer.json()?;
        if post.id.is_none() && post.social_id.is_none() && post.share_url.is_none() {
            return Err(answer.unusable("answered without a post."));
        }
        // The id is Unipile's own; LinkedIn's is in the address, where there is one.
        let on_linkedin = post.social_id.or_else(|| urn::of_post(post.share_url.as_deref()?));
        Ok(Published { urn: on_linkedin.or(post.id), permalink: post.share_url })
    }
}

/// The part of `whole` that corresponds to `sent` of `total`.
fn share_of(whole: u64, sent: u64, total: u64) -> u64 {
    let share = u128::from(whole) * u128::from(sent) / u128::from(total.max(1));
    u64::try_from(share).unwrap_or(whole).min(whole)
}
