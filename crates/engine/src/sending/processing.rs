//! Waiting until LinkedIn has taken a file in.

use std::time::Duration;

use rollcall_domain::secret::Secret;
use rollcall_providers::{
    error::{ErrorKind, Outcome, ProviderError},
    linkedin::{LinkedinClient, Processing},
};

use crate::{Engine, error::EngineError};

/// The longest a copy waits at a stretch; then it waits as one that is tried later.
const LONGEST: Duration = Duration::from_secs(30 * 60);

/// Between two questions, at most.
const BETWEEN: Duration = Duration::from_secs(30);

/// How long a document of a member rests, whose token may not ask (what public clients wait).
const GRACE: Duration = Duration::from_secs(20);

impl Engine {
    /// Returns when a post can use the file of this URN. An image of a member, which can't be
    /// asked about, can be used at once in practice; if not, LinkedIn says so and makes nothing.
    pub(super) async fn available(
        &self,
        client: &LinkedinClient,
        token: &Secret,
        urn: &str,
    ) -> Result<(), EngineError> {
        let mut waited = Duration::ZERO;
        let mut pause = Duration::from_secs(1);
        loop {
            match client.processing(token, urn).await? {
                Processing::Available => return Ok(()),
                Processing::NotTold if urn.starts_with("urn:li:image:") => return Ok(()),
                Processing::NotTold => {
                    self.inner.world.sleep(GRACE).await;
                    return Ok(());
                }
                Processing::Failed(reason) => return Err(failed(reason).into()),
                Processing::Working | Processing::WaitingForUpload if waited >= LONGEST => {
                    return Err(EngineError::Failed("LinkedIn is still taking in the file.".into()));
                }
                Processing::Working | Processing::WaitingForUpload => {}
            }
            self.inner.world.sleep(pause).await;
            waited += pause;
            pause = (pause * 2).min(BETWEEN);
        }
    }
}

fn failed(reason: Option<String>) -> ProviderError {
    let reason = reason.map(|reason| format!(" (“{reason}”)")).unwrap_or_default();
    ProviderError {
        kind: ErrorKind::ContentRefused,
        sentence: format!("LinkedIn couldn't use the file{reason}."),
        http_status: None,
        provider_code: None,
        request_id: None,
        retry_at: None,
        outcome: Outcome::Definite,
    }
}
