//! Provider limits as data: what each interface takes. The numbers are in one table; the checks that
//! read it are in [`crate::fitting`].

mod tables;

pub use tables::LIMITS;

use crate::{
    media::{DocumentType, ImageFit, ImageType, VideoType},
    post::{AttachmentKind, PollDuration, Visibility},
    publisher::Publisher,
};

/// What one interface takes.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Whose limits these are.
    pub publisher: Publisher,
    /// What Rollcall can send through it together with a text.
    pub attachments: &'static [AttachmentKind],
    /// Characters of text, counted before escaping.
    pub max_text_chars: usize,
    /// Characters of the first comment; `None` where Rollcall can't comment.
    pub max_comment_chars: Option<usize>,
    /// Kinds of URN that can be mentioned, for instance `person`.
    pub mentions: &'static [&'static str],
    /// Who a post can be shown to.
    pub visibilities: &'static [Visibility],
    /// Images.
    pub images: ImageLimits,
    /// Videos.
    pub video: VideoLimits,
    /// Documents.
    pub document: DocumentLimits,
    /// Article cards.
    pub article: ArticleLimits,
    /// Polls.
    pub poll: PollLimits,
    /// How many posts; `None` where nobody says.
    pub allowance: Option<Allowance>,
}

/// What images are taken.
#[derive(Debug, Clone, Copy)]
pub struct ImageLimits {
    /// How many in one post.
    pub max: usize,
    /// Of which types.
    pub types: &'static [ImageType],
    /// Pixels, exclusive.
    pub max_pixels: Option<u64>,
    /// The longest edge, inclusive.
    pub max_edge: Option<u32>,
    /// Bytes, inclusive.
    pub max_bytes: u64,
    /// Pictures in one that moves.
    pub max_frames: u32,
    /// Characters of the alternative text; `None` where it is left out.
    pub max_alt_chars: Option<usize>,
}

impl ImageLimits {
    /// What an image has to become where it doesn't fit.
    pub fn fit(&self) -> ImageFit {
        ImageFit {
            kinds: self.types.to_vec(),
            // The limit itself isn't taken any more.
            max_pixels: self.max_pixels.map(|max| max - 1),
            max_edge: self.max_edge,
            max_bytes: Some(self.max_bytes),
        }
    }
}

/// What videos are taken.
#[derive(Debug, Clone, Copy)]
pub struct VideoLimits {
    /// Of which types.
    pub types: &'static [VideoType],
    /// Milliseconds at least.
    pub min_ms: u64,
    /// Milliseconds at most.
    pub max_ms: u64,
    /// Bytes at least.
    pub min_bytes: u64,
    /// Bytes at most.
    pub max_bytes: u64,
    /// Characters of the title.
    pub max_title_chars: usize,
    /// Whether it takes an image to show before it plays.
    pub thumbnail: bool,
    /// Whether it takes subtitles.
    pub captions: bool,
}

/// What documents are taken.
#[derive(Debug, Clone, Copy)]
pub struct DocumentLimits {
    /// Of which types.
    pub types: &'static [DocumentType],
    /// Bytes at most.
    pub max_bytes: u64,
    /// Pages at most.
    pub max_pages: u32,
    /// Characters of the title.
    pub max_title_chars: usize,
}

/// What article cards are taken.
#[derive(Debug, Clone, Copy)]
pub struct ArticleLimits {
    /// Characters of the headline.
    pub max_title_chars: usize,
    /// Whether it takes an image.
    pub thumbnail: bool,
    /// Whether it takes a headline and a description, or only an address.
    pub words: bool,
}

/// What polls are taken.
#[derive(Debug, Clone, Copy)]
pub struct PollLimits {
    /// Characters of the question.
    pub max_question_chars: usize,
    /// Answers at least.
    pub min_options: usize,
    /// Answers at most.
    pub max_options: usize,
    /// Characters of an answer.
    pub max_option_chars: usize,
    /// How long it can be open.
    pub durations: &'static [PollDuration],
}

/// The time in which posts are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// From midnight to midnight, UTC.
    UtcDay,
    /// The last sixty minutes.
    Hour,
}

/// How many posts of one account are taken in a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// How many.
    pub posts: u32,
    /// In which time.
    pub per: Period,
}

/// The limits of an interface.
pub fn of(publisher: Publisher) -> &'static Limits {
    LIMITS.iter().find(|limits| limits.publisher == publisher).unwrap_or(&LIMITS[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_interface_has_limits_of_its_own() {
        for publisher in Publisher::ALL {
            assert_eq!(of(publisher).publisher, publisher);
        }
    }
}
