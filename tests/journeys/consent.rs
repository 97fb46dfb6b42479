//! What the owner agreed to: asked before their sign-in is used, kept, and taken back.

use anyhow::{Result, ensure};
use rollcall_tests::journey::Journey;
use rollcall_tests::window::{button, field};

#[tokio::test]
async fn cookies_are_used_only_once_somebody_states_that_the_owner_agreed() -> Result<()> {
    Journey::told("consent-asked", Journey::in_the_sandbox().await?, async |journey| {
        journey.inspect("Mateo Ruiz").await?;
        journey.start_refresh("Update cookies", "cookies").await?;
        let fits =
            journey.window.script("return document.scrollingElement.scrollHeight <= innerHeight", vec![]);
        ensure!(fits.await? == true, "a form that is longer than the window scrolls the whole window away");
        journey.window.fill(field("Cookie li_at"), "AQED-mateo-ruiz.newest").await?;
        let send = journey.window.find(button("Use these cookies")).await?;
        ensure!(!send.is_enabled().await?, "they can be sent without the owner's consent");
        journey.state_consent().await?;
        journey.window.click(button("Use these cookies")).await?;
        journey.waiting("done").await?;
        journey.window.says("By e-mail, stated by you on").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn withdrawn_consent_unlinks_the_account_and_erases_what_was_kept() -> Result<()> {
    Journey::told("consent-withdrawn", Journey::in_the_sandbox().await?, async |journey| {
        let kept = || journey.session.secrets_kept("app.rollcall.sandbox");
        let before = kept()?;
        journey.inspect("Mateo Ruiz").await?;
        journey.start_refresh("Update cookies", "cookies").await?;
        journey.give_cookies("AQED-mateo-ruiz.newest", None).await?;
        journey.waiting("done").await?;
        // The inspector grows with what the check found, and what is below moves.
        journey.status(&["Sales Navigator missing"]).await?;
        ensure!(kept()? > before, "the cookies were not kept to bring the account back");
        journey.window.click(button("Done")).await?;
        journey.window.click(button("Withdraw consent…")).await?;
        journey.window.click(button("Withdraw and unlink")).await?;
        journey.status(&["Removed"]).await?;
        ensure!(journey.at_provider("unipile", "Mateo Ruiz").await.is_err(), "Unipile has the account still");
        ensure!(kept()? == before, "the keychain keeps what was erased");
        Ok(())
    })
    .await
}
