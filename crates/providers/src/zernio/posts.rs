//! Posts through Zernio: published now, or handed over to its servers for a later time.

use reqwest::Method;
use rollcall_domain::{
    Timestamp,
    post::{PollDuration, PostText},
    text,
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{ZernioClient, refusals};
use crate::{
    error::{Outcome, ProviderError, Result},
    lenient,
    linkedin::{Published, poll_duration},
    refusal::During,
    transport::Answer,
};

/// A post to publish through Zernio, for one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZernioPost {
    /// Zernio's id of the account.
    pub account_id: String,
    /// The URN of the page that publishes, if it isn't who the account stands for.
    pub page_urn: Option<String>,
    /// The text as people read it.
    pub text: PostText,
    /// Files by the addresses they got when they were uploaded.
    pub files: Vec<ZernioFile>,
    /// What goes with it and is no file.
    pub extra: ZernioExtra,
    /// The author's own comment below it; empty for none. Zernio sends it itself.
    pub first_comment: PostText,
    /// When it is published.
    pub when: When,
}

/// An uploaded file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZernioFile {
    /// `image`, `video` or `document`.
    pub kind: &'static str,
    /// Its address at Zernio.
    pub url: String,
    /// The title of a video or a document; empty for none.
    pub title: String,
    /// The alternative text of an image; empty for none.
    pub alt_text: String,
}

/// What goes with a post and is no file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ZernioExtra {
    /// Nothing.
    #[default]
    None,
    /// The URN or address of the post shown below the text.
    Reshare(String),
    /// A poll.
    Poll {
        /// What is asked.
        question: String,
        /// What can be answered.
        options: Vec<String>,
        /// How long it is open.
        duration: PollDuration,
    },
}

/// When a post is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// At once.
    Now,
    /// At this time, by Zernio's servers.
    At(Timestamp),
    /// In the next free slot of a profile's queue, by Zernio's servers.
    NextSlot {
        /// Zernio's id of the profile.
        profile_id: String,
        /// Zernio's id of the queue; the profile's default one when missing.
        queue_id: Option<String>,
    },
}

/// What Zernio did with a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handled {
    /// It is on LinkedIn.
    Published(Published),
    /// Zernio has it, and publishes it at this time, or tries again by itself.
    HandedOver {
        /// Zernio's id of the post.
        id: String,
        /// When it will be published, if Zernio says.
        at: Option<Timestamp>,
    },
}

/// The next free slot of a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// When.
    pub at: Timestamp,
    /// The queue's name.
    pub queue: Option<String>,
}

#[derive(Deserialize)]
struct Answered {
    #[serde(default, deserialize_with = "lenient::maybe")]
    post: Option<Post>,
    /// The same again, or instead, when the idempotency key was used before.
    #[serde(default, rename = "existingPost", deserialize_with = "lenient::maybe")]
    existing: Option<Post>,
    #[serde(default, deserialize_with = "lenient::text")]
    error: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Post {
    #[serde(default, rename = "_id", alias = "id", deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    status: Option<String>,
    #[serde(default, deserialize_with = "lenient::time")]
    scheduled_for: Option<Timestamp>,
    #[serde(default)]
    platforms: Vec<Target>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Target {
    #[serde(deserialize_with = "lenient::text")]
    status: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    platform_post_id: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    platform_post_url: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    error_message: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    error_category: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NextSlot {
    #[serde(default, deserialize_with = "lenient::time")]
    next_slot: Option<Timestamp>,
    #[serde(default, deserialize_with = "lenient::text")]
    queue_name: Option<String>,
}

impl ZernioClient {
    /// The body that [`ZernioClient::create_post`] sends. The same post has the same bytes, which
    /// the idempotency key needs.
    pub fn body(&self, post: &ZernioPost) -> Value {
        let mut specific = Map::new();
        if let Some(urn) = &post.page_urn {
            specific.insert("organizationUrn".into(), json!(urn));
        }
        let document = post.files.iter().find(|file| file.kind == "document");
        if let Some(document) = document.filter(|document| !document.title.is_empty()) {
            specific.insert("documentTitle".into(), json!(document.title));
        }
        if !post.first_comment.text.trim().is_empty() {
            specific.insert("firstComment".into(), json!(text::to_zernio(&post.first_comment)));
        }
        match &post.extra {
            ZernioExtra::None => {}
            ZernioExtra::Reshare(urn) => {
                specific.insert("reshareUrl".into(), json!(urn));
            }
            ZernioExtra::Poll { question, options, duration } => {
                let poll = json!({
                    "question": question,
                    "options": options,
                    "duration": poll_duration(*duration),
                });
                specific.insert("poll".into(), poll);
            }
        }
        let files = post.files.iter().map(|file| {
            let mut item = json!({ "type": file.kind, "url": file.url });
            for (name, words) in [("title", &file.title), ("altText", &file.alt_text)] {
                if !words.is_empty() {
                    item[name] = json!(words);
                }
            }
            item
        });
        let mut body = json!({
            "content": text::to_zernio(&post.text),
            "mediaItems": files.collect::<Vec<_>>(),
            "platforms": [{
                "platform": "linkedin",
                "accountId": post.account_id,
                "platformSpecificData": specific,
            }],
        });
        match &post.when {
            When::Now => body["publishNow"] = json!(true),
            When::At(at) => {
                body["scheduledFor"] = json!(at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
                body["timezone"] = json!("UTC");
            }
            When::NextSlot { profile_id, queue_id } => {
                body["queuedFromProfile"] = json!(profile_id);
                if let Some(id) = queue_id {
                    body["queueId"] = json!(id);
                }
            }
        }
        body
    }

    /// Publishes a post or hands it over. Sent once; with the same `idempotency_key` and the same
    /// post a second call makes nothing and says what became of the first.
    ///
    /// Errors: with [`Outcome::Unknown`] the post may exist; [`crate::error::ErrorKind::Duplicate`] when the
    /// account had the same content within a day.
    pub async fn create_post(&self, post: &ZernioPost, idempotency_key: &str) -> Result<Handled> {
        let call = self
            .change(Method::POST, self.url(&["posts"]))
            .header("idempotency-key", idempotency_key)
            .signs_in()
            .json(&self.body(post));
        let answer = self.send(call, During::Publishing).await?;
        let answered: Answered = answer.json()?;
        let made =
            answered.post.or(answered.existing).ok_or_else(|| answer.unusable("answered without a post."))?;
        handled(&answer, made, answered.error)
    }

    /// What became of a post that was handed over.
    ///
    /// Errors: as [`ZernioClient::create_post`], when publishing it failed.
    pub async fn post(&self, id: &str) -> Result<Handled> {
        let answer = self.read(self.url(&["posts", id])).await?;
        let value: Value = answer.json()?;
        let post = value.get("post").unwrap_or(&value);
        let post = Post::deserialize(post).map_err(|_| answer.unusable("answered without a post."))?;
        handled(&answer, post, None)
    }

    /// Takes a post back that was handed over and isn't published yet.
    pub async fn take_back(&self, id: &str) -> Result<()> {
        let call = self.change(Method::DELETE, self.url(&["posts", id])).headers_suffice();
        self.send(call, During::Publishing).await.map(|_| ())
    }

    /// The next free slot of a profile's queue: the default one unless named.
    pub async fn next_slot(&self, profile_id: &str, queue_id: Option<&str>) -> Result<Slot> {
        let mut url = self.url(&["queue", "next-slot"]);
        url.query_pairs_mut().append_pair("profileId", profile_id);
        if let Some(id) = queue_id {
            url.query_pairs_mut().append_pair("queueId", id);
        }
        let answer = self.read(url).await?;
        let slot: NextSlot = answer.json()?;
        let at = slot.next_slot.ok_or_else(|| answer.unusable("named no slot."))?;
        Ok(Slot { at, queue: slot.queue_name })
    }
}

/// A post is made for one account: what became of it there counts, whatever the status of the
/// answer. Zernio answers 207 to a post that it kept and couldn't publish.
fn handled(answer: &Answer, post: Post, error: Option<String>) -> Result<Handled> {
    let target = post.platforms.into_iter().next().unwrap_or_default();
    match target.status.as_deref() {
        Some("published") => Ok(Handled::Published(Published {
            urn: target.platform_post_id,
            permalink: target.platform_post_url,
        })),
        Some("failed" | "cancelled") => {
            let words = target.error_message.or(error).unwrap_or_default();
            let (kind, sentence) = refusals::of_target(target.error_category.as_deref(), &words);
            Err(ProviderError {
                http_status: Some(answer.status()),
                provider_code: target.error_category,
                request_id: answer.request_id(),
                ..ProviderError::new(kind, Outcome::Definite, sentence)
            })
        }
        _ if post.status.as_deref() == Some("draft") => {
            Err(answer.unusable("kept the post as a draft instead of publishing it."))
        }
        _ => {
            let id = post.id.ok_or_else(|| answer.unusable("answered without a post."))?;
            Ok(Handled::HandedOver { id, at: post.scheduled_for })
        }
    }
}
