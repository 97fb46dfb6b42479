use std::io::Read;

use image::ImageFormat;
use rollcall_domain::media::{ImageType, Trace};

use crate::{
    samples::{self, PLACE},
    work::{clean_video, take_in},
};

fn has_place(bytes: &[u8]) -> bool {
    bytes.windows(PLACE.len()).any(|window| window == PLACE.as_bytes())
}

#[test]
fn no_coordinates_are_left_in_an_image_and_not_a_pixel_changes() {
    let cases = [
        ("JPEG: Exif, XMP, IPTC, comment, after the end", samples::jpeg_with_place(1)),
        ("PNG: eXIf, tEXt, iTXt, private, after the end", samples::png_with_place()),
        ("WebP: EXIF, XMP", samples::webp_with_place()),
        ("GIF: comment, XMP", samples::gif_with_place()),
    ];
    for (name, bytes) in cases {
        assert!(has_place(&bytes), "{name}: the sample has a place");
        let (answer, kept) = take_in(&bytes);
        assert_eq!(answer.cleaning.location, Trace::Removed, "{name}");
        assert_eq!(answer.cleaning.metadata, Trace::Removed, "{name}");
        assert!(!has_place(&kept), "{name}");
        let pixels = |bytes: &[u8]| image::load_from_memory(bytes).unwrap().into_rgba8();
        assert!(pixels(&bytes) == pixels(&kept), "{name}: the pixels are the same");
    }
}

#[test]
fn an_image_without_metadata_is_kept_to_the_byte() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP] {
        let plain = samples::image(format, 40, 30);
        let (answer, kept) = take_in(&plain);
        assert_eq!(answer.cleaning, Default::default(), "{format:?}");
        assert!(kept == plain, "{format:?}");
    }
}

#[test]
fn a_sideways_photo_stands_upright_from_then_on() {
    for (orientation, size) in [(3, (64, 48)), (6, (48, 64)), (8, (48, 64))] {
        let (answer, kept) = take_in(&samples::jpeg_with_place(orientation));
        let facts = *answer.facts.unwrap().image().unwrap();
        assert_eq!((facts.orientation, (facts.width, facts.height)), (1, size));
        assert!(!has_place(&kept));
        let turned = image::load_from_memory(&kept).unwrap().into_rgb8();
        let mut expected = image::load_from_memory(&samples::jpeg_with_place(orientation)).unwrap();
        expected.apply_orientation(image::metadata::Orientation::from_exif(orientation).unwrap());
        // Encoded once more, a photo differs by what nobody sees.
        let difference: u64 = turned
            .as_raw()
            .iter()
            .zip(expected.into_rgb8().as_raw())
            .map(|(a, b)| u64::from(a.abs_diff(*b)))
            .sum();
        assert!(difference / u64::try_from(turned.as_raw().len()).unwrap() < 12, "{difference}");
    }
}

#[test]
fn an_iphones_photo_is_kept_as_what_everybody_takes_without_its_coordinates() {
    for (clear, kind) in [(false, ImageType::Jpeg), (true, ImageType::Png)] {
        let photo = samples::heic_with_place(clear);
        assert!(has_place(&photo), "the sample has a place");
        let (answer, kept) = take_in(&photo);
        assert_eq!((answer.cleaning.location, answer.cleaning.metadata), (Trace::Removed, Trace::Removed));
        assert_eq!(answer.cleaning.converted_from, Some(ImageType::Heic));
        assert_eq!(answer.facts.unwrap().image().unwrap().kind, kind);
        assert!(!has_place(&kept));
        let (shown, drawn) = (image::load_from_memory(&kept).unwrap().into_rgba8(), samples::smooth(96, 64));
        assert_eq!(shown.dimensions(), (96, 64));
        assert_eq!(shown.get_pixel(3, 3).0[3], if clear { 0 } else { 255 });
        let lower = |image: &image::RgbaImage| image.as_raw()[96 * 32 * 4..].to_vec();
        let (shown, drawn) = (lower(&shown), lower(&drawn.into_rgba8()));
        let difference: u64 = shown.iter().zip(&drawn).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        assert!(difference / u64::try_from(shown.len()).unwrap() < 4, "{difference}");
    }
}

#[test]
fn no_author_and_no_coordinates_are_left_in_a_word_file_and_its_text_does_not_change() {
    let (answer, kept) = take_in(&samples::docx_with_place());
    assert_eq!((answer.cleaning.location, answer.cleaning.metadata), (Trace::Removed, Trace::Removed));
    assert_eq!(answer.facts.unwrap().document().unwrap().pages, Some(7));
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(kept)).unwrap();
    let mut part = |name: &str| {
        let mut bytes = Vec::new();
        archive.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    };
    for name in ["docProps/core.xml", "docProps/custom.xml", "docProps/app.xml", "word/media/image1.jpeg"] {
        let bytes = part(name);
        assert!(!has_place(&bytes), "{name}");
        assert!(!bytes.windows(4).any(|window| window == b"Dana" || window == b"Lago"), "{name}");
    }
    assert_eq!(part("word/document.xml"), b"<w:document/>");
    assert_eq!(part("word/media/drawing.emf"), PLACE.replace('.', ",").into_bytes());
}

#[test]
fn a_signed_word_file_is_kept_to_the_byte_and_one_with_remarks_says_that_names_stay() {
    let parts = |more: &'static str| {
        samples::archive(&[
            ("word/document.xml", b"<w:document/>"),
            (more, b"<x/>"),
            ("docProps/core.xml", b"<cp:coreProperties>Dana</cp:coreProperties>"),
        ])
    };
    let signed = parts("_xmlsignatures/sig1.xml");
    let (answer, kept) = take_in(&signed);
    assert_eq!(answer.cleaning.metadata, Trace::Stays);
    assert!(kept == signed);
    let (answer, kept) = take_in(&parts("word/comments.xml"));
    assert_eq!(answer.cleaning.metadata, Trace::Stays);
    assert!(!kept.windows(4).any(|window| window == b"Dana"));
}

#[test]
fn no_coordinates_are_left_in_a_video_and_no_frame_changes() {
    let video = samples::video_with_place(false);
    assert!(has_place(&video));
    let (answer, kept) = clean_video(&video);
    assert_eq!((answer.cleaning.location, answer.cleaning.metadata), (Trace::Removed, Trace::Removed));
    assert!(!has_place(&kept));
    assert_eq!(kept.len(), video.len(), "nothing moves");
    let frames = |bytes: &[u8]| bytes[24..24 + 14_508].to_vec();
    assert!(frames(&kept) == frames(&video));
    assert_eq!(answer.facts.unwrap().video().unwrap().duration_ms, 12_500);
}

#[test]
fn a_video_with_a_track_of_measurements_says_that_its_location_stays() {
    let (answer, _) = clean_video(&samples::video_with_place(true));
    assert_eq!(answer.cleaning.location, Trace::Stays);
}

#[test]
fn no_author_and_no_coordinates_are_left_in_a_pdf_and_its_pages_look_the_same() {
    let pdf = samples::pdf_with_place();
    let (answer, kept) = take_in(&pdf);
    assert_eq!((answer.cleaning.location, answer.cleaning.metadata), (Trace::Removed, Trace::Removed));
    assert!(!has_place(&kept));
    assert!(!kept.windows(4).any(|window| window == b"Dana" || window == b"Lago"));
    assert_eq!(kept.len(), pdf.len(), "nothing moves");
    let drawn = |bytes: &[u8]| {
        let task = rollcall_media::Task::Picture { page: 2, edge: 100 };
        crate::work::on(task, crate::work::file(bytes)).1
    };
    assert!(drawn(&kept) == drawn(&pdf));
}

#[test]
fn a_signed_pdf_is_left_alone_and_said_to_keep_what_it_says() {
    let signed = [&samples::pdf_with_place()[..], b"\n% /ByteRange [0 1 2 3]\n"].concat();
    let (answer, kept) = take_in(&signed);
    assert_eq!((answer.cleaning.location, answer.cleaning.metadata), (Trace::Stays, Trace::Stays));
    assert!(kept == signed);
}
