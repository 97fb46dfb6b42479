//! The owner's consent to the use of their credentials or cookies: stated, kept, withdrawn.

use rollcall_domain::{
    account::first_name,
    consent::{Consent, ConsentHow, ConsentStatement, in_words},
    history::{Actor, HistoryEntry, HistoryKind},
    id::{AccountId, LinkTaskId},
    status::{Status, Tone},
};
use rollcall_store::AutomaticReturnRow;

use crate::{
    Engine,
    error::EngineError,
    event::Event,
    linking::{OpenTask, Waiting},
    standing::set_status,
};

impl Engine {
    /// How an account's owner agreed, if that was stated and not withdrawn.
    pub async fn consent(&self, account: &AccountId) -> Result<Option<Consent>, EngineError> {
        Ok(self.inner.store.consent(account).await?)
    }

    /// Keeps what the operator states: that the owner agreed, and how.
    ///
    /// # Errors
    /// [`EngineError::BadInput`] when *other* comes without saying what.
    pub async fn state_consent(
        &self,
        id: &AccountId,
        statement: ConsentStatement,
    ) -> Result<Consent, EngineError> {
        self.account(id).await?;
        let consent = self.stated(statement)?;
        self.keep_consent(id, consent.clone()).await?;
        Ok(consent)
    }

    /// Takes the consent back: erases the kept secrets, unlinks the account at its provider where
    /// that can be done, and marks it as removed. Its row and its history stay.
    pub async fn withdraw_consent(&self, id: &AccountId) -> Result<(), EngineError> {
        let mut account = self.account(id).await?;
        if self.consent(id).await?.is_none() {
            return Err(EngineError::NotFound("This consent"));
        }
        // Secrets first: whatever the provider answers, nothing of the owner's stays here.
        self.inner.vault.delete_all(id.as_str()).await?;
        self.erase_merged_secrets(id).await?;
        self.inner.store.put_automatic_return(AutomaticReturnRow::new(id.clone())).await?;
        if let Some(task) = self.task_of(id)?
            && !matches!(task.waiting, Waiting::Done { .. })
        {
            self.cancel_task(&task.id).await?;
        }
        let provider = account.provider.name();
        let cause = match self.unlink(&account).await {
            Ok(true) => format!("The owner's consent was withdrawn; unlinked at {provider}."),
            Ok(false) => "The owner's consent was withdrawn.".to_owned(),
            Err(error) => {
                tracing::warn!(%error, "an account whose consent was withdrawn is still linked");
                format!(
                    "The owner's consent was withdrawn. {provider} couldn't unlink it: remove it in {provider}'s dashboard."
                )
            }
        };
        let now = self.now();
        // Held so, whatever the provider lists, until it is linked again with a new consent.
        account.paused_at = Some(now);
        let entry = set_status(&mut account, Status::Removed, cause, Actor::Operator, now)
            .map(|entry| HistoryEntry { kind: HistoryKind::Consent, ..entry });
        self.inner.store.remove_consent(id).await?;
        self.save(&account, entry).await
    }

    /// Lets a sign-in go on only with a consent: one that is kept, or one that is stated with it
    /// and is kept before anything is used.
    pub(crate) async fn with_consent(
        &self,
        id: &LinkTaskId,
        stated: Option<ConsentStatement>,
    ) -> Result<(), EngineError> {
        let open = self.open_task(id)?;
        let account = open.view.account_id.clone();
        if let Some(statement) = stated {
            let consent = self.stated(statement)?;
            return match account {
                Some(account) => self.keep_consent(&account, consent).await,
                None => self.change_task(id, |open| open.consent = Some(consent)).await.map(drop),
            };
        }
        let known = match &account {
            Some(account) => self.inner.store.consent(account).await?.is_some(),
            None => false,
        };
        if known || open.consent.is_some() {
            return Ok(());
        }
        let who = open.view.name.as_deref().map_or("the owner", first_name);
        Err(EngineError::ConsentMissing(format!("Rollcall doesn't know yet that {who} agreed to this.")))
    }

    /// Keeps the consent that was stated before the account had a row.
    pub(crate) async fn keep_consent_of(
        &self,
        open: &OpenTask,
        account: &AccountId,
    ) -> Result<(), EngineError> {
        match &open.consent {
            Some(consent) if self.inner.store.consent(account).await?.is_none() => {
                self.keep_consent(account, consent.clone()).await
            }
            _ => Ok(()),
        }
    }

    fn stated(&self, statement: ConsentStatement) -> Result<Consent, EngineError> {
        let note = statement.note.split_whitespace().collect::<Vec<_>>().join(" ");
        if statement.how == ConsentHow::Other && note.is_empty() {
            return Err(EngineError::BadInput("Say how the owner agreed.".into()));
        }
        if note.chars().count() > MOST_LETTERS {
            return Err(EngineError::BadInput(format!("Say it in at most {MOST_LETTERS} letters.")));
        }
        Ok(Consent { how: statement.how, note, at: self.now(), actor: Actor::Operator })
    }

    async fn keep_consent(&self, account: &AccountId, consent: Consent) -> Result<(), EngineError> {
        let entry = HistoryEntry {
            at: consent.at,
            sentence: format!("The owner agreed {}, as you stated", in_words(consent.how, &consent.note)),
            actor: consent.actor,
            tone: Tone::Idle,
            kind: HistoryKind::Consent,
        };
        self.inner.store.put_consent(account, consent, entry).await?;
        self.tell(Event::AccountsChanged);
        Ok(())
    }
}

/// More letters than this are a letter, not a note.
const MOST_LETTERS: usize = 200;
