//! Linking a new account and refreshing one in place.

use rollcall_domain::{
    consent::{Consent, ConsentStatement},
    id::{AccountId, LinkTaskId},
    product::Product,
};
pub use rollcall_engine::linking::{CookiesInput, CredentialsInput, LinkInput, LinkTask, Waiting};

use crate::{Rollcall, error::ApiError};

/// Starts to link a new account.
pub async fn start(rollcall: &Rollcall, input: LinkInput) -> Result<LinkTask, ApiError> {
    Ok(rollcall.engine().await.link(input).await?)
}

/// Starts to refresh an account in the way that fits its setup source, or takes up the refresh
/// that is under way.
///
/// With `products`, these are enabled instead of those it has; classic is always on.
pub async fn refresh(
    rollcall: &Rollcall,
    account: &AccountId,
    products: Option<Vec<Product>>,
) -> Result<LinkTask, ApiError> {
    Ok(rollcall.engine().await.refresh_with(account, products).await?)
}

/// A link or a refresh, as it is now.
pub async fn task(rollcall: &Rollcall, id: &LinkTaskId) -> Result<Option<LinkTask>, ApiError> {
    Ok(rollcall.engine().await.link_task(id)?)
}

/// Every link and refresh that isn't done, in the order in which they were started. Those that were
/// under way when Rollcall was closed are among them.
pub async fn tasks(rollcall: &Rollcall) -> Result<Vec<LinkTask>, ApiError> {
    Ok(rollcall.engine().await.link_tasks()?)
}

/// Signs in with a user name and a password, used for one call and forgotten.
pub async fn credentials(
    rollcall: &Rollcall,
    id: &LinkTaskId,
    input: CredentialsInput,
) -> Result<LinkTask, ApiError> {
    Ok(rollcall.engine().await.give_credentials(id, input).await?)
}

/// Signs in with pasted cookies.
pub async fn cookies(
    rollcall: &Rollcall,
    id: &LinkTaskId,
    input: CookiesInput,
) -> Result<LinkTask, ApiError> {
    Ok(rollcall.engine().await.give_cookies(id, input).await?)
}

/// Keeps that the account's owner agreed, and how.
pub async fn state_consent(
    rollcall: &Rollcall,
    id: &AccountId,
    statement: ConsentStatement,
) -> Result<Consent, ApiError> {
    Ok(rollcall.engine().await.state_consent(id, statement).await?)
}

/// Takes the consent back: erases the kept secrets, unlinks the account at its provider where that
/// can be done, and marks it as removed.
pub async fn withdraw_consent(rollcall: &Rollcall, id: &AccountId) -> Result<(), ApiError> {
    Ok(rollcall.engine().await.withdraw_consent(id).await?)
}

/// Where the owners of this workspace sign in to LinkedIn: LinkedIn itself, or what stands in for it.
pub async fn sign_in_address(rollcall: &Rollcall) -> Result<String, ApiError> {
    let open = rollcall.workspace().await;
    match open.feed_url {
        Some(feed_url) => Ok(feed_url),
        None => Ok(open.engine.linkedin_pages().await?.into()),
    }
}

/// Answers a checkpoint: a code, a phone number or a contract's id.
pub async fn answer(rollcall: &Rollcall, id: &LinkTaskId, answer: &str) -> Result<LinkTask, ApiError> {
    Ok(rollcall.engine().await.answer_checkpoint(id, answer).await?)
}

/// Asks LinkedIn for another kind of checkpoint, where the provider can.
pub async fn another_way(rollcall: &Rollcall, id: &LinkTaskId) -> Result<LinkTask, ApiError> {
    Ok(rollcall.engine().await.another_way(id).await?)
}

/// Has LinkedIn send a checkpoint's code once more, where the provider can ask for it.
pub async fn resend(rollcall: &Rollcall, id: &LinkTaskId) -> Result<LinkTask, ApiError> {
    Ok(rollcall.engine().await.resend_code(id).await?)
}

/// Starts again from the first step, for instance after a link expired.
pub async fn restart(rollcall: &Rollcall, id: &LinkTaskId) -> Result<LinkTask, ApiError> {
    Ok(rollcall.engine().await.restart_task(id).await?)
}

/// Takes back a link that brought somebody else than its name said: the account is unlinked, its
/// secrets are erased, and its row goes.
pub async fn take_back(rollcall: &Rollcall, id: &LinkTaskId) -> Result<(), ApiError> {
    Ok(rollcall.engine().await.take_back_link(id).await?)
}

/// Stops a link or a refresh. The account stays as it is.
pub async fn cancel(rollcall: &Rollcall, id: &LinkTaskId) -> Result<(), ApiError> {
    Ok(rollcall.engine().await.cancel_task(id).await?)
}
