//! A post as Zernio keeps it, and what became of each of its targets.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::state::USER;
use crate::world::{World, iso_millis};

#[derive(Clone, Serialize, Deserialize)]
pub struct StoredPost {
    pub id: String,
    pub content: String,
    pub media: Vec<MediaItem>,
    pub targets: Vec<Target>,
    pub scheduled_for: Option<DateTime<Utc>>,
    pub timezone: String,
    /// draft, scheduled, publishing, published, partial, failed or cancelled.
    pub status: String,
    /// Kept for the caller and not read: title, tags, hashtags, mentions, visibility and others.
    pub labels: Map<String, Value>,
    pub metadata: Value,
    pub queued_from: Option<String>,
    pub queue: Option<String>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// `Idempotency-Key` and `x-request-id` it was made with.
    pub idempotency_key: Option<String>,
    pub request_id: Option<String>,
    /// SHA-256 of the body it was made from.
    pub body_sha256: String,
}

/// One account a post goes to.
#[derive(Clone, Serialize, Deserialize)]
pub struct Target {
    pub account: String,
    pub custom_content: Option<String>,
    pub custom_media: Option<Vec<MediaItem>>,
    pub scheduled_for: Option<DateTime<Utc>>,
    /// LinkedIn's `platformSpecificData` as it was sent.
    pub specific: Map<String, Value>,
    /// pending, processing, uploading, published, failed or cancelled.
    pub status: String,
    pub urn: Option<String>,
    pub url: Option<String>,
    pub published_at: Option<DateTime<Utc>>,
    /// Not tried again before this.
    pub retry_at: Option<DateTime<Utc>>,
    pub failure: Option<Failure>,
    pub attempts: u32,
}

/// Why a target failed.
#[derive(Clone, Serialize, Deserialize)]
pub struct Failure {
    pub message: String,
    pub category: String,
    /// user, platform or system.
    pub source: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MediaItem {
    /// image, video, gif or document; read from the address when left out.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    #[serde(default)]
    pub url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alt_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mime_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<String>,
}

impl StoredPost {
    /// What this target says.
    pub fn text_of<'a>(&'a self, target: &'a Target) -> &'a str {
        target.custom_content.as_deref().unwrap_or(&self.content)
    }

    /// What this target shows.
    pub fn media_of<'a>(&'a self, target: &'a Target) -> &'a [MediaItem] {
        target.custom_media.as_deref().unwrap_or(&self.media)
    }

    /// When a target is to be published.
    pub fn time_of(&self, target: &Target) -> Option<DateTime<Utc>> {
        target.scheduled_for.or(self.scheduled_for)
    }

    pub fn json(&self, world: &World) -> Value {
        let targets: Vec<Value> = self.targets.iter().map(|target| target.json(world)).collect();
        let mut json = json!({
            "_id": self.id,
            "userId": USER,
            "content": self.content,
            "mediaItems": self.media,
            "platforms": targets,
            "timezone": self.timezone,
            "status": self.status,
            "metadata": if self.metadata.is_null() { json!({}) } else { self.metadata.clone() },
            "createdAt": iso_millis(self.created_at),
            "updatedAt": iso_millis(self.updated_at),
        });
        if let Some(fields) = json.as_object_mut() {
            fields.extend(self.labels.clone());
        }
        if let Some(at) = self.scheduled_for {
            json["scheduledFor"] = json!(iso_millis(at));
        }
        if let Some(profile) = &self.queued_from {
            json["queuedFromProfile"] = json!(profile);
        }
        if let Some(queue) = &self.queue {
            json["queueId"] = json!(queue);
        }
        json
    }
}

impl Target {
    fn json(&self, world: &World) -> Value {
        let account = world.zernio.account(&self.account).filter(|_| world.config.zernio_populates_accounts);
        let account = match account {
            Some(account) => json!({
                "_id": account.id,
                "platform": "linkedin",
                "profileId": account.profile,
                "username": account.username,
                "displayName": account.display_name,
                "profilePicture": world.picture_url(&account.username),
                "isActive": account.is_active,
            }),
            None => json!(self.account),
        };
        let mut json = json!({
            "platform": "linkedin",
            "accountId": account,
            "status": self.status,
            "publishAttempts": self.attempts,
        });
        if let Some(text) = &self.custom_content {
            json["customContent"] = json!(text);
        }
        if let Some(media) = &self.custom_media {
            json["customMedia"] = json!(media);
        }
        if let Some(at) = self.scheduled_for {
            json["scheduledFor"] = json!(iso_millis(at));
        }
        if !self.specific.is_empty() {
            json["platformSpecificData"] = json!(self.specific);
        }
        if let Some(urn) = &self.urn {
            json["platformPostId"] = json!(urn);
            json["platformPostUrl"] = json!(self.url);
        }
        if let Some(at) = self.published_at {
            json["publishedAt"] = json!(iso_millis(at));
        }
        // Deleted at LinkedIn, not by Zernio: it stays published here.
        let board = self.urn.as_ref().filter(|_| self.status == "published");
        if let Some(gone) = board.and_then(|urn| world.posts.find(urn)).filter(|post| post.deleted) {
            json["removedFromPlatformAt"] = json!(iso_millis(gone.modified_at));
        }
        if let Some(failure) = &self.failure {
            json["errorMessage"] = json!(failure.message);
            json["errorCategory"] = json!(failure.category);
            json["errorSource"] = json!(failure.source);
        }
        json
    }
}
