//! Everything that a post can be, written in the window and read back where it arrived.

use anyhow::{Result, ensure};
use rollcall_tests::composer_screen::Picture;
use rollcall_tests::journey::Journey;
use rollcall_tests::window::{PATIENCE, button, control, field};
use rollcall_tests::{drag, made_files};
use serde_json::{Value, json};

const AMARA: &str = "Amara Sithole";
/// The key's name: <https://www.w3.org/TR/webdriver2/#keyboard-actions>.
const ARROW_LEFT: &str = "\u{E012}";

#[tokio::test]
async fn what_goes_with_the_text_arrives_as_it_was_put_together() -> Result<()> {
    Journey::told("compose", Journey::in_the_sandbox().await?, async |journey| {
        let first = images_with_a_mention_and_a_comment(journey).await?;
        a_document(journey).await?;
        a_poll(journey).await?;
        what_was_published_before(journey, &first).await
    })
    .await
}

async fn published(journey: &Journey, text: &str) -> Result<Value> {
    let what = format!("the post {text:?}");
    journey
        .sandbox
        .post_where(&what, PATIENCE, |post| post["text"].as_str().is_some_and(|said| said.starts_with(text)))
        .await
}

async fn images_with_a_mention_and_a_comment(journey: &Journey) -> Result<Value> {
    journey.compose(&[AMARA], "Three days in Lagos, with").await?;
    journey.type_on(" @Northwind").await?;
    journey.window.click(control("option", "Northwind Talent")).await?;

    let folder = journey.session.home();
    let sizes = [("arrival.png", 640), ("lunch.png", 480), ("team.png", 320)];
    let pictures: Vec<Picture> =
        sizes.iter().map(|(name, width)| Picture::drawn(folder, name, *width, 300)).collect::<Result<_>>()?;
    let files: Vec<_> = pictures.iter().map(|picture| picture.file.as_path()).collect();
    let notes = folder.join("notes.txt");
    std::fs::write(&notes, "no picture")?;
    let held = drag::hold_files(&journey.session, "Rollcall", &[&notes])?;
    journey.window.says("This kind of file goes with no post").await?;
    held.take_away()?;
    let held = drag::hold_files(&journey.session, "Rollcall", &files)?;
    journey.window.says("Drop to add 3 images").await?;
    held.let_go()?;

    journey.window.find(button("Image 3 of 3, team.png")).await?;
    journey.window.fill(field("Alternative text"), "The team at a long table").await?;
    for place in [2, 1] {
        journey.window.click(button("team.png")).await?;
        journey.window.press(ARROW_LEFT).await?;
        journey.window.find(button(&format!("Image {place} of 3, team.png"))).await?;
    }
    journey.window.click(button("Image 2 of 3, arrival.png")).await?;
    journey.window.fill(field("Alternative text"), "The airport").await?;
    journey.window.click(button("Add first comment")).await?;
    journey.window.fill(field("First comment"), "Pictures: Kofi").await?;
    journey.publish(1).await?;
    journey.window.says("The first comment is there").await?;

    let post = published(journey, "Three days in Lagos").await?;
    let arrived: Vec<_> =
        post["media"].as_array().into_iter().flatten().map(|one| (&one["sha256"], &one["alt"])).collect();
    let [arrival, lunch, team] = [0, 1, 2].map(|at| json!(pictures[at].sha256));
    let alts = [json!("The team at a long table"), json!("The airport"), json!("")];
    ensure!(arrived == [(&team, &alts[0]), (&arrival, &alts[1]), (&lunch, &alts[2])], "{arrived:?}");
    let text = post["text"].as_str().unwrap_or_default();
    ensure!(text.trim_end() == "Three days in Lagos, with Northwind Talent", "{post}");
    let sent = post["commentary"].as_str().unwrap_or_default();
    ensure!(sent.contains("@[Northwind Talent](urn:li:organization:"), "the mention is only words: {sent}");
    let page = journey.sandbox.page_of(&post).await?;
    for words in ["The team at a long table", "Northwind Talent</a>", "Pictures: Kofi"] {
        ensure!(page.contains(words), "no {words:?} in the feed: {page}");
    }
    Ok(post)
}

async fn a_document(journey: &Journey) -> Result<()> {
    journey.compose_another(&[AMARA], "The guide is out.").await?;
    let file = made_files::paper(journey.session.home(), "draft 7 final.pdf", 2)?;
    drag::drop_files(&journey.session, "Rollcall", &[&file])?;
    journey.window.fill(field("Document title"), "Salary guide 2027").await?;
    journey.window.click(button("Next page")).await?;
    journey.window.says("2 / 2").await?;
    journey.publish(1).await?;
    let post = published(journey, "The guide is out.").await?;
    ensure!(post["media"][0]["mime"] == "application/pdf", "{post}");
    let page = journey.sandbox.page_of(&post).await?;
    ensure!(page.contains("Salary guide 2027") && page.contains("2 pages"), "{page}");
    Ok(())
}

async fn a_poll(journey: &Journey) -> Result<()> {
    journey.compose_another(&[AMARA], "Tell us.").await?;
    journey.window.click(button("Add poll")).await?;
    for (name, words) in
        [("Question", "Which role is hardest to fill?"), ("Answer 1", "Nurse"), ("Answer 2", "Ward lead")]
    {
        journey.window.fill(field(name), words).await?;
    }
    journey.publish(1).await?;
    let post = published(journey, "Tell us.").await?;
    let poll = &post["content"]["poll"];
    ensure!(poll["question"] == "Which role is hardest to fill?", "{post}");
    ensure!(poll["options"].to_string().contains("Ward lead"), "{post}");
    Ok(())
}

async fn what_was_published_before(journey: &Journey, shared: &Value) -> Result<()> {
    let urn = shared["urn"].as_str().unwrap_or_default();
    journey.compose_another(&[AMARA], "In case you missed it.").await?;
    journey.window.click(button("Share a post")).await?;
    let link = format!("https://www.linkedin.com/feed/update/{urn}/");
    journey.window.fill(field("Link to the post"), &link).await?;
    journey.window.says("Published with Rollcall").await?;
    journey.publish(1).await?;
    let post = published(journey, "In case you missed it.").await?;
    ensure!(post["content"]["reshare"] == urn, "{post}");
    let page = journey.sandbox.page_of(&post).await?;
    ensure!(page.contains("Three days in Lagos"), "{page}");
    Ok(())
}
