//! Say it once: what leaves, what comes back, and what is never sent again.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use rollcall_tests::composer_screen::Picture;
use rollcall_tests::drag;
use rollcall_tests::journey::Journey;
use rollcall_tests::window::{PATIENCE, button, control, field};
use serde_json::json;

#[tokio::test]
async fn one_post_with_an_image_arrives_once_at_each_author() -> Result<()> {
    Journey::told("publish", Journey::in_the_sandbox().await?, async |journey| {
        let text = "Open roles (Lagos): nurses, *ward* leads & more | say hello #hiring";
        let authors = ["Amara Sithole", "Elif Watanabe", "Kofi Mensah"];
        let picture = Picture::drawn(journey.session.home(), "roles.png", 800, 600)?;
        journey.compose(&authors, text).await?;
        journey.attach(&picture).await?;
        journey.publish(authors.len()).await?;
        let posts = journey.sandbox.posts().await?;
        ensure!(posts.len() == authors.len(), "{} posts for {} authors", posts.len(), authors.len());
        for author in authors {
            let post = posts.iter().find(|post| post["author"]["name"] == author);
            let post = post.map(|post| (&post["text"], &post["media"][0]["sha256"]));
            ensure!(post == Some((&json!(text), &json!(picture.sha256))), "{author}'s copy: {post:?}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_reply_that_never_came_is_told_and_not_sent_again() -> Result<()> {
    Journey::told("publish-unknown", Journey::in_the_sandbox().await?, async |journey| {
        // The post is taken; only the answer is lost on its way back.
        let fault =
            json!({ "provider": "linkedin", "method": "POST", "path": "/rest/posts", "reply_lost": true });
        journey.sandbox.post("/fault", &fault).await?;
        journey.compose(&["Amara Sithole"], "Did this arrive?").await?;
        journey.send(1).await?;
        let states = journey.target_states(Duration::from_secs(90)).await?;
        ensure!(states == ["unknown"], "{states:?}");
        journey.window.find(button("Look at the profile")).await?;
        journey.window.click(button("Go to the outbox")).await?;
        journey.window.find(button("It is there")).await?;
        let posts = journey.sandbox.posts().await?;
        ensure!(posts.len() <= 1, "it was sent {} times", posts.len());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn edges_accounts_are_shown_as_unable_to_publish() -> Result<()> {
    Journey::told("publish-edges", Journey::in_the_sandbox().await?, async |journey| {
        journey.window.click(button("Compose")).await?;
        journey.window.fill(control("searchbox", "Find account or page"), "Ines Moreau").await?;
        let author = journey.window.find(control("checkbox", "Ines Moreau")).await?;
        ensure!(!author.is_enabled().await?, "Edges cannot publish");
        journey.window.says("Edges").await
    })
    .await
}

#[tokio::test]
async fn too_long_a_text_is_told_before_anything_leaves() -> Result<()> {
    Journey::told("publish-too-long", Journey::in_the_sandbox().await?, async |journey| {
        journey.compose(&["Amara Sithole"], "short").await?;
        let text = "x".repeat(3001 - "short".len());
        journey.paste_text(&text).await?;
        journey.window.says("3,001 / 3,000").await?;
        let publish = journey.window.find(button("Publish to 1")).await?;
        ensure!(!publish.is_enabled().await?, "a post that is too long can be published");
        ensure!(journey.sandbox.posts().await?.is_empty(), "something left");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn files_that_cannot_be_sent_are_refused_with_a_sentence_and_the_draft_stays() -> Result<()> {
    Journey::told("publish-bad-files", Journey::in_the_sandbox().await?, async |journey| {
        let text = "Words that took a while to find.";
        journey.compose(&["Amara Sithole"], text).await?;
        let file = |name: &str| journey.session.home().join(name);
        std::fs::write(file("not-an-image.png"), b"\x7fELF this is no picture")?;
        std::fs::write(file("empty.png"), b"")?;
        let whole = std::fs::read(Picture::drawn(journey.session.home(), "whole.png", 400, 300)?.file)?;
        std::fs::write(file("damaged.png"), &whole[..whole.len() / 2])?;
        for (name, words) in [
            ("not-an-image.png", "This is no image"),
            ("empty.png", "The file is empty"),
            ("damaged.png", "damaged"),
        ] {
            journey.offer(&file(name)).await?;
            journey.window.says(words).await.context(name)?;
            ensure!(journey.window.look(button("Remove image")).await?.is_none(), "{name} was taken");
        }
        let area = journey.window.find(field("Post text")).await?;
        let held = journey.window.held(&area).await?;
        ensure!(held == text, "the text is now {held:?}");
        // What is left is a post as good as before.
        journey.publish(1).await?;
        journey.sandbox.post_where("the post", PATIENCE, |post| post["text"] == text).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_image_dropped_on_the_window_is_published_and_anything_else_is_refused() -> Result<()> {
    Journey::told("publish-dropped", Journey::in_the_sandbox().await?, async |journey| {
        journey.compose(&["Amara Sithole"], "Dropped, not chosen.").await?;
        let picture = Picture::drawn(journey.session.home(), "dropped here.png", 640, 480)?;
        let notes = journey.session.home().join("notes.png");
        std::fs::write(&notes, "no picture")?;
        for (files, words) in [(vec![notes.as_path()], "This is no image")] {
            drag::drop_files(&journey.session, "Rollcall", &files)?;
            journey.window.says(words).await?;
            ensure!(journey.window.look(button("Remove image")).await?.is_none(), "{files:?} were taken");
        }
        drag::drop_files(&journey.session, "Rollcall", &[&picture.file])?;
        journey.window.find(button("Remove image")).await?;
        journey.publish(1).await?;
        let post = journey.sandbox.post_where("the post", PATIENCE, |_| true).await?;
        ensure!(post["media"][0]["sha256"] == picture.sha256, "another image arrived: {post}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_file_deleted_between_choosing_and_sending_loses_nothing() -> Result<()> {
    Journey::told("publish-deleted-file", Journey::in_the_sandbox().await?, async |journey| {
        let picture = Picture::drawn(journey.session.home(), "gone.png", 400, 300)?;
        journey.compose(&["Amara Sithole"], "The file is gone, the post is not.").await?;
        journey.attach(&picture).await?;
        std::fs::remove_file(&picture.file)?;
        journey.send(1).await?;
        let states = journey.target_states(Duration::from_secs(45)).await?;
        // Rollcall keeps what was chosen, so the post still goes out with these very bytes.
        ensure!(states == ["published"], "{states:?}");
        let post = journey.sandbox.post_where("the post", PATIENCE, |_| true).await?;
        ensure!(post["media"][0]["sha256"] == picture.sha256, "another image arrived: {post}");
        Ok(())
    })
    .await
}
