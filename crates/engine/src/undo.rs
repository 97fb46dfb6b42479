//! Taking back what a person did to the order of things: clients, tags, filters and drafts.

use std::collections::VecDeque;

use rollcall_domain::id::{AccountId, ClientId, DraftId};
use rollcall_store::{ClientRow, SavedFilterRow};
use serde::{Deserialize, Serialize};

use crate::{
    Engine,
    error::{EngineError, poisoned},
    event::Event,
};

/// How many steps can be taken back. They live as long as the process.
const STEPS: usize = 20;

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
    /// Takes it back, as long as the window is open.
    pub undo: Option<UndoId>,
}

/// How things were before.
#[derive(Debug, Clone, Default)]
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
    /// Drafts that were not discarded.
    pub(crate) discarded_drafts: Vec<DraftId>,
}

/// The latest steps, oldest first.
#[derive(Default)]
pub(crate) struct UndoList(VecDeque<(UndoId, Before)>);

impl Engine {
    /// Says what was done, and keeps how to take it back.
    pub(crate) fn done(&self, sentence: String, changed: usize, before: Before) -> Result<Done, EngineError> {
        let id = UndoId(self.inner.world.new_id());
        {
            let mut steps = self.inner.undo.lock().map_err(poisoned)?;
            steps.0.push_back((id.clone(), before));
            if steps.0.len() > STEPS {
                steps.0.pop_front();
            }
        }
        self.tell(Event::AccountsChanged);
        Ok(Done { sentence, changed: u32::try_from(changed).unwrap_or(u32::MAX), undo: Some(id) })
    }

    /// Takes a step back: what it changed is again as it was before. The lines in the histories
    /// stay, and new ones say that it was taken back.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when it was taken back already, or is too long ago.
    pub async fn undo(&self, id: &UndoId) -> Result<Done, EngineError> {
        let before = {
            let mut steps = self.inner.undo.lock().map_err(poisoned)?;
            let at = steps.0.iter().position(|(step, _)| step == id);
            at.and_then(|at| steps.0.remove(at)).map(|(_, before)| before)
        };
        let before = before.ok_or(EngineError::NotFound("This step"))?;
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
        for draft in before.discarded_drafts {
            self.restore_draft(&draft).await?;
        }
        self.tell(Event::AccountsChanged);
        let changed = u32::try_from(changed).unwrap_or(u32::MAX);
        Ok(Done { sentence: "Taken back.".into(), changed, undo: None })
    }
}

/// `1` as "1 account", `3` as "3 accounts".
pub(crate) fn accounts(count: usize) -> String {
    if count == 1 { "1 account".to_owned() } else { format!("{count} accounts") }
}
