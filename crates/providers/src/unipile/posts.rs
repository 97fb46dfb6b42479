//! Posts and comments through Unipile, in the words of its second API.

use reqwest::Method;
use rollcall_domain::{
    post::{PostText, Visibility},
    text,
    unipile_api::UnipileApi,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{UnipileClient, refusals};
use crate::{
    error::Result,
    lenient,
    linkedin::Published,
    refusal::During,
    transport::{Answer, Call, FileRange, Progress, Segment, Source},
    urn,
};

/// A file that goes with a post.
#[derive(Debug, Clone)]
pub struct AttachedFile {
    /// Its bytes.
    pub range: FileRange,
    /// Its media type, for instance `image/png`.
    pub mime: &'static str,
    /// A file name for it.
    pub file_name: String,
    /// Its alternative text; empty for none. Only the second API takes one.
    pub alt_text: String,
}

/// A post to publish through Unipile.
#[derive(Debug, Clone)]
pub struct GatewayPost {
    /// The text as people read it.
    pub text: PostText,
    /// Who can see it. The first API knows no choice: whoever LinkedIn shows the member's posts to.
    pub visibility: Visibility,
    /// The number of the page that publishes, if the member doesn't.
    pub page: Option<String>,
    /// Images, or a video, or a document.
    pub files: Vec<AttachedFile>,
    /// The image shown before the video plays. Only the first API takes one.
    pub video_thumbnail: Option<AttachedFile>,
    /// The address of a link card. Only the first API takes one.
    pub link: Option<String>,
    /// The id of the post to share again.
    pub reshare: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Post {
    #[serde(default, deserialize_with = "lenient::text", alias = "post_id")]
    pub(super) id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) social_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub(super) share_url: Option<String>,
}

/// How a file travels inside the JSON of a post, but for its bytes. The reference names the field
/// `attachments` and leaves its shape open, and the guide for those who come from the first API
/// says base64; this is the assumption, and the only place that makes it.
fn attachment(file: &AttachedFile) -> Value {
    let kind = match file.mime.split('/').next() {
        Some("image") => "image",
        Some("video") => "video",
        _ => "document",
    };
    let mut attachment = json!({ "type": kind, "filename": file.file_name, "mime_type": file.mime });
    if !file.alt_text.is_empty() {
        attachment["alt"] = json!(file.alt_text);
    }
    attachment
}

fn body(post: &GatewayPost) -> Value {
    let can_read = match post.visibility {
        Visibility::Public => "anyone",
        Visibility::Connections => "relations_only",
    };
    let text = text::to_handles(&post.text);
    let mut body = json!({ "text": text, "can_read": can_read, "can_comment": can_read });
    if let Some(page) = &post.page {
        body["post_as"] = json!(page);
    }
    if let Some(id) = &post.reshare {
        body["quoted_post_id"] = json!(id);
    }
    body
}

/// The body with its files as base64, written as it is sent: a file is never whole in memory.
fn source(post: &GatewayPost) -> Source {
    let mut text = body(post).to_string();
    let mut segments = Vec::new();
    if !post.files.is_empty() {
        text.pop();
        text.push_str(",\"attachments\":[");
        for (n, file) in post.files.iter().enumerate() {
            if n > 0 {
                text.push(',');
            }
            text.push_str(attachment(file).to_string().trim_end_matches('}'));
            text.push_str(",\"data\":\"");
            segments.push(Segment::Memory(std::mem::take(&mut text).into()));
            segments.push(Segment::Base64(file.range.clone()));
            text.push_str("\"}");
        }
        text.push_str("]}");
    }
    segments.push(Segment::Memory(text.into()));
    Source::new(segments)
}

impl UnipileClient {
    /// Publishes a post as the account, now. `progress` hears how many of the files' bytes have
    /// left. Sent once.
    ///
    /// Errors: with [`crate::error::Outcome::Unknown`] the post may exist.
    pub async fn create_post(
        &self,
        account_id: &str,
        post: &GatewayPost,
        progress: Progress<'_>,
    ) -> Result<Published> {
        if self.api == UnipileApi::V1 {
            return self.create_post_v1(account_id, post, progress).await;
        }
        let call = self
            .change(Method::POST, self.url(&[account_id, "posts"]))
            .signs_in()
            .header("content-type", "application/json");
        let answer = self.upload(call, source(post), post, progress).await?;
        let post: Post = answer.json()?;
        if post.id.is_none() && post.social_id.is_none() && post.share_url.is_none() {
            return Err(answer.unusable("answered without a post."));
        }
        // The id is Unipile's own; LinkedIn's is in the address, where there is one.
        let on_linkedin = post.social_id.or_else(|| urn::of_post(post.share_url.as_deref()?));
        Ok(Published { urn: on_linkedin.or(post.id), permalink: post.share_url })
    }

    /// Sends a post, telling how many of its files' bytes have left.
    pub(super) async fn upload(
        &self,
        call: Call,
        source: Source,
        post: &GatewayPost,
        progress: Progress<'_>,
    ) -> Result<Answer> {
        let (files, total) = (of_files(post), source.length());
        let of_files = |sent: u64| progress(share_of(files, sent, total));
        let answer = self.transport.upload(call, source, &of_files).await?;
        refusals::of(self.api).accept(answer, During::Publishing)
    }

    /// Comments a post as its author: the account, or a page of it. Sent once.
    ///
    /// Errors: with [`crate::error::Outcome::Unknown`] the comment may exist.
    pub async fn create_comment(
        &self,
        account_id: &str,
        post_id: &str,
        page: Option<&str>,
        text: &PostText,
    ) -> Result<()> {
        if self.api == UnipileApi::V1 {
            return self.create_comment_v1(account_id, post_id, page, text).await;
        }
        let mut body = json!({ "text": text::to_handles(text) });
        if let Some(page) = page {
            body["post_as"] = json!(page);
        }
        let url = self.url(&[account_id, "posts", post_id, "comments"]);
        let call = self.change(Method::POST, url).headers_suffice().json(&body);
        self.send(call, During::Publishing).await.map(|_| ())
    }
}

/// How many bytes the post's files have.
fn of_files(post: &GatewayPost) -> u64 {
    post.files.iter().chain(&post.video_thumbnail).map(|file| file.range.length()).sum()
}

/// The part of `whole` that corresponds to `sent` of `total`.
fn share_of(whole: u64, sent: u64, total: u64) -> u64 {
    let share = u128::from(whole) * u128::from(sent) / u128::from(total.max(1));
    u64::try_from(share).unwrap_or(whole).min(whole)
}
