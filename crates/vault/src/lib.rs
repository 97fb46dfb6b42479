//! Rollcall's secrets, in the operating system's keychain and nowhere else.
//!
//! There is no fallback to a file: without a keychain a secret can't be kept, and the caller says
//! so. One thread talks to the keychain, and nobody waits for it longer than three seconds.

mod backend;
mod error;
mod key;
mod keychain;
mod keychain_thread;
mod parts;
mod state;

use std::{sync::Arc, time::Duration};

use rollcall_domain::secret::Secret;
use tokio::sync::watch;

pub use crate::{
    backend::Backend,
    error::VaultError,
    key::{SecretKey, SecretKind},
    parts::MAX_SECRET_BYTES,
    state::KeychainState,
};
use crate::{keychain::Keychain, keychain_thread::KeychainThread, state::Evidence};

/// How long anybody waits for the keychain.
const PATIENCE: Duration = Duration::from_secs(3);

/// The entry that [`Vault::probe`] writes and removes again. No owner's id has a dot in it.
const PROBE: &str = "rollcall.check";

/// The keychain, for everybody who needs a secret. Clones share its one thread.
#[derive(Clone)]
pub struct Vault {
    thread: Arc<KeychainThread>,
}

impl Vault {
    /// The operating system's keychain, with every entry under this service name
    /// (`app.rollcall`, or one for each sandbox workspace). Asks it nothing yet.
    pub fn open(service: &str) -> Vault {
        Vault::with_backend(Box::new(Keychain::new(service)), PATIENCE)
    }

    /// Another keychain, and how long anybody waits for it.
    pub fn with_backend(backend: Box<dyn Backend>, limit: Duration) -> Vault {
        Vault { thread: Arc::new(KeychainThread::start(backend, limit)) }
    }

    /// Reads a secret; `None` when there is none.
    ///
    /// # Errors
    /// As every call here: [`VaultError::Silent`] after the limit, or at once while the keychain
    /// is still busy with a question that somebody gave up on.
    pub async fn get(&self, key: &SecretKey) -> Result<Option<Secret>, VaultError> {
        let entry = key.entry();
        self.thread
            .ask(
                move |backend| {
                    Ok(parts::get(backend, &entry)?.map(|mut text| Secret::new(std::mem::take(&mut *text))))
                },
                |secret| if secret.is_some() { Evidence::Worked } else { Evidence::NothingThere },
            )
            .await
    }

    /// Writes a secret in the place of the one before, reads it back and compares. After
    /// [`VaultError::Silent`] the keychain may still hold either.
    ///
    /// # Errors
    /// [`VaultError::TooLong`] for more than [`MAX_SECRET_BYTES`]; otherwise as [`Vault::get`].
    pub async fn put(&self, key: &SecretKey, secret: &Secret) -> Result<(), VaultError> {
        let (entry, secret) = (key.entry(), secret.clone());
        self.thread
            .ask(move |backend| parts::put(backend, &entry, secret.expose()), |()| Evidence::Worked)
            .await
    }

    /// Removes a secret. One that isn't there is no error.
    pub async fn delete(&self, key: &SecretKey) -> Result<(), VaultError> {
        let entry = key.entry();
        self.thread.ask(move |backend| parts::delete(backend, &entry), |()| Evidence::NothingThere).await
    }

    /// Removes every secret of an account or a connection.
    pub async fn delete_all(&self, owner: &str) -> Result<(), VaultError> {
        let entries = SecretKind::ALL.map(|kind| SecretKey::new(owner, kind).entry());
        self.thread
            .ask(
                move |backend| entries.iter().try_for_each(|entry| parts::delete(backend, entry)),
                |()| Evidence::NothingThere,
            )
            .await
    }

    /// Whether the keychain works, as far as the last call told.
    pub fn state(&self) -> KeychainState {
        *self.thread.state().borrow()
    }

    /// Tells every change of [`Vault::state`].
    pub fn watch(&self) -> watch::Receiver<KeychainState> {
        self.thread.state().subscribe()
    }

    /// Finds out whether the keychain works by writing, reading and removing an entry. Only
    /// writing proves it: a locked keychain may say of every entry that it isn't there.
    pub async fn probe(&self) -> KeychainState {
        let probed = self
            .thread
            .ask(
                |backend| {
                    parts::put(backend, PROBE, "works")?;
                    parts::delete(backend, PROBE)
                },
                |()| Evidence::Worked,
            )
            .await;
        if let Err(error) = probed {
            tracing::warn!(?error, "the keychain failed its check");
        }
        self.state()
    }
}
