//! Drafts: kept while they are written, used again, and discarded with a way back.

use chrono::Duration;
use rollcall_domain::{id::DraftId, post::Draft};
use rollcall_store::{DraftQuery, DraftRow, DraftShelf};

use crate::{
    Engine,
    error::EngineError,
    undo::{Before, Done},
};

/// How long a discarded draft can be restored, in days.
pub const RESTORABLE_DAYS: i64 = 30;

/// The most drafts that are listed.
const LISTED: u32 = 500;

impl Engine {
    /// A draft that isn't kept anywhere before it is saved.
    pub fn new_draft(&self) -> DraftRow {
        DraftRow {
            id: DraftId(self.inner.world.new_id()),
            draft: Draft::default(),
            name: String::new(),
            is_template: false,
            updated_at: self.now(),
            discarded_at: None,
        }
    }

    /// One draft, template or discarded draft.
    pub async fn draft(&self, id: &DraftId) -> Result<DraftRow, EngineError> {
        self.inner.store.draft(id).await?.ok_or(EngineError::NotFound("This draft"))
    }

    /// The draft that was last written on; `None` when nothing is being written.
    pub async fn last_draft(&self) -> Result<Option<DraftRow>, EngineError> {
        let query = DraftQuery { limit: 1, ..DraftQuery::default() };
        Ok(self.inner.store.drafts(query).await?.pop())
    }

    /// Drafts with all these words in them, the last saved first.
    pub async fn drafts(&self, shelf: DraftShelf, text: &str) -> Result<Vec<DraftRow>, EngineError> {
        let query = DraftQuery { shelf, text: text.to_owned(), limit: LISTED };
        Ok(self.inner.store.drafts(query).await?)
    }

    /// Keeps what is written. It is on the disk when this returns. A template keeps its name, and a
    /// discarded draft that is written on is one again.
    pub async fn save_draft(&self, id: &DraftId, draft: Draft) -> Result<DraftRow, EngineError> {
        let kept = self.inner.store.draft(id).await?;
        let row = match kept {
            Some(row) => DraftRow { draft, updated_at: self.now(), discarded_at: None, ..row },
            None => DraftRow { id: id.clone(), draft, ..self.new_draft() },
        };
        self.inner.store.save_draft(row.clone()).await?;
        Ok(row)
    }

    /// A second draft like this one; of a template, a draft that begins with it.
    pub async fn duplicate_draft(&self, id: &DraftId) -> Result<DraftRow, EngineError> {
        let row = DraftRow { draft: self.draft(id).await?.draft, ..self.new_draft() };
        self.inner.store.save_draft(row.clone()).await?;
        Ok(row)
    }

    /// Keeps a copy of a draft to begin others with.
    ///
    /// # Errors
    /// [`EngineError::BadInput`] when it has no name.
    pub async fn make_template(&self, id: &DraftId, name: &str) -> Result<DraftRow, EngineError> {
        let name = named(name)?;
        let draft = self.draft(id).await?.draft;
        let row = DraftRow { draft, name, is_template: true, ..self.new_draft() };
        self.inner.store.save_draft(row.clone()).await?;
        Ok(row)
    }

    /// Gives a template another name.
    ///
    /// # Errors
    /// [`EngineError::BadInput`] when it has none.
    pub async fn rename_template(&self, id: &DraftId, name: &str) -> Result<Done, EngineError> {
        let name = named(name)?;
        let row = self.draft(id).await?;
        if !row.is_template {
            return Err(EngineError::NotFound("This template"));
        }
        let sentence = format!("{} is called {name} now.", row.name);
        let before = Before { template_names: vec![(id.clone(), row.name.clone())], ..Before::default() };
        self.inner.store.save_draft(DraftRow { name, ..row }).await?;
        self.done(sentence, 0, before).await
    }

    /// Gives templates the names that they had.
    pub(crate) async fn restore_template_names(
        &self,
        names: Vec<(DraftId, String)>,
    ) -> Result<(), EngineError> {
        for (id, name) in names {
            let row = DraftRow { name, ..self.draft(&id).await? };
            self.inner.store.save_draft(row).await?;
        }
        Ok(())
    }

    /// Puts a draft or a template away. It can be restored for [`RESTORABLE_DAYS`].
    pub async fn discard_draft(&self, id: &DraftId) -> Result<Done, EngineError> {
        let row = self.draft(id).await?;
        let what = if row.is_template { "The template" } else { "The draft" };
        self.inner.store.save_draft(DraftRow { discarded_at: Some(self.now()), ..row }).await?;
        let before = Before { discarded_drafts: vec![id.clone()], ..Before::default() };
        self.done(format!("{what} is discarded."), 0, before).await
    }

    /// Takes a discarded draft back.
    pub async fn restore_draft(&self, id: &DraftId) -> Result<DraftRow, EngineError> {
        let row = DraftRow { discarded_at: None, ..self.draft(id).await? };
        self.inner.store.save_draft(row.clone()).await?;
        Ok(row)
    }

    /// Throws a draft away for good, leaving nothing of it on the disk.
    pub async fn erase_draft(&self, id: &DraftId) -> Result<(), EngineError> {
        Ok(self.inner.store.erase_draft(id).await?)
    }

    /// Throws away for good what was discarded too long ago to be restored.
    pub(crate) async fn clear_discarded(&self) -> Result<(), EngineError> {
        let long_ago = self.now() - Duration::days(RESTORABLE_DAYS);
        Ok(self.inner.store.erase_discarded_before(long_ago).await?)
    }
}

/// A name as it is kept.
fn named(typed: &str) -> Result<String, EngineError> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(EngineError::BadInput("Give the template a name first.".into()));
    }
    Ok(name)
}
