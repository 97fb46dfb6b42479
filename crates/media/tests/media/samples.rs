//! Small files of every kind, with a location wherever one can be.

use std::io::{Cursor, Write};

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use lopdf::{Document, Object, Stream, dictionary};

/// In every coordinate, whatever it is written as.
pub const PLACE: &str = "52.5163";

pub fn picture(width: u32, height: u32) -> DynamicImage {
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, y| {
        let byte = |value: u32| u8::try_from(value % 256).unwrap();
        Rgb([byte(x * 3), byte(y * 5), byte(x * y)])
    }))
}

/// Without detail that a codec would leave out.
pub fn smooth(width: u32, height: u32) -> DynamicImage {
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, y| {
        let byte = |value: u32, of: u32| u8::try_from(value * 255 / of).unwrap();
        Rgb([byte(x, width), byte(y, height), 128])
    }))
}

pub fn image(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture(width, height).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Exif with an orientation and a GPS directory whose datum has the place in letters.
pub fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"II\x2A\0\x08\0\0\0".to_vec();
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()].concat()
    };
    tiff.extend(2_u16.to_le_bytes());
    tiff.extend(entry(0x0112, 3, 1, u32::from(orientation)));
    tiff.extend(entry(0x8825, 4, 1, 38));
    tiff.extend([0; 4]);
    tiff.extend(1_u16.to_le_bytes());
    tiff.extend(entry(0x0012, 2, 8, 56));
    tiff.extend([0; 4]);
    tiff.extend(PLACE.as_bytes());
    tiff.push(0);
    tiff
}

pub fn xmp() -> Vec<u8> {
    format!(
        "<?xpacket begin=''?><x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:Description exif:GPSLatitude='{PLACE}'/></x:xmpmeta>"
    )
    .into_bytes()
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap();
    [&[0xFF, marker][..], &length.to_be_bytes(), content].concat()
}

/// Exif, XMP, IPTC and a comment before the picture, and another one after its end.
pub fn jpeg_with_place(orientation: u8) -> Vec<u8> {
    let plain = image(ImageFormat::Jpeg, 64, 48);
    [
        &plain[..2],
        &segment(0xE1, &[b"Exif\0\0", &exif(orientation)[..]].concat()),
        &segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", &xmp()[..]].concat()),
        &segment(0xED, format!("Photoshop 3.0\0 City {PLACE}").as_bytes()),
        &segment(0xFE, PLACE.as_bytes()),
        &plain[2..],
        b"trailing ",
        &exif(1),
    ]
    .concat()
}

fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let named = [&name[..], content].concat();
    let mut sum = 0xFFFF_FFFF_u32;
    for byte in &named {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 };
        }
    }
    let length = u32::try_from(content.len()).unwrap();
    [&length.to_be_bytes()[..], &named, &(!sum).to_be_bytes()].concat()
}

/// `eXIf`, and text of all three kinds.
pub fn png_with_place() -> Vec<u8> {
    let plain = image(ImageFormat::Png, 64, 48);
    [
        &plain[..33],
        &chunk(b"eXIf", &exif(1)),
        &chunk(b"tEXt", format!("Coordinates\0{PLACE}").as_bytes()),
        &chunk(b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0", &xmp()[..]].concat()),
        &chunk(b"prVt", PLACE.as_bytes()),
        &plain[33..],
        PLACE.as_bytes(),
    ]
    .concat()
}

pub fn webp_with_place() -> Vec<u8> {
    let plain = image(ImageFormat::WebP, 64, 48);
    let riff = |name: &[u8; 4], content: &[u8]| {
        let length = u32::try_from(content.len()).unwrap();
        let padding: &[u8] = if content.len() % 2 == 1 { &[0] } else { &[] };
        [&name[..], &length.to_le_bytes(), content, padding].concat()
    };
    let extended = [0b0000_1100, 0, 0, 0, 63, 0, 0, 47, 0, 0];
    let chunks =
        [riff(b"VP8X", &extended), plain[12..].to_vec(), riff(b"EXIF", &exif(1)), riff(b"XMP ", &xmp())]
            .concat();
    let length = u32::try_from(chunks.len() + 4).unwrap();
    [b"RIFF", &length.to_le_bytes()[..], b"WEBP", &chunks].concat()
}

pub fn gif_with_place() -> Vec<u8> {
    let plain = image(ImageFormat::Gif, 64, 48);
    let header = 13 + if plain[10] & 0x80 == 0 { 0 } else { 3 << ((plain[10] & 7) + 1) };
    let sub_block = |text: &str| [&[u8::try_from(text.len()).unwrap()][..], text.as_bytes(), &[0]].concat();
    [
        &plain[..header],
        &[0x21, 0xFE],
        &sub_block(PLACE),
        &[0x21, 0xFF, 11],
        b"XMP DataXMP",
        &sub_block(&format!("exif:GPSLatitude='{PLACE}'")),
        &plain[header..],
    ]
    .concat()
}

pub fn part(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len() + 8).unwrap();
    [&length.to_be_bytes()[..], name, content].concat()
}

/// An iPhone's photo: tiles, Exif and XMP with the place, and half of it transparent if `clear`.
pub fn heic_with_place(clear: bool) -> Vec<u8> {
    let mut pixels = smooth(96, 64).into_rgba8();
    if clear {
        pixels.pixels_mut().take(96 * 32).for_each(|pixel| pixel.0[3] = 0);
    }
    let photo = heifer::Image {
        width: 96,
        height: 64,
        bit_depth: 8,
        has_alpha: clear,
        data: pixels.into_raw().into_iter().map(u16::from).collect(),
    };
    let said = heifer::Metadata { exif: Some(exif(6)), xmp: Some(xmp()), icc_profile: None };
    let options = heifer::EncodeOptions { quality: 95, max_threads: 1 };
    heifer::encode_with_metadata(&photo, &said, &options).unwrap()
}

/// A video of 12.5 seconds that is turned by a quarter, with a location in QuickTime's, 3GPP's and
/// Apple's words and in XMP, and frames that mustn't change. `log` adds a track of measurements.
pub fn video_with_place(log: bool) -> Vec<u8> {
    let movie_header = [&[0; 12][..], &1_000_u32.to_be_bytes(), &12_500_u32.to_be_bytes(), &[0; 80]].concat();
    let matrix: [u32; 9] = [0, 0x1_0000, 0, 0xFFFF_0000, 0, 0, 0, 0, 0x4000_0000];
    let mut track_header = vec![0; 40];
    track_header.extend(matrix.iter().flat_map(|value| value.to_be_bytes()));
    track_header.extend((1_920_u32 << 16).to_be_bytes());
    track_header.extend((1_080_u32 << 16).to_be_bytes());
    let track = |handler: &[u8; 4], coding: &[u8; 4], header: &[u8]| {
        let handler = part(b"hdlr", &[&[0; 8][..], handler, &[0; 13]].concat());
        let list = part(b"stsd", &[&[0, 0, 0, 0, 0, 0, 0, 1][..], &part(coding, &[0; 78])].concat());
        let media = [handler, part(b"minf", &part(b"stbl", &list))].concat();
        let about = part(b"udta", &part(b"name", PLACE.as_bytes()));
        part(b"trak", &[part(b"tkhd", header), part(b"mdia", &media), about].concat())
    };
    let place = format!("+{PLACE}+013.3777/");
    let about = [
        part(b"\xA9xyz", &[&[0, 18, 0x15, 0xC7][..], place.as_bytes()].concat()),
        part(b"loci", place.as_bytes()),
    ]
    .concat();
    let apple = [b"com.apple.quicktime.location.ISO6709", place.as_bytes()].concat();
    let mut movie = [part(b"mvhd", &movie_header), track(b"vide", b"avc1", &track_header)].concat();
    if log {
        movie.extend(track(b"meta", b"mebx", &[0; 84]));
    }
    movie.extend(part(b"udta", &about));
    movie.extend(part(b"meta", &apple));
    [
        part(b"ftyp", b"isom\0\0\0\0isomavc1"),
        part(b"mdat", &[b"frames ".repeat(2_000), vec![7; 500]].concat()),
        part(b"moov", &movie),
        part(b"uuid", &[&[9; 16][..], &xmp()].concat()),
    ]
    .concat()
}

/// Three pages, an author and a place.
pub fn pdf_with_place() -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let pages = document.new_object_id();
    let kids: Vec<Object> = (0..3)
        .map(|page| {
            let drawn = format!("1 0 0 rg {} 20 60 60 re f", page * 40);
            let content = document.add_object(Stream::new(dictionary! {}, drawn.into_bytes()));
            let page = dictionary! {
                "Type" => "Page", "Parent" => pages, "Contents" => content,
                "MediaBox" => vec![0.into(), 0.into(), 200.into(), 100.into()],
            };
            document.add_object(page).into()
        })
        .collect();
    document.objects.insert(pages, dictionary! { "Type" => "Pages", "Count" => 3, "Kids" => kids }.into());
    let packet = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
    let packet = document.add_object(Stream::new(packet, xmp()));
    let catalog =
        document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages, "Metadata" => packet });
    let info = dictionary! {
        "Author" => Object::string_literal("Dana (Okafor) \\ Lagos"),
        "Keywords" => Object::string_literal(PLACE),
    };
    let info = document.add_object(info);
    document.trailer.set("Root", catalog);
    document.trailer.set("Info", info);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

pub fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

pub fn docx() -> Vec<u8> {
    archive(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", b"<w:document/>"),
        ("docProps/app.xml", b"<Properties><Pages>7</Pages></Properties>"),
    ])
}

/// A Word file that names its author and company, with a photo that says where it was taken.
pub fn docx_with_place() -> Vec<u8> {
    archive(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", b"<w:document/>"),
        ("word/media/image1.jpeg", &jpeg_with_place(1)),
        ("word/media/drawing.emf", PLACE.replace('.', ",").as_bytes()),
        ("docProps/core.xml", b"<cp:coreProperties><dc:creator>Dana</dc:creator></cp:coreProperties>"),
        ("docProps/custom.xml", format!("<Properties>{PLACE}</Properties>").as_bytes()),
        ("docProps/app.xml", b"<Properties><Pages>7</Pages><Company>Lago</Company></Properties>"),
    ])
}

pub fn pptx() -> Vec<u8> {
    archive(&[
        ("ppt/presentation.xml", b"<p/>"),
        ("ppt/slides/slide1.xml", b"<p/>"),
        ("ppt/slides/slide2.xml", b"<p/>"),
        ("ppt/slides/_rels/slide2.xml.rels", b"<r/>"),
    ])
}

/// An old Word file whose summary says that it has nine pages.
pub fn doc() -> Vec<u8> {
    let mut compound = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    compound.create_stream("/WordDocument").unwrap().write_all(&[0; 2_000]).unwrap();
    let mut summary = vec![0; 44];
    for number in [48_u32, 24, 1, 14, 16, 3, 9] {
        summary.extend(number.to_le_bytes());
    }
    compound.create_stream("/\u{5}SummaryInformation").unwrap().write_all(&summary).unwrap();
    compound.flush().unwrap();
    compound.into_inner().into_inner()
}

pub fn captions() -> Vec<u8> {
    b"1\n00:00:01,000 --> 00:00:02,000\nHello\n\n2\n00:00:02,500 --> 00:00:04,000\nthere\n".to_vec()
}

/// One of each, by name.
pub fn all() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("jpeg", jpeg_with_place(6)),
        ("png", png_with_place()),
        ("gif", gif_with_place()),
        ("webp", webp_with_place()),
        ("tiff", image(ImageFormat::Tiff, 64, 48)),
        ("bmp", image(ImageFormat::Bmp, 64, 48)),
        ("heic", heic_with_place(false)),
        ("mp4", video_with_place(true)),
        ("pdf", pdf_with_place()),
        ("docx", docx()),
        ("pptx", pptx()),
        ("doc", doc()),
        ("srt", captions()),
    ]
}
