//! How an account was linked, where only a person knows it.

use rollcall_domain::{
    history::Actor, id::AccountId, provider::Provider, setup_source::SetupSource, status::Tone,
};

use crate::{Engine, error::EngineError};

impl Engine {
    /// Keeps how an account was linked, as the operator says; from then on it is brought back in the
    /// way that fits.
    ///
    /// # Errors
    /// [`EngineError::BadInput`] where the provider tells it itself, or has no such way.
    pub async fn say_setup_source(&self, id: &AccountId, source: SetupSource) -> Result<(), EngineError> {
        let mut account = self.account(id).await?;
        let name = account.provider.name();
        if account.provider != Provider::Unipile {
            return Err(EngineError::BadInput(format!("{name} tells how its accounts were linked.")));
        }
        let is_known = SetupSource::offered_by(account.provider).contains(&source);
        if !is_known && source != SetupSource::Elsewhere {
            return Err(EngineError::BadInput(format!(
                "{name} doesn't link accounts by {}.",
                source.label()
            )));
        }
        if account.setup_source == source {
            return Ok(());
        }
        // What is under way goes another way than the one that fits.
        self.forget_tasks_of(id).await?;
        account.setup_source = source;
        self.save(&account, None).await?;
        let sentence = match source {
            SetupSource::Elsewhere => "How it was linked isn't known, as you said".to_owned(),
            known => format!("Linked by {}, as you said", known.label()),
        };
        self.note(id, sentence, Actor::Operator, Tone::Idle).await
    }
}
