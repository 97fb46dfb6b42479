//! Pages that are large, slow, packed, broken or no pages.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};
use rollcall_providers::article::{ArticleError, ArticleReader};

use super::{SHORT, Site, answer, html};

const MIB: usize = 1024 * 1024;

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn with_header(header: &str, answer: &[u8]) -> Vec<u8> {
    let start = answer.windows(2).position(|end| end == b"\r\n").unwrap() + 2;
    [&answer[..start], header.as_bytes(), b"\r\n", &answer[start..]].concat()
}

async fn read(bytes: Vec<u8>) -> Result<rollcall_providers::article::Article, ArticleError> {
    let site = Site::answering(move |_| Some(bytes.clone())).await;
    ArticleReader::new(site.reach()).patient_for(SHORT * 20).read(&site.url("/")).await
}

#[tokio::test]
async fn what_a_page_says_is_shown_as_one_line_of_what_is_seen_and_cut() {
    let long = "word ".repeat(300);
    let page = html(&format!(
        "<title> A&#x202e;\n title\u{200b}&amp;&lt;b&gt; </title><meta name=description content='{long}'>"
    ));
    let article = read(page).await.unwrap();
    assert_eq!(article.title, "A title&<b>");
    assert!(article.description.ends_with("word…") && article.description.chars().count() <= 500);
    assert!(article.image.is_none());
    let title = read(html(&format!("<title>{}</title>", "x".repeat(5_000)))).await.unwrap().title;
    assert_eq!(title.chars().count(), 400);
}

#[tokio::test]
async fn an_answer_that_is_no_page_is_told_apart() {
    use ArticleError::{NoSuchPage, NotAPage, NotShown, SaysNothing, SiteTrouble, Unreadable};
    let status = |status: &str| format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n").into_bytes();
    let plain = html("<title>Page</title>");
    let cases = [
        (answer("application/pdf", "%PDF-1.7"), NotAPage),
        (answer("image/png", "\u{89}PNG"), NotAPage),
        (answer("application/json", "{}"), NotAPage),
        (answer("text/plain", "<title>No</title>"), NotAPage),
        (answer("", "%PDF-1.7"), NotAPage),
        (html(""), SaysNothing),
        (html("<title> \u{200b}&#8206; </title>"), SaysNothing),
        (html("<body><h1>Hello</h1>"), SaysNothing),
        (status("404 Not Found"), NoSuchPage(404)),
        (status("410 Gone"), NoSuchPage(410)),
        (status("401 Unauthorized"), NotShown(401)),
        (status("403 Forbidden"), NotShown(403)),
        (status("999 Request denied"), NotShown(999)),
        (status("429 Too Many Requests"), SiteTrouble(429)),
        (status("503 Service Unavailable"), SiteTrouble(503)),
        (status("302 Found"), Unreadable),
        (with_header("content-encoding: br", &plain), Unreadable),
        (with_header("content-encoding: gzip", &plain), Unreadable),
        (b"nonsense\r\n\r\n".to_vec(), ArticleError::Unreachable),
        (Vec::new(), ArticleError::Unreachable),
    ];
    for (bytes, reason) in cases {
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(120)]).into_owned();
        assert_eq!(read(bytes).await.unwrap_err(), reason, "{shown}");
    }
}

#[tokio::test]
async fn pages_in_every_letter_are_read() {
    let cases = [
        (answer("text/html; charset=iso-8859-1", b"<title>Gr\xf6\xdfe</title>"), "Größe"),
        (
            answer("text/html", b"<meta charset=windows-1251><title>\xcf\xf0\xe8\xe2\xe5\xf2</title>"),
            "Привет",
        ),
        (answer("text/html; charset=shift_jis", b"<title>\x93\xfa\x96{</title>"), "日本"),
        (answer("application/xhtml+xml", "<?xml version='1.0'?><html><head><title>Größe</title>"), "Größe"),
        (answer("", " <!doctype html><title>Nobody said</title>"), "Nobody said"),
        (answer("text/html; charset=utf-8", b"<title>\xff\xfeodd</title>"), "\u{fffd}\u{fffd}odd"),
        (
            with_header(
                "content-encoding: gzip",
                &answer("text/html", packed("<title>Größe</title>".as_bytes())),
            ),
            "Größe",
        ),
    ];
    for (bytes, title) in cases {
        assert_eq!(read(bytes).await.unwrap().title, title);
    }
}

#[tokio::test]
async fn no_more_than_two_megabytes_of_a_page_are_read() {
    let late = |mib: usize| format!("<head>{}<title>Late</title>", " ".repeat(mib * MIB));
    assert_eq!(read(html(&late(1))).await.unwrap().title, "Late");
    assert_eq!(read(html(&late(3))).await.unwrap_err(), ArticleError::SaysNothing);
    let early = format!("<title>Early</title>{}", " ".repeat(8 * MIB));
    assert_eq!(read(html(&early)).await.unwrap().title, "Early");
}

#[tokio::test]
async fn a_packed_bomb_ends_at_the_same_limit() {
    let gzip = |bytes: &[u8]| with_header("content-encoding: gzip", &answer("text/html", packed(bytes)));
    let bomb = [b"<title>Bomb</title>".as_slice(), &vec![b' '; 6 * MIB]].concat();
    let bytes = gzip(&bomb);
    assert!(bytes.len() < MIB);
    drop(bomb);
    assert_eq!(read(bytes).await.unwrap().title, "Bomb");
    // Many empty packets, one after the other, come to nothing for ever.
    let nothing = packed(b"").repeat(4_000);
    let bytes = with_header("content-encoding: gzip", &answer("text/html", nothing));
    assert_eq!(read(bytes).await.unwrap_err(), ArticleError::SaysNothing);
}

#[tokio::test]
async fn a_page_that_is_made_hard_to_read_ends_with_the_patience() {
    // Each attribute is compared with every one before it.
    let many: String = (0..400_000).map(|number| format!("a{number:x} ")).collect();
    let site = Site::answering(move |_| Some(html(&format!("<p {many}")))).await;
    let reader = ArticleReader::new(site.reach()).patient_for(SHORT);
    let outcome = reader.read(&site.url("/")).await.map(|article| article.title);
    assert!(matches!(outcome, Err(ArticleError::TooSlow | ArticleError::SaysNothing)), "{outcome:?}");
}

#[tokio::test]
async fn a_site_that_is_slow_or_breaks_off_is_given_up() {
    let silent = Site::answering(|_| None).await;
    let impatient = |site: &Site| ArticleReader::new(site.reach()).patient_for(SHORT);
    assert_eq!(impatient(&silent).read(&silent.url("/")).await.unwrap_err(), ArticleError::TooSlow);

    let broken =
        b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 500\r\n\r\n<title>Ha".to_vec();
    assert_eq!(read(broken).await.unwrap_err(), ArticleError::Unreachable);

    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{closed}/");
    let reach = rollcall_providers::article::Reach::default().with_server_of(&url::Url::parse(&url).unwrap());
    assert_eq!(ArticleReader::new(reach).read(&url).await.unwrap_err(), ArticleError::Unreachable);

    // The words of a page stay when its image never comes.
    let site = Site::answering(|path| {
        (path == "/").then(|| html("<title>Words</title><meta property=og:image content=i.png>"))
    })
    .await;
    let article = impatient(&site).read(&site.url("/")).await.unwrap();
    assert_eq!(article.title, "Words");
    assert_eq!(article.image.unwrap().unwrap_err(), ArticleError::TooSlow);
}

#[tokio::test]
async fn an_image_of_more_than_ten_megabytes_is_left_out() {
    let page = || html("<title>Words</title><meta property=og:image content=i.png>");
    let of_size = |bytes: usize| {
        move |path: &str| Some(if path == "/" { page() } else { answer("image/png", vec![7; bytes]) })
    };
    let large = Site::answering(of_size(10 * MIB + 1)).await;
    let article = large.read("/").await.unwrap();
    assert_eq!(article.image.unwrap().unwrap_err(), ArticleError::ImageTooLarge);
    let fits = Site::answering(of_size(10 * MIB)).await;
    assert_eq!(fits.read("/").await.unwrap().image.unwrap().unwrap().bytes.len(), 10 * MIB);
    // One that says nothing of its size, and one that is packed.
    let endless = Site::answering(move |path| {
        Some(match path {
            "/" => page(),
            _ => [b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".as_slice(), &vec![7; 11 * MIB]].concat(),
        })
    })
    .await;
    assert_eq!(endless.read("/").await.unwrap().image.unwrap().unwrap_err(), ArticleError::ImageTooLarge);
    let bomb = with_header("content-encoding: gzip", &answer("image/png", packed(&vec![7; 12 * MIB])));
    let bombed = Site::answering(move |path| Some(if path == "/" { page() } else { bomb.clone() })).await;
    assert_eq!(bombed.read("/").await.unwrap().image.unwrap().unwrap_err(), ArticleError::ImageTooLarge);
}

#[tokio::test]
async fn a_packed_image_of_just_ten_megabytes_is_taken_also_when_packing_made_it_larger() {
    let mut seed = 1u32;
    let noise = std::iter::repeat_with(|| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 24) as u8
    });
    for bytes in [vec![7; 10 * MIB], noise.take(10 * MIB).collect()] {
        let image = with_header("content-encoding: gzip", &answer("image/png", packed(&bytes)));
        let page = || html("<title>Words</title><meta property=og:image content=i.png>");
        let site = Site::answering(move |path| Some(if path == "/" { page() } else { image.clone() })).await;
        let image = site.read("/").await.unwrap().image.unwrap().unwrap();
        assert!(image.bytes == bytes, "{} bytes came", image.bytes.len());
    }
}

#[tokio::test]
async fn a_page_whose_kind_nobody_said_is_known_by_its_beginning() {
    let utf_16: Vec<u8> = "\u{feff}<title>Page</title>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let beginnings = [b"<title>Page</title>".to_vec(), "\u{feff} <title>Page</title>".into(), utf_16];
    for bytes in beginnings {
        assert_eq!(read(answer("", bytes)).await.unwrap().title, "Page");
    }
}
