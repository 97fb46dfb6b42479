//! The numbers, with their sources.

use super::{Allowance, ArticleLimits, DocumentLimits, ImageLimits, Limits, Period, PollLimits, VideoLimits};
use crate::{
    media::{DocumentType, ImageType, MAX_IMAGE_BYTES, VideoType},
    post::{AttachmentKind as Kind, PollDuration, Visibility},
    publisher::Publisher,
    text::{MAX_COMMENT_CHARS, MAX_TEXT_CHARS},
};

const MB: u64 = 1024 * 1024;

/// LinkedIn Images API: JPG, PNG and GIF of up to 250 pictures, fewer than 36,152,320 pixels. No
/// number of bytes is documented. Posts API: 2–20 images in one post, alternative text of 4,086.
const IMAGES: ImageLimits = ImageLimits {
    max: 20,
    types: &[ImageType::Jpeg, ImageType::Png, ImageType::Gif],
    max_pixels: Some(36_152_320),
    max_edge: None,
    max_bytes: MAX_IMAGE_BYTES,
    max_frames: 250,
    max_alt_chars: Some(4_086),
};

/// LinkedIn Videos API: MP4 of 3 seconds to 30 minutes and 75 KB to 500 MB. The title's length is
/// what others observed.
const VIDEO: VideoLimits = VideoLimits {
    types: &[VideoType::Mp4],
    min_ms: 3_000,
    max_ms: 30 * 60 * 1_000,
    min_bytes: 75 * 1024,
    max_bytes: 500 * MB,
    max_title_chars: 200,
    thumbnail: true,
    captions: true,
};

/// LinkedIn Documents API: PDF, Word and PowerPoint of up to 100 MB and 300 pages, with a title.
const DOCUMENT: DocumentLimits = DocumentLimits {
    types: &[DocumentType::Pdf, DocumentType::Doc, DocumentType::Docx, DocumentType::Ppt, DocumentType::Pptx],
    max_bytes: 100 * MB,
    max_pages: 300,
    max_title_chars: 200,
};

/// LinkedIn Posts API.
const ARTICLE: ArticleLimits = ArticleLimits { max_title_chars: 400, thumbnail: true, words: true };

/// LinkedIn Posts API; the lengths are those of LinkedIn's own page.
const POLL: PollLimits = PollLimits {
    max_question_chars: 140,
    min_options: 2,
    max_options: 4,
    max_option_chars: 30,
    durations: &[
        PollDuration::OneDay,
        PollDuration::ThreeDays,
        PollDuration::OneWeek,
        PollDuration::TwoWeeks,
    ],
};

const LINKEDIN: Limits = Limits {
    publisher: Publisher::Linkedin,
    attachments: &[Kind::Images, Kind::Video, Kind::Document, Kind::Article, Kind::Poll, Kind::Reshare],
    max_text_chars: MAX_TEXT_CHARS,
    max_comment_chars: Some(MAX_COMMENT_CHARS),
    mentions: &["person", "organization"],
    visibilities: &[Visibility::Public, Visibility::Connections],
    images: IMAGES,
    video: VIDEO,
    document: DOCUMENT,
    article: ARTICLE,
    poll: POLL,
    // Share on LinkedIn: 150 requests of a member a day.
    allowance: Some(Allowance { posts: 150, per: Period::UtcDay }),
};

const UNIPILE: Limits = Limits {
    publisher: Publisher::UnipileV2,
    attachments: &[Kind::Images, Kind::Video, Kind::Document, Kind::Reshare],
    // A person's id differs from app to app; Unipile has ids of its own, which begin with ACo or ADo.
    mentions: &["fsd_profile", "organization"],
    // Unipile, "Create a post": images up to 6012 × 6012; attachments up to 15 MB.
    images: ImageLimits { max_edge: Some(6_012), max_bytes: 15 * MB, ..IMAGES },
    video: VideoLimits { types: &[VideoType::Mp4, VideoType::Mov], captions: false, ..VIDEO },
    allowance: None,
    ..LINKEDIN
};

/// Every interface that publishes.
pub const LIMITS: [Limits; 5] = [
    LINKEDIN,
    Limits {
        publisher: Publisher::LinkedinOlder,
        attachments: &[Kind::Images, Kind::Video, Kind::Article],
        video: VideoLimits { thumbnail: false, captions: false, ..VIDEO },
        article: ArticleLimits { thumbnail: false, ..ARTICLE },
        images: ImageLimits { max_alt_chars: None, ..IMAGES },
        ..LINKEDIN
    },
    Limits {
        publisher: Publisher::UnipileV1,
        attachments: &[Kind::Images, Kind::Video, Kind::Document, Kind::Article, Kind::Reshare],
        visibilities: &[Visibility::Public],
        images: ImageLimits { max_alt_chars: None, ..UNIPILE.images },
        article: ArticleLimits { thumbnail: false, words: false, ..ARTICLE },
        ..UNIPILE
    },
    UNIPILE,
    Limits {
        publisher: Publisher::Zernio,
        // Zernio has no cards: LinkedIn makes one of an address in the text there.
        attachments: &[Kind::Images, Kind::Video, Kind::Document, Kind::Poll, Kind::Reshare],
        visibilities: &[Visibility::Public],
        video: VideoLimits { thumbnail: false, captions: false, ..VIDEO },
        // Zernio: one PDF of up to 100 MB.
        document: DocumentLimits { types: &[DocumentType::Pdf], ..DOCUMENT },
        // Zernio: 25 posts of an account an hour.
        allowance: Some(Allowance { posts: 25, per: Period::Hour }),
        ..LINKEDIN
    },
];
