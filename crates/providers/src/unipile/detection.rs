//! Finding out which of Unipile's APIs is spoken at an address.

use rollcall_domain::{secret::Secret, unipile_api::UnipileApi};
use url::Url;

use super::UnipileClient;
use crate::{
    error::{ErrorKind, Outcome, Result},
    transport::Transport,
};

/// What the address itself says, by its end.
fn named(dsn: &Url) -> Option<UnipileApi> {
    let path = dsn.path().trim_end_matches('/');
    if path.ends_with("/v2") {
        Some(UnipileApi::V2)
    } else if path.ends_with("/api/v1") {
        Some(UnipileApi::V1)
    } else {
        None
    }
}

impl UnipileClient {
    /// A client for the API that answers at `dsn` to this key: the new one where both do.
    ///
    /// Errors: what the API said that is there, if only one of the two is.
    pub async fn detect(transport: Transport, dsn: Url, api_key: Secret) -> Result<UnipileClient> {
        let client = |api| UnipileClient::new(transport.clone(), dsn.clone(), api_key.clone(), api);
        if let Some(api) = named(&dsn) {
            let client = client(api);
            return client.answers().await.map(|()| client);
        }
        let (new, old) = (client(UnipileApi::V2), client(UnipileApi::V1));
        let of_new = match new.answers().await {
            Ok(()) => return Ok(new),
            // Nobody is there at all.
            Err(error) if error.outcome == Outcome::NotSent => return Err(error),
            Err(error) => error,
        };
        match old.answers().await {
            Ok(()) => Ok(old),
            Err(error) if matches!(error.kind, ErrorKind::NotFound | ErrorKind::UnexpectedAnswer) => {
                Err(of_new)
            }
            Err(error) => Err(error),
        }
    }
}
