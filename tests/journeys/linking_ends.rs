//! The other ends a link can come to: nobody comes back in time, the owner says no, LinkedIn asks
//! for more than a code. One click begins again, and there is no row before there is an account.

use anyhow::{Context, Result, ensure};
use reqwest::Url;
use rollcall_tests::journey::Journey;
use rollcall_tests::owner;
use rollcall_tests::trouble::{advance, refused};
use rollcall_tests::window::{PATIENCE, button};
use serde_json::json;

use crate::linking::{EDGES, PASSWORD, Through, UNIPILE, UNIPILE_V1, is_linked, listed, ready};

/// How long Rollcall listens for LinkedIn's answer.
const LISTENS_S: u64 = 300;

#[tokio::test]
async fn nobody_comes_back_from_linkedins_page_within_five_minutes() -> Result<()> {
    Journey::told("link-oauth-late", Journey::in_the_sandbox().await?, async |journey| {
        let before = journey.sandbox.accounts().await?.len();
        let late = open_linkedin(journey).await?;
        journey.rollcall_is_ahead(LISTENS_S - 30)?;
        journey.waiting("browser").await?;
        journey.rollcall_is_ahead(LISTENS_S)?;
        journey.waiting("failed").await?;
        refused(journey, "within five minutes").await?;
        listed(journey, before).await?;

        let page = begin_again(journey).await?;
        let state = |link: &str| -> Result<String> { query(link, "state") };
        ensure!(state(&late)? != state(&page)?, "the late answer would be taken for the new one");
        owner::allow_on_linkedin(&journey.session, &page, "Mateo Ruiz").await?;
        is_linked(journey, before).await
    })
    .await
}

#[tokio::test]
async fn the_owner_says_no_on_linkedins_page() -> Result<()> {
    Journey::told("link-oauth-no", Journey::in_the_sandbox().await?, async |journey| {
        let before = journey.sandbox.accounts().await?.len();
        let mut page = open_linkedin(journey).await?;
        for no in ["Cancel", "Do not sign in"] {
            let told = owner::refuse_on_linkedin(&journey.session, &page, no).await?;
            ensure!(told.contains("Nothing was changed"), "the owner is told {told}");
            journey.waiting("failed").await?;
            refused(journey, "said no").await?;
            page = begin_again(journey).await?;
        }
        // OAuth's general word for it, with an answer that nobody waits for before it.
        let answer = |state: &str| -> Result<String> {
            let mut answer = Url::parse(&query(&page, "redirect_uri")?)?;
            answer.query_pairs_mut().append_pair("error", "access_denied").append_pair("state", state);
            Ok(answer.into())
        };
        let told = owner::look_at(&journey.session, &answer("of-somebody-else")?).await?;
        ensure!(told.contains("isn't the answer"), "a stranger's answer is told {told}");
        journey.waiting("browser").await?;
        let told = owner::look_at(&journey.session, &answer(&query(&page, "state")?)?).await?;
        ensure!(told.contains("Nothing was changed"), "the owner is told {told}");
        journey.waiting("failed").await?;
        listed(journey, before).await?;

        let page = begin_again(journey).await?;
        owner::allow_on_linkedin(&journey.session, &page, "Mateo Ruiz").await?;
        is_linked(journey, before).await
    })
    .await
}

#[tokio::test]
async fn zernios_link_ends_or_is_refused_and_one_click_makes_a_new_one() -> Result<()> {
    Journey::told("link-zernio-ends", Journey::in_the_sandbox().await?, async |journey| {
        let before = journey.sandbox.accounts().await?.len();
        journey.start_linking("Zernio", "OFFICIAL · ZERNIO", "", "").await?;
        let late = journey.owner_link().await?;
        advance(journey, 2 * 3600).await?;
        let said = owner::look_at(&journey.session, &late).await?;
        ensure!(said.contains("not valid any more"), "the owner sees {said}");
        advance(journey, -2 * 3600).await?;
        listed(journey, before).await?;

        journey.window.click(button("Make a new link")).await?;
        let refused = journey.owner_link_other_than(&late).await?;
        owner::refuse_zernio(&journey.session, &refused, "The member refused").await?;
        journey.waiting("owner_link").await?;
        listed(journey, before).await?;

        journey.window.click(button("Make a new link")).await?;
        let newest = journey.owner_link_other_than(&refused).await?;
        owner::allow_zernio(&journey.session, &newest, "Mateo Ruiz").await?;
        is_linked(journey, before).await
    })
    .await
}

#[tokio::test]
async fn a_link_that_nobody_used_ends_and_one_click_makes_a_new_one() -> Result<()> {
    Journey::told("link-hosted-late", Journey::in_the_sandbox().await?, async |journey| {
        let before = ready(journey, &UNIPILE).await?;
        journey.start_linking(UNIPILE.connection, "HOSTED · LINK", "Olga Owner", "").await?;
        let late = journey.owner_link().await?;
        journey.rollcall_is_ahead(25 * 3600)?;
        journey.waiting("failed").await?;
        refused(journey, "ran out").await?;
        listed(journey, before).await?;

        journey.rollcall_is_ahead(0)?;
        journey.start_refresh("Start again", "owner_link").await?;
        let newer = journey.owner_link_other_than(&late).await?;
        owner::sign_in_by_hosted_link(&journey.session, &newer, "ok@newcomer.example", PASSWORD).await?;
        is_linked(journey, before).await
    })
    .await
}

#[tokio::test]
async fn a_link_that_brings_somebody_of_another_name_says_so_and_is_taken_back() -> Result<()> {
    Journey::told("link-another-name", Journey::in_the_sandbox().await?, async |journey| {
        let before = ready(journey, &UNIPILE).await?;
        journey.start_linking(UNIPILE.connection, "HOSTED · LINK", "Olga Owner", "").await?;
        let link = journey.owner_link().await?;
        owner::sign_in_by_hosted_link(&journey.session, &link, "ok@newcomer.example", PASSWORD).await?;
        journey.waiting("done").await?;
        journey.window.says("You named it Olga Owner; LinkedIn says Olive Kent").await?;
        journey.at_provider("unipile", "Olive Kent").await?;
        listed(journey, before + 1).await?;

        journey.window.click(button("Unlink Olive…")).await?;
        journey.window.says("Unlink Olive Kent?").await?;
        journey.window.click(button("Unlink")).await?;
        listed(journey, before).await?;
        ensure!(journey.at_provider("unipile", "Olive Kent").await.is_err(), "Unipile has the account still");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_puzzle_is_explained_and_a_phone_number_needs_its_dialling_code_at_unipile() -> Result<()> {
    a_puzzle_and_a_phone_number("link-puzzle-unipile", UNIPILE).await
}

#[tokio::test]
async fn a_puzzle_is_explained_and_a_phone_number_needs_its_dialling_code_at_unipiles_first_api() -> Result<()>
{
    a_puzzle_and_a_phone_number("link-puzzle-unipile-v1", UNIPILE_V1).await
}

#[tokio::test]
async fn a_puzzle_is_explained_and_a_phone_number_needs_its_dialling_code_at_edges() -> Result<()> {
    a_puzzle_and_a_phone_number("link-puzzle-edges", EDGES).await
}

async fn a_puzzle_and_a_phone_number(run: &str, through: Through) -> Result<()> {
    Journey::told(run, Journey::in_the_sandbox().await?, async |journey| {
        let before = ready(journey, &through).await?;
        // Long enough to be read.
        journey.sandbox.post("/config", &json!({ "unipile_captcha_solved_s": 7 })).await?;
        journey.start_linking(through.connection, "API · BASIC", "Capucine Charron", "").await?;
        journey.waiting("credentials").await?;
        journey.give_credentials("captcha@newcomer.example", PASSWORD).await?;
        journey.waiting("checkpoint").await?;
        journey.window.says("LinkedIn shows a picture puzzle").await?;
        is_linked(journey, before).await?;

        journey.start_linking(through.connection, "API · BASIC", "Phoebe Nakamura", "").await?;
        journey.waiting("credentials").await?;
        journey.give_credentials("phone@newcomer.example", PASSWORD).await?;
        journey.waiting("checkpoint").await?;
        journey.answer_checkpoint("Phone number", "06 12 34 56 78").await?;
        refused(journey, "dialling code").await?;
        journey.answer_checkpoint("Phone number", "+33 6 12 34 56 78").await?;
        is_linked(journey, before + 1).await
    })
    .await
}

/// Begins to link through LinkedIn, and returns the page that the browser is sent to.
async fn open_linkedin(journey: &Journey) -> Result<String> {
    let seen = journey.session.opened_links()?.len();
    journey.start_linking("LinkedIn", "OFFICIAL · OAUTH", "", "").await?;
    journey.waiting("browser").await?;
    journey.session.next_link(seen, PATIENCE).await
}

async fn begin_again(journey: &Journey) -> Result<String> {
    let seen = journey.session.opened_links()?.len();
    journey.window.click(button("Start again")).await?;
    journey.waiting("browser").await?;
    journey.session.next_link(seen, PATIENCE).await
}

fn query(link: &str, name: &str) -> Result<String> {
    let link = Url::parse(link)?;
    let found = link.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    found.with_context(|| format!("the page has no {name}"))
}
