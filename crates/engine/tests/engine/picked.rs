//! Small files of every kind, as a person picks them.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat};
use rollcall_domain::{
    account::Account,
    post::{AttachedImage, Attachment, Draft},
};
use rollcall_sandbox::{PostQuery, Published};
use rollcall_store::MediaRow;

use crate::{
    film::{film, keep},
    workspace::Workspace,
};

/// LinkedIn takes no shorter video.
pub const SHORT_FILM: usize = 80_000;

pub async fn pick(workspace: &Workspace, name: &str, bytes: Vec<u8>) -> MediaRow {
    workspace.engine.add_media_bytes(name, bytes).await.unwrap().media
}

/// Pictures of which none is like another.
pub async fn pictures(workspace: &Workspace, count: u32) -> Vec<MediaRow> {
    let mut picked = Vec::new();
    for n in 1..=count {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(8 + n, 8).write_to(&mut bytes, ImageFormat::Png).unwrap();
        picked.push(pick(workspace, &format!("{n}.png"), bytes.into_inner()).await);
    }
    picked
}

pub async fn video(workspace: &Workspace) -> MediaRow {
    let id = keep(workspace, &film(SHORT_FILM)).await;
    workspace.engine.store().media(&id).await.unwrap().unwrap()
}

pub async fn captions(workspace: &Workspace) -> MediaRow {
    pick(workspace, "team.srt", b"1\n00:00:00,000 --> 00:00:02,000\nHello from us\n".to_vec()).await
}

/// A document of three empty pages.
pub async fn document(workspace: &Workspace) -> MediaRow {
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >>";
    let tree = "<< /Type /Pages /Kids [3 0 R 4 0 R 5 0 R] /Count 3 >>";
    let mut file = "%PDF-1.4\n".to_owned();
    let mut places = String::new();
    for (n, object) in (1..).zip(["<< /Type /Catalog /Pages 2 0 R >>", tree, page, page, page]) {
        places.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{n} 0 obj\n{object}\nendobj\n"));
    }
    let table = file.len();
    file.push_str(&format!(
        "xref\n0 6\n0000000000 65535 f \n{places}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"
    ));
    pick(workspace, "guide.pdf", file.into_bytes()).await
}

/// The pictures in their order, each with an alternative text of its own.
pub fn gallery(pictures: &[MediaRow], described: bool) -> Attachment {
    let alt_text = |n: usize| if described { format!("Picture \"{n}\" of our desk") } else { String::new() };
    let images = pictures.iter().zip(1..);
    let images = images.map(|(row, n)| AttachedImage { media: row.id.clone(), alt_text: alt_text(n) });
    Attachment::Images { images: images.collect() }
}

pub fn video_of(
    video: &MediaRow,
    title: &str,
    thumbnail: Option<&MediaRow>,
    captions: Option<&MediaRow>,
) -> Attachment {
    let id = |row: &MediaRow| row.id.clone();
    Attachment::Video {
        media: id(video),
        title: title.into(),
        thumbnail: thumbnail.map(id),
        captions: captions.map(id),
    }
}

pub fn document_of(document: &MediaRow, title: &str) -> Attachment {
    Attachment::Document { media: document.id.clone(), title: title.into() }
}

pub fn draft_with(workspace: &Workspace, text: &str, author: &Account, attachment: Attachment) -> Draft {
    let mut draft = workspace.draft(text, &[author], None);
    draft.wording.attachment = attachment;
    draft
}

/// What is there under this text.
pub fn published(workspace: &Workspace, text: &str) -> Vec<Published> {
    let posts = workspace.sandbox.control().posts(&PostQuery::default()).into_iter();
    posts.filter(|post| post.text == text).collect()
}

/// The one post under this text has these files, in this order.
pub fn has_files(workspace: &Workspace, text: &str, files: &[&MediaRow]) -> Published {
    let mut posts = published(workspace, text);
    assert_eq!(posts.len(), 1, "{text}");
    let post = posts.remove(0);
    let sent: Vec<&str> = post.media.iter().map(|media| media.sha256.as_str()).collect();
    let picked: Vec<&str> = files.iter().map(|row| row.sha256.as_str()).collect();
    assert_eq!(sent, picked, "{text}");
    post
}
