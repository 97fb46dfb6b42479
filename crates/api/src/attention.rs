//! Which accounts need a person, and whether they are told so while they look elsewhere.

use rollcall_domain::Timestamp;
pub use rollcall_engine::attention::{Digest, Needing, Notice, Opens};

use crate::{Rollcall, error::ApiError, workspace::WorkspaceKind};

/// What to tell somebody, of the workspace that is open.
#[derive(Debug, Clone)]
pub struct Attention {
    /// Which workspace: what one of them holds is no news in the other.
    pub workspace: WorkspaceKind,
    /// The accounts that need a person now.
    pub needing: Vec<Needing>,
    /// Links of new accounts that need a person too.
    pub links: u32,
    /// Whether they want to be told.
    pub notices: bool,
    /// When this was true.
    pub now: Timestamp,
}

/// Who needs a person now.
pub async fn look(rollcall: &Rollcall) -> Result<Attention, ApiError> {
    let open = rollcall.workspace().await;
    let needing = open.engine.needing().await?;
    Ok(Attention {
        workspace: open.kind,
        links: open.engine.links_needing(&needing)?,
        needing,
        notices: open.engine.shows_notices().await?,
        now: open.engine.now(),
    })
}

/// Whether notices are shown while nobody looks.
pub async fn shows_notices(rollcall: &Rollcall) -> Result<bool, ApiError> {
    Ok(rollcall.engine().await.shows_notices().await?)
}

/// Switches notices on or off.
pub async fn show_notices(rollcall: &Rollcall, on: bool) -> Result<bool, ApiError> {
    rollcall.engine().await.show_notices(on).await?;
    Ok(on)
}
