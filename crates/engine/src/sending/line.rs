//! In which order the copies of one account leave: in the order they were taken up, but for what
//! takes long to bring there. That lets the others by until its files are there.

use rollcall_domain::{id::AccountId, post::Attachment};
use rollcall_store::TargetRow;
use tokio::sync::OwnedMutexGuard;

use crate::{Engine, error::EngineError};

/// Files of more bytes than this, in all, take long. Two posts with pictures that a person makes
/// one after the other stay so.
const LONG: u64 = 16 * 1024 * 1024;

/// A copy's place in the line of its account, kept as long as this lives.
pub(super) struct Place {
    account: AccountId,
    is_beside: bool,
    _turn: OwnedMutexGuard<()>,
}

impl Engine {
    /// Waits until a copy's files may travel. What takes long waits beside the line, one after the
    /// other, so that an account's videos share no bandwidth and keep their order.
    pub(super) async fn place_of(&self, target: &TargetRow) -> Result<Place, EngineError> {
        let account = target.account_id.clone();
        let is_beside = self.takes_long(target).await?;
        let turns = if is_beside { &self.inner.long_uploads } else { &self.inner.senders };
        let turn = turns.of(&account)?.lock_owned().await;
        Ok(Place { account, is_beside, _turn: turn })
    }

    /// Waits until a copy may be created: one at a time for each account.
    pub(super) async fn turn_of(&self, place: &Place) -> Result<Option<OwnedMutexGuard<()>>, EngineError> {
        match place.is_beside {
            true => Ok(Some(self.inner.senders.of(&place.account)?.lock_owned().await)),
            false => Ok(None),
        }
    }

    async fn takes_long(&self, target: &TargetRow) -> Result<bool, EngineError> {
        let attachment = &target.content.attachment;
        // However short, LinkedIn takes its time to take it in.
        if matches!(attachment, Attachment::Video { .. }) {
            return Ok(true);
        }
        let mut bytes = 0;
        for id in attachment.media() {
            bytes += self.inner.store.media(id).await?.map_or(0, |media| media.facts.bytes());
        }
        Ok(bytes > LONG)
    }
}
