use image::ImageFormat;
use rollcall_domain::media::{
    CaptionsFacts, DocumentFacts, DocumentType, ImageFacts, ImageType, MediaFacts, VideoFacts, VideoType,
};
use rollcall_media::Task;

use crate::{
    samples,
    work::{file, look, on},
};

#[test]
fn every_kind_of_file_says_what_it_is() {
    let size = |bytes: &[u8]| u64::try_from(bytes.len()).unwrap();
    let image = |kind, orientation, bytes: &[u8]| {
        MediaFacts::Image(ImageFacts {
            kind,
            width: 64,
            height: 48,
            frames: 1,
            orientation,
            bytes: size(bytes),
        })
    };
    let document = |kind, pages, bytes: &[u8]| {
        MediaFacts::Document(DocumentFacts { kind, pages: Some(pages), bytes: size(bytes) })
    };
    for (name, bytes) in samples::all() {
        let expected = match name {
            "jpeg" => image(ImageType::Jpeg, 6, &bytes),
            "png" => image(ImageType::Png, 1, &bytes),
            "gif" => image(ImageType::Gif, 1, &bytes),
            "webp" => image(ImageType::Webp, 1, &bytes),
            "tiff" => image(ImageType::Tiff, 1, &bytes),
            "bmp" => image(ImageType::Bmp, 1, &bytes),
            "heic" => MediaFacts::Image(ImageFacts {
                kind: ImageType::Heic,
                width: 96,
                height: 64,
                frames: 1,
                orientation: 1,
                bytes: size(&bytes),
            }),
            "pdf" => document(DocumentType::Pdf, 3, &bytes),
            "docx" => document(DocumentType::Docx, 7, &bytes),
            "pptx" => document(DocumentType::Pptx, 2, &bytes),
            "doc" => document(DocumentType::Doc, 9, &bytes),
            "mp4" => MediaFacts::Video(VideoFacts {
                kind: VideoType::Mp4,
                width: 1_920,
                height: 1_080,
                rotation: 90,
                duration_ms: 12_500,
                codec: "avc1".into(),
                bytes: size(&bytes),
            }),
            _ => MediaFacts::Captions(CaptionsFacts { cues: 2, bytes: size(&bytes) }),
        };
        assert_eq!(look(&bytes), Ok(expected), "{name}");
    }
}

#[test]
fn a_gif_says_how_many_pictures_it_has() {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    let frames = (0..5).map(|_| image::Frame::new(samples::picture(20, 10).into_rgba8()));
    encoder.encode_frames(frames).unwrap();
    drop(encoder);
    assert_eq!(look(&bytes).unwrap().image().unwrap().frames, 5);
}

#[test]
fn each_page_of_a_pdf_has_a_picture_and_there_is_none_after_the_last() {
    let red_at = |page| {
        let (answer, png) = on(Task::Picture { page, edge: 400 }, file(&samples::pdf_with_place()));
        answer.map(|_| {
            let picture = image::load_from_memory(&png).unwrap().into_rgb8();
            assert_eq!(picture.dimensions(), (400, 200));
            [20_u32, 140, 220].map(|x| picture.get_pixel(x, 100).0 == [255, 0, 0])
        })
    };
    assert_eq!(red_at(0), Ok([true, false, false]));
    assert_eq!(red_at(1), Ok([false, true, false]));
    assert_eq!(red_at(3), Err(rollcall_media::MediaError::NoPicture));
}

#[test]
fn a_small_picture_stands_upright() {
    let task = Task::Picture { page: 0, edge: 32 };
    let (_, png) = on(task, file(&samples::jpeg_with_place(6)));
    let small = image::load_from_memory_with_format(&png, ImageFormat::Png).unwrap();
    assert_eq!((small.width(), small.height()), (24, 32));
}
