//! Taking back what a person did to the order of things: clients, tags, filters and drafts.

use rollcall_domain::{
    Timestamp,
    id::{AccountId, ClientId, DraftId},
};
use rollcall_store::{AuthorGroupRow, ClientRow, SavedFilterRow, UndoStepRow};
use serde::{Deserialize, Serialize};

use crate::{Engine, error::EngineError, event::Event};

/// How many steps can be taken back, by this process or by a later one.
const STEPS: u32 = 20;

/// One step that can be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(transparent)]
pub struct UndoId(pub String);

/// What was done, for a line in the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct Done {
    /// What was done, in words, for instance "3 accounts now belong to Alder & Finch."
    pub sentence: String,
    /// How many accounts changed.
    pub changed: u32,
    /// Takes it back, as long as it is among the latest steps.
    pub undo: Option<UndoId>,
}

/// A step that can be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
pub struct UndoStep {
    /// Its id.
    pub id: UndoId,
    /// When it was done.
    pub at: Timestamp,
    /// What was done, in words.
    pub sentence: String,
}

/// How things were before.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Before {
    /// Clients as they were.
    pub(crate) clients: Vec<ClientRow>,
    /// Clients that were not there.
    pub(crate) new_clients: Vec<ClientId>,
    /// To which client each account belonged.
    pub(crate) assigned: Vec<(AccountId, Option<ClientId>)>,
    /// Which tags each account had.
    pub(crate) tags: Vec<(AccountId, Vec<String>)>,
    /// Filters as they were.
    pub(crate) filters: Vec<SavedFilterRow>,
    /// Filters that were not there.
    pub(crate) new_filters: Vec<String>,
    /// Groups of authors as they were.
    pub(crate) author_groups: Vec<AuthorGroupRow>,
    /// Groups of authors that were not there.
    pub(crate) new_author_groups: Vec<String>,
    /// Drafts that were not discarded.
    pub(crate) discarded_drafts: Vec<DraftId>,
    /// Which name each template had.
    pub(crate) template_names: Vec<(DraftId, String)>,
}

impl Engine {
    /// Says what was done, and keeps how to take it back.
    pub(crate) async fn done(
        &self,
        sentence: String,
        changed: usize,
        before: Before,
    ) -> Result<Done, EngineError> {
        let id = UndoId(self.inner.world.new_id());
        let before = serde_json::to_value(before)
            .map_err(|_| EngineError::Failed("How to take this back can't be kept.".into()))?;
        let row = UndoStepRow { id: id.0.clone(), at: self.now(), sentence: sentence.clone(), before };
        self.inner.store.add_undo_step(row, STEPS).await?;
        self.tell(Event::AccountsChanged);
        Ok(Done { sentence, changed: u32::try_from(changed).unwrap_or(u32::MAX), undo: Some(id) })
    }

    /// The steps that can be taken back, newest first.
    pub async fn undo_steps(&self) -> Result<Vec<UndoStep>, EngineError> {
        let rows = self.inner.store.undo_steps().await?;
        let steps =
            rows.into_iter().map(|row| UndoStep { id: UndoId(row.id), at: row.at, sentence: row.sentence });
        Ok(steps.collect())
    }

    /// Takes a step back: what it changed is again as it was before. The lines in the histories
    /// stay, and new ones say that it was taken back.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when it was taken back already, or is too long ago.
    pub async fn undo(&self, id: &UndoId) -> Result<Done, EngineError> {
        let row = self.inner.store.take_undo_step(&id.0).await?.ok_or(EngineError::NotFound("This step"))?;
        let before: Before = serde_json::from_value(row.before)
            .map_err(|_| EngineError::Failed("How to take this back can't be read any more.".into()))?;
        let store = &self.inner.store;
        for client in before.clients {
            store.put_client(client).await?;
        }
        let mut changed = before.assigned.len().max(before.tags.len());
        if !before.assigned.is_empty() {
            changed = self.restore_clients(before.assigned).await?;
        }
        if !before.tags.is_empty() {
            changed = changed.max(self.restore_tags(before.tags).await?);
        }
        for client in before.new_clients {
            store.remove_client(&client).await?;
        }
        for filter in before.filters {
            store.put_saved_filter(filter).await?;
        }
        for filter in before.new_filters {
            store.remove_saved_filter(&filter).await?;
        }
        for group in before.author_groups {
            store.put_author_group(group).await?;
        }
        for group in before.new_author_groups {
            store.remove_author_group(&group).await?;
        }
        for draft in before.discarded_drafts {
            self.restore_draft(&draft).await?;
        }
        self.restore_template_names(before.template_names).await?;
        self.tell(Event::AccountsChanged);
        let changed = u32::try_from(changed).unwrap_or(u32::MAX);
        Ok(Done { sentence: "Taken back.".into(), changed, undo: None })
    }
}

/// `1` as "1 account", `3` as "3 accounts".
pub(crate) fn accounts(count: usize) -> String {
    if count == 1 { "1 account".to_owned() } else { format!("{count} accounts") }
}
