//! Each way of linking has its own way back; each ends in the same row, and is read back from the
//! provider.

use anyhow::{Result, ensure};
use rollcall_tests::journey::Journey;
use rollcall_tests::owner;
use rollcall_tests::window::{button, control};
use serde_json::json;

#[tokio::test]
async fn by_login_link_the_owner_signs_in_on_their_own_device() -> Result<()> {
    Journey::told("refresh-login-link", Journey::in_the_sandbox().await?, async |journey| {
        journey.inspect("Dana Okafor").await?;
        journey.status(&["Sign-in needed"]).await?;
        journey.start_refresh("Send login link", "owner_link").await?;
        let link = journey.owner_link().await?;
        let email = email(journey, "edges", "Dana Okafor").await?;
        owner::sign_in_by_login_link(&journey.session, &link, &email, "correct horse").await?;
        journey.provider_says("edges", "Dana Okafor", "VALID").await?;
        back(journey).await
    })
    .await
}

#[tokio::test]
async fn by_shared_link_the_owner_accepts_in_the_browser_with_the_extension() -> Result<()> {
    Journey::told("refresh-shared-link", Journey::in_the_sandbox().await?, async |journey| {
        journey.inspect("Jonas Petrov").await?;
        journey.start_refresh("Copy shared link", "owner_link").await?;
        let link = journey.owner_link().await?;
        owner::accept_shared_link(&journey.session, &link, "Jonas Petrov").await?;
        journey.provider_says("edges", "Jonas Petrov", "VALID").await?;
        back(journey).await
    })
    .await
}

#[tokio::test]
async fn by_hosted_link_the_owner_signs_in_on_the_gateways_page() -> Result<()> {
    Journey::told("refresh-hosted-link", Journey::in_the_sandbox().await?, async |journey| {
        journey.expire("unipile", "Elif Watanabe").await?;
        journey.start_refresh("Send link", "owner_link").await?;
        let link = journey.owner_link().await?;
        let email = email(journey, "unipile", "Elif Watanabe").await?;
        owner::sign_in_by_hosted_link(&journey.session, &link, &email, "correct horse").await?;
        journey.provider_says("unipile", "Elif Watanabe", "running").await?;
        back(journey).await
    })
    .await
}

#[tokio::test]
async fn by_zernios_page_an_account_comes_back_in_place_and_a_new_one_gets_a_row() -> Result<()> {
    Journey::told("zernio", Journey::in_the_sandbox().await?, async |journey| {
        let before = journey.sandbox.accounts().await?.len();
        journey.expire("zernio", "Beatriz Nogueira").await?;
        let old = journey.at_provider("zernio", "Beatriz Nogueira").await?;
        journey.start_refresh("Send link", "owner_link").await?;
        let link = journey.owner_link().await?;
        owner::allow_zernio(&journey.session, &link, "Beatriz Nogueira").await?;
        back(journey).await?;
        let now = journey.at_provider("zernio", "Beatriz Nogueira").await?;
        ensure!(now["id"] == old["id"] && now["status"] != old["status"], "{old} became {now}");
        ensure!(journey.sandbox.accounts().await?.len() == before, "a second account was made");

        journey.start_linking("Zernio", "OFFICIAL · ZERNIO", "", "").await?;
        journey.waiting("owner_link").await?;
        let link = journey.owner_link().await?;
        owner::allow_zernio(&journey.session, &link, "Mateo Ruiz").await?;
        journey.waiting("done").await?;
        journey.at_provider("zernio", "Mateo Ruiz").await?;
        journey.window.fill(control("searchbox", "Search accounts"), "").await?;
        journey.window.says(&format!("{} linked", before + 1)).await?;
        journey.window.click(button("Show the account")).await?;
        journey.status(&["Connected"]).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_expired_link_is_replaced_by_a_new_one_and_the_row_waits_meanwhile() -> Result<()> {
    Journey::told("refresh-expired-link", Journey::in_the_sandbox().await?, async |journey| {
        journey.expire("unipile", "Elif Watanabe").await?;
        for (provider, name, action, hours, status) in [
            ("unipile", "Elif Watanabe", "Send link", 25, "running"),
            ("edges", "Dana Okafor", "Send login link", 49, "VALID"),
        ] {
            journey.inspect(name).await?;
            journey.start_refresh(action, "owner_link").await?;
            let link = journey.owner_link().await?;
            let advance = json!({ "advance_s": hours * 3600 });
            journey.sandbox.post("/clock", &advance).await?;
            let said = owner::look_at(&journey.session, &link).await?;
            ensure!(said.contains("This link has expired"), "{name} sees {said}");
            journey.sandbox.post("/clock", &json!({ "advance_s": -hours * 3600 })).await?;

            journey.waiting("owner_link").await?;
            journey.status(&["Sign-in needed"]).await?;
            journey.window.click(button("Make a new link")).await?;
            let newer = journey.owner_link_other_than(&link).await?;
            let email = email(journey, provider, name).await?;
            match provider {
                "edges" => {
                    owner::sign_in_by_login_link(&journey.session, &newer, &email, "correct horse").await?
                }
                _ => owner::sign_in_by_hosted_link(&journey.session, &newer, &email, "correct horse").await?,
            }
            journey.provider_says(provider, name, status).await?;
            back(journey).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn by_credentials_a_wrong_code_is_said_and_the_right_one_ends_the_checkpoint() -> Result<()> {
    Journey::told("refresh-credentials", Journey::in_the_sandbox().await?, async |journey| {
        journey.expire("edges", "Lena Fischer").await?;
        journey.start_refresh("Sign in again", "credentials").await?;
        journey.give_credentials("2fa@alderfinch.example", "correct horse").await?;
        journey.waiting("checkpoint").await?;
        journey.answer_checkpoint("Code", "000000").await?;
        journey.window.says("didn't accept this code").await?;
        ensure!(
            journey.at_provider("edges", "Lena Fischer").await?["status"] != "VALID",
            "a wrong code passed"
        );
        journey.answer_checkpoint("Code", owner::CODE).await?;
        journey.provider_says("edges", "Lena Fischer", "VALID").await?;
        back(journey).await
    })
    .await
}

#[tokio::test]
async fn by_cookies_a_whole_header_is_understood() -> Result<()> {
    Journey::told("refresh-cookies", Journey::in_the_sandbox().await?, async |journey| {
        journey.inspect("Mateo Ruiz").await?;
        journey.start_refresh("Update cookies", "cookies").await?;
        let header = "Cookie: bcookie=\"v=2&x\"; li_at=AQED-mateo-ruiz.newest; JSESSIONID=\"ajax:1\"";
        journey.give_cookies(header, Some("AQED-li-a")).await?;
        journey.provider_says("unipile", "Mateo Ruiz", "running").await?;
        back(journey).await
    })
    .await
}

#[tokio::test]
async fn by_linkedins_own_page_the_owner_allows_access_again() -> Result<()> {
    Journey::told("refresh-oauth", Journey::in_the_sandbox().await?, async |journey| {
        journey.expire("linkedin", "Amara Sithole").await?;
        let seen = journey.session.opened_links()?.len();
        journey.start_refresh("Renew", "browser").await?;
        let link = journey.session.next_link(seen, rollcall_tests::window::PATIENCE).await?;
        owner::allow_on_linkedin(&journey.session, &link, "Amara Sithole").await?;
        journey.provider_says("linkedin", "Amara Sithole", "authorized").await?;
        back(journey).await
    })
    .await
}

#[tokio::test]
async fn somebody_elses_sign_in_is_refused_and_the_row_keeps_its_owner() -> Result<()> {
    Journey::told("refresh-wrong-member", Journey::in_the_sandbox().await?, async |journey| {
        journey.inspect("Mateo Ruiz").await?;
        journey.start_refresh("Update cookies", "cookies").await?;
        journey.give_cookies("AQED-dana-okafor.newest", None).await?;
        let alert = journey.shown("[data-testid=link-task] [role=alert]").await?;
        ensure!(alert.contains("another LinkedIn member"), "what went wrong is told as {alert:?}");
        journey.inspect("Mateo Ruiz").await?;
        ensure!(
            journey.at_provider("unipile", "Mateo Ruiz").await?["status"] != "running",
            "the account came back"
        );
        Ok(())
    })
    .await
}

/// The refresh is done, the same row is connected, and its history tells of both ends.
async fn back(journey: &Journey) -> Result<()> {
    journey.waiting("done").await?;
    journey.status(&["Connected", "Expires"]).await?;
    journey.window.click(button("Done")).await
}

async fn email(journey: &Journey, provider: &str, name: &str) -> Result<String> {
    let account = journey.at_provider(provider, name).await?;
    Ok(account["email"].as_str().unwrap_or_default().to_owned())
}
