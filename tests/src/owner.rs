//! An account's owner at their own browser, answering what a link asks of them.

use anyhow::Result;

use crate::session::Session;
use crate::window::{PATIENCE, Window, button, control, field};

/// The code every checkpoint of the sandbox accepts.
pub const CODE: &str = "123456";
/// A code that no checkpoint of the sandbox accepts.
pub const WRONG_CODE: &str = "000000";
/// What a page says once it is done.
pub const CONNECTED: &str = "You are connected";

/// Signs in on the page behind a hosted link.
///
/// # Errors
/// When the page does not end by saying that the account is linked.
pub async fn sign_in_by_hosted_link(
    session: &Session,
    link: &str,
    username: &str,
    password: &str,
) -> Result<()> {
    try_hosted_link(session, link, username, password, CONNECTED).await
}

/// Signs in on the page behind a hosted link, and waits until it says these words.
///
/// # Errors
/// When the page does not say so.
pub async fn try_hosted_link(
    session: &Session,
    link: &str,
    username: &str,
    password: &str,
    words: &str,
) -> Result<()> {
    let browser = Window::browser(session, link).await?;
    browser.fill(field("LinkedIn e-mail or phone"), username).await?;
    browser.fill(field("LinkedIn password"), password).await?;
    browser.click(button("Sign in")).await?;
    browser.says(words).await?;
    browser.close().await
}

/// Signs in on the page behind a login link, passing a checkpoint with a code if one is posed.
///
/// # Errors
/// When the page does not end by saying that the account is linked.
pub async fn sign_in_by_login_link(
    session: &Session,
    link: &str,
    username: &str,
    password: &str,
) -> Result<()> {
    try_login_link(session, link, username, password, CONNECTED).await
}

/// Signs in on the page behind a login link, and waits until it says these words.
///
/// # Errors
/// When the page does not say so.
pub async fn try_login_link(
    session: &Session,
    link: &str,
    username: &str,
    password: &str,
    words: &str,
) -> Result<()> {
    let browser = Window::browser(session, link).await?;
    browser.fill(field("E-mail or phone"), username).await?;
    browser.fill(field("Password"), password).await?;
    browser.click(button("Sign in")).await?;
    browser.says(words).await?;
    browser.close().await
}

/// Answers the checkpoint that the page behind an owner's link poses, and waits until it says these
/// words.
///
/// # Errors
/// When the page poses none, or does not say so.
pub async fn answer_with_code(session: &Session, link: &str, code: &str, words: &str) -> Result<()> {
    let browser = Window::browser(session, link).await?;
    browser.fill(field("Code"), code).await?;
    browser.click(button("Continue")).await?;
    browser.says(words).await?;
    browser.close().await
}

/// Presses Accept on the page behind a shared link, with the browser's extension signed in.
///
/// # Errors
/// When the page does not end by saying that the account is linked.
pub async fn accept_shared_link(session: &Session, link: &str, member: &str) -> Result<()> {
    try_shared_link(session, link, member, CONNECTED).await
}

/// Presses Accept on the page behind a shared link, and waits until it says these words.
///
/// # Errors
/// When the page does not say so.
pub async fn try_shared_link(session: &Session, link: &str, member: &str, words: &str) -> Result<()> {
    let browser = Window::browser(session, link).await?;
    browser.choose(control("combobox", "Signed in to LinkedIn"), member).await?;
    browser.click(button("Accept")).await?;
    browser.says(words).await?;
    browser.close().await
}

/// Allows access on LinkedIn's consent page, and returns what the page LinkedIn leads back to says.
///
/// # Errors
/// When the page offers no such member, or leads nowhere.
pub async fn allow_on_linkedin(session: &Session, link: &str, member: &str) -> Result<String> {
    let browser = Window::browser(session, link).await?;
    press_allow(&browser, member).await?;
    let said = browser.text_within(PATIENCE).await?;
    browser.close().await?;
    Ok(said)
}

/// Says no on LinkedIn's consent page, by one of its buttons, and returns what the page LinkedIn
/// leads back to says.
///
/// # Errors
/// When the page has no such button, or leads nowhere.
pub async fn refuse_on_linkedin(session: &Session, link: &str, no: &str) -> Result<String> {
    let browser = Window::browser(session, link).await?;
    browser.click(button(no)).await?;
    browser.gone(button(no)).await?;
    let said = browser.text_within(PATIENCE).await?;
    browser.close().await?;
    Ok(said)
}

/// Says no on the page that Zernio leads to, and waits until it says these words.
///
/// # Errors
/// When the page does not say so.
pub async fn refuse_zernio(session: &Session, link: &str, words: &str) -> Result<()> {
    let browser = Window::browser(session, link).await?;
    browser.click(button("Cancel")).await?;
    browser.says(words).await?;
    browser.close().await
}

/// Allows access on the page that Zernio leads to.
///
/// # Errors
/// When the page does not end by saying that the account is linked.
pub async fn allow_zernio(session: &Session, link: &str, member: &str) -> Result<()> {
    try_zernio(session, link, member, CONNECTED).await
}

/// Allows access on the page that Zernio leads to, and waits until it says these words.
///
/// # Errors
/// When the page does not say so.
pub async fn try_zernio(session: &Session, link: &str, member: &str, words: &str) -> Result<()> {
    let browser = Window::browser(session, link).await?;
    browser.choose(control("combobox", "Sign in as"), member).await?;
    browser.click(button("Allow")).await?;
    browser.says(words).await?;
    browser.close().await
}

/// Opens a link and returns what its page says.
///
/// # Errors
/// When it leads nowhere.
pub async fn look_at(session: &Session, link: &str) -> Result<String> {
    let browser = Window::browser(session, link).await?;
    let said = browser.text_within(PATIENCE).await?;
    browser.close().await?;
    Ok(said)
}

/// Chooses the member on LinkedIn's consent page and presses Allow, until the page is left.
///
/// # Errors
/// When the page offers no such member, or stays.
pub async fn press_allow(browser: &Window, member: &str) -> Result<()> {
    browser.choose(control("combobox", "Sign in as"), member).await?;
    browser.click(button("Allow")).await?;
    browser.gone(button("Allow")).await
}
