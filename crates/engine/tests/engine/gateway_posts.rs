//! Posts through both of Unipile's APIs: what they take, and their refusals in the outbox.

use rollcall_domain::{
    outbox::{CommentState, TargetState},
    post::Mention,
    provider::Provider,
    status::Status,
    unipile_api::UnipileApi,
};
use serde_json::json;

use crate::{
    picked::{document, document_of, draft_with, gallery, has_files, pictures, published, video, video_of},
    workspace::Workspace,
};

async fn tenant(api: UnipileApi) -> Workspace {
    let workspace = Workspace::empty().await;
    let mut input = workspace.input(Provider::Unipile);
    input.unipile_api = Some(api);
    let connection = workspace.engine.connect(input).await.unwrap();
    workspace.engine.sync(&connection.id).await.unwrap();
    workspace
}

const APIS: [UnipileApi; 2] = [UnipileApi::V1, UnipileApi::V2];

#[tokio::test]
async fn whatever_goes_with_a_post_arrives_through_either_api() {
    for api in APIS {
        let workspace = tenant(api).await;
        let elif = workspace.account("Elif Watanabe").await;
        let (guide, film, pictures) =
            (document(&workspace).await, video(&workspace).await, pictures(&workspace, 9).await);
        let described = api == UnipileApi::V2;
        let cases = [
            (
                "Nine pictures",
                gallery(&pictures, described),
                pictures.iter().collect::<Vec<_>>(),
                "gallery of5",
            ),
            ("A document", document_of(&guide, "Guide"), vec![&guide], "guide.pdf"),
            ("A film", video_of(&film, "", Some(&pictures[0]), None), vec![&film], "<video"),
        ];
        for (text, attachment, files, shown) in cases {
            let post = workspace.publish(&draft_with(&workspace, text, &elif, attachment)).await;
            let target = &post.targets[0];
            assert_eq!(target.state, TargetState::Published, "{api:?} {text}: {:?}", target.sentence);
            let there = has_files(&workspace, text, &files);
            assert!(workspace.page(&there.permalink).await.contains(shown), "{api:?} {text}");
            if text == "Nine pictures" && described {
                for (n, media) in (1..).zip(&there.media) {
                    assert_eq!(media.alt, format!("Picture \"{n}\" of our desk"));
                }
            }
        }
    }
}

#[tokio::test]
async fn mentions_name_people_and_the_first_comment_follows_through_either_api() {
    for api in APIS {
        let workspace = tenant(api).await;
        let elif = workspace.account("Elif Watanabe").await;
        let mateo = workspace.account("Mateo Ruiz").await;
        let mut draft = workspace.draft("Thanks to Mateo Ruiz (really!) #hiring", &[&elif], None);
        let urn = format!("urn:li:fsd_profile:{}", mateo.linkedin_id.as_ref().unwrap());
        draft.wording.text.mentions = vec![Mention { start: 10, length: 10, urn }];
        draft.wording.first_comment = "The link is here".into();
        let post = workspace.publish(&draft).await;
        let target = &post.targets[0];
        assert_eq!(target.state, TargetState::Published, "{api:?}: {:?}", target.sentence);
        let comment = workspace.engine.first_comment(target).await.unwrap();
        assert_eq!(comment.state, CommentState::Made, "{api:?}: {:?}", comment.sentence);
        let there = published(&workspace, "Thanks to Mateo Ruiz (really!) #hiring");
        assert_eq!(there.len(), 1, "{api:?}");
        let page = workspace.page(&there[0].permalink).await;
        assert!(page.contains("The link is here") && page.contains("Mateo Ruiz"), "{api:?}");
    }
}

#[tokio::test]
async fn each_refusal_has_its_sentence_and_its_next_step() {
    let cases = [
        (422, "invalid_post", "provider/unprocessable_entity", TargetState::Refused, "Change the post"),
        (
            403,
            "insufficient_permissions",
            "provider/insufficient_permissions",
            TargetState::Refused,
            "Refresh the account",
        ),
        (429, "too_many_requests", "api/too_many_requests", TargetState::RetryLater, "Wait until"),
        (500, "provider_error", "provider/server_error", TargetState::Unknown, "can't tell"),
        // Last: the account needs its owner then.
        (
            401,
            "disconnected_account",
            "provider/invalid_authorization",
            TargetState::Held,
            "Refresh the account",
        ),
    ];
    for api in APIS {
        let workspace = tenant(api).await;
        let elif = workspace.account("Elif Watanabe").await;
        for (status, old, new, state, told) in cases {
            let kind = if api == UnipileApi::V1 { format!("errors/{old}") } else { new.to_owned() };
            let body = json!({ "type": kind, "status": status, "title": "No", "detail": "Not like this." });
            let fault = json!({ "provider": "unipile", "method": "POST", "path": "/*/posts", "status": status, "body": body,
                "headers": { "retry-after": "1800" } });
            workspace.control("/fault", fault).await;
            let text = format!("Refused with {kind}");
            let post = workspace.publish(&workspace.draft(&text, &[&elif], None)).await;
            let target = &post.targets[0];
            let sentence = target.sentence.clone().unwrap_or_default();
            assert_eq!(target.state, state, "{api:?} {text}: {sentence}");
            assert!(sentence.contains(told) && sentence.ends_with('.'), "{api:?} {text}: {sentence}");
            assert!(published(&workspace, &text).is_empty());
            if status == 429 {
                assert!(matches!(
                    workspace.account("Elif Watanabe").await.status,
                    Status::LimitedUntil { .. }
                ));
                workspace.engine.check_account(&elif.id).await.unwrap();
            }
        }
    }
}
