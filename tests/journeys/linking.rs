//! For each setup source, how a new account is linked: through what goes wrong on the way to the row
//! that works. A row is there only when its account is.

use anyhow::{Result, ensure};
use rollcall_tests::journey::Journey;
use rollcall_tests::owner;
use rollcall_tests::trouble::{advance, down, refused, unreachable, up};
use rollcall_tests::window::{PATIENCE, button, control, field};
use serde_json::json;

/// Signs in anywhere without being asked for more.
pub(crate) const PASSWORD: &str = "correct horse";
/// A person LinkedIn has not met yet, who signs in without a checkpoint.
pub(crate) const NEWCOMER: &str = "ok@newcomer.example";
/// One of whom LinkedIn asks for the code of an authenticator app.
const ASKED: &str = "2fa@newcomer.example";
/// How the owner's page asks for it.
const ASKS: &str = "Enter the code from your authenticator app";
/// How it refuses a wrong one.
const REFUSES: &str = "LinkedIn does not accept this code";
/// How a second connection is called, which speaks Unipile's first API.
const TENANT: &str = "Tenant";

/// A connection in the form that links, and the provider behind it.
pub(crate) struct Through {
    pub(crate) connection: &'static str,
    pub(crate) provider: &'static str,
    pub(crate) vendor: &'static str,
}

pub(crate) const UNIPILE: Through = Through { connection: "Unipile", provider: "unipile", vendor: "Unipile" };
pub(crate) const UNIPILE_V1: Through = Through { connection: TENANT, provider: "unipile", vendor: "Unipile" };
pub(crate) const EDGES: Through = Through { connection: "Edges", provider: "edges", vendor: "Edges" };

#[tokio::test]
async fn by_credentials_at_unipile() -> Result<()> {
    by_credentials("link-credentials-unipile", UNIPILE).await
}

#[tokio::test]
async fn by_credentials_at_unipiles_first_api() -> Result<()> {
    by_credentials("link-credentials-unipile-v1", UNIPILE_V1).await
}

#[tokio::test]
async fn by_credentials_at_edges() -> Result<()> {
    by_credentials("link-credentials-edges", EDGES).await
}

async fn by_credentials(run: &str, through: Through) -> Result<()> {
    Journey::told(run, Journey::in_the_sandbox().await?, async |journey| {
        let before = ready(journey, &through).await?;
        journey.start_linking(through.connection, "API · BASIC", "Nora Newcomer", "").await?;
        journey.waiting("credentials").await?;

        down(journey, through.provider).await?;
        journey.give_credentials(NEWCOMER, PASSWORD).await?;
        unreachable(journey, through.vendor).await?;
        up(journey).await?;

        journey.give_credentials("bad@newcomer.example", PASSWORD).await?;
        refused(journey, "didn't accept").await?;

        meets_a_checkpoint(journey).await?;
        journey.answer_checkpoint("Code", owner::WRONG_CODE).await?;
        refused(journey, "didn't accept this code").await?;
        advance(journey, 6 * 60).await?;
        journey.answer_checkpoint("Code", owner::CODE).await?;
        journey.waiting("failed").await?;
        listed(journey, before).await?;

        journey.window.click(button("Start again")).await?;
        journey.waiting("credentials").await?;
        meets_a_checkpoint(journey).await?;
        journey.answer_checkpoint("Code", owner::CODE).await?;
        is_linked(journey, before).await
    })
    .await
}

#[tokio::test]
async fn by_cookies_at_unipile() -> Result<()> {
    by_cookies("link-cookies-unipile", UNIPILE).await
}

#[tokio::test]
async fn by_cookies_at_unipiles_first_api() -> Result<()> {
    by_cookies("link-cookies-unipile-v1", UNIPILE_V1).await
}

#[tokio::test]
async fn by_cookies_at_edges() -> Result<()> {
    by_cookies("link-cookies-edges", EDGES).await
}

async fn by_cookies(run: &str, through: Through) -> Result<()> {
    Journey::told(run, Journey::in_the_sandbox().await?, async |journey| {
        let before = ready(journey, &through).await?;
        journey.start_linking(through.connection, "API · COOKIES", "Carl Cookie", "").await?;
        journey.waiting("cookies").await?;

        down(journey, through.provider).await?;
        journey.give_cookies("AQED-brand-new-cookie", None).await?;
        unreachable(journey, through.vendor).await?;
        up(journey).await?;

        journey.give_cookies("expired.AQED-of-long-ago", None).await?;
        refused(journey, "didn't accept").await?;

        journey.give_cookies("AQED-brand-new-cookie", None).await?;
        is_linked(journey, before).await?;

        journey.start_linking(through.connection, "API · COOKIES", "Casey Cookie", "").await?;
        journey.waiting("cookies").await?;
        journey.give_cookies("AQED-of-another.2fa", None).await?;
        journey.waiting("checkpoint").await?;
        journey.answer_checkpoint("Code", owner::WRONG_CODE).await?;
        refused(journey, "didn't accept this code").await?;
        journey.answer_checkpoint("Code", owner::CODE).await?;
        is_linked(journey, before + 1).await
    })
    .await
}

#[tokio::test]
async fn by_hosted_link_of_unipile() -> Result<()> {
    by_link("link-hosted", UNIPILE, "HOSTED · LINK", 25).await
}

#[tokio::test]
async fn by_hosted_link_of_unipiles_first_api() -> Result<()> {
    by_link("link-hosted-v1", UNIPILE_V1, "HOSTED · LINK", 25).await
}

#[tokio::test]
async fn by_login_link_of_edges() -> Result<()> {
    by_link("link-login", EDGES, "SHARED · LOGIN", 49).await
}

/// A link that the owner opens, and that ends after this many hours.
async fn by_link(run: &str, through: Through, source: &str, hours: i64) -> Result<()> {
    Journey::told(run, Journey::in_the_sandbox().await?, async |journey| {
        let before = ready(journey, &through).await?;
        down(journey, through.provider).await?;
        journey.start_linking(through.connection, source, "Olga Owner", "").await?;
        journey.waiting("failed").await?;
        unreachable(journey, through.vendor).await?;
        up(journey).await?;
        journey.start_refresh("Start again", "owner_link").await?;

        let link = journey.owner_link().await?;
        advance(journey, hours * 3600).await?;
        let said = owner::look_at(&journey.session, &link).await?;
        ensure!(said.contains("This link has expired"), "the owner sees {said}");
        advance(journey, -hours * 3600).await?;
        listed(journey, before).await?;

        journey.window.click(button("Make a new link")).await?;
        let newer = journey.owner_link_other_than(&link).await?;
        match source {
            "SHARED · LOGIN" => {
                let refused = "LinkedIn refused these credentials";
                owner::try_login_link(&journey.session, &newer, "bad@owner.example", PASSWORD, refused)
                    .await?;
                owner::try_login_link(&journey.session, &newer, ASKED, PASSWORD, ASKS).await?;
            }
            _ => {
                owner::try_hosted_link(&journey.session, &newer, "bad@owner.example", PASSWORD, "not accept")
                    .await?;
                owner::try_hosted_link(&journey.session, &newer, ASKED, PASSWORD, ASKS).await?;
            }
        }
        owner::answer_with_code(&journey.session, &newer, owner::WRONG_CODE, REFUSES).await?;
        listed(journey, before).await?;
        owner::answer_with_code(&journey.session, &newer, owner::CODE, owner::CONNECTED).await?;
        is_linked(journey, before).await
    })
    .await
}

#[tokio::test]
async fn by_shared_link_of_edges() -> Result<()> {
    Journey::told("link-shared", Journey::in_the_sandbox().await?, async |journey| {
        let before = ready(journey, &EDGES).await?;
        down(journey, "edges").await?;
        journey.start_linking("Edges", "SHARED · EXTENSION", "Mateo Ruiz", "").await?;
        journey.waiting("failed").await?;
        unreachable(journey, "Edges").await?;
        up(journey).await?;
        journey.start_refresh("Start again", "owner_link").await?;
        let link = journey.owner_link().await?;
        owner::accept_shared_link(&journey.session, &link, "Mateo Ruiz").await?;
        is_linked(journey, before).await
    })
    .await
}

#[tokio::test]
async fn by_linkedins_own_page() -> Result<()> {
    Journey::told("link-oauth", Journey::in_the_sandbox().await?, async |journey| {
        let before = journey.sandbox.accounts().await?.len();
        let seen = journey.session.opened_links()?.len();
        journey.start_linking("LinkedIn", "OFFICIAL · OAUTH", "", "").await?;
        journey.waiting("browser").await?;
        let page = journey.session.next_link(seen, PATIENCE).await?;
        let fault = json!({ "provider": "linkedin", "path": "/oauth/v2/accessToken", "status": 503 });
        journey.sandbox.post("/fault", &fault).await?;
        let told = owner::allow_on_linkedin(&journey.session, &page, "Mateo Ruiz").await?;
        ensure!(!told.contains("connected"), "the owner is told that it worked: {told}");
        unreachable(journey, "LinkedIn").await?;
        up(journey).await?;
        listed(journey, before).await?;

        let seen = journey.session.opened_links()?.len();
        journey.window.click(button("Start again")).await?;
        let page = journey.session.next_link(seen, PATIENCE).await?;
        owner::allow_on_linkedin(&journey.session, &page, "Mateo Ruiz").await?;
        is_linked(journey, before).await
    })
    .await
}

#[tokio::test]
async fn by_zernios_page() -> Result<()> {
    Journey::told("link-zernio", Journey::in_the_sandbox().await?, async |journey| {
        let before = journey.sandbox.accounts().await?.len();
        down(journey, "zernio").await?;
        journey.start_linking("Zernio", "OFFICIAL · ZERNIO", "", "").await?;
        journey.waiting("failed").await?;
        unreachable(journey, "Zernio").await?;
        up(journey).await?;
        journey.start_refresh("Start again", "owner_link").await?;
        let link = journey.owner_link().await?;
        owner::allow_zernio(&journey.session, &link, "Mateo Ruiz").await?;
        is_linked(journey, before).await
    })
    .await
}

#[tokio::test]
async fn a_contract_is_chosen_and_a_code_is_asked_for_in_another_way() -> Result<()> {
    Journey::told("link-checkpoints", Journey::in_the_sandbox().await?, async |journey| {
        let before = ready(journey, &UNIPILE_V1).await?;
        journey.start_linking(TENANT, "API · BASIC", "Constance Ruiz", "").await?;
        journey.waiting("credentials").await?;
        journey.give_credentials("contract@newcomer.example", PASSWORD).await?;
        journey.waiting("checkpoint").await?;
        journey.window.find(button("Talent agency")).await?;
        journey.window.click(button("In-house hiring")).await?;
        is_linked(journey, before).await?;

        journey.start_linking(TENANT, "API · BASIC", "Simon Sato", "").await?;
        journey.waiting("credentials").await?;
        journey.give_credentials("sms@newcomer.example", PASSWORD).await?;
        journey.waiting("checkpoint").await?;
        let again = journey.window.find(button("Send the code again in 0:")).await?;
        ensure!(!again.is_enabled().await?, "LinkedIn is asked for another code at once");
        journey.window.click(button("Another way")).await?;
        journey.window.says("by e-mail or text message").await?;
        journey.answer_checkpoint("Code", owner::CODE).await?;
        is_linked(journey, before + 1).await
    })
    .await
}

/// Signs in so that LinkedIn asks for the code of an authenticator app.
async fn meets_a_checkpoint(journey: &Journey) -> Result<()> {
    journey.give_credentials(ASKED, PASSWORD).await?;
    journey.waiting("checkpoint").await
}

/// Connects what is needed; how many rows there are before anything is linked.
pub(crate) async fn ready(journey: &Journey, through: &Through) -> Result<usize> {
    let accounts = journey.sandbox.accounts().await?;
    if through.connection != TENANT {
        return Ok(accounts.len());
    }
    let unipile = accounts.iter().filter(|one| one["provider"] == "unipile").count();
    let dsn = journey.sandbox.endpoint("/unipile/dsn")?.to_owned();
    let key = journey.sandbox.endpoint("/unipile/api_key")?.to_owned();
    journey.window.click(button("Settings")).await?;
    journey.window.click(button("Add a connection")).await?;
    journey.window.click(control("radio", "Unipile")).await?;
    journey.window.fill(field("DSN"), &dsn).await?;
    journey.window.choose(control("combobox", "Unipile API"), "Version 1").await?;
    journey.window.fill(field("API key"), &key).await?;
    journey.window.fill(field("Name"), TENANT).await?;
    journey.window.click(button("Connect Unipile")).await?;
    journey.window.says(&format!("{TENANT} is connected")).await?;
    journey.window.says(&format!("{unipile} accounts found")).await?;
    // Through two connections each of them has two rows.
    Ok(accounts.len() + unipile)
}

/// The window lists so many rows.
pub(crate) async fn listed(journey: &Journey, rows: usize) -> Result<()> {
    journey.window.says(&format!("{rows} linked")).await
}

/// The link is done, and its account is one more row, which works.
pub(crate) async fn is_linked(journey: &Journey, before: usize) -> Result<()> {
    journey.waiting("done").await?;
    listed(journey, before + 1).await?;
    journey.window.click(button("Show the account")).await?;
    journey.status(&["Connected"]).await?;
    Ok(())
}
