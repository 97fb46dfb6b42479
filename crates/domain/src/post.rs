//! What is written and for whom.

use serde::{Deserialize, Serialize};

use crate::id::{AccountId, AuthorId, MediaId};

/// Who can see a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Anyone on or off LinkedIn.
    #[default]
    Public,
    /// The author's connections only.
    Connections,
}

impl Visibility {
    /// The word kept in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Visibility::Public => "public",
            Visibility::Connections => "connections",
        }
    }

    /// The visibility with this stored word; anything else reads as the narrower one.
    pub fn parse(word: &str) -> Visibility {
        if word == "public" { Visibility::Public } else { Visibility::Connections }
    }
}

/// Somebody or a page named in a text. The covered characters are the name, without an `@`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
pub struct Mention {
    /// The first covered character, counted in Unicode scalar values.
    pub start: u32,
    /// How many characters are covered.
    pub length: u32,
    /// Whom it names: `urn:li:person:…` or `urn:li:organization:…`.
    pub urn: String,
}

/// A text as people read it, with the mentions in it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
pub struct PostText {
    /// What people read.
    pub text: String,
    /// Where somebody is named, in order, not overlapping.
    pub mentions: Vec<Mention>,
}

impl From<&str> for PostText {
    fn from(text: &str) -> Self {
        PostText { text: text.to_owned(), mentions: Vec::new() }
    }
}

/// An image in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct AttachedImage {
    /// The kept file.
    pub media: MediaId,
    /// What it shows, for people who don't see it; empty for none.
    pub alt_text: String,
}

/// How long a poll is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum PollDuration {
    /// A day.
    OneDay,
    /// Three days.
    ThreeDays,
    /// A week.
    #[default]
    OneWeek,
    /// Two weeks.
    TwoWeeks,
}

/// What goes with a text: one kind for each post.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Attachment {
    /// Nothing.
    #[default]
    None,
    /// Images, in their order.
    Images {
        /// One to twenty.
        images: Vec<AttachedImage>,
    },
    /// A video.
    Video {
        /// The kept file.
        media: MediaId,
        /// Its title; may be empty.
        title: String,
        /// The image shown before it plays.
        thumbnail: Option<MediaId>,
        /// Its subtitles.
        captions: Option<MediaId>,
    },
    /// A document whose pages are leafed through.
    Document {
        /// The kept file.
        media: MediaId,
        /// Its title. LinkedIn takes none without.
        title: String,
    },
    /// A card that leads to an address.
    Article {
        /// The address.
        url: String,
        /// Its headline.
        title: String,
        /// The lines below; may be empty.
        description: String,
        /// Its image.
        thumbnail: Option<MediaId>,
    },
    /// A poll.
    Poll {
        /// What is asked.
        question: String,
        /// What can be answered: two to four.
        options: Vec<String>,
        /// How long it is open.
        duration: PollDuration,
    },
    /// Somebody's post, shown below the text.
    Reshare {
        /// `urn:li:share:…`, `urn:li:ugcPost:…` or `urn:li:activity:…`.
        urn: String,
    },
}

/// The kinds of [`Attachment`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum AttachmentKind {
    /// Nothing.
    None,
    /// Images.
    Images,
    /// A video.
    Video,
    /// A document.
    Document,
    /// An article card.
    Article,
    /// A poll.
    Poll,
    /// A reshare.
    Reshare,
}

impl AttachmentKind {
    /// What it is called within a sentence: "a video".
    pub fn name(self) -> &'static str {
        match self {
            AttachmentKind::None => "nothing",
            AttachmentKind::Images => "images",
            AttachmentKind::Video => "a video",
            AttachmentKind::Document => "a document",
            AttachmentKind::Article => "an article card",
            AttachmentKind::Poll => "a poll",
            AttachmentKind::Reshare => "a reshare",
        }
    }
}

impl Attachment {
    /// Which kind it is.
    pub fn kind(&self) -> AttachmentKind {
        match self {
            Attachment::None => AttachmentKind::None,
            Attachment::Images { .. } => AttachmentKind::Images,
            Attachment::Video { .. } => AttachmentKind::Video,
            Attachment::Document { .. } => AttachmentKind::Document,
            Attachment::Article { .. } => AttachmentKind::Article,
            Attachment::Poll { .. } => AttachmentKind::Poll,
            Attachment::Reshare { .. } => AttachmentKind::Reshare,
        }
    }

    /// One image, or nothing where there is none.
    pub fn image(media: Option<MediaId>, alt_text: &str) -> Attachment {
        let Some(media) = media else { return Attachment::None };
        Attachment::Images { images: vec![AttachedImage { media, alt_text: alt_text.to_owned() }] }
    }

    /// Every kept file it needs, in order.
    pub fn media(&self) -> Vec<&MediaId> {
        match self {
            Attachment::Images { images } => images.iter().map(|image| &image.media).collect(),
            Attachment::Video { media, thumbnail, captions, .. } => {
                [Some(media), thumbnail.as_ref(), captions.as_ref()].into_iter().flatten().collect()
            }
            Attachment::Document { media, .. } => vec![media],
            Attachment::Article { thumbnail, .. } => thumbnail.iter().collect(),
            Attachment::None | Attachment::Poll { .. } | Attachment::Reshare { .. } => Vec::new(),
        }
    }
}

/// What one copy says and shows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
pub struct Wording {
    /// The text.
    pub text: PostText,
    /// What goes with it.
    pub attachment: Attachment,
    /// A comment of the author's own below the post; an empty one is none.
    pub first_comment: PostText,
}

/// What differs for one author. What is left out is as it is for everybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Variant {
    /// For whom.
    pub author: AuthorId,
    /// Another text.
    pub text: Option<PostText>,
    /// Something else to go with it.
    pub attachment: Option<Attachment>,
    /// Another first comment.
    pub first_comment: Option<PostText>,
}

impl Variant {
    /// One that differs in nothing yet.
    pub fn of(author: AuthorId) -> Variant {
        Variant { author, text: None, attachment: None, first_comment: None }
    }

    /// Whether it differs in nothing.
    pub fn is_empty(&self) -> bool {
        self.text.is_none() && self.attachment.is_none() && self.first_comment.is_none()
    }
}

/// What is written, before it is frozen into a post.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
pub struct Draft {
    /// What it says and shows.
    pub wording: Wording,
    /// What differs for some authors. Kept also while an author isn't chosen.
    pub variants: Vec<Variant>,
    /// The accounts and pages that are to publish it.
    pub authors: Vec<AuthorId>,
    /// Who can see it.
    pub visibility: Visibility,
}

impl Draft {
    /// What one author's copy says and shows: the author's variant laid over the rest.
    pub fn wording_for(&self, author: &AuthorId) -> Wording {
        let mut wording = self.wording.clone();
        if let Some(variant) = self.variants.iter().find(|variant| variant.author == *author) {
            if let Some(text) = &variant.text {
                wording.text = text.clone();
            }
            if let Some(attachment) = &variant.attachment {
                wording.attachment = attachment.clone();
            }
            if let Some(first_comment) = &variant.first_comment {
                wording.first_comment = first_comment.clone();
            }
        }
        wording
    }

    /// The author's variant, made if there is none.
    pub fn variant_mut(&mut self, author: &AuthorId) -> &mut Variant {
        let at = self.variants.iter().position(|variant| variant.author == *author).unwrap_or_else(|| {
            self.variants.push(Variant::of(author.clone()));
            self.variants.len() - 1
        });
        &mut self.variants[at]
    }

    /// Every kept file it needs, each once.
    pub fn media(&self) -> Vec<&MediaId> {
        let of_variants = self.variants.iter().filter_map(|variant| variant.attachment.as_ref());
        let mut all = Vec::new();
        for id in std::iter::once(&self.wording.attachment).chain(of_variants).flat_map(Attachment::media) {
            if !all.contains(&id) {
                all.push(id);
            }
        }
        all
    }

    /// Whether nothing was written or chosen yet, but for the authors.
    pub fn is_blank(&self) -> bool {
        self.wording == Wording::default() && self.variants.iter().all(Variant::is_empty)
    }
}

/// Roles that may publish as a page (LinkedIn, page roles, and its 2024 table of permissions). The
/// spelling of one differs between documentation and live data.
pub const PUBLISHING_ROLES: [&str; 5] = [
    "ADMINISTRATOR",
    "CONTENT_ADMINISTRATOR",
    "CONTENT_ADMIN",
    "DIRECT_SPONSORED_CONTENT_POSTER",
    "LEAD_GEN_FORMS_MANAGER",
];

/// Kept in the place of a role that the provider doesn't tell; it names only pages that the member
/// speaks for.
pub const UNTOLD_ROLE: &str = "";

/// The author id of an account itself.
pub fn account_author(account: &AccountId) -> AuthorId {
    AuthorId(account.0.clone())
}

/// The author id of a page that an account may post as.
pub fn page_author(account: &AccountId, page_urn: &str) -> AuthorId {
    AuthorId(format!("{}/{page_urn}", account.0))
}

/// Takes an author id apart again.
pub fn split_author(author: &AuthorId) -> (AccountId, Option<String>) {
    match author.0.split_once('/') {
        Some((account, urn)) => (AccountId(account.to_owned()), Some(urn.to_owned())),
        None => (AccountId(author.0.clone()), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variant_is_laid_over_what_everybody_gets() {
        let dana = AuthorId("dana".into());
        let everybody = Wording {
            text: "For everybody".into(),
            attachment: Attachment::image(Some(MediaId("one".into())), "The team"),
            first_comment: "The link".into(),
        };
        let mut draft = Draft { wording: everybody.clone(), ..Draft::default() };
        draft.variant_mut(&dana).text = Some("For Dana".into());
        assert_eq!(draft.wording_for(&AuthorId("elif".into())), everybody);
        assert_eq!(draft.wording_for(&dana), Wording { text: "For Dana".into(), ..everybody.clone() });
        draft.variant_mut(&dana).attachment = Some(Attachment::None);
        draft.variant_mut(&dana).first_comment = Some(PostText::default());
        assert_eq!(draft.variants.len(), 1);
        assert_eq!(draft.wording_for(&dana), Wording { text: "For Dana".into(), ..Wording::default() });
    }

    #[test]
    fn a_draft_needs_the_files_of_its_variants_too_each_once() {
        let [one, two, three] = ["one", "two", "three"].map(|id| MediaId(id.into()));
        let mut draft = Draft::default();
        draft.wording.attachment = Attachment::Video {
            media: one.clone(),
            title: String::new(),
            thumbnail: Some(two.clone()),
            captions: None,
        };
        draft.variant_mut(&AuthorId("dana".into())).attachment =
            Some(Attachment::Document { media: three.clone(), title: "Guide".into() });
        draft.variant_mut(&AuthorId("elif".into())).attachment =
            Some(Attachment::image(Some(two.clone()), ""));
        assert_eq!(draft.media(), [&one, &two, &three]);
    }
}
