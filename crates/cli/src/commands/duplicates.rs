//! One person, linked twice: list, merge, keep both, take a merge back.

use rollcall_api::{accounts, domain::id::AccountId, duplicates};

use crate::{
    arguments::MergeArguments,
    exit::{Exit, Failure},
    session::Session,
    words,
};

pub async fn list(session: &Session) -> Result<Exit, Failure> {
    let pairs = duplicates::list(&session.rollcall).await?;
    let accounts = accounts::list(&session.rollcall).await?.accounts;
    session.printer.result(&pairs, || words::duplicates(&pairs, &accounts));
    Ok(Exit::Done)
}

pub async fn merge(session: &Session, arguments: MergeArguments) -> Result<Exit, Failure> {
    let MergeArguments { keep, other, keep_both, undo } = arguments;
    let stays = if undo {
        duplicates::undo_merge(&session.rollcall, &AccountId(keep)).await?
    } else {
        let keep = session.account(&keep).await?.id;
        let other = session.account(other.as_deref().unwrap_or_default()).await?.id;
        if keep_both {
            duplicates::keep_both(&session.rollcall, &keep, &other).await?;
            keep
        } else {
            duplicates::merge(&session.rollcall, &keep, &other).await?
        }
    };
    let detail = accounts::detail(&session.rollcall, &stays).await?;
    session.printer.result(&detail, || words::account(&detail));
    Ok(Exit::Done)
}
