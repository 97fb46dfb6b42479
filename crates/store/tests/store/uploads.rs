use rollcall_domain::outbox::{CommentState, TargetState};
use rollcall_store::{StoreError, UploadPartRow, UploadRow};

use crate::samples::{minute, open, post, target, workspace};

const PART: u64 = 4 * 1024 * 1024;

fn video(parts: u64) -> UploadRow {
    UploadRow {
        target_id: target(1, TargetState::Queued).id,
        slot: 0,
        sha256: "c0ffee".into(),
        bytes: parts * PART,
        remote: "urn:li:video:C5".into(),
        expires_at: Some(minute(50)),
        finished_at: None,
        parts: (0..parts)
            .map(|n| UploadPartRow { first: n * PART, last: (n + 1) * PART - 1, tag: None })
            .collect(),
    }
}

#[tokio::test]
async fn what_the_provider_has_is_known_after_a_restart() {
    let workspace = workspace();
    let mut expected = video(3);
    {
        let store = open(&workspace);
        store.create_post(post(1), vec![target(1, TargetState::Uploading)], None).await.unwrap();
        store.put_upload(expected.clone()).await.unwrap();
        let tags = vec![(2, "third".to_owned()), (0, "first".to_owned())];
        store.record_parts(&expected.target_id, 0, tags).await.unwrap();
    }
    let store = open(&workspace);
    expected.parts[0].tag = Some("first".into());
    expected.parts[2].tag = Some("third".into());
    let known = store.uploads_of(&expected.target_id).await.unwrap();
    assert_eq!(known, [expected.clone()]);
    assert_eq!(known[0].acknowledged(), 2 * PART);

    store.finish_upload(&expected.target_id, 0, minute(9)).await.unwrap();
    let known = store.uploads_of(&expected.target_id).await.unwrap();
    assert_eq!((known[0].finished_at, known[0].parts.len()), (Some(minute(9)), 0));
    assert_eq!(known[0].acknowledged(), 3 * PART);
}

#[tokio::test]
async fn an_upload_that_begins_anew_takes_the_place_of_the_one_before() {
    let workspace = workspace();
    let store = open(&workspace);
    store.create_post(post(1), vec![target(1, TargetState::Uploading)], None).await.unwrap();
    store.put_upload(video(3)).await.unwrap();
    store.record_parts(&video(3).target_id, 0, vec![(2, "old".into())]).await.unwrap();
    store.put_upload(video(2)).await.unwrap();
    assert_eq!(store.uploads_of(&video(2).target_id).await.unwrap(), [video(2)]);
    let late = store.record_parts(&video(2).target_id, 0, vec![(0, "new".into()), (2, "old".into())]).await;
    assert_eq!(late, Err(StoreError::NotFound));
    assert_eq!(store.uploads_of(&video(2).target_id).await.unwrap(), [video(2)], "all of it or nothing");
    store.forget_upload(&video(2).target_id, 0).await.unwrap();
    assert_eq!(store.uploads_of(&video(2).target_id).await.unwrap(), []);
}

#[tokio::test]
async fn a_first_comment_leaves_once_and_is_unknown_when_rollcall_stops_meanwhile() {
    let workspace = workspace();
    let id = target(1, TargetState::Published).id;
    {
        let store = open(&workspace);
        store.create_post(post(1), vec![target(1, TargetState::Published)], None).await.unwrap();
        store.expect_comment(&id, minute(1)).await.unwrap();
        store.expect_comment(&id, minute(2)).await.unwrap();
        assert_eq!(store.comments_waiting().await.unwrap(), std::slice::from_ref(&id));
        assert!(store.arm_comment(&id, minute(3)).await.unwrap());
        assert!(!store.arm_comment(&id, minute(3)).await.unwrap(), "it is on its way already");
    }
    let store = open(&workspace);
    store.restart_targets(minute(4)).await.unwrap();
    let comment = store.first_comment(&id).await.unwrap().unwrap();
    assert_eq!((comment.state, comment.changed_at), (CommentState::Unknown, minute(4)));
    assert!(comment.sentence.unwrap().contains("can't tell"));
    assert!(!store.arm_comment(&id, minute(5)).await.unwrap(), "nobody sends it again");
    let settled = store.settle_comment(&id, CommentState::Made, None, minute(5)).await;
    assert_eq!(settled, Err(StoreError::NotAllowed));
}
