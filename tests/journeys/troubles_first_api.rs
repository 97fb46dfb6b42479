//! Unipile's first API: an account that was linked through it is brought back in place by each of its
//! setup sources, and by nobody else than its own member.

use anyhow::Result;
use rollcall_tests::journey::Journey;
use rollcall_tests::owner;
use rollcall_tests::trouble::refused;
use rollcall_tests::window::control;

use crate::linking::{NEWCOMER, PASSWORD, UNIPILE_V1, is_linked, ready};
use crate::troubles::still_broken;

/// Who signs in as [`NEWCOMER`].
const NAME: &str = "Olive Kent";
/// Whose cookies are nobody's that LinkedIn knows.
const BY_COOKIES: &str = "Corinne Keks";
const WRONG_MEMBER: &str = "another LinkedIn member";

#[tokio::test]
async fn by_hosted_link() -> Result<()> {
    Journey::told("trouble-hosted-link-v1", Journey::in_the_sandbox().await?, async |journey| {
        let before = begin(journey, "HOSTED · LINK", NAME).await?;
        journey.waiting("owner_link").await?;
        let link = journey.owner_link().await?;
        owner::sign_in_by_hosted_link(&journey.session, &link, NEWCOMER, PASSWORD).await?;
        is_linked(journey, before).await?;

        journey.expire("unipile", NAME).await?;
        journey.start_refresh("Send link", "owner_link").await?;
        let link = journey.owner_link().await?;
        let stranger = journey.email("unipile", "Kofi Mensah").await?;
        owner::try_hosted_link(&journey.session, &link, &stranger, PASSWORD, "another member").await?;
        still_broken(journey, "unipile", NAME, "running").await?;
        owner::sign_in_by_hosted_link(&journey.session, &link, NEWCOMER, PASSWORD).await?;
        journey.is_back().await
    })
    .await
}

#[tokio::test]
async fn by_credentials() -> Result<()> {
    Journey::told("trouble-credentials-v1", Journey::in_the_sandbox().await?, async |journey| {
        let before = begin(journey, "API · BASIC", NAME).await?;
        journey.waiting("credentials").await?;
        journey.give_credentials(NEWCOMER, PASSWORD).await?;
        is_linked(journey, before).await?;

        journey.expire("unipile", NAME).await?;
        journey.start_refresh("Sign in again", "credentials").await?;
        let stranger = journey.email("unipile", "Kofi Mensah").await?;
        journey.give_credentials(&stranger, PASSWORD).await?;
        refused(journey, WRONG_MEMBER).await?;
        still_broken(journey, "unipile", NAME, "running").await?;
        journey.give_credentials(NEWCOMER, PASSWORD).await?;
        journey.is_back().await
    })
    .await
}

#[tokio::test]
async fn by_cookies() -> Result<()> {
    Journey::told("trouble-cookies-v1", Journey::in_the_sandbox().await?, async |journey| {
        let before = begin(journey, "API · COOKIES", BY_COOKIES).await?;
        journey.waiting("cookies").await?;
        // Kept cookies would bring the account back by themselves.
        journey.window.click(control("checkbox", "Bring this account back by itself")).await?;
        journey.give_cookies("AQED-brand-new-cookie", None).await?;
        is_linked(journey, before).await?;

        journey.expire("unipile", BY_COOKIES).await?;
        journey.start_refresh("Update cookies", "cookies").await?;
        journey.give_cookies("AQED-dana-okafor.newest", None).await?;
        refused(journey, WRONG_MEMBER).await?;
        still_broken(journey, "unipile", BY_COOKIES, "running").await?;
        journey.give_cookies("AQED-brand-new-cookie", None).await?;
        journey.is_back().await
    })
    .await
}

/// Begins to link through the first API; how many rows there were before.
async fn begin(journey: &Journey, source: &str, name: &str) -> Result<usize> {
    let before = ready(journey, &UNIPILE_V1).await?;
    journey.start_linking(UNIPILE_V1.connection, source, name, "").await?;
    Ok(before)
}
