//! Drafts, fixes, groups of authors and mentions.

use rollcall_domain::{
    id::DraftId,
    misfit::Fix,
    post::{Attachment, Draft, Visibility, account_author},
};
use rollcall_engine::{author_groups::AuthorGroup, error::EngineError, publishing::Publishing};
use rollcall_store::{DraftShelf, PageRow};

use crate::workspace::Workspace;

async fn listed(workspace: &Workspace, shelf: DraftShelf, words: &str) -> Vec<DraftId> {
    workspace.engine.drafts(shelf, words).await.unwrap().into_iter().map(|row| row.id).collect()
}

async fn kept(workspace: &Workspace, text: &str) -> DraftId {
    let id = workspace.engine.new_draft().id;
    workspace.engine.save_draft(&id, workspace.draft(text, &[], None)).await.unwrap();
    id
}

#[tokio::test]
async fn a_draft_is_found_used_again_discarded_and_taken_back() {
    let workspace = Workspace::empty().await;
    assert_eq!(workspace.engine.last_draft().await.unwrap(), None);
    let nurses = kept(&workspace, "Nurses for Lagos").await;
    workspace.world.advance(60);
    let drivers = kept(&workspace, "Drivers for Accra").await;
    assert_eq!(workspace.engine.last_draft().await.unwrap().unwrap().id, drivers);
    assert_eq!(listed(&workspace, DraftShelf::Writing, "lagos").await, std::slice::from_ref(&nurses));

    let template = workspace.engine.make_template(&nurses, "  Job of the   week ").await.unwrap();
    assert_eq!((template.name.as_str(), template.is_template), ("Job of the week", true));
    let begun = workspace.engine.duplicate_draft(&template.id).await.unwrap();
    assert!(!begun.is_template && begun.draft.wording.text.text == "Nurses for Lagos");
    assert!(matches!(workspace.engine.make_template(&nurses, " ").await, Err(EngineError::BadInput(_))));

    let done = workspace.engine.discard_draft(&nurses).await.unwrap();
    assert_eq!(listed(&workspace, DraftShelf::Discarded, "").await, std::slice::from_ref(&nurses));
    workspace.engine.undo(&done.undo.unwrap()).await.unwrap();
    assert!(listed(&workspace, DraftShelf::Writing, "nurses").await.contains(&nurses));
    workspace.engine.discard_draft(&nurses).await.unwrap();
    let workspace = workspace.restarted().await;
    assert_eq!(
        workspace.engine.restore_draft(&nurses).await.unwrap().draft.wording.text.text,
        "Nurses for Lagos"
    );

    workspace.engine.erase_draft(&nurses).await.unwrap();
    assert!(matches!(workspace.engine.draft(&nurses).await, Err(EngineError::NotFound(_))));
}

#[tokio::test]
async fn a_template_can_be_called_otherwise_and_again_as_before() {
    let workspace = Workspace::agency().await;
    let draft = workspace.engine.new_draft().id;
    workspace.engine.save_draft(&draft, Draft::default()).await.unwrap();
    let template = workspace.engine.make_template(&draft, "Guides").await.unwrap().id;
    let name = async || workspace.engine.draft(&template).await.unwrap().name;

    let done = workspace.engine.rename_template(&template, " Yearly  guides ").await.unwrap();
    assert_eq!(name().await, "Yearly guides");
    workspace.engine.undo(&done.undo.unwrap()).await.unwrap();
    assert_eq!(name().await, "Guides");

    assert!(matches!(workspace.engine.rename_template(&template, " ").await, Err(EngineError::BadInput(_))));
    assert!(matches!(workspace.engine.rename_template(&draft, "A").await, Err(EngineError::NotFound(_))));
}

#[tokio::test]
async fn a_published_template_stays_one() {
    let workspace = Workspace::agency().await;
    let elif = workspace.account("Elif Watanabe").await;
    let draft = workspace.draft("Every week", &[&elif], None);
    let id = workspace.engine.new_draft().id;
    workspace.engine.save_draft(&id, draft.clone()).await.unwrap();
    let template = workspace.engine.make_template(&id, "Weekly").await.unwrap().id;
    let how = Publishing { draft: Some(template.clone()), ..Publishing::default() };
    let post = workspace.engine.publish(&draft, how).await.unwrap();
    workspace.engine.settle(&post.post.id).await.unwrap();
    assert!(workspace.engine.draft(&template).await.unwrap().is_template);
}

#[tokio::test]
async fn a_published_draft_is_none_any_more() {
    let workspace = Workspace::agency().await;
    let elif = workspace.account("Elif Watanabe").await;
    let draft = workspace.draft("Out now", &[&elif], None);
    let id = workspace.engine.new_draft().id;
    workspace.engine.save_draft(&id, draft.clone()).await.unwrap();
    let how = Publishing { draft: Some(id.clone()), at: None };
    let post = workspace.engine.publish(&draft, how).await.unwrap();
    workspace.engine.settle(&post.post.id).await.unwrap();
    assert!(matches!(workspace.engine.draft(&id).await, Err(EngineError::NotFound(_))));
}

#[tokio::test]
async fn each_author_publishes_their_own_version() {
    let workspace = Workspace::agency().await;
    let elif = workspace.account("Elif Watanabe").await;
    let mut draft = workspace.draft("For everybody", &[&elif], None);
    draft.variant_mut(&account_author(&elif.id)).text = Some("In Elif's own words".into());
    let post = workspace.publish(&draft).await;
    assert_eq!(post.post.content.text.text, "For everybody");
    assert_eq!(post.targets[0].content.text.text, "In Elif's own words");
    let published = workspace.sandbox_says("/posts").await.to_string();
    assert!(published.contains("In Elif's own words") && !published.contains("For everybody"));
}

/// The fixes that are offered for an author's copy.
async fn offered(workspace: &Workspace, draft: &Draft, author: usize) -> Vec<Fix> {
    let check = workspace.engine.check_draft(draft).await.unwrap();
    check.verdicts[author].misfits.iter().flat_map(|misfit| misfit.fixes.clone()).collect()
}

#[tokio::test]
async fn a_fix_changes_what_everybody_gets_or_what_one_author_has() {
    let workspace = Workspace::agency().await;
    workspace.link_member("chloe-lambert").await;
    let (chloe, elif) = (workspace.account("Chloé Lambert").await, workspace.account("Elif Watanabe").await);
    let (for_chloe, for_elif) = (account_author(&chloe.id), account_author(&elif.id));
    let engine = &workspace.engine;
    let long = "word ".repeat(610);

    let draft = workspace.draft(&long, &[&chloe, &elif], None);
    let fix = Fix::ShortenText { to: 3_000 };
    assert!(offered(&workspace, &draft, 0).await.contains(&fix));
    let after = engine.apply_fix(&draft, &for_chloe, &fix).await.unwrap();
    assert!(after.wording.text.count() <= 3_000 && after.variants.is_empty(), "both copies needed it");
    assert!(engine.check_draft(&after).await.unwrap().first_problem().is_none());

    let mut draft = workspace.draft("Short", &[&chloe, &elif], None);
    draft.variant_mut(&for_elif).text = Some(long.as_str().into());
    let after = engine.apply_fix(&draft, &for_elif, &fix).await.unwrap();
    assert_eq!(after.wording, draft.wording);
    assert!(after.wording_for(&for_elif).text.count() <= 3_000);

    let mut draft = workspace.draft("Read this", &[&chloe, &elif], None);
    let mention = "urn:li:fsd_profile:ACoAAElif".to_owned();
    draft.wording.text.mentions = vec![rollcall_domain::post::Mention { start: 0, length: 4, urn: mention }];
    let after = engine.apply_fix(&draft, &for_chloe, &Fix::DropMentions).await.unwrap();
    assert!(after.wording_for(&for_chloe).text.mentions.is_empty());
    assert_eq!(after.wording_for(&for_elif).text.mentions.len(), 1, "Unipile knows whom it names");

    let mut draft = workspace.draft("Hello", &[&chloe, &elif], None);
    draft.visibility = Visibility::Connections;
    let after = engine.apply_fix(&draft, &for_chloe, &Fix::ShowToAnyone).await.unwrap();
    assert_eq!(after.visibility, Visibility::Public);
    let after = engine.apply_fix(&draft, &for_chloe, &Fix::DropAuthor).await.unwrap();
    assert_eq!(after.authors, [for_elif]);
}

#[tokio::test]
async fn a_file_that_is_gone_is_said_for_each_copy_and_is_no_error() {
    let workspace = Workspace::agency().await;
    let elif = workspace.account("Elif Watanabe").await;
    let mut draft = workspace.draft("Hello", &[&elif], None);
    draft.wording.attachment = Attachment::image(Some(rollcall_domain::id::MediaId("gone".into())), "");
    let check = workspace.engine.check_draft(&draft).await.unwrap();
    assert!(check.first_problem().unwrap().contains("isn't there any more"));
}

#[tokio::test]
async fn what_was_sent_today_is_taken_off_what_linkedin_takes() {
    let workspace = Workspace::agency().await;
    workspace.link_member("chloe-lambert").await;
    let chloe = workspace.account("Chloé Lambert").await;
    let left = async || {
        let authors = workspace.engine.authors().await.unwrap();
        authors.into_iter().find(|author| author.account.id == chloe.id).unwrap().allowance.unwrap().left
    };
    assert_eq!(left().await, 150);
    workspace.publish(&workspace.draft("One", &[&chloe], None)).await;
    assert_eq!(left().await, 149);
    workspace.world.advance(24 * 3_600);
    assert_eq!(left().await, 150);
}

#[tokio::test]
async fn a_group_of_authors_is_kept_replaced_forgotten_and_taken_back() {
    let workspace = Workspace::empty().await;
    let engine = &workspace.engine;
    let group = |name: &str, ids: &[&str]| AuthorGroup {
        name: name.into(),
        authors: ids.iter().map(|id| rollcall_domain::id::AuthorId((*id).into())).collect(),
    };
    engine.save_author_group(group(" Spring  campaign ", &["dana", "elif"])).await.unwrap();
    let done = engine.save_author_group(group("spring campaign", &["dana"])).await.unwrap();
    assert_eq!(engine.author_groups().await.unwrap(), [group("spring campaign", &["dana"])]);
    engine.undo(&done.undo.unwrap()).await.unwrap();
    assert_eq!(engine.author_groups().await.unwrap(), [group("Spring campaign", &["dana", "elif"])]);
    let done = engine.remove_author_group("SPRING campaign").await.unwrap();
    assert!(engine.author_groups().await.unwrap().is_empty());
    engine.undo(&done.undo.unwrap()).await.unwrap();
    assert_eq!(engine.author_groups().await.unwrap().len(), 1);
    for refused in [group(" ", &["dana"]), group("Nobody", &[])] {
        assert!(matches!(engine.save_author_group(refused).await, Err(EngineError::BadInput(_))));
    }
}

#[tokio::test]
async fn whom_a_text_names_is_found_through_the_author() {
    let workspace = Workspace::agency().await;
    workspace.link_member("chloe-lambert").await;
    let (chloe, elif) = (workspace.account("Chloé Lambert").await, workspace.account("Elif Watanabe").await);
    let find = async |words: &str, author: Option<&rollcall_domain::account::Account>| {
        let author = author.map(|account| account_author(&account.id));
        workspace.engine.find_mentions(words, author.as_ref()).await.unwrap()
    };
    let member = find("https://www.linkedin.com/in/dana-okafor/", Some(&elif)).await;
    assert_eq!(member.len(), 1);
    assert_eq!((member[0].name.as_str(), member[0].is_page), ("Dana Okafor", false));
    assert!(member[0].urn.starts_with("urn:li:fsd_profile:"), "{member:?}");
    assert_eq!(find("Dana Okafor", Some(&elif)).await, member);
    assert!(find("linkedin.com/in/nobody-at-all", Some(&elif)).await.is_empty());

    let owen = workspace.account("Owen Gallagher").await;
    let page = find("https://www.linkedin.com/company/northwind-talent/", Some(&owen)).await;
    assert_eq!(page.len(), 1, "Zernio tells pages by their address");
    assert_eq!((page[0].name.as_str(), page[0].is_page), ("Northwind Talent", true));
    assert!(find("linkedin.com/in/dana-okafor", Some(&owen)).await.is_empty(), "Owen administers no page");

    let page = PageRow {
        account_id: chloe.id.clone(),
        urn: "urn:li:organization:1337".into(),
        name: "Alder & Finch".into(),
        role: "ADMINISTRATOR".into(),
        vanity_name: Some("alder-finch".into()),
    };
    workspace.engine.store().replace_pages(&chloe.id, vec![page]).await.unwrap();
    for words in ["finch ald", "https://www.linkedin.com/company/alder-finch/", "linkedin.com/company/1337"] {
        for author in [None, Some(&chloe)] {
            let found = find(words, author).await;
            assert_eq!(found.len(), 1, "{words}");
            assert_eq!((found[0].name.as_str(), found[0].is_page), ("Alder & Finch", true));
        }
    }
    let typed = find("urn:li:person:782bbtaQ Hana Lindqvist", None).await;
    assert_eq!((typed[0].urn.as_str(), typed[0].name.as_str()), ("urn:li:person:782bbtaQ", "Hana Lindqvist"));
}
