//! Drafts: many at once, found again by their words.

use rollcall_domain::{
    id::{AuthorId, MediaId},
    post::{Attachment, Draft},
};
use rollcall_store::{DraftQuery, DraftRow, DraftShelf, Store};

use crate::samples::{draft, minute, open, post, target, workspace};

async fn found(store: &Store, shelf: DraftShelf, text: &str) -> Vec<String> {
    let query = DraftQuery { shelf, text: text.into(), limit: 10 };
    store.drafts(query).await.unwrap().into_iter().map(|row| row.id.0).collect()
}

#[tokio::test]
async fn drafts_are_listed_by_shelf_the_last_saved_first() {
    let workspace = workspace();
    let store = open(&workspace);
    for n in [2, 1, 3] {
        store.save_draft(draft(n, "Hello")).await.unwrap();
    }
    let template = DraftRow { name: "Job of the week".into(), is_template: true, ..draft(4, "") };
    store.save_draft(template).await.unwrap();
    store.save_draft(DraftRow { discarded_at: Some(minute(9)), ..draft(5, "") }).await.unwrap();
    assert_eq!(found(&store, DraftShelf::Writing, "").await, ["draft-3", "draft-2", "draft-1"]);
    assert_eq!(found(&store, DraftShelf::Templates, "").await, ["draft-4"]);
    assert_eq!(found(&store, DraftShelf::Discarded, "").await, ["draft-5"]);
}

#[tokio::test]
async fn a_draft_is_found_by_any_of_its_words_in_any_case() {
    let workspace = workspace();
    let store = open(&workspace);
    let mut written = Draft::default();
    written.wording.text = "Wir suchen Pflegekräfte in LAGOS, 100 %_\\".into();
    written.wording.attachment =
        Attachment::Document { media: MediaId("guide".into()), title: "Salary guide".into() };
    written.wording.first_comment = "The form is here".into();
    written.variant_mut(&AuthorId("dana".into())).text = Some("Dana's own words".into());
    let row = DraftRow { name: "Spring".into(), ..draft(1, "") };
    store.save_draft(DraftRow { draft: written, ..row }).await.unwrap();
    store.save_draft(draft(2, "Something else")).await.unwrap();
    for text in ["lagos", "PFLEGEKRÄFTE lagos", "salary", "form here", "dana's", "spring", "%_\\", " guide  "]
    {
        assert_eq!(found(&store, DraftShelf::Writing, text).await, ["draft-1"], "{text}");
    }
    assert!(found(&store, DraftShelf::Writing, "lagos else").await.is_empty());
}

#[tokio::test]
async fn files_that_drafts_and_posts_need_are_known() {
    let workspace = workspace();
    let store = open(&workspace);
    let image = |id: &str| Attachment::image(Some(MediaId(id.into())), "");
    let mut discarded = draft(1, "");
    discarded.draft.wording.attachment = image("of-a-draft");
    discarded.draft.variant_mut(&AuthorId("dana".into())).attachment = Some(image("of-a-variant"));
    discarded.discarded_at = Some(minute(1));
    store.save_draft(discarded).await.unwrap();
    let mut published = post(1);
    published.content.attachment = image("of-a-post");
    let mut copy = target(1, rollcall_domain::outbox::TargetState::Queued);
    copy.content.attachment = image("of-a-copy");
    store.create_post(published, vec![copy], None).await.unwrap();
    let ids = |all: std::collections::BTreeSet<MediaId>| all.into_iter().map(|id| id.0).collect::<Vec<_>>();
    assert_eq!(ids(store.media_of_drafts().await.unwrap()), ["of-a-draft", "of-a-variant"]);
    assert_eq!(ids(store.media_of_posts().await.unwrap()), ["of-a-copy", "of-a-post"]);
}
