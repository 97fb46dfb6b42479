//! Saved filters of the account list.

use rollcall_domain::{id::ClientId, setup_source::SetupSource, status::StatusKind};
use rollcall_store::SavedFilterRow;
use serde::{Deserialize, Serialize};

use crate::{
    Engine,
    error::EngineError,
    undo::{Before, Done},
};

/// A name, and what it lets through. What is left out lets everything through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct SavedFilter {
    /// Its name.
    pub name: String,
    /// Only with this status.
    pub status: Option<StatusKind>,
    /// Only of this client.
    pub client_id: Option<ClientId>,
    /// Only linked in this way.
    pub setup_source: Option<SetupSource>,
    /// Only with this tag.
    pub tag: Option<String>,
    /// Only where this text is found.
    #[serde(default)]
    pub text: String,
}

impl Engine {
    /// Every saved filter, by name.
    pub async fn saved_filters(&self) -> Result<Vec<SavedFilter>, EngineError> {
        let rows = self.inner.store.saved_filters().await?;
        // One that an older Rollcall can't read is not worth the whole list.
        Ok(rows.into_iter().filter_map(|row| serde_json::from_value(row.definition).ok()).collect())
    }

    /// Keeps a filter under its name; one of the same name is replaced.
    ///
    /// # Errors
    /// [`EngineError::BadInput`] when it has no name.
    pub async fn save_filter(&self, mut filter: SavedFilter) -> Result<Done, EngineError> {
        filter.name = filter.name.split_whitespace().collect::<Vec<_>>().join(" ");
        if filter.name.is_empty() {
            return Err(EngineError::BadInput("Give the filter a name first.".into()));
        }
        let name = filter.name.clone();
        let definition = serde_json::to_value(&filter)
            .map_err(|_| EngineError::Failed("This filter can't be kept.".into()))?;
        let before = match self.filter_row(&name).await? {
            Some(row) => Before { filters: vec![row], ..Before::default() },
            None => Before { new_filters: vec![name.clone()], ..Before::default() },
        };
        self.inner.store.put_saved_filter(SavedFilterRow { name: name.clone(), definition }).await?;
        self.done(format!("The filter {name} is saved."), 0, before).await
    }

    /// Forgets a filter.
    pub async fn remove_filter(&self, name: &str) -> Result<Done, EngineError> {
        let row = self.filter_row(name).await?.ok_or(EngineError::NotFound("This filter"))?;
        self.inner.store.remove_saved_filter(name).await?;
        let sentence = format!("The filter {} is gone.", row.name);
        self.done(sentence, 0, Before { filters: vec![row], ..Before::default() }).await
    }

    async fn filter_row(&self, name: &str) -> Result<Option<SavedFilterRow>, EngineError> {
        let rows = self.inner.store.saved_filters().await?;
        Ok(rows.into_iter().find(|row| row.name.to_lowercase() == name.to_lowercase()))
    }
}
