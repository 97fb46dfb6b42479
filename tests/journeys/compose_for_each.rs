//! One post, and what is another for one of its authors; and a large file on its way.

use anyhow::{Context, Result, ensure};
use rollcall_tests::composer_screen::Picture;
use rollcall_tests::journey::Journey;
use rollcall_tests::window::{PATIENCE, button, control, field};
use rollcall_tests::{drag, made_files};
use serde_json::{Value, json};

const AMARA: &str = "Amara Sithole";
const ELIF: &str = "Elif Watanabe";
const MIB: usize = 1 << 20;

#[tokio::test]
async fn a_copy_differs_where_it_was_made_to_and_a_click_mends_what_does_not_fit() -> Result<()> {
    Journey::told("compose-for-each", Journey::in_the_sandbox().await?, async |journey| {
        a_text_of_her_own_and_an_image_that_one_provider_finds_too_large(journey).await?;
        a_text_that_is_too_long(journey).await?;
        a_video_with_its_progress(journey).await
    })
    .await
}

async fn copies(journey: &Journey, number: usize) -> Result<Vec<Value>> {
    let posts = journey.sandbox.posts().await?;
    ensure!(posts.len() == number, "{} posts instead of {number}", posts.len());
    Ok(posts)
}

fn of<'a>(posts: &'a [Value], author: &str) -> Result<&'a Value> {
    let found = posts.iter().rev().find(|post| post["author"]["name"] == author);
    found.with_context(|| format!("nothing of {author}'s in {posts:?}"))
}

async fn a_text_of_her_own_and_an_image_that_one_provider_finds_too_large(journey: &Journey) -> Result<()> {
    journey.compose(&[AMARA, ELIF], "We are hiring.").await?;
    journey.window.click(button("Customise for an author")).await?;
    journey.window.click(control("option", ELIF)).await?;
    journey.window.fill(field("Post text"), "My team is hiring.").await?;
    journey.window.click(control("tab", "Everyone")).await?;

    // Unipile takes no edge above 6,012 pixels; LinkedIn itself does.
    let picture = Picture::drawn(journey.session.home(), "panorama.png", 6_400, 200)?;
    drag::drop_files(&journey.session, "Rollcall", &[&picture.file])?;
    journey.window.click(button("Scale the image down")).await?;
    journey.window.says("It fits the limits of").await?;
    journey.publish(2).await?;

    let posts = copies(journey, 2).await?;
    let (amara, elif) = (of(&posts, AMARA)?, of(&posts, ELIF)?);
    // An editor that was emptied by the driver may keep an empty line below what is typed.
    let said = [amara, elif].map(|post| post["text"].as_str().unwrap_or_default().trim_end());
    ensure!(said == ["We are hiring.", "My team is hiring."], "{said:?}");
    ensure!(elif["media"][0]["sha256"] != json!(picture.sha256), "Elif's image is as large as it was");
    ensure!(
        amara["media"][0]["sha256"] == json!(picture.sha256),
        "Amara's image was scaled for Elif's provider"
    );
    Ok(())
}

async fn a_text_that_is_too_long(journey: &Journey) -> Result<()> {
    journey.compose_another(&[AMARA], "Long").await?;
    journey.paste_text(&" words".repeat(600)).await?;
    journey.window.click(button("Shorten the text")).await?;
    journey.publish(1).await?;
    let posts = copies(journey, 3).await?;
    let length = of(&posts, AMARA)?["text"].as_str().unwrap_or_default().chars().count();
    ensure!((2_900..=3_000).contains(&length), "{length} characters");
    Ok(())
}

async fn a_video_with_its_progress(journey: &Journey) -> Result<()> {
    journey.compose_another(&[AMARA], "Ten seconds of it.").await?;
    let film = made_files::film(journey.session.home(), "keynote.mp4", 22 * MIB)?;
    let sha256 = Picture::of(film.clone())?.sha256;
    drag::drop_files(&journey.session, "Rollcall", &[&film])?;
    journey.window.fill(field("Video title"), "The keynote").await?;
    // Each part takes a while, so that a person can see how far it is.
    let slow = json!({ "provider": "linkedin", "method": "PUT", "times": 6, "delay_ms": 400 });
    journey.sandbox.post("/fault", &slow).await?;
    journey.send(1).await?;
    journey.window.find(control("progressbar", "Sent for Amara Sithole")).await?;
    journey.window.says("of 6 parts").await?;
    let states = journey.target_states(PATIENCE * 4).await?;
    ensure!(states == ["published"], "{states:?}: {}", journey.window.text().await?);
    let posts = copies(journey, 4).await?;
    let post = of(&posts, AMARA)?;
    ensure!(post["media"][0]["sha256"] == json!(sha256), "another film arrived: {post}");
    let page = journey.sandbox.page_of(post).await?;
    ensure!(page.contains("<video") && page.contains("The keynote"), "{page}");
    Ok(())
}
