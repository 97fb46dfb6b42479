//! What else a way back has to manage than the troubles that all of them share.

use anyhow::{Result, ensure};
use rollcall_tests::journey::Journey;
use rollcall_tests::owner;
use rollcall_tests::window::{button, control};
use serde_json::json;

#[tokio::test]
async fn by_zernios_page_an_account_comes_back_in_place_and_a_new_one_gets_a_row() -> Result<()> {
    Journey::told("zernio", Journey::in_the_sandbox().await?, async |journey| {
        let before = journey.sandbox.accounts().await?.len();
        journey.expire("zernio", "Beatriz Nogueira").await?;
        let old = journey.at_provider("zernio", "Beatriz Nogueira").await?;
        journey.start_refresh("Send link", "owner_link").await?;
        let link = journey.owner_link().await?;
        owner::allow_zernio(&journey.session, &link, "Beatriz Nogueira").await?;
        journey.is_back().await?;
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
            let email = journey.email(provider, name).await?;
            match provider {
                "edges" => {
                    owner::sign_in_by_login_link(&journey.session, &newer, &email, "correct horse").await?
                }
                _ => owner::sign_in_by_hosted_link(&journey.session, &newer, &email, "correct horse").await?,
            }
            journey.provider_says(provider, name, status).await?;
            journey.is_back().await?;
        }
        Ok(())
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
        journey.is_back().await
    })
    .await
}
