//! What one click does about a misfit.

use crate::{
    id::{AuthorId, MediaId},
    misfit::Fix,
    post::{Attachment, Draft, PostText, Wording},
    text,
};

/// A copy after a fix that needs nothing but what is written. Fixes that make new files or concern
/// the draft as a whole leave it as it is. `file_name` tells what a kept file was called.
pub fn fixed(wording: &Wording, fix: &Fix, file_name: impl Fn(&MediaId) -> Option<String>) -> Wording {
    let mut after = wording.clone();
    match fix {
        Fix::ShortenText { to } => after.text = text::shortened(&wording.text, *to as usize),
        Fix::SplitText { to } => {
            let (first, rest) = text::split(&wording.text, *to as usize);
            after.text = first;
            after.first_comment = text::join(&rest, &wording.first_comment);
        }
        Fix::ShortenComment { to } => {
            after.first_comment = text::shortened(&wording.first_comment, *to as usize);
        }
        Fix::DropComment => after.first_comment = PostText::default(),
        Fix::DropInvisible => after.text = text::without_turns(&wording.text),
        Fix::DropMentions => after.text.mentions.clear(),
        Fix::AddressIntoText => {
            if let Attachment::Article { url, .. } = &wording.attachment {
                after.text = text::join(&wording.text, &url.trim().into());
                after.attachment = Attachment::None;
            }
        }
        Fix::DropAttachment => after.attachment = Attachment::None,
        Fix::DropImages { .. }
        | Fix::ShortenAltTexts { .. }
        | Fix::TitleFromFile
        | Fix::ShortenTitle { .. }
        | Fix::DropThumbnail
        | Fix::DropCaptions
        | Fix::ShortenPoll { .. } => fix_attachment(&mut after.attachment, fix, file_name),
        Fix::ScaleImage { .. } | Fix::ConvertImage { .. } | Fix::ShowToAnyone | Fix::DropAuthor => {}
    }
    after
}

fn fix_attachment(attachment: &mut Attachment, fix: &Fix, file_name: impl Fn(&MediaId) -> Option<String>) {
    match (attachment, fix) {
        (Attachment::Images { images }, Fix::DropImages { keep }) => images.truncate(*keep as usize),
        (Attachment::Images { images }, Fix::ShortenAltTexts { to }) => {
            images.iter_mut().for_each(|image| shorten(&mut image.alt_text, *to));
        }
        (Attachment::Document { media, title }, Fix::TitleFromFile) => {
            let name = file_name(media).unwrap_or_default();
            *title = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem).replace('_', " ");
        }
        (
            Attachment::Video { title, .. }
            | Attachment::Document { title, .. }
            | Attachment::Article { title, .. },
            Fix::ShortenTitle { to },
        ) => shorten(title, *to),
        (Attachment::Video { thumbnail, .. } | Attachment::Article { thumbnail, .. }, Fix::DropThumbnail) => {
            *thumbnail = None;
        }
        (Attachment::Video { captions, .. }, Fix::DropCaptions) => *captions = None,
        (
            Attachment::Poll { question, options, .. },
            Fix::ShortenPoll { question: question_to, option: option_to, options: keep },
        ) => {
            shorten(question, *question_to);
            options.truncate(*keep as usize);
            options.iter_mut().for_each(|option| shorten(option, *option_to));
        }
        _ => {}
    }
}

fn shorten(words: &mut String, to: u32) {
    *words = text::shortened(&words.as_str().into(), to as usize).text;
}

/// A copy with one image in the place of another.
pub fn with_image(wording: &Wording, from: &MediaId, to: &MediaId) -> Wording {
    let mut after = wording.clone();
    let swap = |media: &mut MediaId| {
        if media == from {
            media.clone_from(to);
        }
    };
    match &mut after.attachment {
        Attachment::Images { images } => images.iter_mut().for_each(|image| swap(&mut image.media)),
        Attachment::Video { thumbnail, .. } | Attachment::Article { thumbnail, .. } => {
            thumbnail.iter_mut().for_each(swap);
        }
        Attachment::None
        | Attachment::Document { .. }
        | Attachment::Poll { .. }
        | Attachment::Reshare { .. } => {}
    }
    after
}

/// Gives one author's copy other words. What the author has of their own is changed there; the rest
/// is changed for everybody, or becomes the author's own.
pub fn put(draft: &mut Draft, author: &AuthorId, after: Wording, for_everybody: bool) {
    let before = draft.wording_for(author);
    let own = draft.variants.iter().find(|variant| variant.author == *author).cloned();
    let has = |part: fn(&crate::post::Variant) -> bool| own.as_ref().is_some_and(part);
    let (own_text, own_attachment, own_comment) = (
        has(|variant| variant.text.is_some()),
        has(|variant| variant.attachment.is_some()),
        has(|variant| variant.first_comment.is_some()),
    );
    if after.text != before.text {
        if for_everybody && !own_text {
            draft.wording.text = after.text;
        } else {
            draft.variant_mut(author).text = Some(after.text);
        }
    }
    if after.attachment != before.attachment {
        if for_everybody && !own_attachment {
            draft.wording.attachment = after.attachment;
        } else {
            draft.variant_mut(author).attachment = Some(after.attachment);
        }
    }
    if after.first_comment != before.first_comment {
        if for_everybody && !own_comment {
            draft.wording.first_comment = after.first_comment;
        } else {
            draft.variant_mut(author).first_comment = Some(after.first_comment);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        fitting::{Facts, misfits},
        limits,
        media::{ImageFacts, ImageType, MediaFacts},
        post::{AttachedImage, Mention, PollDuration, Visibility},
        publisher::Publisher,
    };

    fn name(_: &MediaId) -> Option<String> {
        Some("salary_guide 2027.final.pdf".into())
    }

    fn text(words: &str) -> Wording {
        Wording { text: words.into(), ..Wording::default() }
    }

    fn with(attachment: Attachment) -> Wording {
        Wording { attachment, ..text("Hello") }
    }

    /// Every fix that is offered and needs nothing but words leaves a copy that has that misfit no
    /// more.
    #[test]
    fn a_fix_leaves_nothing_to_fix() {
        let media = || MediaId("it".into());
        let image = |alt: &str| AttachedImage { media: media(), alt_text: alt.into() };
        let long = "word ".repeat(700);
        let mut turned = text("Hi \u{202e}there");
        turned.text.mentions = vec![Mention { start: 4, length: 5, urn: "urn:li:fsd_profile:A".into() }];
        let cases = [
            text(&long),
            Wording { first_comment: long.as_str().into(), ..text("Hello") },
            turned,
            with(Attachment::Images { images: vec![image(""); 21] }),
            with(Attachment::Images { images: vec![image(&long.repeat(2))] }),
            with(Attachment::Document { media: media(), title: String::new() }),
            with(Attachment::Document { media: media(), title: long.clone() }),
            with(Attachment::Video {
                media: media(),
                title: long.clone(),
                thumbnail: Some(media()),
                captions: Some(media()),
            }),
            with(Attachment::Article {
                url: "https://a.example".into(),
                title: long.clone(),
                description: String::new(),
                thumbnail: Some(media()),
            }),
            with(Attachment::Poll {
                question: long.clone(),
                options: (0..5).map(|n| format!("{n} {long}")).collect(),
                duration: PollDuration::OneWeek,
            }),
            with(Attachment::Reshare { urn: "urn:li:share:1".into() }),
        ];
        let facts =
            ImageFacts { kind: ImageType::Png, width: 9, height: 9, frames: 1, orientation: 1, bytes: 9 };
        let facts = Facts::from([(media(), MediaFacts::Image(facts))]);
        let mut offered = 0;
        for publisher in Publisher::ALL {
            for wording in &cases {
                let check = |wording: &Wording| {
                    misfits(limits::of(publisher), wording, Visibility::Public, false, &facts)
                };
                for misfit in check(wording) {
                    for fix in &misfit.fixes {
                        offered += 1;
                        let after = fixed(wording, fix, name);
                        let left = check(&after);
                        assert!(
                            !left.iter().any(|other| other.sentence == misfit.sentence),
                            "{publisher:?} {fix:?} leaves: {}",
                            misfit.sentence
                        );
                    }
                }
            }
        }
        assert!(offered > 40, "{offered}");
    }

    #[test]
    fn a_document_is_called_like_its_file() {
        let wording = with(Attachment::Document { media: MediaId("it".into()), title: String::new() });
        let Attachment::Document { title, .. } = fixed(&wording, &Fix::TitleFromFile, name).attachment else {
            panic!("it is no document any more");
        };
        assert_eq!(title, "salary guide 2027.final");
    }

    #[test]
    fn what_one_author_has_of_their_own_is_changed_there() {
        let dana = AuthorId("dana".into());
        let mut draft = Draft { wording: text("For everybody"), ..Draft::default() };
        draft.variant_mut(&dana).text = Some("For Dana".into());
        put(&mut draft, &dana, text("Short"), true);
        assert_eq!(
            (&draft.wording.text.text[..], &draft.wording_for(&dana).text.text[..]),
            ("For everybody", "Short")
        );
        let elif = AuthorId("elif".into());
        put(&mut draft, &elif, text("For all"), true);
        assert_eq!(draft.wording.text.text, "For all");
        put(&mut draft, &elif, text("For Elif"), false);
        assert_eq!(
            (&draft.wording.text.text[..], &draft.wording_for(&elif).text.text[..]),
            ("For all", "For Elif")
        );
    }
}
