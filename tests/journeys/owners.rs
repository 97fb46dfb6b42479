//! The pages that owners meet, in a real browser, without the window: what the other journeys rely on.

use anyhow::{Context, Result, ensure};
use rollcall_tests::owner;
use rollcall_tests::sandbox::Sandbox;
use rollcall_tests::session::Session;
use serde_json::Value;

#[tokio::test]
async fn a_shared_link_is_accepted() -> Result<()> {
    let (session, sandbox) = (Session::start().await?, Sandbox::start(&[])?);
    let jonas = account(&sandbox, "edges", "Jonas Petrov").await?;
    ensure!(jonas["status"] == "INVALID", "{jonas}");
    let links = sandbox.get("/links").await?;
    let link = links.as_array().context("no links")?.iter().find(|link| link["account"] == jonas["id"]);
    let link = link.and_then(|link| link["url"].as_str()).context("no shared link for Jonas")?;
    owner::accept_shared_link(&session, link, "Jonas Petrov").await?;
    ensure!(account(&sandbox, "edges", "Jonas Petrov").await?["status"] == "VALID");
    Ok(())
}

#[tokio::test]
async fn linkedins_page_leads_back_with_a_code() -> Result<()> {
    let (session, sandbox) = (Session::start().await?, Sandbox::start(&[])?);
    let address = format!(
        "{}/oauth/v2/authorization?response_type=code&client_id={}&redirect_uri={}&state=abc&scope={}",
        sandbox.endpoint("/linkedin/www")?,
        sandbox.endpoint("/linkedin/client_id")?,
        // Nobody listens there: the address itself is looked at.
        "http%3A%2F%2F127.0.0.1%3A34567%2Fcallback",
        "openid%20profile%20email%20w_member_social",
    );
    let browser = rollcall_tests::window::Window::browser(&session, &address).await?;
    let asked = browser.text().await?;
    ensure!(asked.contains("Rollcall would like to"), "{asked}");
    owner::press_allow(&browser, "Amara Sithole").await?;
    browser.close().await
}

async fn account(sandbox: &Sandbox, provider: &str, name: &str) -> Result<Value> {
    let accounts = sandbox.accounts().await?;
    let found = accounts.into_iter().find(|one| one["provider"] == provider && one["name"] == name);
    found.with_context(|| format!("{provider} knows no {name}"))
}
