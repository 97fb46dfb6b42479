//! Posts and comments in the words of Unipile's first API: a form with files.

use reqwest::Method;
use rollcall_domain::{post::PostText, text};
use serde_json::json;

use super::{
    UnipileClient,
    posts::{GatewayPost, Post},
};
use crate::{
    error::{ErrorKind, Outcome, ProviderError, Result},
    linkedin::Published,
    refusal::During,
    transport::{Multipart, Progress},
};

impl UnipileClient {
    /// See [`UnipileClient::create_post`].
    pub(super) async fn create_post_v1(
        &self,
        account_id: &str,
        post: &GatewayPost,
        progress: Progress<'_>,
    ) -> Result<Published> {
        let form = form(account_id, post);
        let call = self
            .change(Method::POST, self.url(&["posts"]))
            .signs_in()
            .header("content-type", &form.content_type());
        let answer = self.upload(call, form.source(), post, progress).await?;
        let made: Post = answer.json()?;
        let id = made.id.ok_or_else(|| answer.unusable("answered without a post."))?;
        // A number of Unipile's own choosing; where it can be seen isn't said.
        Ok(Published { urn: Some(id), permalink: made.share_url })
    }

    /// See [`UnipileClient::create_comment`]. The post's number can't be commented; its name at
    /// LinkedIn, which a read tells, can.
    pub(super) async fn create_comment_v1(
        &self,
        account_id: &str,
        post_id: &str,
        page: Option<&str>,
        text: &PostText,
    ) -> Result<()> {
        let mut url = self.url(&["posts", post_id]);
        url.query_pairs_mut().append_pair("account_id", account_id);
        let answer = self.send(self.get(url), During::Reading).await.map_err(not_yet)?;
        let post: Post = answer.json()?;
        let social_id = post.social_id.ok_or_else(|| answer.unusable("named no post to comment."))?;
        let mut body = json!({ "account_id": account_id, "text": text.text });
        if let Some(page) = page {
            body["as_organization"] = json!(page);
        }
        let url = self.url(&["posts", &social_id, "comments"]);
        let call = self.change(Method::POST, url).headers_suffice().json(&body);
        self.send(call, During::Publishing).await.map(|_| ())
    }
}

/// A post that was made a moment ago isn't known everywhere yet.
fn not_yet(error: ProviderError) -> ProviderError {
    let kind = match error.kind {
        ErrorKind::NotFound => ErrorKind::NotYet,
        kind => kind,
    };
    ProviderError { kind, outcome: Outcome::Definite, ..error }
}

fn form(account_id: &str, post: &GatewayPost) -> Multipart {
    let (text, mentions) = text::to_placeholders(&post.text);
    let mut form = Multipart::new().text("account_id", account_id).text("text", &text);
    if !mentions.is_empty() {
        let mentions: Vec<_> = mentions
            .iter()
            .map(|one| json!({ "name": one.name, "profile_id": one.id, "is_company": one.is_page }))
            .collect();
        form = form.text("mentions", &json!(mentions).to_string());
    }
    for (name, value) in
        [("as_organization", &post.page), ("external_link", &post.link), ("repost", &post.reshare)]
    {
        if let Some(value) = value {
            form = form.text(name, value);
        }
    }
    for file in &post.files {
        form = form.file("attachments", &file.file_name, file.mime, file.range.clone());
    }
    if let Some(file) = &post.video_thumbnail {
        form = form.file("video_thumbnail", &file.file_name, file.mime, file.range.clone());
    }
    form
}
