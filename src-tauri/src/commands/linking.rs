//! Linking accounts and bringing them back.

use rollcall_api::{
    Rollcall,
    domain::{
        consent::{Consent, ConsentStatement},
        id::{AccountId, LinkTaskId},
        product::Product,
        secret::Secret,
    },
    error::{ApiError, ErrorCode},
    linking::{self, CookiesInput, CredentialsInput, LinkInput, LinkTask, Waiting},
};

use super::{Answer, Shared};
use crate::{host::Host, outside, refusal::refusal, sign_in};

/// Begins to link a new account.
#[tauri::command]
#[specta::specta]
pub async fn link_start(host: Shared<'_>, input: LinkInput) -> Answer<LinkTask> {
    let rollcall = host.rollcall().await?;
    shown(&host, rollcall, linking::start(rollcall, input).await?).await
}

/// Begins to bring an account back, or goes on where that was left; with other products, if some
/// are given.
#[tauri::command]
#[specta::specta]
pub async fn refresh_start(
    host: Shared<'_>,
    account_id: AccountId,
    products: Option<Vec<Product>>,
) -> Answer<LinkTask> {
    let rollcall = host.rollcall().await?;
    shown(&host, rollcall, linking::refresh(rollcall, &account_id, products).await?).await
}

/// Where a link or refresh stands.
#[tauri::command]
#[specta::specta]
pub async fn link_task(host: Shared<'_>, id: LinkTaskId) -> Answer<Option<LinkTask>> {
    linking::task(host.rollcall().await?, &id).await
}

/// Every link and refresh that isn't done.
#[tauri::command]
#[specta::specta]
pub async fn link_tasks(host: Shared<'_>) -> Answer<Vec<LinkTask>> {
    linking::tasks(host.rollcall().await?).await
}

/// Gives the user name and the password.
#[tauri::command]
#[specta::specta]
pub async fn link_credentials(host: Shared<'_>, id: LinkTaskId, input: CredentialsInput) -> Answer<LinkTask> {
    linking::credentials(host.rollcall().await?, &id, input).await
}

/// Gives the cookies.
#[tauri::command]
#[specta::specta]
pub async fn link_cookies(host: Shared<'_>, id: LinkTaskId, input: CookiesInput) -> Answer<LinkTask> {
    sign_in::close_for(host.app(), &id);
    linking::cookies(host.rollcall().await?, &id, input).await
}

/// Keeps that the account's owner agreed, and how.
#[tauri::command]
#[specta::specta]
pub async fn consent_state(host: Shared<'_>, id: AccountId, statement: ConsentStatement) -> Answer<Consent> {
    linking::state_consent(host.rollcall().await?, &id, statement).await
}

/// Takes the owner's consent back.
#[tauri::command]
#[specta::specta]
pub async fn consent_withdraw(host: Shared<'_>, id: AccountId) -> Answer<()> {
    linking::withdraw_consent(host.rollcall().await?, &id).await
}

/// Answers a checkpoint.
#[tauri::command]
#[specta::specta]
pub async fn link_answer(host: Shared<'_>, id: LinkTaskId, code: Secret) -> Answer<LinkTask> {
    linking::answer(host.rollcall().await?, &id, code.expose()).await
}

/// Asks LinkedIn for another kind of checkpoint.
#[tauri::command]
#[specta::specta]
pub async fn link_another_way(host: Shared<'_>, id: LinkTaskId) -> Answer<LinkTask> {
    linking::another_way(host.rollcall().await?, &id).await
}

/// Has LinkedIn send a checkpoint's code once more.
#[tauri::command]
#[specta::specta]
pub async fn link_resend_code(host: Shared<'_>, id: LinkTaskId) -> Answer<LinkTask> {
    linking::resend(host.rollcall().await?, &id).await
}

/// Begins again at the first step, after a failure.
#[tauri::command]
#[specta::specta]
pub async fn link_restart(host: Shared<'_>, id: LinkTaskId) -> Answer<LinkTask> {
    let rollcall = host.rollcall().await?;
    shown(&host, rollcall, linking::restart(rollcall, &id).await?).await
}

/// Gives a link or refresh up.
#[tauri::command]
#[specta::specta]
pub async fn link_cancel(host: Shared<'_>, id: LinkTaskId) -> Answer<()> {
    sign_in::close_for(host.app(), &id);
    linking::cancel(host.rollcall().await?, &id).await
}

/// Takes back a link that brought somebody else than its name said.
#[tauri::command]
#[specta::specta]
pub async fn link_take_back(host: Shared<'_>, id: LinkTaskId) -> Answer<()> {
    linking::take_back(host.rollcall().await?, &id).await
}

/// Opens the task's address in the browser of this computer.
#[tauri::command]
#[specta::specta]
pub async fn link_open(host: Shared<'_>, id: LinkTaskId) -> Answer<()> {
    let rollcall = host.rollcall().await?;
    let task = linking::task(rollcall, &id).await?.ok_or_else(no_link)?;
    outside::browse(host.app(), rollcall, address(&task)?).await
}

/// Opens the mail program with the link for the account's owner.
#[tauri::command]
#[specta::specta]
pub async fn link_email(host: Shared<'_>, id: LinkTaskId) -> Answer<()> {
    let task = linking::task(host.rollcall().await?, &id).await?.ok_or_else(no_link)?;
    let ends_at_restart = matches!(task.waiting, Waiting::OwnerLink { ends_at_restart: true, .. });
    let letter = letter(task.name.as_deref(), address(&task)?, ends_at_restart);
    outside::write_mail(host.app(), "Please sign in to LinkedIn for us", &letter)
}

/// Opens LinkedIn's page for a task that waits for it. A browser that doesn't open stops nothing:
/// the window shows the address beside *Open again*.
async fn shown(host: &Host, rollcall: &Rollcall, task: LinkTask) -> Answer<LinkTask> {
    if let Waiting::Browser { url, .. } = &task.waiting
        && let Err(error) = outside::browse(host.app(), rollcall, url).await
    {
        tracing::warn!(%error, "LinkedIn's page was not opened");
    }
    Ok(task)
}

/// What the owner is written with their link; with a word of hurry where it ends within a day, at a
/// time that nobody knows.
pub fn letter(name: Option<&str>, link: &str, ends_at_restart: bool) -> String {
    let first_name = name.and_then(|name| name.split_whitespace().next());
    let greeting = first_name.map_or_else(|| "Hello,".to_owned(), |name| format!("Hello {name},"));
    let hurry = if ends_at_restart {
        " It works for less than a day; if it has ended, ask us for a new one."
    } else {
        ""
    };
    format!(
        "{greeting}\n\nplease open this link and sign in to LinkedIn, so that we can go on working for you:\n\n{link}\n\nThe link is meant for you alone. Please don't forward it.{hurry}"
    )
}

fn address(task: &LinkTask) -> Result<&str, ApiError> {
    match &task.waiting {
        Waiting::Browser { url, .. } | Waiting::OwnerLink { url, .. } => Ok(url),
        _ => Err(no_link()),
    }
}

fn no_link() -> ApiError {
    refusal(ErrorCode::NotFound, "There is no link to open any more.", Some("Start the refresh again."))
}
