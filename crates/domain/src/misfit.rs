//! What doesn't fit a provider, in words, and what would make it fit.

use serde::{Deserialize, Serialize};

use crate::id::MediaId;

/// What one click does about a misfit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fix {
    /// Cut the text at the end of a word.
    ShortenText {
        /// Characters that stay at most.
        to: u32,
    },
    /// Move what is too much of the text into the first comment.
    SplitText {
        /// Characters that stay at most.
        to: u32,
    },
    /// Cut the first comment at the end of a word.
    ShortenComment {
        /// Characters that stay at most.
        to: u32,
    },
    /// Leave the first comment out.
    DropComment,
    /// Take out invisible characters that change how the text is read.
    DropInvisible,
    /// Keep the names, without leading to anybody.
    DropMentions,
    /// Make a smaller copy of an image.
    ScaleImage {
        /// The image.
        media: MediaId,
    },
    /// Make a copy of an image in a type that is taken.
    ConvertImage {
        /// The image.
        media: MediaId,
    },
    /// Keep the first images.
    DropImages {
        /// How many stay.
        keep: u32,
    },
    /// Cut the images' descriptions.
    ShortenAltTexts {
        /// Characters that stay at most.
        to: u32,
    },
    /// Give the document its file's name as title.
    TitleFromFile,
    /// Cut the title of what is attached.
    ShortenTitle {
        /// Characters that stay at most.
        to: u32,
    },
    /// Leave the video's or the card's own image out.
    DropThumbnail,
    /// Leave the video's subtitles out.
    DropCaptions,
    /// Put the card's address at the end of the text, and leave the card out.
    AddressIntoText,
    /// Leave out what goes with the text.
    DropAttachment,
    /// Keep the poll's first answers, cut to what is taken.
    ShortenPoll {
        /// Characters of the question that stay at most.
        question: u32,
        /// Characters of each answer that stay at most.
        option: u32,
        /// How many answers stay at most.
        options: u32,
    },
    /// Let anyone see it.
    ShowToAnyone,
    /// Leave this author out.
    DropAuthor,
}

impl Fix {
    /// What its button says.
    pub fn label(&self) -> &'static str {
        match self {
            Fix::ShortenText { .. } => "Shorten the text",
            Fix::SplitText { .. } => "Move the rest into the first comment",
            Fix::ShortenComment { .. } => "Shorten the comment",
            Fix::DropComment => "Leave the comment out",
            Fix::DropInvisible => "Take them out",
            Fix::DropMentions => "Keep the names only",
            Fix::ScaleImage { .. } => "Scale the image down",
            Fix::ConvertImage { .. } => "Convert the image",
            Fix::DropImages { .. } => "Keep the first ones",
            Fix::ShortenAltTexts { .. } => "Shorten the descriptions",
            Fix::TitleFromFile => "Use the file’s name",
            Fix::ShortenTitle { .. } => "Shorten the title",
            Fix::DropThumbnail => "Leave its image out",
            Fix::DropCaptions => "Leave the subtitles out",
            Fix::AddressIntoText => "Put the address into the text",
            Fix::DropAttachment => "Leave it out",
            Fix::ShortenPoll { .. } => "Shorten the poll",
            Fix::ShowToAnyone => "Let anyone see it",
            Fix::DropAuthor => "Leave this author out",
        }
    }
}

/// Something about a draft that doesn't fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Misfit {
    /// What doesn't fit, and what to do.
    pub sentence: String,
    /// Whether it can't be sent like this. Else it is something to know before sending.
    pub stops: bool,
    /// What one click does about it, the likelier first.
    pub fixes: Vec<Fix>,
}

impl Misfit {
    /// Something that can't be sent like this.
    pub fn stops(sentence: impl Into<String>) -> Misfit {
        Misfit { sentence: sentence.into(), stops: true, fixes: Vec::new() }
    }

    /// Something to know before sending.
    pub fn hint(sentence: impl Into<String>) -> Misfit {
        Misfit { sentence: sentence.into(), stops: false, fixes: Vec::new() }
    }

    /// With something that helps.
    #[must_use]
    pub fn with(mut self, fix: Fix) -> Misfit {
        self.fixes.push(fix);
        self
    }
}
