//! Images, videos and documents.

use super::{Facts, number, words::of_title};
use crate::{
    id::MediaId,
    limits::Limits,
    media::{ImageFacts, MediaFacts, VideoType},
    misfit::{Fix, Misfit},
    post::AttachedImage,
    text::{self, count},
};

/// Said of a file that isn't where it was kept.
const GONE: &str = "A file of this post isn't there any more. Choose it again.";

/// What a video consists of.
pub(super) struct VideoParts<'a> {
    pub(super) media: &'a MediaId,
    pub(super) title: &'a str,
    pub(super) thumbnail: &'a Option<MediaId>,
    pub(super) captions: &'a Option<MediaId>,
}

pub(super) fn of_images(limits: &Limits, attached: &[AttachedImage], facts: &Facts) -> Vec<Misfit> {
    let name = limits.publisher.name();
    let mut misfits = Vec::new();
    if attached.is_empty() {
        misfits.push(Misfit::stops("Choose an image.").with(Fix::DropAttachment));
    }
    let max = limits.images.max;
    if attached.len() > max {
        let sentence = format!("{name} takes {max} images in one post; these are {}.", attached.len());
        misfits.push(Misfit::stops(sentence).with(Fix::DropImages { keep: number(max) }));
    }
    for image in attached {
        misfits.extend(of_image(limits, &image.media, facts));
    }
    misfits.extend(of_alt_texts(limits, attached));
    misfits
}

fn of_alt_texts(limits: &Limits, attached: &[AttachedImage]) -> Option<Misfit> {
    match limits.images.max_alt_chars {
        Some(max) => attached.iter().any(|image| count(&image.alt_text) > max).then(|| {
            Misfit::stops(format!("An image's description is longer than {max} characters."))
                .with(Fix::ShortenAltTexts { to: number(max) })
        }),
        None => attached.iter().any(|image| !text::is_blank(&image.alt_text)).then(|| {
            Misfit::hint(format!("{} leaves the images' descriptions out.", limits.publisher.name()))
        }),
    }
}

fn of_image(limits: &Limits, id: &MediaId, facts: &Facts) -> Vec<Misfit> {
    match facts.get(id) {
        Some(MediaFacts::Image(image)) => of_known_image(limits, id, image),
        Some(other) => vec![Misfit::stops(format!("{} is no image.", other.kind_name()))],
        None => vec![Misfit::stops(GONE)],
    }
}

fn of_known_image(limits: &Limits, id: &MediaId, image: &ImageFacts) -> Vec<Misfit> {
    let name = limits.publisher.name();
    let taken = &limits.images;
    let moves = image.frames > 1;
    let mut misfits = Vec::new();
    let convert = |misfit: Misfit| match moves {
        // A picture that moves would stand still.
        true => misfit,
        false => misfit.with(Fix::ConvertImage { media: id.clone() }),
    };
    if !taken.types.contains(&image.kind) {
        let sentence = format!("{name} takes JPEG, PNG and GIF images; this is {}.", image.kind.name());
        misfits.push(convert(Misfit::stops(sentence)));
        // What is converted is scaled too.
        return misfits;
    }
    let scale = |misfit: Misfit| match moves {
        true => misfit,
        false => misfit.with(Fix::ScaleImage { media: id.clone() }),
    };
    let (width, height) = (image.width, image.height);
    let pixels = u64::from(width) * u64::from(height);
    if let Some(max) = taken.max_pixels.filter(|max| pixels >= *max) {
        let sentence = format!(
            "The image has {} million pixels; {name} takes fewer than {} million. Scale it down.",
            pixels.div_ceil(1_000_000),
            max / 1_000_000
        );
        misfits.push(scale(Misfit::stops(sentence)));
    } else if let Some(max) = taken.max_edge.filter(|max| width.max(height) > *max) {
        let sentence = format!(
            "The image is {width} × {height} pixels; {name} takes at most {max} in each direction. Scale it down."
        );
        misfits.push(scale(Misfit::stops(sentence)));
    }
    if image.bytes > taken.max_bytes {
        misfits.push(scale(Misfit::stops(too_big("The image", image.bytes, name, taken.max_bytes))));
    }
    if image.frames > taken.max_frames {
        let max = taken.max_frames;
        let sentence = format!(
            "The moving image has {} pictures; {name} takes {max}. Export a shorter one.",
            image.frames
        );
        misfits.push(Misfit::stops(sentence));
    }
    misfits
}

fn too_big(what: &str, bytes: u64, name: &str, max: u64) -> String {
    let mb = 1024 * 1024;
    format!("{what} has {} MB; {name} takes {} MB.", bytes.div_ceil(mb), max / mb)
}

pub(super) fn of_video(limits: &Limits, parts: &VideoParts<'_>, facts: &Facts) -> Vec<Misfit> {
    let name = limits.publisher.name();
    let taken = &limits.video;
    let mut misfits = match facts.get(parts.media) {
        Some(MediaFacts::Video(video)) => {
            let mut misfits = Vec::new();
            if !taken.types.contains(&video.kind) {
                let kind = match video.kind {
                    VideoType::Mov => "a QuickTime (MOV) video",
                    VideoType::Mp4 => "an MP4 video",
                };
                misfits.push(Misfit::stops(format!(
                    "{name} takes MP4 videos; this is {kind}. Export it as MP4."
                )));
            }
            let seconds = |ms: u64| ms / 1_000;
            if video.duration_ms < taken.min_ms {
                let sentence = format!(
                    "The video is shorter than {} seconds, the shortest that {name} takes.",
                    seconds(taken.min_ms)
                );
                misfits.push(Misfit::stops(sentence));
            }
            if video.duration_ms > taken.max_ms {
                let sentence = format!(
                    "The video takes {} minutes; {name} takes {}. Export a shorter one.",
                    seconds(video.duration_ms).div_ceil(60),
                    seconds(taken.max_ms) / 60
                );
                misfits.push(Misfit::stops(sentence));
            }
            if video.bytes < taken.min_bytes {
                let sentence = format!("{name} takes no video smaller than {} KB.", taken.min_bytes / 1024);
                misfits.push(Misfit::stops(sentence));
            }
            if video.bytes > taken.max_bytes {
                let sentence = too_big("The video", video.bytes, name, taken.max_bytes);
                misfits.push(Misfit::stops(format!("{sentence} Export it smaller.")));
            }
            misfits
        }
        Some(other) => vec![Misfit::stops(format!("{} is no video.", other.kind_name()))],
        None => vec![Misfit::stops(GONE)],
    };
    misfits.extend(of_title(parts.title, taken.max_title_chars, "The video's title"));
    if let Some(thumbnail) = parts.thumbnail {
        if taken.thumbnail {
            misfits.extend(of_image(limits, thumbnail, facts));
        } else {
            let sentence = format!("{name} takes no image for a video; LinkedIn chooses one.");
            misfits.push(Misfit::hint(sentence).with(Fix::DropThumbnail));
        }
    }
    if let Some(captions) = parts.captions {
        match facts.get(captions) {
            _ if !taken.captions => {
                let sentence = format!("{name} takes no subtitles; the video is published without them.");
                misfits.push(Misfit::hint(sentence).with(Fix::DropCaptions));
            }
            Some(MediaFacts::Captions(_)) => {}
            Some(_) => misfits.push(Misfit::stops("The subtitles are no SRT file.").with(Fix::DropCaptions)),
            None => misfits.push(Misfit::stops(GONE).with(Fix::DropCaptions)),
        }
    }
    misfits
}

pub(super) fn of_document(limits: &Limits, id: &MediaId, title: &str, facts: &Facts) -> Vec<Misfit> {
    let name = limits.publisher.name();
    let taken = &limits.document;
    let mut misfits = match facts.get(id) {
        Some(MediaFacts::Document(document)) => {
            let mut misfits = Vec::new();
            if !taken.types.contains(&document.kind) {
                let kind = document.kind.name();
                let sentence = format!("{name} takes PDF documents; this is {kind}. Export it as PDF.");
                misfits.push(Misfit::stops(sentence));
            }
            if document.bytes > taken.max_bytes {
                let sentence = too_big("The document", document.bytes, name, taken.max_bytes);
                misfits.push(Misfit::stops(format!("{sentence} Export it smaller.")));
            }
            if let Some(pages) = document.pages.filter(|pages| *pages > taken.max_pages) {
                let max = taken.max_pages;
                misfits.push(Misfit::stops(format!("The document has {pages} pages; {name} takes {max}.")));
            }
            misfits
        }
        Some(other) => vec![Misfit::stops(format!("{} is no document.", other.kind_name()))],
        None => vec![Misfit::stops(GONE)],
    };
    if text::is_blank(title) {
        misfits.push(Misfit::stops("The document needs a title.").with(Fix::TitleFromFile));
    }
    misfits.extend(of_title(title, taken.max_title_chars, "The document's title"));
    misfits
}

/// The image of an article card.
pub(super) fn of_card_image(limits: &Limits, id: &MediaId, facts: &Facts) -> Vec<Misfit> {
    if limits.article.thumbnail {
        return of_image(limits, id, facts);
    }
    let sentence = format!("{} takes no image for a card.", limits.publisher.name());
    vec![Misfit::hint(sentence).with(Fix::DropThumbnail)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        limits,
        media::{CaptionsFacts, DocumentFacts, DocumentType, ImageType, VideoFacts},
        publisher::Publisher,
    };

    const MB: u64 = 1024 * 1024;

    fn image(kind: ImageType, width: u32, height: u32, frames: u32, bytes: u64) -> MediaFacts {
        MediaFacts::Image(ImageFacts { kind, width, height, frames, orientation: 1, bytes })
    }

    fn video(kind: VideoType, seconds: u64, bytes: u64) -> MediaFacts {
        let codec = "avc1".into();
        let duration_ms = seconds * 1_000;
        MediaFacts::Video(VideoFacts {
            kind,
            width: 1_920,
            height: 1_080,
            rotation: 0,
            duration_ms,
            codec,
            bytes,
        })
    }

    fn document(kind: DocumentType, pages: u32, bytes: u64) -> MediaFacts {
        MediaFacts::Document(DocumentFacts { kind, pages: Some(pages), bytes })
    }

    /// What is said of one file, in one line.
    fn said(publisher: Publisher, facts: &MediaFacts) -> String {
        let id = MediaId("it".into());
        let known = Facts::from([(id.clone(), facts.clone())]);
        let limits = limits::of(publisher);
        let misfits = match facts {
            MediaFacts::Image(_) => {
                of_images(limits, &[AttachedImage { media: id, alt_text: String::new() }], &known)
            }
            MediaFacts::Video(_) | MediaFacts::Captions(_) => {
                let parts = VideoParts { media: &id, title: "", thumbnail: &None, captions: &None };
                of_video(limits, &parts, &known)
            }
            MediaFacts::Document(_) => of_document(limits, &id, "Guide", &known),
        };
        misfits.into_iter().map(|misfit| misfit.sentence).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn files_are_held_against_each_interface() {
        use Publisher::{Linkedin, LinkedinOlder, UnipileV1, UnipileV2, Zernio};
        let cases = [
            (Linkedin, image(ImageType::Png, 6_000, 6_000, 1, MB), ""),
            (
                Linkedin,
                image(ImageType::Png, 8_000, 5_000, 1, MB),
                "40 million pixels; LinkedIn takes fewer than 36",
            ),
            (Linkedin, image(ImageType::Png, 6_013, 1_000, 1, MB), ""),
            (UnipileV2, image(ImageType::Png, 6_013, 1_000, 1, MB), "at most 6012 in each direction"),
            (UnipileV1, image(ImageType::Jpeg, 100, 100, 1, 15 * MB + 1), "16 MB; Unipile takes 15 MB"),
            (Zernio, image(ImageType::Webp, 100, 100, 1, MB), "JPEG, PNG and GIF images; this is WebP"),
            (Linkedin, image(ImageType::Gif, 100, 100, 251, MB), "251 pictures; LinkedIn takes 250"),
            (Linkedin, video(VideoType::Mp4, 60, MB), ""),
            (Linkedin, video(VideoType::Mov, 60, MB), "Export it as MP4"),
            (UnipileV2, video(VideoType::Mov, 60, MB), ""),
            (Linkedin, video(VideoType::Mp4, 2, MB), "shorter than 3 seconds"),
            (Linkedin, video(VideoType::Mp4, 1_801, MB), "takes 31 minutes; LinkedIn takes 30"),
            (Linkedin, video(VideoType::Mp4, 60, 75 * 1024 - 1), "smaller than 75 KB"),
            (LinkedinOlder, video(VideoType::Mp4, 60, 500 * MB + 1), "501 MB"),
            (Linkedin, document(DocumentType::Docx, 300, 100 * MB), ""),
            (Linkedin, document(DocumentType::Pdf, 301, 100 * MB + 1), "has 301 pages; LinkedIn takes 300"),
            (Zernio, document(DocumentType::Docx, 3, MB), "Export it as PDF"),
            (Linkedin, MediaFacts::Captions(CaptionsFacts { cues: 1, bytes: 9 }), "is no video"),
        ];
        for (publisher, facts, sentence) in cases {
            let said = said(publisher, &facts);
            assert!(said.contains(sentence) && (said.is_empty() == sentence.is_empty()), "{facts:?}: {said}");
        }
    }

    #[test]
    fn a_still_image_is_fixed_with_a_click_and_a_moving_one_is_not() {
        let id = MediaId("it".into());
        let fixes = |facts: MediaFacts| {
            let known = Facts::from([(id.clone(), facts)]);
            let misfits = of_image(limits::of(Publisher::Linkedin), &id, &known);
            misfits.into_iter().flat_map(|misfit| misfit.fixes).collect::<Vec<_>>()
        };
        let media = id.clone();
        assert_eq!(fixes(image(ImageType::Png, 8_000, 5_000, 1, MB)), [Fix::ScaleImage { media }]);
        let media = id.clone();
        assert_eq!(fixes(image(ImageType::Webp, 8_000, 5_000, 1, MB)), [Fix::ConvertImage { media }]);
        assert!(fixes(image(ImageType::Webp, 100, 100, 9, MB)).is_empty());
        assert!(fixes(image(ImageType::Gif, 8_000, 5_000, 9, MB)).is_empty());
    }

    #[test]
    fn a_file_that_is_gone_is_said() {
        let id = MediaId("it".into());
        let misfits = of_document(limits::of(Publisher::Linkedin), &id, "", &Facts::new());
        assert_eq!(misfits[0].sentence, GONE);
        assert_eq!(misfits[1].fixes, [Fix::TitleFromFile]);
    }
}
