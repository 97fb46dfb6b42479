use image::ImageFormat;
use rollcall_domain::media::{ImageFit, ImageType, MediaError};
use rollcall_media::Task;

use crate::{
    samples,
    work::{file, on},
};

const TAKEN: [ImageType; 3] = [ImageType::Jpeg, ImageType::Png, ImageType::Gif];

#[test]
fn an_image_is_made_to_fit() {
    let fit =
        |max_pixels, max_edge, max_bytes| ImageFit { kinds: TAKEN.to_vec(), max_pixels, max_edge, max_bytes };
    // The source, what fits, and the type and size that come of it.
    let cases = [
        (ImageFormat::WebP, fit(None, None, None), ImageType::Jpeg, (400, 300)),
        (ImageFormat::Tiff, fit(None, None, None), ImageType::Png, (400, 300)),
        (ImageFormat::Bmp, fit(None, None, None), ImageType::Png, (400, 300)),
        (ImageFormat::Png, fit(None, Some(100), None), ImageType::Png, (100, 75)),
        (ImageFormat::Jpeg, fit(Some(30_000), None, None), ImageType::Jpeg, (200, 150)),
    ];
    for (format, fit, kind, size) in cases {
        let source = samples::image(format, 400, 300);
        let (answer, bytes) = on(Task::Fit(fit), file(&source));
        let facts = *answer.unwrap().facts.unwrap().image().unwrap();
        assert_eq!((facts.kind, (facts.width, facts.height)), (kind, size), "{format:?}");
        assert_eq!(facts.bytes, u64::try_from(bytes.len()).unwrap());
    }
}

#[test]
fn a_limit_in_bytes_is_kept_by_less_detail_and_then_by_fewer_pixels() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg] {
        let source = samples::image(format, 400, 300);
        let fit = ImageFit { kinds: TAKEN.to_vec(), max_bytes: Some(20_000), ..ImageFit::default() };
        let (answer, bytes) = on(Task::Fit(fit), file(&source));
        assert_eq!(answer.unwrap().facts.unwrap().image().unwrap().kind, ImageType::Jpeg);
        assert!(source.len() > 20_000 && bytes.len() <= 20_000, "{format:?}: {}", bytes.len());
    }
}

#[test]
fn what_is_transparent_stays_so() {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgba8(300, 200).write_to(&mut bytes, ImageFormat::WebP).unwrap();
    let fit = ImageFit { kinds: TAKEN.to_vec(), max_edge: Some(150), ..ImageFit::default() };
    let (_, kept) = on(Task::Fit(fit), file(&bytes.into_inner()));
    let image = image::load_from_memory_with_format(&kept, ImageFormat::Png).unwrap();
    assert_eq!((image.width(), image.into_rgba8().get_pixel(9, 9).0[3]), (150, 0));
}

#[test]
fn a_colour_profile_goes_along() {
    use image::ImageEncoder as _;
    let profile = [&[0; 16][..], b"RGB ", &[1; 200]].concat();
    let mut source = Vec::new();
    let mut encoder = image::codecs::jpeg::JpegEncoder::new(&mut source);
    encoder.set_icc_profile(profile.clone()).unwrap();
    samples::picture(60, 40).write_with_encoder(encoder).unwrap();
    for task in [
        Task::TakeIn { keep_metadata: false },
        Task::Fit(ImageFit { max_edge: Some(30), kinds: TAKEN.to_vec(), ..ImageFit::default() }),
    ] {
        let (_, kept) = on(task, file(&source));
        assert!(kept.windows(profile.len()).any(|window| window == profile));
    }
}

#[test]
fn a_moving_picture_is_not_made_to_stand_still() {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    encoder.encode_frames((0..2).map(|_| image::Frame::new(samples::picture(20, 10).into_rgba8()))).unwrap();
    drop(encoder);
    let (answer, _) = on(Task::Fit(ImageFit { max_edge: Some(5), ..ImageFit::default() }), file(&bytes));
    assert_eq!(answer, Err(MediaError::Moves));
}
