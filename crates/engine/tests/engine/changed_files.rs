//! Files that are gone, or aren't what was picked: nothing of them is published.

use std::path::PathBuf;

use rollcall_domain::{account::Account, outbox::TargetState, post::Attachment};
use rollcall_engine::{event::Event, publishing::Publishing};
use rollcall_sandbox::Fault;
use rollcall_store::MediaRow;

use crate::{
    picked::{document, document_of, draft_with, gallery, pictures, published, video, video_of},
    workspace::Workspace,
};

async fn authors(workspace: &Workspace) -> [Account; 3] {
    workspace.link_member("chloe-lambert").await;
    [
        workspace.account("Chloé Lambert").await,
        workspace.account("Elif Watanabe").await,
        workspace.zernio_account().await,
    ]
}

fn kept(workspace: &Workspace, row: &MediaRow) -> PathBuf {
    workspace.folder.path().join("media").join(&row.sha256)
}

#[tokio::test]
async fn a_file_that_is_gone_or_changed_before_it_leaves_is_told_to_every_author() {
    let workspace = Workspace::agency().await;
    let authors = authors(&workspace).await;
    let rows = [document(&workspace).await, video(&workspace).await, pictures(&workspace, 1).await.remove(0)];
    let attachments: [&dyn Fn() -> Attachment; 3] =
        [&|| document_of(&rows[0], "Guide"), &|| video_of(&rows[1], "Film", None, None), &|| {
            gallery(&rows[2..], false)
        }];
    let mut bytes: Vec<Vec<u8>> =
        rows.iter().map(|row| std::fs::read(kept(&workspace, row)).unwrap()).collect();
    for (happened, told) in [("gone", "moved or deleted"), ("changed", "changed after it was chosen")] {
        for (n, row) in rows.iter().enumerate() {
            let path = kept(&workspace, row);
            if happened == "gone" {
                std::fs::remove_file(&path).unwrap();
            } else {
                *bytes[n].last_mut().unwrap() ^= 1;
                std::fs::write(&path, &bytes[n]).unwrap();
            }
            for author in &authors {
                let text = format!("{happened} {n} {}", author.name);
                let draft = draft_with(&workspace, &text, author, attachments[n]());
                let post = workspace.publish(&draft).await;
                let target = &post.targets[0];
                assert_eq!(target.state, TargetState::Refused, "{text}: {:?}", target.sentence);
                assert!(target.sentence.as_ref().unwrap().contains(told), "{text}: {:?}", target.sentence);
                assert!(published(&workspace, &text).is_empty(), "{text}");
            }
        }
    }
}

#[tokio::test]
async fn a_file_that_is_written_into_or_cut_while_it_travels_is_not_published() {
    let workspace = Workspace::agency().await;
    let [chloe, _, zernio] = authors(&workspace).await;
    let (film, guide) = (video(&workspace).await, document(&workspace).await);
    workspace.sandbox.control().configure(|config| config.video_part_bytes = 20_000);
    let film_of = || video_of(&film, "Film", None, None);
    let cases = [
        ("written into", &chloe, &film, film_of()),
        ("cut", &chloe, &film, film_of()),
        ("written into", &chloe, &guide, document_of(&guide, "Guide")),
        ("written into", &zernio, &guide, document_of(&guide, "Guide")),
    ];
    for (n, (happens, author, row, attachment)) in cases.into_iter().enumerate() {
        let path = kept(&workspace, row);
        let bytes = std::fs::read(&path).unwrap();
        // A part that is refused once waits until time goes on; a file in one piece is waited for.
        let control = workspace.sandbox.control();
        let places = Fault::of(rollcall_sandbox::Provider::LinkedIn).on("PUT", "/dms-uploads/*");
        let storage = Fault::of(rollcall_sandbox::Provider::Zernio).on("PUT", "/storage/*");
        if row.id == film.id {
            control.fault(Fault { status: Some(429), ..places }).unwrap();
        } else {
            control.fault(Fault { delay_ms: 500, ..places }).unwrap();
            control.fault(Fault { delay_ms: 500, ..storage }).unwrap();
        }
        let text = format!("{n}: {happens}");
        let draft = draft_with(&workspace, &text, author, attachment);
        workspace.events.lock().unwrap().clear();
        let post = workspace.engine.publish(&draft, Publishing::default()).await.unwrap().post.id;
        workspace.hears(|event| matches!(event, Event::Upload(_))).await;
        if happens == "cut" {
            std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(10_000).unwrap();
        } else {
            let mut other = bytes.clone();
            *other.last_mut().unwrap() ^= 1;
            std::fs::write(&path, other).unwrap();
        }
        let settled = workspace.settle(&post).await;
        let target = &settled.targets[0];
        assert_eq!(target.state, TargetState::Refused, "{text}: {:?}", target.sentence);
        assert!(target.sentence.as_ref().unwrap().contains("changed after it was chosen"), "{text}");
        assert!(published(&workspace, &text).is_empty(), "{text}");
        workspace.sandbox.control().clear_faults();
        std::fs::write(&path, bytes).unwrap();
    }
}
