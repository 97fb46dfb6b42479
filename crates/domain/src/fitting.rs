//! Whether a copy fits the interface it goes through: one verdict, with what would help.

mod media;
mod words;

use std::collections::HashMap;

use crate::{
    id::MediaId,
    limits::Limits,
    media::MediaFacts,
    misfit::{Fix, Misfit},
    post::{Attachment, AttachmentKind, Visibility, Wording},
};

/// What is known of the files of a copy. What isn't there any more isn't in it.
pub type Facts = HashMap<MediaId, MediaFacts>;

/// What doesn't fit of a copy, the gravest first.
pub fn misfits(
    limits: &Limits,
    wording: &Wording,
    visibility: Visibility,
    is_page: bool,
    facts: &Facts,
) -> Vec<Misfit> {
    let mut misfits = words::of_text(limits, &wording.text);
    misfits.extend(of_attachment(limits, &wording.attachment, facts));
    misfits.extend(words::of_comment(limits, &wording.first_comment));
    misfits.extend(of_visibility(limits, visibility, is_page));
    misfits.sort_by_key(|misfit| !misfit.stops);
    misfits
}

fn of_attachment(limits: &Limits, attachment: &Attachment, facts: &Facts) -> Vec<Misfit> {
    let kind = attachment.kind();
    if kind != AttachmentKind::None && !limits.attachments.contains(&kind) {
        let sentence = format!("{} can't publish {}.", limits.publisher.name(), kind.name());
        let misfit = Misfit::stops(sentence);
        return vec![match attachment {
            Attachment::Article { .. } => misfit.with(Fix::AddressIntoText),
            _ => misfit.with(Fix::DropAttachment),
        }];
    }
    match attachment {
        Attachment::None => Vec::new(),
        Attachment::Images { images } => media::of_images(limits, images, facts),
        Attachment::Video { media, title, thumbnail, captions } => {
            let parts = media::VideoParts { media, title, thumbnail, captions };
            media::of_video(limits, &parts, facts)
        }
        Attachment::Document { media, title } => media::of_document(limits, media, title, facts),
        Attachment::Article { url, title, description, thumbnail } => {
            let mut misfits = words::of_article(limits, url, title, description);
            if let Some(thumbnail) = thumbnail {
                misfits.extend(media::of_card_image(limits, thumbnail, facts));
            }
            misfits
        }
        Attachment::Poll { question, options, duration } => {
            words::of_poll(limits, question, options, *duration)
        }
        Attachment::Reshare { urn } => words::of_reshare(urn),
    }
}

fn of_visibility(limits: &Limits, visibility: Visibility, is_page: bool) -> Option<Misfit> {
    if visibility == Visibility::Connections && is_page {
        let sentence = "A page has followers, not connections: everybody can see what it publishes.";
        return Some(Misfit::stops(sentence).with(Fix::ShowToAnyone));
    }
    (!limits.visibilities.contains(&visibility)).then(|| {
        let name = limits.publisher.name();
        Misfit::stops(format!("{name} can publish for anyone only, not for connections alone."))
            .with(Fix::ShowToAnyone)
    })
}

/// A number as the fixes carry it.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
