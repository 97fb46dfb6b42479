//! Whatever goes with a post, as LinkedIn keeps it and as its feed shows it.

use rollcall_domain::{outbox::TargetState, post::Attachment, provider::Provider};
use rollcall_store::MediaRow;

use crate::{
    picked::{captions, document, document_of, draft_with, gallery, has_files, pictures, video, video_of},
    workspace::Workspace,
};

/// A workspace with Chloé, through LinkedIn's newer or older interface.
async fn with_chloe(older_posts: bool) -> Workspace {
    let workspace = Workspace::empty().await;
    let control = workspace.sandbox.control();
    control.configure(|config| {
        config.native_pkce = true;
        config.video_processing_s = 0;
    });
    let mut input = workspace.input(Provider::Linkedin);
    input.older_posts = older_posts;
    workspace.engine.connect(input).await.unwrap();
    workspace.link_member("chloe-lambert").await;
    workspace
}

struct Case<'a> {
    text: &'static str,
    attachment: Attachment,
    files: Vec<&'a MediaRow>,
    /// What the post's page in the feed has.
    shown: &'static [&'static str],
}

/// Publishes each, and reads back what LinkedIn has.
async fn arrive(workspace: &Workspace, cases: Vec<Case<'_>>) {
    let chloe = workspace.account("Chloé Lambert").await;
    for Case { text, attachment, files, shown } in cases {
        let alts = match &attachment {
            Attachment::Images { images } => images.iter().map(|image| image.alt_text.clone()).collect(),
            _ => vec![String::new(); files.len()],
        };
        let post = workspace.publish(&draft_with(workspace, text, &chloe, attachment)).await;
        let target = &post.targets[0];
        assert_eq!(target.state, TargetState::Published, "{text}: {:?}", target.sentence);
        let there = has_files(workspace, text, &files);
        let told: Vec<String> = there.media.iter().map(|media| media.alt.clone()).collect();
        assert_eq!(told, alts, "{text}");
        let page = workspace.page(&there.permalink).await;
        for expected in shown.iter().chain([&text]) {
            assert!(page.contains(expected), "{text}: {expected}");
        }
    }
}

#[tokio::test]
async fn documents_pictures_and_videos_arrive_as_they_were_picked_with_their_words() {
    let workspace = with_chloe(false).await;
    let (guide, film, subtitles) =
        (document(&workspace).await, video(&workspace).await, captions(&workspace).await);
    let pictures = pictures(&workspace, 20).await;
    let some = |count: usize| pictures[..count].iter().collect::<Vec<_>>();
    let still = &pictures[3];
    arrive(
        &workspace,
        vec![
            Case {
                text: "A document",
                attachment: document_of(&guide, "A guide to <Lagos>"),
                files: vec![&guide],
                shown: &["A guide to &lt;Lagos&gt;", "PDF · 3 pages"],
            },
            Case {
                text: "One picture",
                attachment: gallery(&pictures[..1], true),
                files: some(1),
                shown: &["gallery of1", "alt=\"Picture &quot;1&quot; of our desk\""],
            },
            Case {
                text: "Two pictures",
                attachment: gallery(&pictures[..2], true),
                files: some(2),
                shown: &["gallery of2", "alt=\"Picture &quot;2&quot; of our desk\""],
            },
            Case {
                text: "Nine pictures",
                attachment: gallery(&pictures[..9], true),
                files: some(9),
                shown: &["gallery of5", "alt=\"Picture &quot;5&quot; of our desk\"", "+4"],
            },
            Case {
                text: "Twenty pictures",
                attachment: gallery(&pictures, true),
                files: some(20),
                shown: &["gallery of5", "+15"],
            },
            Case {
                text: "A film",
                attachment: video_of(&film, "Our team", Some(still), Some(&subtitles)),
                files: vec![&film],
                shown: &["<video", "Our team", "/thumbnail\"", "<track kind=captions"],
            },
            Case {
                text: "A film alone",
                attachment: video_of(&film, "", None, None),
                files: vec![&film],
                shown: &["<video"],
            },
        ],
    )
    .await;
    let there = has_files(&workspace, "A film", &[&film]);
    let beside = async |what: &str| {
        let url = format!("{}/dms/media/{}/{what}", workspace.endpoints().linkedin.www, there.media[0].id);
        workspace.page(&url).await
    };
    assert!(beside("captions.vtt").await.contains("Hello from us"));
    assert!(beside("thumbnail").await.contains("PNG"));
    assert!(
        !workspace.page(&has_files(&workspace, "A film alone", &[&film]).permalink).await.contains("<track")
    );
}

#[tokio::test]
async fn the_older_interface_takes_pictures_a_video_and_an_article() {
    let workspace = with_chloe(true).await;
    let (film, pictures) = (video(&workspace).await, pictures(&workspace, 3).await);
    let article = Attachment::Article {
        url: "https://news.example/nursing".into(),
        title: "Nursing in Lagos".into(),
        description: "What changed".into(),
        thumbnail: None,
    };
    arrive(
        &workspace,
        vec![
            Case {
                text: "One picture (older)",
                attachment: gallery(&pictures[..1], false),
                files: vec![&pictures[0]],
                shown: &["gallery of1"],
            },
            Case {
                text: "Three pictures (older)",
                attachment: gallery(&pictures, false),
                files: pictures.iter().collect(),
                shown: &["gallery of3"],
            },
            Case {
                text: "A film (older)",
                attachment: video_of(&film, "Our team", None, None),
                files: vec![&film],
                shown: &["<video"],
            },
            Case {
                text: "An article (older)",
                attachment: article,
                files: Vec::new(),
                shown: &["Nursing in Lagos", "What changed", "news.example"],
            },
        ],
    )
    .await;
    let asked = workspace.sandbox_says("/requests?provider=linkedin&method=POST&path=/rest").await;
    assert_eq!(asked.as_array().map(Vec::len), Some(0), "nothing goes through the newer one");
}
