//! Cards that a page fills in.

use rollcall_domain::{media::MediaFacts, provider::Provider};
use rollcall_engine::error::EngineError;
use rollcall_providers::article::ArticleError;

use crate::workspace::Workspace;

#[tokio::test]
async fn an_article_tells_its_title_and_its_image_is_kept_like_a_picked_file() {
    let workspace = Workspace::empty().await;
    workspace.engine.connect(workspace.input(Provider::Linkedin)).await.unwrap();
    let address = format!("{}/pulse/what-nurses-ask", workspace.endpoints().linkedin.www);
    let preview = workspace.engine.article_preview(&address).await.unwrap();
    assert_eq!(preview.title, "What nurses ask");
    assert!(preview.description.starts_with("An article of the sandbox."), "{}", preview.description);
    let image = preview.thumbnail.unwrap();
    assert_eq!(image.media.file_name, "cover.png");
    assert!(
        matches!(&image.media.facts, MediaFacts::Image(facts) if (facts.width, facts.height) == (1_200, 627))
    );
    assert!(image.thumbnail.is_some());
    assert_eq!(workspace.engine.media(&image.media.id).await.unwrap().media, image.media);
}

#[tokio::test]
async fn a_page_of_this_computer_is_read_only_where_the_workspace_has_linkedin_there() {
    let workspace = Workspace::empty().await;
    let address = format!("{}/pulse/what-nurses-ask", workspace.endpoints().linkedin.www);
    let refused = |outcome: Result<_, EngineError>| match outcome {
        Err(EngineError::Article(error)) => error,
        other => panic!("{:?}", other.map(|_| ())),
    };
    let outcome = workspace.engine.article_preview(&address).await;
    assert_eq!(refused(outcome), ArticleError::NotPublic, "no connection leads there");
    workspace.engine.connect(workspace.input(Provider::Linkedin)).await.unwrap();
    assert!(workspace.engine.article_preview(&address).await.is_ok());
    for inner in [&workspace.endpoints().control, &workspace.endpoints().linkedin.api, "http://localhost/"] {
        assert_eq!(
            refused(workspace.engine.article_preview(inner).await),
            ArticleError::NotPublic,
            "{inner}"
        );
    }
    let outcome = workspace.engine.article_preview("nonsense").await;
    let problem = outcome.map(|_| ()).unwrap_err().problem();
    assert!(problem.sentence.starts_with("This is no address"), "{}", problem.sentence);
    assert!(problem.next_step.unwrap().contains("https://"));
}

#[tokio::test]
async fn asking_a_page_that_doesnt_answer_can_be_stopped() {
    let workspace = Workspace::empty().await;
    workspace.engine.connect(workspace.input(Provider::Linkedin)).await.unwrap();
    workspace
        .control("/fault", serde_json::json!({ "provider": "linkedin", "method": "GET", "path": "/pulse", "delay_ms": 9_000 }))
        .await;
    let address = format!("{}/pulse/slow", workspace.endpoints().linkedin.www);
    let asking = workspace.engine.article_preview(&address);
    let stopping = async {
        tokio::task::yield_now().await;
        workspace.engine.stop_article_preview();
    };
    let (outcome, ()) = tokio::join!(asking, stopping);
    assert!(matches!(outcome, Err(EngineError::Cancelled)));
}
