//! What goes with a post, in the words of the Posts API and of the older one.

use rollcall_domain::post::PollDuration;
use serde_json::{Value, json};

/// What goes with a post: files by the URNs they got when they were uploaded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Content {
    /// Nothing.
    #[default]
    None,
    /// One image or more.
    Images(Vec<Image>),
    /// A video.
    Video {
        /// Its URN.
        urn: String,
        /// Its title; empty for none.
        title: String,
    },
    /// A document.
    Document {
        /// Its URN.
        urn: String,
        /// Its title. LinkedIn takes none without.
        title: String,
    },
    /// A card that leads to an address. LinkedIn doesn't look at the address itself.
    Article {
        /// The address.
        url: String,
        /// Its headline; empty for none.
        title: String,
        /// The lines below; empty for none.
        description: String,
        /// The URN of its image.
        thumbnail: Option<String>,
    },
    /// A poll.
    Poll {
        /// What is asked.
        question: String,
        /// What can be answered.
        options: Vec<String>,
        /// How long it is open.
        duration: PollDuration,
    },
    /// The URN of the post that is shown below the text.
    Reshare(String),
}

/// An uploaded image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Its URN.
    pub urn: String,
    /// What it shows; empty for none.
    pub alt_text: String,
}

impl Content {
    /// Writes it into the body of a post. What is missing is left out, as LinkedIn refuses `null`.
    pub(super) fn write(&self, body: &mut Value) {
        let content = match self {
            Content::None => return,
            Content::Reshare(urn) => {
                body["reshareContext"] = json!({ "parent": urn });
                return;
            }
            Content::Images(images) => match images.as_slice() {
                [] => return,
                [image] => json!({ "media": image_of(image) }),
                images => json!({ "multiImage": {
                    "images": images.iter().map(image_of).collect::<Vec<_>>(),
                } }),
            },
            Content::Video { urn, title } | Content::Document { urn, title } => {
                json!({ "media": with_words(json!({ "id": urn }), &[("title", title)]) })
            }
            Content::Article { url, title, description, thumbnail } => {
                let words = [("title", title), ("description", description)];
                let mut article = with_words(json!({ "source": url }), &words);
                if let Some(thumbnail) = thumbnail {
                    article["thumbnail"] = json!(thumbnail);
                }
                json!({ "article": article })
            }
            Content::Poll { question, options, duration } => json!({ "poll": {
                "question": question,
                "options": options.iter().map(|text| json!({ "text": text })).collect::<Vec<_>>(),
                "settings": {
                    "duration": poll_duration(*duration),
                    "voteSelectionType": "SINGLE_VOTE",
                    "isVoterVisibleToAuthor": true,
                },
            } }),
        };
        body["content"] = content;
    }

    /// As the older API names it: the category and the list of media; `None` for what the older API
    /// doesn't know.
    pub(super) fn older(&self) -> Option<(&'static str, Vec<Value>)> {
        let ready = |mut media: Value, title: &str, description: &str| {
            media["status"] = json!("READY");
            for (name, text) in [("title", title), ("description", description)] {
                if !text.is_empty() {
                    media[name] = json!({ "text": text });
                }
            }
            media
        };
        Some(match self {
            Content::None => ("NONE", Vec::new()),
            Content::Images(images) if images.is_empty() => ("NONE", Vec::new()),
            Content::Images(images) => {
                let media =
                    images.iter().map(|image| ready(json!({ "media": image.urn }), "", &image.alt_text));
                ("IMAGE", media.collect())
            }
            Content::Video { urn, title } => ("VIDEO", vec![ready(json!({ "media": urn }), title, "")]),
            Content::Article { url, title, description, .. } => {
                ("ARTICLE", vec![ready(json!({ "originalUrl": url }), title, description)])
            }
            Content::Document { .. } | Content::Poll { .. } | Content::Reshare(_) => return None,
        })
    }
}

/// LinkedIn's word, which Zernio shares.
pub(crate) fn poll_duration(duration: PollDuration) -> &'static str {
    match duration {
        PollDuration::OneDay => "ONE_DAY",
        PollDuration::ThreeDays => "THREE_DAYS",
        PollDuration::OneWeek => "SEVEN_DAYS",
        PollDuration::TwoWeeks => "FOURTEEN_DAYS",
    }
}

fn image_of(image: &Image) -> Value {
    with_words(json!({ "id": image.urn }), &[("altText", &image.alt_text)])
}

fn with_words(mut value: Value, words: &[(&str, &String)]) -> Value {
    for (name, text) in words {
        if !text.is_empty() {
            value[*name] = json!(text);
        }
    }
    value
}
