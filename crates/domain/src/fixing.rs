//! What one click does about a misfit.

use crate::{
    id::{AuthorId, MediaId},
    misfit::Fix,
    post::{Attachment, Draft, PostText, Variant, Wording},
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

/// Gives one author's copy other words. What the author has of their own is changed there. What is
/// shared is changed for all when each author who shares it is among `needing`, those whose copies
/// need the change; else it becomes this author's own.
pub fn put(draft: &mut Draft, author: &AuthorId, after: Wording, needing: &[AuthorId]) {
    let before = draft.wording_for(author);
    let is_for_all = |has_own: fn(&Variant) -> bool| {
        let shares = |id: &AuthorId| !draft.variants.iter().any(|it| it.author == *id && has_own(it));
        shares(author) && draft.authors.iter().filter(|id| shares(id)).all(|id| needing.contains(id))
    };
    let (text, attachment, comment) = (
        is_for_all(|variant| variant.text.is_some()),
        is_for_all(|variant| variant.attachment.is_some()),
        is_for_all(|variant| variant.first_comment.is_some()),
    );
    if after.text != before.text {
        if text {
            draft.wording.text = after.text;
        } else {
            draft.variant_mut(author).text = Some(after.text);
        }
    }
    if after.attachment != before.attachment {
        if attachment {
            draft.wording.attachment = after.attachment;
        } else {
            draft.variant_mut(author).attachment = Some(after.attachment);
        }
    }
    if after.first_comment != before.first_comment {
        if comment {
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
    fn what_is_shared_is_changed_for_all_only_when_all_who_share_it_need_it() {
        let [dana, elif, hana] = ["dana", "elif", "hana"].map(|id| AuthorId(id.into()));
        // Whose click it is, who needs it, and what everybody, Dana, Elif and Hana have then. Dana's
        // text is her own.
        let cases: [(&AuthorId, &[&AuthorId], [&str; 4]); 5] = [
            (&dana, &[&dana], ["Long", "Short", "Long", "Long"]),
            (&dana, &[&dana, &elif, &hana], ["Long", "Short", "Long", "Long"]),
            (&elif, &[&elif, &hana], ["Short", "Long, Dana's", "Short", "Short"]),
            (&elif, &[&elif, &dana], ["Long", "Long, Dana's", "Short", "Long"]),
            (&elif, &[&dana, &elif, &hana], ["Short", "Long, Dana's", "Short", "Short"]),
        ];
        for (author, needing, expected) in cases {
            let authors = vec![dana.clone(), elif.clone(), hana.clone()];
            let mut draft = Draft { wording: text("Long"), authors, ..Draft::default() };
            draft.variant_mut(&dana).text = Some("Long, Dana's".into());
            let needing: Vec<AuthorId> = needing.iter().copied().cloned().collect();
            put(&mut draft, author, text("Short"), &needing);
            let of = |author| draft.wording_for(author).text.text;
            let now = [draft.wording.text.text.clone(), of(&dana), of(&elif), of(&hana)];
            assert_eq!(now, expected, "{author:?} {needing:?}");
        }
    }
}
