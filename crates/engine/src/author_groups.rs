//! Saved groups of authors: who publishes together, under one name.

use rollcall_domain::id::AuthorId;
use rollcall_store::AuthorGroupRow;
use serde::{Deserialize, Serialize};

use crate::{
    Engine,
    error::EngineError,
    undo::{Before, Done},
};

/// Authors under a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct AuthorGroup {
    /// Its name; no two share one.
    pub name: String,
    /// Who is in it. Those that are no longer linked stay, and are left out when it is chosen.
    pub authors: Vec<AuthorId>,
}

impl Engine {
    /// Every group, by name.
    pub async fn author_groups(&self) -> Result<Vec<AuthorGroup>, EngineError> {
        let rows = self.inner.store.author_groups().await?;
        Ok(rows.into_iter().map(|row| AuthorGroup { name: row.name, authors: row.authors }).collect())
    }

    /// Keeps a group under its name; one of the same name is replaced.
    ///
    /// # Errors
    /// [`EngineError::BadInput`] when it has no name, or nobody is in it.
    pub async fn save_author_group(&self, group: AuthorGroup) -> Result<Done, EngineError> {
        let name = group.name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            return Err(EngineError::BadInput("Give the group a name first.".into()));
        }
        if group.authors.is_empty() {
            return Err(EngineError::BadInput("Choose who belongs to the group first.".into()));
        }
        let before = match self.author_group(&name).await? {
            Some(row) => Before { author_groups: vec![row], ..Before::default() },
            None => Before { new_author_groups: vec![name.clone()], ..Before::default() },
        };
        let row = AuthorGroupRow { name: name.clone(), authors: group.authors };
        self.inner.store.put_author_group(row).await?;
        self.done(format!("The group {name} is saved."), 0, before).await
    }

    /// Forgets a group. Its authors stay as they are.
    pub async fn remove_author_group(&self, name: &str) -> Result<Done, EngineError> {
        let row = self.author_group(name).await?.ok_or(EngineError::NotFound("This group"))?;
        self.inner.store.remove_author_group(name).await?;
        let sentence = format!("The group {} is gone.", row.name);
        self.done(sentence, 0, Before { author_groups: vec![row], ..Before::default() }).await
    }

    async fn author_group(&self, name: &str) -> Result<Option<AuthorGroupRow>, EngineError> {
        let rows = self.inner.store.author_groups().await?;
        Ok(rows.into_iter().find(|row| row.name.to_lowercase() == name.to_lowercase()))
    }
}
