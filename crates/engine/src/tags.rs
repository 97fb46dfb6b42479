//! Tags: short words that a person puts on accounts.

use std::collections::{HashMap, HashSet};

use rollcall_domain::{id::AccountId, tag};
use rollcall_store::TagChange;

use crate::{
    Engine,
    error::EngineError,
    undo::{Before, Done, accounts},
};

impl Engine {
    /// Puts a tag on accounts. Those that have it already are left alone.
    ///
    /// # Errors
    /// [`EngineError::BadInput`] when it can't be a tag.
    pub async fn add_tag(&self, ids: &[AccountId], typed: &str) -> Result<Done, EngineError> {
        let tag = self
            .spelled(&tag::tidy(typed).map_err(|error| EngineError::BadInput(error.to_string()))?)
            .await?;
        let line = format!("Tagged {tag}");
        let (before, changed) = self
            .retag(self.tags_of_all(ids).await?, &line, |tags| {
                if !tags.iter().any(|other| same(other, &tag)) {
                    tags.push(tag.clone());
                }
            })
            .await?;
        let sentence = match changed {
            0 => format!("They are tagged {tag} already."),
            _ => format!("{} tagged {tag}.", accounts(changed)),
        };
        self.done(sentence, changed, before).await
    }

    /// Takes a tag off accounts.
    pub async fn remove_tag(&self, ids: &[AccountId], tag: &str) -> Result<Done, EngineError> {
        let line = format!("No longer tagged {tag}");
        let (before, changed) = self
            .retag(self.tags_of_all(ids).await?, &line, |tags| tags.retain(|other| !same(other, tag)))
            .await?;
        let sentence = match changed {
            0 => format!("None of them is tagged {tag}."),
            _ => format!("{} no longer tagged {tag}.", accounts(changed)),
        };
        self.done(sentence, changed, before).await
    }

    /// Gives a tag another name, on every account that has it. Where the new name is a tag
    /// already, the two become one.
    ///
    /// # Errors
    /// [`EngineError::BadInput`] when it can't be a tag.
    pub async fn rename_tag(&self, from: &str, to: &str) -> Result<Done, EngineError> {
        let to = tag::tidy(to).map_err(|error| EngineError::BadInput(error.to_string()))?;
        let tagged: Vec<_> = self
            .inner
            .store
            .tags()
            .await?
            .into_iter()
            .filter(|(_, tags)| tags.iter().any(|tag| same(tag, from)))
            .collect();
        let (before, changed) = self
            .retag(tagged, &format!("The tag {from} is called {to} now"), |tags| {
                tags.retain(|tag| !same(tag, from) && !same(tag, &to));
                tags.push(to.clone());
            })
            .await?;
        if changed == 0 {
            return Err(EngineError::NotFound("This tag"));
        }
        self.done(format!("{from} is called {to} now, on {}.", accounts(changed)), changed, before).await
    }

    pub(crate) async fn restore_tags(
        &self,
        tags: Vec<(AccountId, Vec<String>)>,
    ) -> Result<usize, EngineError> {
        let there: HashSet<AccountId> =
            self.inner.store.accounts().await?.into_iter().map(|account| account.id).collect();
        let changes: Vec<TagChange> = tags
            .into_iter()
            .filter(|(account, _)| there.contains(account))
            .map(|(account_id, tags)| {
                let line = if tags.is_empty() {
                    "Has no tag again: taken back".to_owned()
                } else {
                    format!("Tagged {} again: taken back", tags.join(", "))
                };
                TagChange { account_id, tags, entry: Some(self.organised(line)) }
            })
            .collect();
        let count = changes.len();
        self.inner.store.set_tags(changes).await?;
        Ok(count)
    }

    /// A tag as it is written already, when it differs only by its capitals.
    pub(crate) async fn spelled(&self, tag: &str) -> Result<String, EngineError> {
        let known = self.inner.store.tags().await?;
        Ok(known.into_values().flatten().find(|other| same(other, tag)).unwrap_or_else(|| tag.to_owned()))
    }

    /// The tags of these accounts, also of those that have none; accounts that are gone are left
    /// out.
    async fn tags_of_all(&self, ids: &[AccountId]) -> Result<Vec<(AccountId, Vec<String>)>, EngineError> {
        let mut tags: HashMap<AccountId, Vec<String>> = self.inner.store.tags().await?;
        let wanted: HashSet<&AccountId> = ids.iter().collect();
        let accounts = self.inner.store.accounts().await?;
        let there = accounts.into_iter().filter(|account| wanted.contains(&account.id));
        Ok(there.map(|account| (account.id.clone(), tags.remove(&account.id).unwrap_or_default())).collect())
    }

    async fn retag(
        &self,
        tagged: Vec<(AccountId, Vec<String>)>,
        line: &str,
        change: impl Fn(&mut Vec<String>),
    ) -> Result<(Before, usize), EngineError> {
        let mut before = Before::default();
        let mut changes = Vec::new();
        for (account_id, was) in tagged {
            let mut tags = was.clone();
            change(&mut tags);
            if tags != was {
                before.tags.push((account_id.clone(), was));
                changes.push(TagChange { account_id, tags, entry: Some(self.organised(line.to_owned())) });
            }
        }
        let count = changes.len();
        self.inner.store.set_tags(changes).await?;
        Ok((before, count))
    }
}

/// Tags that differ only by their capitals are the same.
pub(crate) fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}
