//! For each setup source, what goes wrong on the way back and how it ends well all the same: the
//! provider is down, the code is wrong, somebody else signs in, the time runs out.

use anyhow::{Context, Result, ensure};
use rollcall_tests::journey::Journey;
use rollcall_tests::owner;
use rollcall_tests::trouble::{advance, down, refused, refused_anew, unreachable, up};
use rollcall_tests::window::{PATIENCE, button};
use serde_json::json;

/// Signs in anywhere without being asked for more.
const PASSWORD: &str = "correct horse";
/// Edges tells somebody else's sign-in and a wrong one alike.
const EDGES_WRONG_MEMBER: &str = "didn't accept this sign-in";

#[tokio::test]
async fn by_hosted_link() -> Result<()> {
    Journey::told("trouble-hosted-link", Journey::in_the_sandbox().await?, async |journey| {
        journey.expire("unipile", "Elif Watanabe").await?;
        down(journey, "unipile").await?;
        journey.window.click(button("Send link")).await?;
        unreachable(journey, "Unipile").await?;
        up(journey).await?;
        journey.start_refresh("Start again", "owner_link").await?;

        let link = journey.owner_link().await?;
        let stranger = journey.email("unipile", "Kofi Mensah").await?;
        owner::try_hosted_link(&journey.session, &link, &stranger, PASSWORD, "another member").await?;
        still_broken(journey, "unipile", "Elif Watanabe", "running").await?;

        let own = journey.email("unipile", "Elif Watanabe").await?;
        owner::sign_in_by_hosted_link(&journey.session, &link, &own, PASSWORD).await?;
        journey.provider_says("unipile", "Elif Watanabe", "running").await?;
        journey.is_back().await
    })
    .await
}

#[tokio::test]
async fn by_login_link() -> Result<()> {
    Journey::told("trouble-login-link", Journey::in_the_sandbox().await?, async |journey| {
        journey.inspect("Dana Okafor").await?;
        down(journey, "edges").await?;
        journey.window.click(button("Send login link")).await?;
        unreachable(journey, "Edges").await?;
        up(journey).await?;
        journey.start_refresh("Start again", "owner_link").await?;

        let link = journey.owner_link().await?;
        let stranger = journey.email("edges", "Callum Reid").await?;
        owner::try_login_link(&journey.session, &link, &stranger, PASSWORD, "another LinkedIn account")
            .await?;
        still_broken(journey, "edges", "Dana Okafor", "VALID").await?;

        let own = journey.email("edges", "Dana Okafor").await?;
        owner::sign_in_by_login_link(&journey.session, &link, &own, PASSWORD).await?;
        journey.provider_says("edges", "Dana Okafor", "VALID").await?;
        journey.is_back().await
    })
    .await
}

#[tokio::test]
async fn by_credentials_at_unipile() -> Result<()> {
    by_credentials("unipile", "Unipile", "Noor Rahimi", "running", "another LinkedIn member").await
}

#[tokio::test]
async fn by_credentials_at_edges() -> Result<()> {
    by_credentials("edges", "Edges", "Marcus Adeyinka", "VALID", EDGES_WRONG_MEMBER).await
}

async fn by_credentials(
    provider: &str,
    vendor: &str,
    name: &str,
    works: &str,
    wrong_member: &str,
) -> Result<()> {
    let run = format!("trouble-credentials-{provider}");
    Journey::told(&run, Journey::in_the_sandbox().await?, async |journey| {
        let own = journey.email(provider, name).await?;
        let (_, domain) = own.split_once('@').context("an address")?;
        let scripted = format!("2fa@{domain}");
        journey.expire(provider, name).await?;
        journey.start_refresh("Sign in again", "credentials").await?;

        down(journey, provider).await?;
        journey.give_credentials(&own, PASSWORD).await?;
        unreachable(journey, vendor).await?;
        up(journey).await?;

        journey.give_credentials(&format!("bad@{domain}"), PASSWORD).await?;
        let before = refused(journey, "didn't accept").await?;

        let stranger = journey.email("zernio", "Owen Gallagher").await?;
        journey.give_credentials(&stranger, PASSWORD).await?;
        refused_anew(journey, wrong_member, &before).await?;
        still_broken(journey, provider, name, works).await?;

        journey.give_credentials(&scripted, PASSWORD).await?;
        journey.waiting("checkpoint").await?;
        journey.answer_checkpoint("Code", owner::WRONG_CODE).await?;
        refused(journey, "didn't accept this code").await?;
        advance(journey, 6 * 60).await?;
        journey.answer_checkpoint("Code", owner::CODE).await?;
        journey.waiting("failed").await?;
        still_broken(journey, provider, name, works).await?;

        journey.window.click(button("Start again")).await?;
        journey.waiting("credentials").await?;
        journey.give_credentials(&scripted, PASSWORD).await?;
        journey.waiting("checkpoint").await?;
        journey.answer_checkpoint("Code", owner::CODE).await?;
        journey.provider_says(provider, name, works).await?;
        journey.is_back().await
    })
    .await
}

#[tokio::test]
async fn by_cookies_at_unipile() -> Result<()> {
    by_cookies("unipile", "Unipile", "Mateo Ruiz", "running", "another LinkedIn member").await
}

#[tokio::test]
async fn by_cookies_at_edges() -> Result<()> {
    by_cookies("edges", "Edges", "Paulo Teixeira", "VALID", EDGES_WRONG_MEMBER).await
}

async fn by_cookies(provider: &str, vendor: &str, name: &str, works: &str, wrong_member: &str) -> Result<()> {
    let run = format!("trouble-cookies-{provider}");
    Journey::told(&run, Journey::in_the_sandbox().await?, async |journey| {
        let slug = name.to_lowercase().replace(' ', "-");
        journey.expire(provider, name).await?;
        journey.start_refresh("Update cookies", "cookies").await?;

        down(journey, provider).await?;
        journey.give_cookies(&format!("AQED-{slug}.newest"), None).await?;
        unreachable(journey, vendor).await?;
        up(journey).await?;

        journey.give_cookies("expired.AQED-of-long-ago", None).await?;
        let before = refused(journey, "didn't accept").await?;

        journey.give_cookies("AQED-dana-okafor.newest", None).await?;
        refused_anew(journey, wrong_member, &before).await?;
        still_broken(journey, provider, name, works).await?;

        journey.give_cookies(&format!("AQED-{slug}.newest"), Some("AQED-li-a")).await?;
        journey.provider_says(provider, name, works).await?;
        journey.is_back().await
    })
    .await
}

#[tokio::test]
async fn by_shared_link() -> Result<()> {
    Journey::told("trouble-shared-link", Journey::in_the_sandbox().await?, async |journey| {
        journey.inspect("Jonas Petrov").await?;
        down(journey, "edges").await?;
        journey.window.click(button("Copy shared link")).await?;
        unreachable(journey, "Edges").await?;
        up(journey).await?;
        journey.start_refresh("Start again", "owner_link").await?;

        let link = journey.owner_link().await?;
        owner::try_shared_link(&journey.session, &link, "Ines Moreau", "another LinkedIn account").await?;
        still_broken(journey, "edges", "Jonas Petrov", "VALID").await?;

        owner::accept_shared_link(&journey.session, &link, "Jonas Petrov").await?;
        journey.provider_says("edges", "Jonas Petrov", "VALID").await?;
        journey.is_back().await
    })
    .await
}

#[tokio::test]
async fn by_linkedins_own_page() -> Result<()> {
    Journey::told("trouble-oauth", Journey::in_the_sandbox().await?, async |journey| {
        journey.expire("linkedin", "Amara Sithole").await?;
        let seen = journey.session.opened_links()?.len();
        journey.start_refresh("Renew", "browser").await?;
        let page = journey.session.next_link(seen, PATIENCE).await?;
        let fault = json!({ "provider": "linkedin", "path": "/oauth/v2/accessToken", "status": 503 });
        journey.sandbox.post("/fault", &fault).await?;
        let told = owner::allow_on_linkedin(&journey.session, &page, "Amara Sithole").await?;
        ensure!(!told.contains("connected"), "the owner is told that it worked: {told}");
        unreachable(journey, "LinkedIn").await?;
        up(journey).await?;

        let page = again(journey).await?;
        owner::allow_on_linkedin(&journey.session, &page, "Priya Raman").await?;
        refused(journey, "Priya Raman").await?;
        still_broken(journey, "linkedin", "Amara Sithole", "authorized").await?;

        let page = again(journey).await?;
        owner::allow_on_linkedin(&journey.session, &page, "Amara Sithole").await?;
        journey.provider_says("linkedin", "Amara Sithole", "authorized").await?;
        journey.is_back().await
    })
    .await
}

#[tokio::test]
async fn by_zernios_page() -> Result<()> {
    Journey::told("trouble-zernio", Journey::in_the_sandbox().await?, async |journey| {
        journey.expire("zernio", "Beatriz Nogueira").await?;
        down(journey, "zernio").await?;
        journey.window.click(button("Send link")).await?;
        unreachable(journey, "Zernio").await?;
        up(journey).await?;
        journey.start_refresh("Start again", "owner_link").await?;

        let link = journey.owner_link().await?;
        owner::try_zernio(&journey.session, &link, "Samir Khoury", "Another LinkedIn member").await?;
        still_broken(journey, "zernio", "Beatriz Nogueira", "connected").await?;

        journey.window.click(button("Make a new link")).await?;
        let newer = journey.owner_link_other_than(&link).await?;
        owner::allow_zernio(&journey.session, &newer, "Beatriz Nogueira").await?;
        journey.is_back().await
    })
    .await
}

/// Starts again after a failure, and returns the page that is opened then.
async fn again(journey: &Journey) -> Result<String> {
    let seen = journey.session.opened_links()?.len();
    journey.window.click(button("Start again")).await?;
    journey.session.next_link(seen, PATIENCE).await
}

pub(crate) async fn still_broken(journey: &Journey, provider: &str, name: &str, works: &str) -> Result<()> {
    let now = journey.at_provider(provider, name).await?;
    ensure!(now["status"] != works, "{provider} calls {name} {works}");
    Ok(())
}
