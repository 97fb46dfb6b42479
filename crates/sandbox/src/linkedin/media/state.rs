//! What LinkedIn keeps of a file, and where the file stands.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::world::{Assembly, Config, Content};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    Image,
    Video,
    Document,
}

impl Kind {
    /// The word in URNs and answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
            Self::Document => "document",
        }
    }

    /// The resource's name in refusals.
    pub fn resource(self) -> &'static str {
        match self {
            Self::Image => "partnerApiImages",
            Self::Video => "partnerApiVideos",
            Self::Document => "partnerApiDocuments",
        }
    }

    /// How ids of this kind begin.
    pub fn id_prefix(self) -> &'static str {
        match self {
            Self::Image => "C4E10AQ",
            Self::Video => "C5505AQ",
            Self::Document => "C4D10AQ",
        }
    }

    pub fn urn(self, id: &str) -> String {
        format!("urn:li:{}:{id}", self.word())
    }
}

/// What LinkedIn found out about a file it could process.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    pub mime: String,
    pub width: u32,
    pub height: u32,
    /// Of a video.
    pub duration_ms: u64,
    /// Of a document, where it can be told.
    pub pages: Option<u32>,
}

/// A whole file, and what became of it.
#[derive(Clone, Serialize, Deserialize)]
pub struct Uploaded {
    pub at: DateTime<Utc>,
    pub bytes: Content,
    /// Why it cannot be processed, when it cannot.
    pub about: Result<About, String>,
}

/// How the bytes come.
#[derive(Clone, Serialize, Deserialize)]
pub enum Intake {
    /// In one request.
    Single {
        /// The query of the upload URL, which signs it.
        signature: String,
    },
    Parts(Parts),
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Parts {
    pub size: u64,
    /// `uploadToken`, often empty; the `metadata` of the older resource.
    pub token: String,
    pub parts: Vec<Part>,
    pub assembly: Assembly,
    /// Lenient only: ETags of chunks that were simply sent one after another.
    pub appended: Vec<String>,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Part {
    pub first: u64,
    /// Inclusive, as in the answer.
    pub last: u64,
    pub signature: String,
    pub etag: Option<String>,
}

/// A caption file or a thumbnail that was announced with a video.
#[derive(Clone, Serialize, Deserialize)]
pub struct Companion {
    pub signature: String,
    pub mime: String,
    pub bytes: Option<Content>,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Asset {
    pub kind: Kind,
    pub owner: String,
    pub upload_expires: DateTime<Utc>,
    pub intake: Intake,
    pub uploaded: Option<Uploaded>,
    pub captions: Option<Companion>,
    pub thumbnail: Option<Companion>,
}

/// Every file by its id, the last part of its URN.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Library {
    assets: HashMap<String, Asset>,
}

impl Library {
    pub fn add(&mut self, id: String, asset: Asset) {
        self.assets.insert(id, asset);
    }

    pub fn get(&self, id: &str) -> Option<&Asset> {
        self.assets.get(id)
    }

    pub fn get_mut(&mut self, id: &str) -> Option<&mut Asset> {
        self.assets.get_mut(id)
    }

    /// By `urn:li:image:…` and the like, or by the bare id.
    pub fn of_kind(&self, kind: Kind, urn: &str) -> Option<(&str, &Asset)> {
        let prefix = format!("urn:li:{}:", kind.word());
        let id = urn.strip_prefix(&prefix).unwrap_or(urn);
        let (id, asset) = self.assets.get_key_value(id)?;
        (asset.kind == kind).then_some((id, asset))
    }
}

/// Where a file stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    WaitingUpload,
    Processing,
    Available,
    Failed,
}

impl Stage {
    pub fn name(self) -> &'static str {
        match self {
            Self::WaitingUpload => "WAITING_UPLOAD",
            Self::Processing => "PROCESSING",
            Self::Available => "AVAILABLE",
            Self::Failed => "PROCESSING_FAILED",
        }
    }
}

pub fn stage(config: &Config, asset: &Asset, now: DateTime<Utc>) -> Stage {
    let Some(uploaded) = &asset.uploaded else {
        return Stage::WaitingUpload;
    };
    let seconds = match asset.kind {
        Kind::Image => config.image_processing_s,
        Kind::Video => config.video_processing_s,
        Kind::Document => config.document_processing_s,
    };
    if now < uploaded.at + TimeDelta::seconds(seconds) {
        Stage::Processing
    } else if config.media_processing_fails || uploaded.about.is_err() {
        Stage::Failed
    } else {
        Stage::Available
    }
}
