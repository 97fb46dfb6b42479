//! Which addresses are asked, and which never.

use std::sync::Arc;

use rollcall_providers::article::{ArticleError, ArticleReader, Reach};
use url::Url;

use super::{Names, SHORT, Site, answer, html, redirect};

/// Spellings of an IPv4 address as a host that browsers and operating systems understand.
fn spellings(address: [u8; 4]) -> Vec<String> {
    let [a, b, c, d] = address.map(u32::from);
    let whole = u32::from_be_bytes(address);
    let wide = |text: &str| -> String {
        text.chars()
            .map(|c| {
                if c.is_ascii_digit() { char::from_u32(0xff10 + (c as u32 - '0' as u32)).unwrap() } else { c }
            })
            .collect()
    };
    let percent = |text: &str| -> String { text.bytes().map(|byte| format!("%{byte:02x}")).collect() };
    let plain = format!("{a}.{b}.{c}.{d}");
    vec![
        plain.clone(),
        format!("{plain}."),
        format!("{whole}"),
        format!("{whole}."),
        format!("0x{whole:x}"),
        format!("0X{whole:08X}"),
        format!("0{whole:o}"),
        format!("0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}"),
        format!("0{a:o}.0{b:o}.0{c:o}.0{d:o}"),
        format!("000{a:o}.000{b:o}.000{c:o}.000{d:o}"),
        format!("0x{a:x}.0{b:o}.{c}.{d}"),
        format!("{a}.{b}.{}", c * 256 + d),
        format!("{a}.{}", b * 65_536 + c * 256 + d),
        format!("0x{a:x}.{}", b * 65_536 + c * 256 + d),
        wide(&plain),
        wide(&whole.to_string()),
        percent(&plain),
        plain.replace('.', "。"),
        plain.replace('.', "．"),
        plain.replace('.', "%2e"),
        format!("[::ffff:{plain}]"),
        format!("[::FFFF:{a:02x}{b:02x}:{c:02x}{d:02x}]"),
        format!("[0:0:0:0:0:ffff:{plain}]"),
        format!("[::{plain}]"),
        format!("[64:ff9b::{plain}]"),
        format!("[64:ff9b:1::{plain}]"),
        format!("[2002:{a:02x}{b:02x}:{c:02x}{d:02x}::1]"),
        format!("[2001:0:4136:e378:8000:63bf:{:04x}:{:04x}]", 0xffff ^ (a << 8 | b), 0xffff ^ (c << 8 | d)),
    ]
}

const PRIVATE: [[u8; 4]; 11] = [
    [127, 0, 0, 1],
    [127, 8, 9, 10],
    [0, 0, 0, 0],
    [10, 1, 2, 3],
    [100, 64, 0, 1],
    [169, 254, 169, 254],
    [172, 31, 255, 1],
    [192, 168, 1, 1],
    [198, 18, 0, 1],
    [224, 0, 0, 251],
    [255, 255, 255, 255],
];

/// Hosts beside those that lead to this computer or into a private network.
const HOSTS: [&str; 41] = [
    "localhost",
    "LOCALHOST",
    "LocalHost.",
    "ｌｏｃａｌｈｏｓｔ",
    "%6c%6f%63%61%6c%68%6f%73%74",
    "local\u{ad}host",
    "app.localhost",
    "a.b.localhost.",
    "localhost.localdomain",
    "printer.local",
    "PRINTER.LOCAL.",
    "nas.lan",
    "router.home.arpa",
    "vault.internal",
    "metadata.google.internal",
    "wiki.corp",
    "wiki.intranet",
    "fritz.box",
    "hidden.onion",
    "router",
    "intranet",
    "xn--",
    "1.0.0.127.in-addr.arpa",
    "[::1]",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[0000:0000:0000:0000:0000:0000:0000:0001]",
    "[fe80::1]",
    "[FE80::1]",
    "[febf::1]",
    "[fc00::1]",
    "[fd12:3456:789a::1]",
    "[fec0::1]",
    "[ff02::1]",
    "[2001:db8::1]",
    "[2001:2::1]",
    "[2001:10::1]",
    "[100::1]",
    "[3fff::1]",
    "[5f00::1]",
    "[fd00:ec2::254]",
];

/// Whole addresses, with the reason why each is refused.
fn others() -> Vec<(String, ArticleError)> {
    use ArticleError::{NotAnAddress, NotPublic, OtherPort, OtherScheme, SignInInside};
    let cases = [
        ("http:\\\\127.0.0.1\\", NotPublic),
        ("http:/127.0.0.1/", NotPublic),
        ("http:127.0.0.1", NotPublic),
        ("http:////127.0.0.1/", NotPublic),
        ("ht\ntp://127.0.0.1/", NotPublic),
        ("http://127.0.\t0.1/", NotPublic),
        ("http://127.0.0.1\n", NotPublic),
        ("  http://127.0.0.1/  ", NotPublic),
        ("\u{1}http://127.0.0.1/", NotPublic),
        ("HTTP://127.0.0.1/", NotPublic),
        ("hTTps://LOCALHOST/", NotPublic),
        ("http://127.0.0.1/?a=https://example.org", NotPublic),
        ("http://127.0.0.1#@example.org/", NotPublic),
        ("http://127.0.0.1\\@example.org/", NotPublic),
        ("http://example.org@127.0.0.1/", SignInInside),
        ("http://example.org:80@127.0.0.1/", SignInInside),
        ("http://example.org%2f@127.0.0.1/", SignInInside),
        ("http://127.0.0.1@example.org/", SignInInside),
        ("http://user:password@example.org/", SignInInside),
        ("http://:password@example.org/", SignInInside),
        ("http://@127.0.0.1/", NotPublic),
        ("http://[fe80::1%25eth0]/", NotAnAddress),
        ("http://[fe80::1%eth0]/", NotAnAddress),
        ("http://[::1/", NotAnAddress),
        ("http://[127.0.0.1]/", NotAnAddress),
        ("http://256.256.256.256/", NotAnAddress),
        ("http://4294967296/", NotAnAddress),
        ("http://127.0.0.0x100/", NotAnAddress),
        ("http://1.2.3.4.5/", NotAnAddress),
        ("http://127.0.0.1:99999/", NotAnAddress),
        ("http://exa mple.org/", NotAnAddress),
        ("http://exa<mple.org/", NotAnAddress),
        ("http://xn--a/", NotAnAddress),
        ("http:///", NotAnAddress),
        ("http://", NotAnAddress),
        ("http://./", NotAnAddress),
        ("", NotAnAddress),
        ("example.org", NotAnAddress),
        ("/etc/passwd", NotAnAddress),
        ("file:///etc/passwd", OtherScheme),
        ("ftp://example.org/", OtherScheme),
        ("gopher://127.0.0.1:70/", OtherScheme),
        ("data:text/html,<title>x</title>", OtherScheme),
        ("javascript:alert(1)", OtherScheme),
        ("view-source:http://127.0.0.1/", OtherScheme),
        ("blob:http://127.0.0.1/x", OtherScheme),
        ("tauri://localhost/", OtherScheme),
        ("ws://example.org/", OtherScheme),
        ("http://127.0.0.1:22/", NotPublic),
        ("http://example.org:22/", OtherPort(22)),
        ("https://example.org:8443/", OtherPort(8443)),
        ("http://8.8.8.8:53/", OtherPort(53)),
        ("http://[2606:4700::1111]:25/", OtherPort(25)),
    ];
    cases.into_iter().map(|(address, reason)| (address.to_owned(), reason)).collect()
}

#[tokio::test]
async fn no_spelling_of_a_private_address_is_asked() {
    let site = Site::answering(|_| Some(html("<title>Inner</title>"))).await;
    let port = site.address.port();
    let names = Names::telling(&[&["8.8.8.8"]]);
    // The port alone would let it pass.
    let reader =
        ArticleReader::new(Reach::default().on_ports(&[80, 443, port])).resolving_with(names.clone());
    let hosts = PRIVATE.into_iter().flat_map(spellings).chain(HOSTS.map(str::to_owned));
    let with_ports = hosts.flat_map(|host| {
        let scheme = if host.len() % 2 == 0 { "http" } else { "https" };
        [format!("{scheme}://{host}/"), format!("http://{host}:{port}/a?b#c")]
    });
    let mut cases: Vec<_> = with_ports.map(|address| (address, ArticleError::NotPublic)).collect();
    cases.extend(others());
    assert!(cases.len() > 700, "{}", cases.len());
    for (address, reason) in cases {
        // The one host that is a name of nothing.
        let reason = if address.contains("//xn--/") || address.contains("//xn--:") {
            ArticleError::NotAnAddress
        } else {
            reason
        };
        assert_eq!(reader.read(&address).await.unwrap_err(), reason, "{address:?}");
    }
    assert_eq!(site.connections(), 0);
    assert_eq!(names.asked(), [""; 0], "not even the name was looked up");
}

#[tokio::test]
async fn a_name_that_leads_to_a_private_address_isnt_asked() {
    let site = Site::answering(|_| Some(html("<title>Inner</title>"))).await;
    let port = site.address.port();
    let answers: [&[&str]; 9] = [
        &["127.0.0.1"],
        &["::1"],
        &["10.0.0.5"],
        &["169.254.169.254"],
        &["::ffff:127.0.0.1"],
        &["64:ff9b::7f00:1"],
        &["fd00::1"],
        &["93.184.215.14", "127.0.0.1"],
        &["2606:4700::1111", "192.168.1.1", "93.184.215.14"],
    ];
    for answer in answers {
        let names = Names::telling(&[answer]);
        let reader = ArticleReader::new(Reach::default().on_ports(&[80, port])).resolving_with(names.clone());
        for name in
            ["inner.example.org", "127.0.0.1.nip.io", "xn--bcher-kva.de", "bücher.de", "INNER.example.org."]
        {
            let error = reader.read(&format!("http://{name}:{port}/")).await.unwrap_err();
            assert_eq!(error, ArticleError::NotPublic, "{name}: {answer:?}");
        }
        assert_eq!(names.asked().len(), 5);
    }
    assert_eq!(site.connections(), 0);
    let nobody = ArticleReader::new(Reach::default()).resolving_with(Names::telling(&[]));
    assert_eq!(nobody.read("https://example.org/").await.unwrap_err(), ArticleError::NoSuchSite);
}

#[tokio::test]
async fn public_addresses_pass_the_check_in_every_spelling() {
    // Their name leads nowhere, which is found out after they passed.
    let addresses = [
        "https://example.org",
        "https://example.org/a/b?c=d#e",
        "http://example.org:80/",
        "https://example.org:443/",
        "http://example.org:443/",
        "https://EXAMPLE.org./",
        "HTTPS://example.org",
        "  https://example.org/  ",
        "https:\\\\example.org\\a",
        "https:example.org",
        "https://bücher.de/ümlaut",
        "https://xn--bcher-kva.de/",
        "https://ｅxample.org/",
        "https://localhost.example.org/",
        "https://127.0.0.1.example.org/",
        "https://thelocal.se/",
        "https://a.b.c.d.e.example.co.uk/",
        "https://1password.com/",
        "https://www.linkedin.com/pulse/some-article",
        "https://example.org/http://127.0.0.1/",
        "https://example.org/?u=//localhost",
        "https://example.org/#@127.0.0.1",
    ];
    for address in addresses {
        let names = Names::telling(&[]);
        let reader = ArticleReader::new(Reach::default()).resolving_with(names.clone());
        assert_eq!(reader.read(address).await.unwrap_err(), ArticleError::NoSuchSite, "{address}");
        assert_eq!(names.asked().len(), 1, "{address}");
    }
}

#[tokio::test]
async fn a_page_leads_into_a_private_network_neither_by_redirect_nor_by_its_image() {
    let inner = Site::answering(|_| Some(html("<title>Inner</title>"))).await;
    let port = inner.address.port();
    let targets = PRIVATE.into_iter().flat_map(|address| {
        let plain = address.map(|part| part.to_string()).join(".");
        [
            format!("http://{plain}:{port}/"),
            format!("//{plain}:{port}/"),
            format!("http://{}:{port}/", u32::from_be_bytes(address)),
        ]
    });
    let targets: Vec<String> = targets
        .chain([
            format!("http://localhost:{port}/"),
            format!("http://[::1]:{port}/"),
            "http://router/".into(),
        ])
        .collect();
    let places = targets.clone();
    let site = Site::answering(move |path| {
        let (kind, number) = path.trim_start_matches('/').split_once('/')?;
        let target = &places[number.parse::<usize>().ok()?];
        Some(match kind {
            "redirect" => redirect(target),
            _ => html(&format!("<title>Out</title><meta property=og:image content='{target}'>")),
        })
    })
    .await;
    let reach = site.reach().on_ports(&[80, 443, port]);
    let reader = ArticleReader::new(reach);
    for (number, target) in targets.iter().enumerate() {
        let error = reader.read(&site.url(&format!("/redirect/{number}"))).await.unwrap_err();
        assert_eq!(error, ArticleError::LeadsInside, "{target}");
        let article = reader.read(&site.url(&format!("/image/{number}"))).await.unwrap();
        assert_eq!(article.title, "Out");
        assert_eq!(article.image.unwrap().unwrap_err(), ArticleError::NotPublic, "{target}");
    }
    assert_eq!(inner.connections(), 0);
}

#[tokio::test]
async fn redirects_to_other_kinds_of_address_are_refused() {
    let cases = [
        ("file:///etc/passwd", ArticleError::OtherScheme),
        ("ftp://example.org/", ArticleError::OtherScheme),
        ("http://a:b@example.org/", ArticleError::SignInInside),
        ("http://8.8.8.8:22/", ArticleError::OtherPort(22)),
        ("http://[", ArticleError::Unreadable),
        ("/again", ArticleError::TooManyRedirects),
    ];
    let site = Site::answering(move |path| {
        let number: Option<usize> = path.trim_start_matches('/').parse().ok();
        let places = [
            "file:///etc/passwd",
            "ftp://example.org/",
            "http://a:b@example.org/",
            "http://8.8.8.8:22/",
            "http://[",
            "/again",
        ];
        Some(redirect(number.map_or("/again", |number| places[number])))
    })
    .await;
    for (number, (place, reason)) in cases.into_iter().enumerate() {
        let before = site.connections();
        assert_eq!(site.read(&format!("/{number}")).await.unwrap_err(), reason, "{place}");
        assert_eq!(site.connections() - before, if place == "/again" { 6 } else { 1 }, "{place}");
    }
}

#[tokio::test]
async fn a_few_redirects_are_followed_without_telling_where_they_came_from() {
    let site = Site::answering(|path| {
        Some(match path {
            "/5" => html("<title>There</title><meta property=og:image content=cover.png>"),
            "/cover.png" => answer("image/png", "bytes"),
            path => redirect(&(path[1..].parse::<u8>().unwrap() + 1).to_string()),
        })
    })
    .await;
    let article = site.read("/0#part").await.unwrap();
    assert_eq!(article.title, "There");
    let image = article.image.unwrap().unwrap();
    assert_eq!((image.name.as_str(), image.bytes.as_slice()), ("cover.png", b"bytes".as_slice()));
    let requests = site.requests();
    assert_eq!(requests.len(), 7);
    for request in requests {
        let request = request.to_lowercase();
        for told in ["referer:", "cookie:", "authorization:", "#part"] {
            assert!(!request.contains(told), "{request}");
        }
        assert!(request.contains("user-agent: rollcall/"), "{request}");
    }
}

#[tokio::test]
async fn the_known_server_is_asked_only_when_a_person_names_it() {
    let known = Site::answering(|_| Some(html("<title>Known</title>"))).await;
    let reach = known.reach();
    let reader = ArticleReader::new(reach.clone());
    assert_eq!(reader.read(&known.url("/")).await.unwrap().title, "Known");
    let port = known.address.port();
    // By its address, not by any other that leads there.
    for host in ["localhost", "[::1]", "127.0.0.2", "0.0.0.0", "[::ffff:127.0.0.1]"] {
        assert_eq!(
            reader.read(&format!("http://{host}:{port}/")).await.unwrap_err(),
            ArticleError::NotPublic,
            "{host}"
        );
    }
    let names = Names::telling(&[&["127.0.0.1"]]);
    let named = ArticleReader::new(reach.on_ports(&[port])).resolving_with(names);
    let error = named.read(&format!("http://example.org:{port}/")).await.unwrap_err();
    assert_eq!(error, ArticleError::NotPublic);
    assert_eq!(known.connections(), 1);
    for public in ["https://www.linkedin.com", "http://10.0.0.1:8080", "http://localhost:9"] {
        let reader = ArticleReader::new(Reach::default().with_server_of(&Url::parse(public).unwrap()));
        let error = reader.read("http://10.0.0.1:8080/").await.unwrap_err();
        assert_eq!(error, ArticleError::NotPublic, "{public} is no server of this computer");
    }
}

/// The whole of 127.0.0.0/8 is this computer only there.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_name_that_changes_its_address_after_the_check_leads_only_where_the_check_did() {
    let checked = Site::answering(|path| {
        Some(match path {
            "/" => html("<title>Checked</title><meta property=og:image content=/cover.png>"),
            _ => redirect("/"),
        })
    })
    .await;
    let port = checked.address.port();
    let other = Site::at(&format!("127.0.0.2:{port}"), |_| Some(html("<title>Other</title>"))).await;
    let url = format!("http://flips.example.org:{port}");
    let reader = |names: &Arc<Names>| {
        let reach = Reach::default().on_ports(&[port]).taking_as_public(checked.address.ip());
        ArticleReader::new(reach).resolving_with(names.clone()).patient_for(SHORT * 10)
    };

    // Asked once for each address that is gone to, and gone where that answer said.
    let names = Names::telling(&[&["127.0.0.1"], &["127.0.0.2"]]);
    let article = reader(&names).read(&url).await.unwrap();
    assert_eq!(article.title, "Checked");
    assert_eq!(article.image.unwrap().unwrap_err(), ArticleError::NotPublic, "the image asked again");
    assert_eq!(names.asked(), ["flips.example.org"; 2]);
    assert_eq!(checked.connections(), 1);

    let names = Names::telling(&[&["127.0.0.1"], &["127.0.0.2"]]);
    let error = reader(&names).read(&format!("{url}/moved")).await.unwrap_err();
    assert_eq!(error, ArticleError::LeadsInside, "the redirect asked again");
    let names = Names::telling(&[&["127.0.0.2"], &["127.0.0.1"]]);
    assert_eq!(reader(&names).read(&url).await.unwrap_err(), ArticleError::NotPublic);
    assert_eq!(other.connections(), 0);
}
