//! Five hundred files that mean harm: each is a sentence or a fact, quickly, and in little memory.

use std::{ffi::OsStr, fs::File, io::Write, os::unix::ffi::OsStrExt, path::Path, time::Instant};

use image::ImageFormat;
use nix::{
    sys::{
        resource::{UsageWho, getrusage},
        stat::Mode,
    },
    unistd::mkfifo,
};
use rollcall_domain::media::MediaError;
use rollcall_media::{Task, intake, worker};

use crate::{
    samples::{self, part},
    work::{file, on},
};

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below.max(1)
    }
}

fn damaged() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut dice = Dice(7);
    for (name, whole) in samples::all() {
        for tenth in 1..10 {
            files.push((format!("{name} cut at {tenth}/10"), whole[..whole.len() * tenth / 10].to_vec()));
        }
        for round in 0..26 {
            let mut bytes = whole.clone();
            for _ in 0..=round % 8 {
                // Headers are where numbers are believed.
                let reach = if round % 2 == 0 { bytes.len().min(200) } else { bytes.len() };
                let at = dice.throw(reach);
                bytes[at] = [0x00, 0xFF, 0x7F, 0x80][dice.throw(4)];
            }
            files.push((format!("{name} with changed bytes {round}"), bytes));
        }
        for (other, bytes) in samples::all().into_iter().take(4) {
            files.push((format!("{name} and then {other}"), [&whole[..], &bytes].concat()));
        }
        let doubled = [&whole[..whole.len() / 2], &whole[..]].concat();
        files.push((format!("{name} twice"), doubled));
    }
    files
}

fn lies() -> Vec<(String, Vec<u8>)> {
    let png = |width: u32, height: u32| {
        let mut bytes = samples::image(ImageFormat::Png, 4, 4);
        bytes[16..20].copy_from_slice(&width.to_be_bytes());
        bytes[20..24].copy_from_slice(&height.to_be_bytes());
        bytes
    };
    let patched = |format, at: usize, with: &[u8]| {
        let mut bytes = samples::image(format, 40, 40);
        bytes[at..at + with.len()].copy_from_slice(with);
        bytes
    };
    let box_of = |length: u32, name: &[u8; 4]| [&length.to_be_bytes()[..], name, &[0; 24]].concat();
    let deep = (0..3_000).fold(part(b"udta", b""), |inner, _| part(b"moov", &inner));
    let ftyp = part(b"ftyp", b"isom\0\0\0\0");
    let cyclic = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>endobj trailer<</Root 1 0 R/Info 1 0 R>>";
    vec![
        ("a PNG of 4 billion pixels each way".into(), png(u32::MAX, u32::MAX)),
        ("a PNG of 100,000 by 100,000".into(), png(100_000, 100_000)),
        ("a PNG of 9,900 by 9,900".into(), png(9_900, 9_900)),
        ("a PNG of nothing".into(), png(0, 10)),
        ("a GIF of 65,535 each way".into(), patched(ImageFormat::Gif, 6, &[0xFF; 4])),
        ("a BMP of 2 billion".into(), patched(ImageFormat::Bmp, 18, &[0xFF, 0xFF, 0xFF, 0x7F])),
        ("a BMP of less than nothing".into(), patched(ImageFormat::Bmp, 18, &[0xFF; 8])),
        ("a TIFF whose directory is far away".into(), patched(ImageFormat::Tiff, 4, &[0xFF; 4])),
        ("a TIFF whose directory is its header".into(), patched(ImageFormat::Tiff, 4, &[0; 4])),
        ("a RIFF of 4 GB".into(), patched(ImageFormat::WebP, 4, &[0xFF; 4])),
        ("a box of nothing".into(), [&ftyp[..], &box_of(7, b"moov")].concat()),
        ("a box of 4 GB".into(), [&ftyp[..], &box_of(u32::MAX, b"moov")].concat()),
        ("a box to the end".into(), [&ftyp[..], &box_of(0, b"moov")].concat()),
        ("a box with a length of its own".into(), [&ftyp[..], &box_of(1, b"moov")].concat()),
        ("boxes in boxes in boxes".into(), [&ftyp[..], &deep].concat()),
        ("a million boxes".into(), [&ftyp[..], &part(b"free", b"").repeat(1_000_000)].concat()),
        ("a PDF that contains itself".into(), cyclic.to_vec()),
        ("a PDF of brackets".into(), [b"%PDF-1.7 ", &b"[".repeat(1_000_000)[..]].concat()),
        ("a PDF of dictionaries".into(), [b"%PDF-1.7 1 0 obj ", &b"<<".repeat(500_000)[..]].concat()),
        ("a PDF whose table is nowhere".into(), b"%PDF-1.7\nstartxref\n99999999999\n%%EOF".to_vec()),
        ("a photo of 4 billion pixels".into(), {
            let mut photo = samples::heic_with_place(false);
            let size = photo.windows(4).position(|name| name == b"ispe").unwrap() + 8;
            photo[size..size + 8].copy_from_slice(&[0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF]);
            photo
        }),
        ("a line of text without an end".into(), vec![b'a'; 1_900_000]),
        ("arrows".into(), b"-->".repeat(600_000)),
        ("a byte".into(), vec![0]),
        ("a page of zeros".into(), vec![0; 4_096]),
    ]
}

fn bombs() -> Vec<(String, Vec<u8>)> {
    let mut png = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_luma8(4_000, 4_000).write_to(&mut png, ImageFormat::Png).unwrap();
    let spaces = vec![b' '; 24 << 20];
    let word = |properties: &[u8]| {
        samples::archive(&[("word/document.xml", b"<w/>"), ("docProps/app.xml", properties)])
    };
    let many: Vec<(String, &[u8])> =
        (0..60_000).map(|n| (format!("ppt/slides/slide{n}.xml"), &b""[..])).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, content)| (name.as_str(), *content)).collect();
    vec![
        ("a PNG of 16 million grey pixels in a few kilobytes".into(), png.into_inner()),
        ("24 MB of spaces in a Word file".into(), word(&spaces)),
        ("sixty thousand slides".into(), samples::archive(&many)),
    ]
}

fn wrong_types() -> Vec<(String, Vec<u8>)> {
    [
        ("a program", &b"MZ\x90\0\x03\0\0\0\x04"[..]),
        ("another program", b"\x7fELF\x02\x01\x01"),
        ("a web page", b"<!doctype html><script>alert(1)</script>"),
        ("a drawing", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("a table", b"name,mail\nDana,dana@example.com\n"),
        ("an archive", b"PK\x03\x04\x14\0\0\0"),
        ("a sound", b"ID3\x03\0\0\0\0\0\0"),
        ("another sound", b"RIFF\x24\0\0\0WAVEfmt "),
        ("a Matroska video", b"\x1A\x45\xDF\xA3\x01\0\0\0\0\0\0\x1F\x42\x86\x81\x01"),
        ("a font", b"\0\x01\0\0\0\x0c\0\x80"),
        ("an iPhone's photo", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
        ("nothing", b""),
    ]
    .map(|(name, bytes)| (name.to_owned(), bytes.to_vec()))
    .to_vec()
}

#[test]
fn five_hundred_hostile_files_are_a_sentence_each() {
    let mut files = damaged();
    files.extend(lies());
    files.extend(bombs());
    files.extend(wrong_types());
    assert!(files.len() >= 500, "{}", files.len());
    let mut slowest = (0, String::new());
    for (name, bytes) in &files {
        let tasks = [
            Task::Look,
            Task::TakeIn { keep_metadata: false },
            Task::CleanVideo,
            Task::Picture { page: 0, edge: 200 },
        ];
        for task in tasks {
            let started = Instant::now();
            if let (Err(error), _) = on(task.clone(), file(bytes)) {
                let sentence = error.to_string();
                assert!(sentence.ends_with('.') && sentence.len() > 20, "{name}: {sentence}");
            }
            let taken = started.elapsed().as_millis();
            assert!(taken < worker::TIME.as_millis() + 2_000, "{name}: {task:?} took {taken} ms");
            if taken > slowest.0 {
                slowest = (taken, format!("{name}: {task:?}"));
            }
        }
    }
    // Kilobytes on Linux; of the largest worker there was.
    let peak = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap().max_rss() / 1_024;
    let own = getrusage(UsageWho::RUSAGE_SELF).unwrap().max_rss() / 1_024;
    let mut told = std::io::stderr();
    writeln!(told, "{} files; peak {peak} MiB (this test {own} MiB); slowest {slowest:?}", files.len())
        .unwrap();
    assert!(peak <= 256, "{peak} MiB");
}

#[test]
fn what_is_no_file_is_refused_without_waiting_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    mkfifo(&at("pipe"), Mode::S_IRWXU).unwrap();
    std::os::unix::fs::symlink("/dev/zero", at("zeros")).unwrap();
    std::os::unix::fs::symlink(at("round"), at("round")).unwrap();
    std::os::unix::fs::symlink("gone", at("dangling")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
    let cases = [
        (at("pipe"), MediaError::NotAFile),
        (at("zeros"), MediaError::NotAFile),
        (at("socket"), MediaError::NotAFile),
        (folder.path().to_owned(), MediaError::NotAFile),
        ("/dev/null".into(), MediaError::NotAFile),
        (at("round"), MediaError::Unreadable),
        (at("dangling"), MediaError::Unreadable),
        (at("gone"), MediaError::Unreadable),
        (at(&"long".repeat(200)), MediaError::Unreadable),
        ("".into(), MediaError::Unreadable),
    ];
    for (path, error) in cases {
        assert_eq!(intake::open(&path).unwrap_err(), error, "{}", path.display());
    }
}

#[test]
fn a_path_may_have_every_odd_character() {
    let folder = tempfile::tempdir().unwrap();
    let names: [&[u8]; 9] = [
        b"new\nline.png",
        b"tab\tand\x1b[31mcolour.png",
        b"-rf.png",
        b"$(reboot).png",
        b"\"quotes'`.png",
        "Ünï👋\u{202e}gpj".as_bytes(),
        b"not utf-8 \xFF\xFE.png",
        b"no ending",
        b" . ",
    ];
    for name in names {
        let path = folder.path().join(Path::new(OsStr::from_bytes(name)));
        std::fs::write(&path, samples::image(ImageFormat::Png, 9, 9)).unwrap();
        let file = intake::open(&path).unwrap();
        assert!(on(Task::Look, file).0.is_ok(), "{}", path.display());
    }
}

#[test]
fn a_file_that_grows_or_shrinks_while_it_is_copied_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for (name, length) in [("grows", 12 << 20), ("shrinks", 1 << 20)] {
        std::fs::write(at(name), vec![1; 5 << 20]).unwrap();
        let mut source = File::open(at(name)).unwrap();
        let mut go_on = |_| {
            File::options().write(true).open(at(name)).unwrap().set_len(length).unwrap();
            true
        };
        let to = at(&format!("{name} copy"));
        assert_eq!(
            intake::copy(&mut source, None, &to, &mut go_on).unwrap_err(),
            MediaError::Changed,
            "{name}"
        );
    }
}

#[test]
fn a_long_copy_can_be_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("video");
    File::create(&path).unwrap().set_len(4 << 30).unwrap();
    let mut source = File::open(&path).unwrap();
    let copy = intake::copy(&mut source, None, &folder.path().join("copy"), &mut |done| done < 8 << 20);
    assert!(copy.unwrap().is_none());
}
