//! One click makes an image fit, for everybody or for the one who needs it.

use image::{DynamicImage, ImageFormat};
use rollcall_domain::{
    id::MediaId,
    media::{ImageFacts, ImageType, Trace},
    misfit::Fix,
    post::{Attachment, Draft, Wording, account_author},
};
use rollcall_store::MediaRow;

use crate::workspace::Workspace;

async fn taken_in(workspace: &Workspace, name: &str, format: ImageFormat, size: (u32, u32)) -> MediaRow {
    let path = workspace.folder.path().join(name);
    DynamicImage::new_rgb8(size.0, size.1).save_with_format(&path, format).unwrap();
    workspace.engine.add_media(&path).await.unwrap().media
}

fn attached(wording: &Wording) -> MediaId {
    let Attachment::Images { images } = &wording.attachment else { panic!("{:?}", wording.attachment) };
    images[0].media.clone()
}

async fn facts(workspace: &Workspace, wording: &Wording) -> (MediaRow, ImageFacts) {
    let row = workspace.engine.media(&attached(wording)).await.unwrap().media;
    let facts = *row.facts.image().unwrap();
    (row, facts)
}

/// Whose copy it is offered for, and what is offered about images.
async fn offers(workspace: &Workspace, draft: &Draft) -> Vec<(usize, Fix)> {
    let check = workspace.engine.check_draft(draft).await.unwrap();
    let mut offers = Vec::new();
    for (author, verdict) in check.verdicts.iter().enumerate() {
        let fixes = verdict.misfits.iter().flat_map(|misfit| misfit.fixes.clone());
        let of_images = fixes.filter(|fix| matches!(fix, Fix::ScaleImage { .. } | Fix::ConvertImage { .. }));
        offers.extend(of_images.map(|fix| (author, fix)));
    }
    offers
}

#[tokio::test]
async fn an_image_of_a_type_nobody_takes_is_converted_for_everybody() {
    let workspace = Workspace::agency().await;
    workspace.link_member("chloe-lambert").await;
    let (chloe, elif) = (workspace.account("Chloé Lambert").await, workspace.account("Elif Watanabe").await);
    for (name, format) in [("scan.tif", ImageFormat::Tiff), ("scan.webp", ImageFormat::WebP)] {
        let media = taken_in(&workspace, name, format, (64, 48)).await;
        let draft = workspace.draft("Our scan", &[&chloe, &elif], Some(media.id.clone()));
        let fix = Fix::ConvertImage { media: media.id };
        assert_eq!(offers(&workspace, &draft).await, [(0, fix.clone()), (1, fix.clone())], "{name}");
        let after = workspace.engine.apply_fix(&draft, &account_author(&chloe.id), &fix).await.unwrap();
        assert!(after.variants.is_empty(), "everybody's copy needed it");
        let (row, facts) = facts(&workspace, &after.wording).await;
        assert_eq!((facts.width, facts.height), (64, 48));
        let ending = row.file_name.rsplit('.').next().unwrap();
        match facts.kind {
            ImageType::Png => assert_eq!(ending, "png"),
            kind => assert_eq!((kind, ending), (ImageType::Jpeg, "jpg")),
        }
        assert!(offers(&workspace, &after).await.is_empty());
        let published = workspace.publish(&after).await;
        assert_eq!(published.targets.len(), 2);
    }
}

#[tokio::test]
async fn an_image_too_large_for_one_provider_is_scaled_for_its_author_only() {
    let workspace = Workspace::agency().await;
    workspace.link_member("chloe-lambert").await;
    let (chloe, elif) = (workspace.account("Chloé Lambert").await, workspace.account("Elif Watanabe").await);
    let media = taken_in(&workspace, "banner.png", ImageFormat::Png, (6_013, 8)).await;
    let draft = workspace.draft("Our banner", &[&chloe, &elif], Some(media.id.clone()));
    let fix = Fix::ScaleImage { media: media.id.clone() };
    assert_eq!(offers(&workspace, &draft).await, [(1, fix.clone())]);
    let for_elif = account_author(&elif.id);
    let after = workspace.engine.apply_fix(&draft, &for_elif, &fix).await.unwrap();
    assert_eq!(attached(&after.wording), media.id, "the others send what was chosen");
    let (row, facts) = facts(&workspace, &after.wording_for(&for_elif)).await;
    assert_eq!((row.file_name.as_str(), facts.width), ("banner.png", 6_012));
    assert!(workspace.engine.check_draft(&after).await.unwrap().first_problem().is_none());
}

#[tokio::test]
async fn what_a_file_says_about_its_maker_stays_once_somebody_wants_that() {
    let workspace = Workspace::agency().await;
    let path = workspace.folder.path().join("photo.jpg");
    let mut bytes = std::io::Cursor::new(Vec::new());
    DynamicImage::new_rgb8(8, 8).write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    let plain = bytes.into_inner();
    let credited = [&plain[..2], b"\xFF\xFE\0\x0Eby A. Okafor", &plain[2..]].concat();
    std::fs::write(&path, &credited).unwrap();
    let kept = || async {
        let media = workspace.engine.add_media(&path).await.unwrap().media;
        let kept = workspace.folder.path().join("media").join(&media.sha256);
        (media.cleaning.metadata, std::fs::read(kept).unwrap() == credited)
    };
    assert!(!workspace.engine.keeps_metadata().await.unwrap());
    assert_eq!(kept().await, (Trace::Removed, false));
    workspace.engine.keep_metadata(true).await.unwrap();
    assert_eq!(kept().await, (Trace::Absent, true));
}
