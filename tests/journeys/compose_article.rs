//! An article card, filled in from its page.

use anyhow::{Result, ensure};
use rollcall_tests::journey::Journey;
use rollcall_tests::window::{PATIENCE, button, field};

#[tokio::test]
async fn a_card_is_filled_in_from_its_page_and_no_inner_page_is_asked() -> Result<()> {
    Journey::told("compose-article", Journey::in_the_sandbox().await?, async |journey| {
        journey.compose(&["Amara Sithole"], "Worth five minutes of your day.").await?;
        journey.window.click(button("Add article card")).await?;
        for inner in ["http://localhost/", "http://2130706433/", "http://[::ffff:10.0.0.1]/"] {
            journey.window.fill(field("Address"), inner).await?;
            journey.window.click(button("Fill in from the page")).await?;
            journey.window.says("into a private network").await?;
        }
        let site = journey.sandbox.endpoint("/linkedin/www")?;
        let address = format!("{site}/pulse/what-nurses-ask");
        journey.window.fill(field("Address"), &address).await?;
        journey.window.click(button("Fill in from the page")).await?;
        // The image is there when the card can lose it.
        journey.window.find(button("Remove card image")).await?;
        let title = journey.window.find(field("Card title")).await?;
        let held = journey.window.held(&title).await?;
        ensure!(held == "What nurses ask", "the title is {held:?}");
        journey.publish(1).await?;
        let post = journey.sandbox.post_where("the post", PATIENCE, |_| true).await?;
        let http = reqwest::Client::builder().no_proxy().build()?;
        let feed = http.get(format!("{site}/feed/")).send().await?.text().await?;
        for shown in ["What nurses ask", "An article of the sandbox.", "/pulse/what-nurses-ask"] {
            ensure!(feed.contains(shown), "the feed doesn't show {shown:?}: {post}");
        }
        Ok(())
    })
    .await
}
