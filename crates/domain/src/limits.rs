//! Provider limits as data: one table, read by the checks.

use crate::{
    media::{ImageFacts, MAX_IMAGE_BYTES, MediaError},
    misfit::{Fix, Misfit},
    post::{AttachmentKind, PostText},
    provider::Provider,
    text::MAX_TEXT_CHARS,
};

/// What one provider takes.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The provider these limits are of.
    pub provider: Provider,
    /// What Rollcall can send through it together with a text.
    pub attachments: &'static [AttachmentKind],
    /// Characters of text, counted before escaping.
    pub max_text_chars: usize,
    /// Images in one post.
    pub max_images: usize,
    /// Whether Rollcall can comment on a post through it.
    pub comments: bool,
    /// Pixels of an image, exclusive.
    pub max_image_pixels: Option<u64>,
    /// The longest edge of an image, inclusive.
    pub max_image_edge: Option<u32>,
    /// Bytes of an image, inclusive.
    pub max_image_bytes: u64,
    /// Characters of an image's alternative text.
    pub max_alt_chars: usize,
}

/// Every provider that publishes.
pub const LIMITS: [Limits; 3] = [
    Limits {
        provider: Provider::Linkedin,
        attachments: &[
            AttachmentKind::Images,
            AttachmentKind::Video,
            AttachmentKind::Document,
            AttachmentKind::Article,
            AttachmentKind::Poll,
            AttachmentKind::Reshare,
        ],
        max_text_chars: MAX_TEXT_CHARS,
        max_images: 20,
        comments: true,
        // LinkedIn Images API: fewer than 36,152,320 pixels.
        max_image_pixels: Some(36_152_320),
        max_image_edge: None,
        max_image_bytes: MAX_IMAGE_BYTES,
        // LinkedIn Posts API.
        max_alt_chars: 4_086,
    },
    Limits {
        provider: Provider::Unipile,
        attachments: &[
            AttachmentKind::Images,
            AttachmentKind::Video,
            AttachmentKind::Document,
            AttachmentKind::Reshare,
        ],
        max_text_chars: MAX_TEXT_CHARS,
        max_images: 20,
        comments: true,
        max_image_pixels: Some(36_152_320),
        // Unipile, "Create a post": images up to 6012 × 6012.
        max_image_edge: Some(6_012),
        // Unipile: attachments up to 15 MB.
        max_image_bytes: 15 * 1024 * 1024,
        max_alt_chars: 4_086,
    },
    Limits {
        provider: Provider::Zernio,
        // Zernio has no article cards: LinkedIn makes one of a link in the text there.
        attachments: &[
            AttachmentKind::Images,
            AttachmentKind::Video,
            AttachmentKind::Document,
            AttachmentKind::Poll,
            AttachmentKind::Reshare,
        ],
        max_text_chars: MAX_TEXT_CHARS,
        max_images: 20,
        comments: true,
        max_image_pixels: Some(36_152_320),
        max_image_edge: None,
        max_image_bytes: MAX_IMAGE_BYTES,
        max_alt_chars: 4_086,
    },
];

/// The limits of a provider, if it publishes.
pub fn of(provider: Provider) -> Option<&'static Limits> {
    LIMITS.iter().find(|limits| limits.provider == provider)
}

/// What doesn't fit about a text.
pub fn check_text(limits: &Limits, text: &PostText) -> Option<Misfit> {
    let count = text.count();
    let max = limits.max_text_chars;
    (count > max).then(|| {
        let to = u32::try_from(max).unwrap_or(u32::MAX);
        let name = limits.provider.name();
        let misfit = Misfit::stops(format!(
            "The text has {count} characters; {name} takes {max}. Shorten it by {}.",
            count - max
        ));
        let misfit = misfit.with(Fix::ShortenText { to });
        if limits.comments { misfit.with(Fix::SplitText { to }) } else { misfit }
    })
}

/// Whether an image fits one provider.
pub fn check_image(limits: &Limits, image: &ImageFacts) -> Result<(), MediaError> {
    let limit_name = limits.provider.name().to_owned();
    let pixels = u64::from(image.width) * u64::from(image.height);
    if let Some(max) = limits.max_image_pixels.filter(|max| pixels >= *max) {
        return Err(MediaError::TooManyPixels {
            megapixels: pixels.div_ceil(1_000_000),
            limit_megapixels: max / 1_000_000,
            limit_name,
        });
    }
    if let Some(max_edge) = limits.max_image_edge.filter(|max| image.width.max(image.height) > *max) {
        return Err(MediaError::TooLong { width: image.width, height: image.height, max_edge, limit_name });
    }
    if image.bytes > limits.max_image_bytes {
        return Err(MediaError::TooManyBytes {
            megabytes: image.bytes.div_ceil(1_048_576),
            limit_megabytes: limits.max_image_bytes / 1_048_576,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::ImageType;

    fn image(width: u32, height: u32, bytes: u64) -> ImageFacts {
        ImageFacts { kind: ImageType::Png, width, height, frames: 1, orientation: 1, bytes }
    }

    #[test]
    fn a_forty_megapixel_image_is_refused_in_words() {
        let limits = of(Provider::Linkedin).unwrap();
        let error = check_image(limits, &image(8_000, 5_000, 900_000)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "The image has 40 million pixels; LinkedIn takes fewer than 36 million. Scale it down and choose it again."
        );
    }

    #[test]
    fn unipile_refuses_an_edge_that_linkedin_takes() {
        let wide = image(6_013, 1_000, 900_000);
        assert!(check_image(of(Provider::Linkedin).unwrap(), &wide).is_ok());
        assert!(matches!(
            check_image(of(Provider::Unipile).unwrap(), &wide),
            Err(MediaError::TooLong { .. })
        ));
    }

    #[test]
    fn text_is_refused_from_3001_characters_on() {
        let limits = of(Provider::Linkedin).unwrap();
        assert_eq!(check_text(limits, &"é".repeat(3_000).as_str().into()), None);
        let misfit = check_text(limits, &"é".repeat(3_001).as_str().into()).unwrap();
        assert_eq!(misfit.sentence, "The text has 3001 characters; LinkedIn takes 3000. Shorten it by 1.");
        assert!(misfit.stops && misfit.fixes.contains(&Fix::ShortenText { to: 3_000 }));
    }

    #[test]
    fn providers_that_publish_have_limits_and_the_others_have_none() {
        for provider in Provider::ALL {
            assert_eq!(of(provider).is_some(), provider.publishes(), "{provider:?}");
        }
    }
}
